"""The gate: by hand and under a policy, a direct write becomes a proposal by itself; feeds and jobs stand outside."""

from pathlib import Path
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.approvals import wire
from cim_graph.approvals.commands import DecideChange
from cim_graph.approvals.service import Asking, approvals_of
from cim_graph.approvals.sight import seen
from cim_graph.graph.session import Graph
from cim_graph.groups.commands import DecideMember
from cim_graph.intake.daily import DrawDue
from cim_graph.intake.service import submit
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError, ForbiddenError, NotFoundError, ProposedError
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.matching.judging import JudgeMatch
from cim_graph.matching.overriding import OverrideField
from cim_graph.matching.verdicts import Decision, Result, carry_out
from cim_graph.privacy.commands import EraseParty
from cim_graph.privacy.due import Verdict
from cim_graph.settings import Auth, Settings
from tests.approvals.desk import (
    CHECKER,
    MAKER,
    OPERATOR,
    TELLER,
    Bank,
    bank,
    firm,
    owes,
    owns,
    paid,
    party_id,
    person,
    record_id,
    ref,
    submitting,
)
from tests.conftest import Submit
from tests.privacy.bank import ALI, OFFICER, OTHER, VALUES, filled

FEEDER = Actor("core-feed", ("integrator",), sources=frozenset({"core"}))
OTHER_FEEDER = Actor("crm-feed", ("integrator",), sources=frozenset({"crm"}))


RELATIONS = Actor("rena", ("relationship-manager",))


async def handed_over(desk: Bank, actor: Actor, *records: Any) -> Any:
    return await submit(desk.graph, desk.commands, actor, records, {})


@pytest.mark.parametrize("actor", [FEEDER, OPERATOR], ids=lambda actor: actor.subject)
async def test_who_feeds_a_source_needs_nobody(desk: Bank, actor: Actor) -> None:
    assert (await handed_over(desk, actor, person("A"))).accepted == 1


@pytest.mark.parametrize("actor", [OTHER_FEEDER, TELLER, Actor("root", ("administrator",))], ids=lambda a: a.subject)
async def test_whoever_else_hands_over_proposes(desk: Bank, actor: Actor) -> None:
    with pytest.raises(ProposedError) as raised:
        await handed_over(desk, actor, person("A"), firm("F"), owns("o", "A", "F"), person("A", "Again"))
    assert await desk.names() == []
    [proposal] = await desk.approvals.by_ids(desk.by(CHECKER), [raised.value.request])
    assert (proposal.status, proposal.maker, len(proposal.changes)) == ("SUBMITTED", actor.subject, 4)
    assert (await desk.decided(proposal)).status == "APPLIED"
    assert await desk.names() == ["Again", "Firm F"]


async def test_nobody_proposes_by_hand_more_than_can_be_looked_at(desk: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_CHANGES", 1)
    with pytest.raises(BadInputError, match="a proposal may hold 1 changes"):
        await handed_over(desk, TELLER, person("A"), person("B"))


async def test_what_no_policy_names_is_done_at_once(desk: Bank, take: Submit) -> None:
    await take([person("A")])
    done = await handed_over(desk, TELLER, person("A", contacts=["+994 50 123 45 67"]), owes("x", "A", "5"))
    assert done.accepted == 2
    assert (await handed_over(desk, TELLER, person("A", contacts=["+994 50 123 45 67"]))).unchanged == 1


async def test_a_payment_by_hand_waits_with_what_stood_before(desk: Bank, take: Submit) -> None:
    account = {"type": "account", **ref("a"), "number": "AZ1", "holders": [{"party": ref("A")}]}
    await take([person("A"), account, paid("p", "10")])
    for record, was, amount in ((paid("p", "9000"), "10", "9000"), (paid("new", "5"), None, "5")):
        with pytest.raises(ProposedError) as raised:
            await handed_over(desk, TELLER, record)
        [proposal] = await desk.approvals.by_ids(desk.by(CHECKER), [raised.value.request])
        [shown] = proposal.shown
        assert (shown.before["record"] or {}).get("amount") == was
        assert shown.after["record"]["amount"] == amount
        told = seen(shown, desk.rights(CHECKER))
        assert (told.whole, (told.after or {})["record"]["account"]) == (True, "AZ1")
        assert party_id("A") in proposal.base
        assert (await desk.decided(proposal)).status == "APPLIED"
    assert (await handed_over(desk, TELLER, paid("p", "9000"))).unchanged == 1
    with pytest.raises(ProposedError):
        await handed_over(desk, TELLER, paid("p", "9000") | {"at": "2026-02-05T10:00:00Z"})
    with pytest.raises(ProposedError) as raised:
        await handed_over(desk, TELLER, {"type": "retract", **ref("p")})
    [proposal] = await desk.approvals.by_ids(desk.by(CHECKER), [raised.value.request])
    assert proposal.shown[0].before["record"]["amount"] == "9000"


async def test_a_payment_that_its_source_has_corrected_since_is_not_overwritten(desk: Bank, take: Submit) -> None:
    await take([paid("p", "10")])
    with pytest.raises(ProposedError) as raised:
        await handed_over(desk, TELLER, paid("p", "9000"))
    await take([paid("p", "11")])
    [proposal] = await desk.approvals.by_ids(desk.by(CHECKER), [raised.value.request])
    assert (await desk.decided(proposal)).status == "CONFLICT"


async def test_who_asks_for_approval_of_accounts_lets_no_payment_through(
    graph: Graph, settings: Settings, tmp_path: Path
) -> None:
    own = tmp_path / "policies.yaml"
    own.write_text(
        "id: x\nversion: 1\ntitle: x\nrules: [{title: x, what: [accounts], stages: [{role: checker, approvals: 1}]}]"
    )
    desk = bank(graph, settings, policies_file=own)
    with pytest.raises(ProposedError):
        await handed_over(desk, TELLER, paid("p", "10"))


async def test_everybody_who_holds_an_account_of_a_number_counts(desk: Bank, take: Submit) -> None:
    holders = [person(f"H{number:02}", birthDate=f"19{number + 10}-01-01") for number in range(30)]
    holds = [{"party": ref(one["key"])} for one in holders]
    await take([*holders, {"type": "account", **ref("a"), "number": "AZ1", "holders": holds}])
    stands = await desk.approvals.grounds.under(desk.graph.read, [submitting(paid("p", "1"))])
    assert len(stands.parties()) == len(holders)


async def test_not_many_deals_are_weighed_at_once(desk: Bank) -> None:
    deal = {"command": "allowDeal", "parties": [party_id("A")], "product": "loan", "amount": "1", "currency": "AZN"}
    with pytest.raises(BadInputError, match="propose 20 at most at once"):
        await desk.approvals.draft(desk.by(RELATIONS), "x", [{**deal, "reason": "x"}] * 21)


async def test_by_hand_nobody_is_outside(desk: Bank, take: Submit) -> None:
    await take([person("A"), person("B")])
    writes: list[Any] = [
        JudgeMatch(record_id("A"), record_id("B"), same=True, reason="seen"),
        OverrideField(party_id("A"), "status", "CUSTOMER", "seen"),
        DecideMember(
            GroupKind.CONNECTED_CLIENTS, party_id("A"), party_id("B"), included=True, reason="seen", until=None
        ),
    ]
    for actor in (Actor("root", ("administrator", "checker")), OPERATOR):
        for write in writes:
            with pytest.raises(ProposedError, match="nothing else was done"):
                await desk.commands.execute(desk.graph, actor, write)
    rows = await desk.graph.administer("MATCH (n:Judgement|Override|GroupDecision) RETURN n")
    assert rows == []


async def test_what_cannot_be_done_is_refused_and_not_proposed(desk: Bank, take: Submit) -> None:
    await take([person("A")])
    for write, error in (
        (JudgeMatch(record_id("A"), record_id("Z"), same=True, reason="seen"), NotFoundError),
        (JudgeMatch(record_id("A"), record_id("A"), same=True, reason="seen"), BadInputError),
    ):
        with pytest.raises(error):
            await desk.commands.execute(desk.graph, MAKER, write)
    with pytest.raises(ForbiddenError):
        await desk.commands.execute(desk.graph, TELLER, OverrideField(party_id("A"), "status", "FORMER", "x"))
    assert await desk.events() == []


@pytest.mark.parametrize("field", ["segment", "name"])
async def test_a_value_that_is_no_text_is_refused_as_such(desk: Bank, take: Submit, field: str) -> None:
    await take([person("A")])
    for value in ({"a": 1}, [[1]]):
        with pytest.raises(BadInputError, match="must be text"):
            await desk.commands.execute(desk.graph, MAKER, OverrideField(party_id("A"), field, value, "seen"))


async def test_jobs_stand_outside(desk: Bank) -> None:
    assert (await desk.commands.execute(desk.graph, OPERATOR, DrawDue(10))).found == 0


async def test_many_words_wait_one_by_one(desk: Bank, take: Submit) -> None:
    await take([person("A"), person("B")])
    words = [Decision(1, record_id("A"), record_id("B"), True, "seen"), Decision(2, record_id("A"), "r", True, "seen")]  # noqa: FBT003 (as a file has it)
    carried = [one async for one in carry_out(desk.graph, desk.commands, MAKER, words)]
    assert [one.result for one in carried] == [Result.PROPOSED, Result.REFUSED]
    [proposal] = await desk.approvals.by_ids(desk.by(CHECKER), [carried[0].request or ""])
    assert (await desk.decided(proposal)).status == "APPLIED"
    again = [one async for one in carry_out(desk.graph, desk.commands, MAKER, words[:1])]
    assert [one.result for one in again] == [Result.STOOD]


async def test_amounts_segments_and_flags_decide(
    graph: Graph, settings: Settings, take: Submit, tmp_path: Path
) -> None:
    own = tmp_path / "policies.yaml"
    own.write_text("""
id: x
version: 1
title: x
rules:
  - {what: [exposures, identity], above: "1000", stages: [{role: checker}]}
  - {what: [contacts], segments: [vip], stages: [{role: checker}]}
  - {what: [contacts], flags: [pep], stages: [{role: checker}]}
""")
    desk = bank(graph, settings, policies_file=own)
    rate = {"type": "rate", **ref("usd"), "currency": "USD", "per": "AZN", "rate": "1.7", "validFrom": "2020-01-01"}
    await take([person("A"), person("V", segment="VIP"), person("P", flags=["pep"]), rate, owes("y", "P", "2000")])
    for record in (owes("x", "A", "1000"), person("A", "B"), person("A", "B", contacts=["a@b.az"])):
        assert (await handed_over(desk, TELLER, record)).accepted == 1
    for record in (
        owes("x", "A", "1000.01"),
        {**owes("x", "A", "600"), "currency": "USD"},
        {**owes("x", "A", "1"), "currency": "XAU"},
        person("P", "Another Name", flags=["pep"]),
        person("V", segment="VIP", contacts=["v@b.az"]),
        person("N", segment="vip", contacts=["n@b.az"]),
        person("P", flags=["pep"], contacts=["p@b.az"]),
    ):
        with pytest.raises(ProposedError):
            await handed_over(desk, TELLER, record)


async def test_erasures_are_approved_by_another_officer(graph: Graph, settings: Settings) -> None:
    registry = await filled(graph, settings)
    own = registry.settings.model_copy(update={"auth": Auth.LOCAL})
    commands = bootstrap.commands(own)
    with pytest.raises(ProposedError) as waits:
        await commands.execute(registry.graph, OFFICER, EraseParty(ALI, "divorce file"))
    approvals = approvals_of(commands)
    [proposal] = await approvals.by_ids(Asking(registry.graph, OTHER), [waits.value.request])
    decision = DecideChange(
        proposal.id, proposal.version, approve=True, reject=(), comment="his brother said so", roles=frozenset()
    )
    done = await approvals.decide(Asking(registry.graph, OTHER), decision)
    assert done.status == "APPLIED"
    assert await registry.sweeps() == [(ALI, Verdict.ERASE)]
    assert await registry.holding(VALUES) == []
    [kept] = await approvals.by_ids(Asking(registry.graph, OTHER), [proposal.id])
    assert (kept.status, kept.changes, kept.decisions[0].by) == ("APPLIED", (), "samir")
