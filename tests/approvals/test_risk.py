"""Schemes of risk and classes by hand wait for a second person."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cim_graph.kernel.errors import BadInputError, ConflictError, ProposedError
from cim_graph.kernel.times import NOW, today
from cim_graph.risk import versions
from cim_graph.risk.commands import OverrideRisk, PublishScheme, SaveScheme
from cim_graph.risk.months import months_on
from cim_graph.risk.reading import Reading
from cim_graph.risk.scheme import scheme, shipped
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


def _by_hand(word: str) -> dict[str, Any]:
    until = months_on(today(), 2)
    return {"command": "overrideRisk", "party": party_id("F"), "class": word, "reason": "seen", "until": until}


async def test_a_class_that_was_set_since_is_not_replaced_unseen(desk: Bank, take: Submit) -> None:
    await take([firm("F")])
    first, second = [await desk.proposed(_by_hand(word), maker=RISK) for word in ("HIGH", "MEDIUM")]
    assert (await desk.decided(first)).status == "APPLIED"
    held = await desk.decided(second)
    assert (held.status, "kamran set HIGH" in str(held.reason)) == ("CONFLICT", True)
    third = await desk.proposed(_by_hand("MEDIUM"), maker=RISK)
    assert (await desk.decided(third)).status == "APPLIED"
    assert await _word(desk) == "MEDIUM"


async def test_a_rule_that_fixes_the_class_is_told_when_it_is_proposed(desk: Bank, take: Submit) -> None:
    await take([firm("F", flags=["sanctioned"])])
    with pytest.raises(ConflictError, match="change 1, overrideRisk: the rule sanctioned of the scheme aml fixes"):
        await desk.proposed(_by_hand("LOW"), maker=RISK)


async def test_a_class_by_hand_ends_within_what_the_scheme_has(desk: Bank, take: Submit) -> None:
    await take([firm("F")])
    ends = months_on(today(), 12)
    with pytest.raises(BadInputError, match=f"12 months at most; name {ends} at the latest"):
        await desk.proposed({**_by_hand("HIGH"), "until": "9999-12-31"}, maker=RISK)
    proposal = await desk.proposed({**_by_hand("HIGH"), "until": ends}, maker=RISK)
    assert (await desk.decided(proposal)).status == "APPLIED"
    shorter = scheme({**shipped("aml").document, "overrides": {"months": 1}})
    assert (shorter.longest, shipped("aml").longest) == (1, 12)


async def _word(desk: Bank) -> str:
    version = await versions.in_force(desk.graph, "aml")
    found = await assess(Reading(desk.graph, NOW, desk.settings.rank), version, [party_id("F")])
    return found[party_id("F")].word
