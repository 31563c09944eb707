"""A deal that needs a look waits for a second person."""

from decimal import Decimal

import pytest

from cim_graph.deals.check import Desk, check
from cim_graph.deals.commands import AllowDeal
from cim_graph.deals.model import Deal, DealOutcome
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import ForbiddenError, ProposedError
from tests.approvals.desk import RISK, Bank, firm, party_id
from tests.conftest import Submit

MANAGER = Actor("rashad", ("relationship-manager",))


async def test_a_second_person_allows_a_deal(desk: Bank, take: Submit) -> None:
    await take([firm("F")])
    deal = Deal((party_id("F"),), "loan", Decimal("10.50"), "AZN")
    asks = Desk(desk.graph, desk.settings.rank)
    assert (await check(asks, deal)).outcome is DealOutcome.REVIEW
    with pytest.raises(ProposedError) as raised:
        await desk.commands.execute(desk.graph, MANAGER, AllowDeal(deal, "the committee met"))
    assert (await check(asks, deal)).outcome is DealOutcome.REVIEW
    [proposal] = await desk.approvals.by_ids(desk.by(RISK), [raised.value.request])
    with pytest.raises(ForbiddenError):
        await desk.decided(proposal, by=MANAGER)
    assert (await desk.decided(proposal, by=RISK)).status == "APPLIED"
    allowed = await check(asks, deal)
    assert allowed.outcome is DealOutcome.ALLOW
    assert "ALLOWED" in {one.code for one in allowed.reasons}
