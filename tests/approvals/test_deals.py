"""A deal that needs a look waits for a second person."""

from decimal import Decimal
from typing import Any

import pytest

from cim_graph.access.rights import Special
from cim_graph.deals.allowing import allowing
from cim_graph.deals.check import Desk, check
from cim_graph.deals.model import Deal, DealOutcome
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import ConflictError, ForbiddenError, ProposedError
from tests.approvals.desk import RISK, Bank, firm, owns, party_id, person
from tests.conftest import Submit

MANAGER = Actor("rashad", ("relationship-manager",))


async def test_a_second_person_allows_a_deal(desk: Bank, take: Submit) -> None:
    await take([firm("F")])
    deal = Deal((party_id("F"),), "loan", Decimal("10.50"), "AZN")
    asks = Desk(desk.graph, desk.settings.rank)
    assert (await check(asks, deal)).outcome is DealOutcome.REVIEW
    with pytest.raises(ProposedError) as raised:
        await desk.commands.execute(desk.graph, MANAGER, await allowing(asks, deal, "the committee met"))
    assert (await check(asks, deal)).outcome is DealOutcome.REVIEW
    [proposal] = await desk.approvals.by_ids(desk.by(RISK), [raised.value.request])
    with pytest.raises(ForbiddenError):
        await desk.decided(proposal, by=MANAGER)
    assert (await desk.decided(proposal, by=RISK)).status == "APPLIED"
    allowed = await check(asks, deal)
    assert allowed.outcome is DealOutcome.ALLOW
    assert "ALLOWED" in {one.code for one in allowed.reasons}


ALLOW = {"command": "allowDeal", "product": "loan", "amount": "10.50", "currency": "AZN", "reason": "it was seen"}


def allow(key: str) -> dict[str, Any]:
    return {**ALLOW, "parties": [party_id(key)]}


async def test_what_came_since_it_was_proposed_is_not_allowed_with_it(desk: Bank, take: Submit) -> None:
    """The owner's flag moves nothing that the proposal names: it is found where the deal is allowed."""
    await take([firm("F"), person("O"), owns("o", "O", "F")])
    proposal = await desk.proposed(allow("F"), maker=MANAGER)
    assert "covers" not in proposal.shown[0].after["says"]
    await take([person("O", flags=["rca", "resident"])])
    deal = Deal((party_id("F"),), "loan", Decimal("10.50"), "AZN")
    assert (await desk.decided(proposal, by=RISK)).status == "APPLIED"  # its maker may not know of exposure
    blind, seeing = (Desk(desk.graph, desk.settings.rank, sees) for sees in (frozenset[Special](), frozenset(Special)))
    assert [(await check(one, deal)).outcome for one in (blind, seeing)] == ["ALLOW", "REVIEW"]


async def test_what_was_looked_at_by_its_maker_is_what_is_allowed(desk: Bank, take: Submit) -> None:
    """A maker who may know of exposure asks for more than one who may not, and is allowed it."""
    await take([firm("F"), person("O", flags=["pep"]), owns("o", "O", "F")])
    officer = Actor("aydan", ("risk-officer",))
    proposal = await desk.proposed(allow("F"), maker=officer)
    assert (await desk.decided(proposal, by=RISK)).status == "APPLIED"
    deal = Deal((party_id("F"),), "loan", Decimal("10.50"), "AZN")
    assert (await check(Desk(desk.graph, desk.settings.rank), deal)).outcome == "ALLOW"


async def test_a_deal_is_blocked_between_proposal_and_approval(desk: Bank, take: Submit) -> None:
    await take([firm("F"), person("O"), owns("o", "O", "F")])
    proposal = await desk.proposed(allow("F"), maker=MANAGER)
    await take([person("O", flags=["sanctioned"])])
    held = await desk.decided(proposal, by=RISK)
    assert (held.status, "blocked" in str(held.reason)) == ("CONFLICT", True)
    with pytest.raises(ConflictError, match=r"change 1, allowDeal: the deal is blocked"):
        await desk.proposed(allow("F"), maker=MANAGER)


async def test_more_needs_a_look_between_proposal_and_approval(desk: Bank, take: Submit) -> None:
    await take([firm("F"), person("O"), owns("o", "O", "F")])
    proposal = await desk.proposed(allow("F"), maker=Actor("aydan", ("risk-officer",)))
    await take([person("O", flags=["pep"])])
    held = await desk.decided(proposal, by=RISK)
    assert (held.status, "more needs a look" in str(held.reason)) == ("CONFLICT", True)


async def test_nobody_approves_a_deal_for_reasons_that_are_closed_to_them(desk: Bank, take: Submit) -> None:
    """An administrator sees suspicion, a risk officer does not; what is no suspicion is approved by either."""
    await take([firm("F"), firm("G")])
    await desk.graph.administer(
        "MATCH (r:Record {key: 'F'}) CREATE (:Alert {id: 'w1', place: 'w1', kind: 'rapid', severity: 5, "
        "status: 'OPEN', suspicion: true, raisedAt: '2026-01-01', text: 'in and out', evidence: '{}'})-[:CONCERNS]->(r)"
    )
    administrator = Actor("root", ("administrator",))
    hidden, plain = [await desk.proposed(allow(key), maker=administrator) for key in ("F", "G")]
    with pytest.raises(ForbiddenError, match="closed to you"):
        await desk.decided(hidden, by=RISK)
    assert (await desk.decided(plain, by=RISK)).status == "APPLIED"
    both = Actor("both", ("risk-officer", "aml-investigator"))
    assert (await desk.decided(hidden, by=both)).status == "APPLIED"
