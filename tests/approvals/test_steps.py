"""From a proposal to what is true: every step, as the people who take it see it."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from cim_graph.approvals import commands as steps_module
from cim_graph.approvals.model import Status
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from cim_graph.kernel.pages import Page
from cim_graph.settings import Settings
from tests.approvals.desk import (
    CHECKER,
    MAKER,
    OPERATOR,
    OTHER_CHECKER,
    RISK,
    TELLER,
    Bank,
    bank,
    firm,
    owns,
    party_id,
    person,
    pinning,
    same,
    submitting,
)
from tests.conftest import Submit

TRAIL = """
MATCH (a:AuditEntry) WHERE a.command = $command
RETURN a.actor AS actor, a.detail AS detail ORDER BY a.id
"""


async def trail(desk: Bank, command: str) -> list[tuple[str, dict[str, Any]]]:
    rows = await desk.graph.administer(TRAIL, {"command": command})
    return [(row["actor"], orjson.loads(row["detail"])) for row in rows]


async def test_what_one_proposes_another_approves_and_then_it_is_true(desk: Bank, take: Submit) -> None:
    await take([person("A", "Old Name"), firm("F")])
    proposal = await desk.proposed(submitting(person("A", "New Name", status="CUSTOMER"), owns("o", "A", "F")))
    assert (proposal.status, proposal.needed, len(proposal.changes)) == ("SUBMITTED", 1, 2)
    assert "New Name" not in await desk.names()

    first, second = proposal.shown
    assert first.before["record"] == {"names": ["Old Name"], "status": None}
    assert first.after["record"].items() >= {"names": ["New Name"], "status": "CUSTOMER"}.items()
    was, will = first.before["parties"][party_id("A")], first.after["parties"][party_id("A")]
    assert (was["name"], will["name"], will["status"]) == ("Old Name", "New Name", "CUSTOMER")
    assert second.after["record"]["share"] == "60"
    [tie] = second.after["parties"][party_id("F")]["relationships"]
    assert (tie["kind"], tie["direction"], tie["party"], tie["share"]) == ("OWNS", "IN", party_id("A"), "60")

    applied = await desk.decided(proposal)
    assert applied.status == "APPLIED"
    assert "New Name" in await desk.names()
    assert await desk.events() == ["change.proposed", "change.submitted", "change.approved", "change.applied"]
    [(actor, detail)] = (await trail(desk, "submitRecords"))[1:]
    assert (actor, detail["changeRequest"], detail["approvedBy"]) == ("fatma", proposal.id, ["leyla"])


async def test_stages_take_turns_and_each_person_counts_once(desk: Bank, take: Submit) -> None:
    await take([person("A")])
    proposal = await desk.proposed(submitting(person("A", flags=["pep"])))
    assert [(stage.role, stage.approvals) for stage in proposal.stages] == [("checker", 1), ("risk-officer", 1)]
    with pytest.raises(ForbiddenError, match="turn of a checker"):
        await desk.decided(proposal, RISK)
    with pytest.raises(ForbiddenError, match="closed to you"):
        await desk.decided(proposal)  # a checker does not see who is politically exposed
    seer = Actor("aida", ("checker", "risk-officer"))
    half = await desk.decided(proposal, seer)
    assert half.status == "SUBMITTED"
    with pytest.raises(ForbiddenError, match="already"):
        await desk.decided(half, seer)
    assert (await desk.decided(half, RISK)).status == "APPLIED"


async def test_single_changes_are_left_out_and_who_approved_more_has_to_look_again(
    graph: Graph, settings: Settings, take: Submit, tmp_path: Any
) -> None:
    own = tmp_path / "policies.yaml"
    own.write_text(
        "id: x\nversion: 1\ntitle: x\nrules: [{what: [identity], stages: [{role: checker, approvals: 2}]}]\n"
    )
    desk = bank(graph, settings, policies_file=own)
    await take([person("A"), person("B")])
    proposal = await desk.proposed(submitting(person("A", "Aygün"), person("B", "Bəhram")))
    first = await desk.decided(proposal)
    partly = await desk.decided(first, OTHER_CHECKER, reject=(f"{proposal.id}.1",))
    assert (partly.status, partly.left_out, partly.approvers) == ("SUBMITTED", (0,), ["samir"])
    applied = await desk.decided(partly)
    assert applied.status == "APPLIED"
    assert await desk.names() == ["Bəhram", "Person A"]


async def test_what_is_left_must_work_by_itself(desk: Bank, take: Submit) -> None:
    await take([person("A", birthDate="1980-01-01"), person("B", birthDate="1990-01-01")])
    proposal = await desk.proposed(same("A", "B"), {**pinning("B", "name", "Both"), "reason": "one name"})
    applied = await desk.decided(proposal, reject=(f"{proposal.id}.2",))
    assert applied.status == "APPLIED"
    assert await desk.names() == ["Person A"]


async def test_a_rejection_ends_it(desk: Bank, take: Submit) -> None:
    await take([person("A")])
    proposal = await desk.proposed(submitting(person("A", "B")))
    rejected = await desk.decided(proposal, approve=False)
    assert rejected.status == "REJECTED"
    assert await desk.names() == ["Person A"]
    with pytest.raises(ConflictError, match="REJECTED"):
        await desk.decided(rejected, OTHER_CHECKER)
    with pytest.raises(ConflictError, match="REJECTED"):
        await desk.approvals.withdraw(desk.by(MAKER), proposal.id, "late")
    with pytest.raises(ConflictError, match="REJECTED"):
        await desk.approvals.submit(desk.by(MAKER), proposal.id)
    assert await desk.now(proposal) == rejected


async def test_who_made_it_may_take_it_back_and_it_stays_in_the_trail(desk: Bank, take: Submit) -> None:
    await take([person("A")])
    proposal = await desk.proposed(submitting(person("A", "B")))
    with pytest.raises(ForbiddenError, match="only who made"):
        await desk.approvals.withdraw(desk.by(Actor("aida", ("steward",))), proposal.id, "not mine")
    withdrawn = await desk.approvals.withdraw(desk.by(MAKER), proposal.id, "a mistake")
    assert (withdrawn.status, withdrawn.reason) == ("WITHDRAWN", "a mistake")
    with pytest.raises(ConflictError, match="WITHDRAWN"):
        await desk.decided(withdrawn)
    assert [actor for actor, _ in await trail(desk, "withdrawChange")] == ["fatma"]


async def test_what_moved_is_told_and_may_be_renewed(desk: Bank, take: Submit) -> None:
    await take([person("A"), person("B")])
    proposal = await desk.proposed(submitting(person("A", "New Name")))
    await take([person("B", "Somebody Else")])
    assert (await desk.now(proposal)).status == "SUBMITTED"
    await take([person("A", "Moved")])
    conflict = await desk.decided(proposal)
    assert conflict.status == "CONFLICT"
    assert f"{party_id('A')} was 1 and is 2" in (conflict.reason or "")
    assert conflict.decisions == ()
    renewed = await desk.approvals.submit(desk.by(MAKER), proposal.id)
    assert (renewed.status, renewed.shown[0].before["record"]) == ("SUBMITTED", {"names": ["Moved"]})
    with pytest.raises(ConflictError, match="look at it again"):
        await desk.decided(proposal)
    assert (await desk.decided(renewed)).status == "APPLIED"
    assert "New Name" in await desk.names()


async def test_what_needs_nobody_is_true_at_once(desk: Bank, take: Submit) -> None:
    await take([person("A")])
    done = await desk.proposed(submitting(person("A", contacts=["+994 50 123 45 67"])))
    assert (done.status, done.needed) == ("APPLIED", 0)


async def test_where_everybody_is_let_in_nobody_has_to_approve(graph: Graph, settings: Settings) -> None:
    desk = bank(graph, settings, auth=settings.auth)
    assert (await desk.proposed(submitting(person("A")))).status == "APPLIED"


async def test_what_would_change_nothing_is_not_proposed(desk: Bank, take: Submit) -> None:
    await take([person("A")])
    with pytest.raises(BadInputError, match="nothing to change"):
        await desk.proposed(submitting(person("A")))


async def test_one_proposes_what_one_might_do(desk: Bank, take: Submit) -> None:
    await take([person("A"), person("B")])
    for command in (same("A", "B"), {"command": "approveModel", "version": "x"}):
        with pytest.raises(ForbiddenError, match=f"may not {command['command']}"):
            await desk.proposed(command, maker=TELLER)


async def test_who_may_know_of_it(desk: Bank, take: Submit) -> None:
    await take([person("A")])
    proposal = await desk.proposed(submitting(person("A", "B")))
    for who in (MAKER, CHECKER, OPERATOR, Actor("ali", ("auditor",))):
        assert [one.id for one in await desk.approvals.by_ids(desk.by(who), [proposal.id])] == [proposal.id]
    assert await desk.approvals.by_ids(desk.by(TELLER), [proposal.id]) == []
    assert (await desk.approvals.listed(desk.by(TELLER), None, Page(10))).items == []
    with pytest.raises(NotFoundError):
        await desk.approvals.submit(desk.by(TELLER), proposal.id)
    with pytest.raises(ForbiddenError, match="mine: true"):
        await desk.approvals.listed(desk.by(TELLER), None, Page(10), mine=False)


async def test_lists_are_cut_to_pages_the_newest_first(desk: Bank, take: Submit) -> None:
    await take([person("A"), person("B"), person("C")])
    made = [await desk.proposed(submitting(person(key, "X"))) for key in "ABC"]
    first = await desk.approvals.listed(desk.by(CHECKER), Status.SUBMITTED, Page(2))
    assert ([one.id for one in first.items], first.has_next) == ([made[2].id, made[1].id], True)
    rest = await desk.approvals.listed(desk.by(CHECKER), None, Page(2, first.items[-1].place), mine=False)
    assert [one.id for one in rest.items] == [made[0].id]
    assert (await desk.approvals.listed(desk.by(CHECKER), None, Page(2), mine=True)).items == []


async def test_what_nobody_decides_in_time_is_taken_back(
    desk: Bank, take: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await take([person("A"), person("B")])
    proposal, other = [await desk.proposed(submitting(person(key, "X"))) for key in "AB"]
    assert await desk.approvals.catch_up(desk.graph) == 0
    later = datetime(2300, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(desk.approvals.do, "_clock", lambda: later)
    assert (await desk.decided(other)).status == "WITHDRAWN"
    assert await desk.approvals.catch_up(desk.graph) == 1
    gone = await desk.now(proposal)
    assert (gone.status, gone.reason) == ("WITHDRAWN", steps_module.EXPIRED)
    assert await desk.approvals.catch_up(desk.graph) == 0
    assert await desk.names() == ["Person A", "Person B"]


async def test_somebody_stands_in(desk: Bank, take: Submit) -> None:
    await take([person("A"), person("B"), person("C")])
    proposal, other, third = [await desk.proposed(submitting(person(key, "X"))) for key in "ABC"]
    deputy = Actor("orxan", ("auditor",))
    with pytest.raises(ForbiddenError, match="may not decideChange"):
        await desk.decided(proposal, deputy)
    with pytest.raises(ForbiddenError, match="role of your own"):
        await desk.approvals.delegate(desk.by(CHECKER), "risk-officer", "orxan", "2299-01-01")
    with pytest.raises(BadInputError, match="passed"):
        await desk.approvals.delegate(desk.by(CHECKER), "checker", "orxan", "2020-01-01")
    lent = await desk.approvals.delegate(desk.by(CHECKER), "checker", "orxan", "2299-01-01")
    applied = await desk.decided(proposal, deputy)
    assert [(one.by, one.behalf, one.role) for one in applied.decisions] == [("orxan", "leyla", "checker")]
    with pytest.raises(ForbiddenError, match="may not delegateApproval"):
        await desk.approvals.delegate(desk.by(deputy), "checker", "aida", "2299-01-01")
    await desk.approvals.delegate(desk.by(CHECKER), "checker", "fatma", "2299-01-01")
    with pytest.raises(ForbiddenError, match="you proposed this"):
        await desk.decided(other, MAKER)
    with pytest.raises(NotFoundError, match="of yours"):
        await desk.approvals.undelegate(desk.by(RISK), lent)
    await desk.approvals.undelegate(desk.by(CHECKER), lent)
    with pytest.raises(ForbiddenError):
        await desk.decided(third, deputy)
