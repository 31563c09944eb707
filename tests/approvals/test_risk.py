"""Schemes of risk and classes by hand wait for a second person."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cim_graph.kernel.errors import ProposedError
from cim_graph.kernel.times import NOW
from cim_graph.risk import versions
from cim_graph.risk.commands import OverrideRisk, PublishScheme, SaveScheme
from cim_graph.risk.reading import Reading
from cim_graph.risk.scheme import shipped
from cim_graph.risk.service import assess
from tests.approvals.desk import CHECKER, RISK, Bank, firm, party_id
from tests.conftest import Submit


async def test_a_second_person_publishes(desk: Bank) -> None:
    harsher: Any = deepcopy(dict(shipped("aml").document))
    harsher["cap"] = 90
    id_ = await desk.commands.execute(desk.graph, RISK, SaveScheme(harsher))
    with pytest.raises(ProposedError) as raised:
        await desk.commands.execute(desk.graph, RISK, PublishScheme(id_))
    assert (await versions.in_force(desk.graph, "aml")).number == 0
    [proposal] = await desk.approvals.by_ids(desk.by(CHECKER), [raised.value.request])
    assert (await desk.decided(proposal)).status == "APPLIED"
    assert (await versions.in_force(desk.graph, "aml")).scheme.cap == 90


async def test_a_second_person_approves_a_class_by_hand(desk: Bank, take: Submit) -> None:
    await take([firm("F")])
    soon = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    with pytest.raises(ProposedError) as raised:
        await desk.commands.execute(desk.graph, RISK, OverrideRisk(party_id("F"), "HIGH", "seen", soon, "aml"))
    [proposal] = await desk.approvals.by_ids(desk.by(CHECKER), [raised.value.request])
    assert await _word(desk) == "LOW"
    assert (await desk.decided(proposal)).status == "APPLIED"
    assert await _word(desk) == "HIGH"


async def _word(desk: Bank) -> str:
    version = await versions.in_force(desk.graph, "aml")
    found = await assess(Reading(desk.graph, NOW, desk.settings.rank), version, [party_id("F")])
    return found[party_id("F")].word
