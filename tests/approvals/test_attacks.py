"""Proposals as an attacker, a crash and a race meet them."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.access.rights import ALL, Area, Rights, Scope, Special
from cim_graph.approvals import service
from cim_graph.approvals.commands import ApplyChange
from cim_graph.approvals.model import Shown
from cim_graph.approvals.sight import seen, seen_effect
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError, ConflictError, ForbiddenError, UnavailableError
from cim_graph.matching.judging import JudgeMatch
from cim_graph.settings import Auth
from tests.approvals.desk import (
    CHECKER,
    OPERATOR,
    OTHER_CHECKER,
    Bank,
    firm,
    owns,
    party_id,
    person,
    pinning,
    record_id,
    same,
    submitting,
)
from tests.conftest import Submit

ALL_MINE = {
    "another token": Actor("fatma", ("checker",)),
    "another client": Actor("fatma", ("steward", "checker"), client="a script"),
    "every role": Actor("fatma", ("administrator", "checker", "risk-officer")),
    "the machine itself": Actor("fatma"),
}


@pytest.fixture
async def waiting(desk: Bank, take: Submit) -> Any:
    await take([person("A")])
    return await desk.proposed(submitting(person("A", "New Name")))


@pytest.mark.parametrize("way", ALL_MINE)
async def test_nobody_approves_their_own_by(desk: Bank, waiting: Any, way: str) -> None:
    for approve in (True, False):
        with pytest.raises(ForbiddenError, match="you proposed this"):
            await desk.decided(waiting, ALL_MINE[way], approve=approve)
    assert await desk.names() == ["Person A"]


async def test_a_decision_that_is_sent_again_does_nothing(desk: Bank, waiting: Any) -> None:
    await desk.decided(waiting)
    before = await desk.everything()
    for who in (CHECKER, OTHER_CHECKER):
        with pytest.raises(ConflictError, match="APPLIED"):
            await desk.decided(waiting, who)
    assert await desk.everything() == before


@pytest.mark.parametrize("off", [-1, 1])
async def test_a_decision_on_another_version_does_nothing(desk: Bank, waiting: Any, off: int) -> None:
    with pytest.raises(ConflictError, match="look at it again"):
        await desk.decided(replace(waiting, version=waiting.version + off))
    assert (await desk.now(waiting)).status == "SUBMITTED"


async def test_of_two_who_approve_at_once_one_applies(desk: Bank, waiting: Any) -> None:
    found = await asyncio.gather(
        *(desk.decided(waiting, Actor(f"checker {number}", ("checker",))) for number in range(6)),
        return_exceptions=True,
    )
    done = [one for one in found if not isinstance(one, BaseException)]
    assert [one.status for one in done] == ["APPLIED"]
    assert {type(one) for one in found if isinstance(one, BaseException)} == {ConflictError}
    assert (await desk.events()).count("change.applied") == 1
    [row] = await desk.graph.administer("MATCH (r:Record) RETURN r.version AS version")
    assert row["version"] == 2


class Unplugged(Exception):  # noqa: N818 (a plug is pulled)
    """The process ends here."""


async def test_what_is_approved_when_the_process_ends_is_applied_once_by_who_comes_next(
    desk: Bank, waiting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = desk.approvals.do.write

    async def unplugged(graph: Any, actor: Any, command: Any) -> Any:
        if isinstance(command, ApplyChange):
            raise Unplugged
        return await write(graph, actor, command)

    with monkeypatch.context() as patched:
        patched.setattr(type(desk.approvals.do), "write", lambda _, *given: unplugged(*given))
        with pytest.raises(Unplugged):
            await desk.decided(waiting)
    assert (await desk.now(waiting)).status == "APPROVED"
    assert await desk.names() == ["Person A"]
    with pytest.raises(ConflictError, match="APPROVED"):
        await desk.decided(waiting, OTHER_CHECKER)
    assert sum(await asyncio.gather(*(desk.approvals.catch_up(desk.graph) for _ in range(3)))) >= 1
    assert (await desk.now(waiting)).status == "APPLIED"
    assert await desk.names() == ["New Name"]
    assert (await desk.events()).count("change.applied") == 1


async def test_a_database_that_is_away_leaves_it_approved(
    desk: Bank, waiting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any) -> Any:
        raise UnavailableError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(service, "ApplyChange", lambda _: ApplyChange("n" * 27))
        write = type(desk.approvals.do).write

        async def some(self: Any, graph: Any, actor: Any, command: Any) -> Any:
            return await (away() if isinstance(command, ApplyChange) else write(self, graph, actor, command))

        patched.setattr(type(desk.approvals.do), "write", some)
        assert (await desk.decided(waiting)).status == "APPROVED"
    assert await desk.approvals.catch_up(desk.graph) == 1
    assert await desk.names() == ["New Name"]


async def test_all_of_it_becomes_true_or_nothing(desk: Bank, take: Submit) -> None:
    await take([person("A"), person("B"), person("C")])
    proposal = await desk.proposed(submitting(person("C", "Changed")), pinning("A", "name", "Pinned"))
    [row] = await desk.graph.administer("MATCH (c:ChangeRequest) RETURN c.changes AS changes")
    spoilt = [row["changes"][0], row["changes"][1].replace('"name"', '"jurisdiction"')]
    await desk.graph.administer("MATCH (c:ChangeRequest) SET c.changes = $changes", {"changes": spoilt})
    refused = await desk.decided(proposal)
    assert refused.status == "CONFLICT"
    assert "change 2, overrideField" in (refused.reason or "")
    assert await desk.names() == ["Person A", "Person B", "Person C"]
    assert (await desk.events())[-2:] == ["change.approved", "change.conflict"]


async def test_commands_that_contradict_each_other_are_refused(desk: Bank, take: Submit) -> None:
    await take([person("A"), person("B"), person("C")])
    before = await desk.everything()
    with pytest.raises(ConflictError, match="change 3, judgeMatch"):
        await desk.proposed(same("A", "B"), same("B", "C"), same("A", "C", same=False))
    with pytest.raises(BadInputError, match="change 1, splitParty"):
        await desk.proposed(
            {"command": "splitParty", "id": party_id("A"), "records": [record_id("B")], "reason": "two people"}
        )
    assert await desk.everything() == before


async def test_a_thousand_changes_in_one_proposal(desk: Bank) -> None:
    records = [person(f"N{number:04}", f"Ad{number:04} Soyad{number:04}") for number in range(1000)]
    proposal = await desk.proposed(*(submitting(record) for record in records))
    assert (len(proposal.changes), len(proposal.shown)) == (1000, 1000)
    assert any(effect.code == "CUT" and "200 of 1,000" in effect.text for effect in proposal.effects)
    applied = await desk.decided(proposal)
    assert applied.status == "APPLIED"
    assert len(await desk.names()) == 1000


async def test_a_direct_write_of_the_same_thing_moves_the_base(desk: Bank, take: Submit) -> None:
    await take([person("A"), person("B")])
    proposal = await desk.proposed(same("A", "B"))
    off = bootstrap.commands(desk.settings.model_copy(update={"auth": Auth.OFF}))
    word = JudgeMatch(record_id("A"), record_id("B"), same=True, reason="seen both passports")
    await off.execute(desk.graph, OPERATOR, word)
    assert (await desk.decided(proposal)).status == "CONFLICT"


async def test_a_proposal_opens_nothing_that_is_closed(desk: Bank, take: Submit) -> None:
    await take([person("A", branch="baku"), firm("F", branch="ganja"), firm("G", branch="ganja")])
    opening = await desk.proposed(submitting(firm("F", branch="baku", status="CUSTOMER")))
    tie = await desk.proposed(submitting(owns("o", "A", "G")))
    rights = Rights(frozenset({"read", "decideChange"}), frozenset(Special), Scope((Area(frozenset({"baku"})),)))
    for proposal in (opening, tie):
        assert [(one.before, one.after, one.whole) for one in (seen(shown, rights) for shown in proposal.shown)] == [
            (None, None, False)
        ]
    assert {seen_effect(effect, rights).code for effect in tie.effects} == {"CLOSED"}
    assert tie.effects


async def test_what_is_masked_is_masked_in_a_proposal(desk: Bank, take: Submit) -> None:
    await take([person("A")])
    passport = {"scheme": "passport", "value": "P1234567", "country": "AZ"}
    proposal = await desk.proposed(submitting(person("A", identifiers=[passport], flags=["pep"])))
    told = seen(proposal.shown[0], Rights(frozenset({"decideChange"}), frozenset(), Scope()))
    assert not told.whole
    assert "P1234567" not in str(told)
    assert "pep" not in str(told)
    assert "P1234567" in str(seen(proposal.shown[0], ALL))


async def test_a_party_that_a_change_would_open_closes_it(desk: Bank, take: Submit) -> None:
    known = {"identifiers": [{"scheme": "passport", "value": "C1234567", "country": "AZ"}], "birthDate": "1980-01-02"}
    await take([person("A", "Leyla Quliyeva", branch="ganja", **known)])
    proposal = await desk.proposed(submitting(person("B", "Leyla Quliyeva", branch="baku", **known)))
    assert list(proposal.shown[0].after["parties"]) == [party_id("A")], "the two are one"
    assert {branch for branch, _ in proposal.shown[0].areas} == {"baku", "ganja"}


def test_what_a_relationship_of_a_family_said_before_is_family_life() -> None:
    shown = Shown({"record": {"role": "spouse"}}, {"record": {"kind": "FAMILY_OF", "role": "sibling"}})
    told = seen(shown, Rights(frozenset(), frozenset(), Scope()))
    assert "spouse" not in str(told)
    assert "spouse" in str(seen(shown, ALL))
