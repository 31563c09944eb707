"""What would follow is computed on what would be, and nothing of it stays."""

from typing import Any

from cim_graph.approvals.model import Proposal
from tests.approvals.desk import (
    OPERATOR,
    Bank,
    firm,
    owes,
    owns,
    party_id,
    person,
    record_id,
    ref,
    same,
    submitting,
)
from tests.conftest import Submit

CAPITAL = {"type": "capital", **ref("capital"), "amount": "1000", "currency": "AZN", "validFrom": "2020-01-01"}


def codes(proposal: Proposal) -> set[tuple[str, str | None]]:
    return {(effect.code, effect.party) for effect in proposal.effects}


async def draft(desk: Bank, *commands: dict[str, Any], maker: Any = OPERATOR) -> Proposal:
    """Return a draft, having made sure that looking ahead has left nothing but the draft itself."""
    before = await desk.everything()
    proposal = await desk.approvals.draft(desk.by(maker), "what is to be", list(commands))
    await desk.approvals.outlook(desk.graph, proposal)
    removed = "MATCH (n:ChangeRequest|AuditEntry|OutboxEntry) WHERE n.at >= $at DETACH DELETE n"
    await desk.graph.administer(removed, {"at": proposal.made_at})
    assert await desk.everything() == before
    return proposal


async def test_owners_come_and_go_below_what_changes(desk: Bank, take: Submit) -> None:
    await take([person("A"), person("B"), firm("F"), firm("G"), owns("a", "A", "F"), owns("f", "F", "G", "100")])
    proposal = await draft(desk, submitting(owns("a", "A", "F", "1"), owns("b", "B", "F", "70")))
    owners = {(code, party) for code, party in codes(proposal) if code.startswith("OWNER")}
    assert owners == {("OWNER_COMES", party_id("B")), ("OWNER_GOES", party_id("A"))}
    told = [effect.text for effect in proposal.effects if effect.code == "OWNER_COMES"]
    assert sorted(told) == sorted(
        f"becomes a beneficial owner of {party_id(key)}: 70 % of the capital, 70 % of the votes" for key in "FG"
    )


async def test_a_group_splits_and_a_limit_is_crossed(desk: Bank, take: Submit) -> None:
    firms = [firm(key) for key in "FGHI"]
    loans = [owes(f"x{key}", key, "60") for key in "FGHI"]
    ties = [owns("fg", "F", "G"), owns("gh", "G", "H"), owns("hi", "H", "I")]
    await take([CAPITAL, *firms, *loans, *ties])
    split = await draft(desk, submitting({"type": "retract", **ref("gh")}))
    assert {code for code, _ in codes(split)} >= {"GROUP_SPLIT", "LIMIT_CROSSED"}
    larger = await draft(desk, submitting(owes("xF", "F", "600")))
    assert {code for code, _ in codes(larger)} == {"LIMIT_CROSSED"}
    [breaks] = [effect.text for effect in larger.effects if "breaks the limit" in effect.text]
    assert "240.00 -> 780.00 AZN" in breaks
    joined = await draft(desk, submitting(firm("N"), owes("xN", "N", "1"), owns("n", "I", "N")))
    assert ("GROUP_JOINED", party_id("N")) in codes(joined)


async def test_a_merge_is_no_change_of_owners(desk: Bank, take: Submit) -> None:
    await take([person("A", "Leyla Məmmədova"), person("B", "Tural Həsənov"), firm("F"), owns("o", "B", "F", "80")])
    proposal = await draft(desk, same("A", "B"))
    assert {code for code, _ in codes(proposal)} == set()
    [shown] = proposal.shown
    gone = [id_ for id_, fields in shown.after["parties"].items() if fields is None]
    assert len(gone) == 1
    assert shown.after["says"]["reason"] == "seen both passports"


async def test_a_party_that_is_taken_back_is_shown_as_it_was(desk: Bank, take: Submit) -> None:
    await take([person("A", "Leyla Məmmədova"), firm("F"), owns("o", "A", "F", "80")])
    proposal = await draft(desk, submitting({"type": "retract", **ref("A"), "reason": "a test client"}))
    [shown] = proposal.shown
    assert (shown.before["record"]["names"], shown.after["record"]) == (["Leyla Məmmədova"], None)
    assert shown.after["parties"][party_id("A")] is None
    assert ("OWNER_GOES", party_id("A")) in codes(proposal)


async def test_what_can_no_longer_be_done_is_told(desk: Bank, take: Submit) -> None:
    await take([person("A"), person("B")])
    split = {"command": "splitParty", "id": party_id("A"), "records": [record_id("B")], "reason": "two people"}
    judged = await desk.approvals.draft(desk.by(OPERATOR), "one", [same("A", "B"), split])
    await take([{"type": "retract", **ref("B")}])
    [effect] = await desk.approvals.outlook(desk.graph, judged)
    assert (effect.code, "change 1, judgeMatch" in effect.text) == ("REFUSED", True)
