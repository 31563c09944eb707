"""Runs over the whole base: only what changed is written, every change is told with the link that did it."""

import sys
from dataclasses import replace
from itertools import product
from typing import Any

import orjson
import pytest

from cim_graph import bootstrap
from cim_graph.commands.service import Commands
from cim_graph.graph.session import Graph
from cim_graph.groups.commands import DecideMember
from cim_graph.groups.model.changes import Happened
from cim_graph.groups.rulebook import rulebook
from cim_graph.groups.service import Door, Ran, changes_since, decide, decisions, groups_around, revoke, run
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError, NotFoundError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.settings import Settings
from tests.conftest import Submit

KIND = GroupKind.CONNECTED_CLIENTS
BOOK = rulebook("eu")
ALL = "2000-01-01"


rank = Rank()


def id_(name: str) -> str:
    return id_of(Kind.PARTY, "core", name)


def fact(key: str) -> str:
    return id_of(Kind.FACT, "core", key)


def ref(name: str) -> dict[str, str]:
    return {"source": "core", "key": name}


def parties(*names: str, amount: str = "100") -> list[dict[str, Any]]:
    terms = {"amount": amount, "currency": "AZN"}
    return [
        *({"type": "organization", **ref(name), "names": [name]} for name in names),
        *({"type": "exposure", "source": "core", "key": f"x-{name}", "party": ref(name), **terms} for name in names),
    ]


def owns(key: str, holder: str, held: str, share: str = "60") -> dict[str, Any]:
    ends = {"from": ref(holder), "to": ref(held)}
    return {"type": "relationship", "source": "core", "key": key, "kind": "OWNS", **ends, "share": share}


def needs(key: str, dependent: str, source: str) -> dict[str, Any]:
    return {**owns(key, dependent, source, "70"), "kind": "DEPENDS_ON", "means": "customer"}


def retract(key: str) -> dict[str, Any]:
    return {"type": "retract", "source": "core", "key": key}


CAPITAL = {"type": "capital", **ref("capital"), "amount": "1000", "currency": "AZN", "validFrom": "2026-01-01"}


class Unplugged(Exception):  # noqa: N818 (a plug is pulled)
    """The process ends here."""


class Once(Commands):
    """Commands of which only the first is carried out."""

    def __init__(self, commands: Commands) -> None:
        self._commands = [commands]

    async def execute(self, *asked: Any) -> Any:
        if not self._commands:
            raise Unplugged
        return await self._commands.pop().execute(*asked)


@pytest.fixture
def door(graph: Graph, settings: Settings) -> Door:
    return Door(graph, bootstrap.commands(settings), Actor("test"))


async def ran(door: Door) -> Ran:
    return await run(door, KIND, BOOK, rank)


def happened(found: Ran) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(change.change.value, change.parties, change.relationships) for change in found.changes]


async def stored(graph: Graph) -> dict[str, list[str]]:
    rows = await graph.administer(
        "MATCH (g:Group) OPTIONAL MATCH (p)-[:MEMBER_OF]->(g) RETURN g.id AS id, collect(p.name) AS names"
    )
    return {row["id"]: sorted(row["names"]) for row in rows}


async def test_a_run_writes_what_it_found_and_the_next_one_nothing(graph: Graph, take: Submit, door: Door) -> None:
    await take([*parties("A", "B", "C"), owns("1", "A", "B"), needs("2", "C", "B")])
    first = await ran(door)
    assert happened(first) == [("FORMED", tuple(sorted(map(id_, "ABC"))), _set(first, "1", "2"))]
    assert await stored(graph) == {"g" + id_("A")[1:]: ["A", "B", "C"]}
    second = await ran(door)
    assert (second.written, second.changes) == (0, [])
    [event] = await graph.administer(
        "MATCH (o:OutboxEntry {event: 'group.changed'}) RETURN o.parties AS parties, o.detail AS told"
    )
    assert event["parties"] == sorted(map(id_, "ABC"))
    assert orjson.loads(event["told"])["change"] == "FORMED"


def _set(found: Ran, *keys: str) -> tuple[str, ...]:
    (change,) = [change for change in found.changes if set(change.relationships) == {fact(key) for key in keys}]
    return change.relationships


async def test_who_joined_and_who_left_is_told_with_the_link(graph: Graph, take: Submit, door: Door) -> None:
    await take([*parties("A", "B", "C", "D"), owns("1", "A", "B"), needs("2", "C", "B")])
    await ran(door)
    await take([retract("2"), needs("3", "D", "A")])
    found = await ran(door)
    assert happened(found) == [("JOINED", (id_("D"),), (fact("3"),)), ("LEFT", (id_("C"),), (fact("2"),))]
    assert await stored(graph) == {"g" + id_("A")[1:]: ["A", "B", "D"]}
    told = await changes_since(graph, KIND, ALL)
    assert [row.change for row in told] == ["FORMED", "JOINED", "LEFT"]
    assert await changes_since(graph, KIND, "2999-01-01") == []


async def test_groups_that_come_together_and_apart_are_told(graph: Graph, take: Submit, door: Door) -> None:
    await take([*parties("A", "B", "C", "D"), owns("1", "A", "B"), owns("2", "C", "D")])
    await ran(door)
    await take([owns("3", "A", "C")])
    merged = await ran(door)
    by_change = {change.change: change for change in merged.changes}
    assert by_change[Happened.MERGED].groups == ("g" + id_("C")[1:],)
    assert fact("3") in by_change[Happened.MERGED].relationships
    assert Happened.DISSOLVED not in by_change
    assert await stored(graph) == {"g" + id_("A")[1:]: ["A", "B", "C", "D"]}
    await take([retract("3")])
    split = await ran(door)
    by_change = {change.change: change for change in split.changes}
    assert by_change[Happened.SPLIT].groups == ("g" + id_("C")[1:],)
    assert fact("3") in by_change[Happened.SPLIT].relationships


async def test_a_group_that_ends_is_told(graph: Graph, take: Submit, door: Door) -> None:
    await take([*parties("A", "B"), owns("1", "A", "B")])
    await ran(door)
    await take([retract("1")])
    found = await ran(door)
    assert happened(found) == [("DISSOLVED", tuple(sorted(map(id_, "AB"))), (fact("1"),))]
    assert await stored(graph) == {}


async def test_a_limit_that_is_crossed_downwards_is_told_though_the_group_goes(take: Submit, door: Door) -> None:
    await take([*parties("A", "B", "C", "D", amount="150"), owns("1", "A", "B"), owns("2", "C", "D"), CAPITAL])
    await take(parties("E", amount="300"))
    await ran(door)
    down = [
        retract("1"),
        retract("2"),
        *parties("A", "E", amount="5"),
        *parties("C", "D", amount="45"),
        owns("3", "C", "D"),
    ]
    await take(down)
    found = await ran(door)
    crossed = [(change.group, change.text) for change in found.changes if change.change is Happened.LIMIT_CROSSED]
    group = {name: "g" + id_(name)[1:] for name in "ABCE"}
    assert sorted(crossed) == sorted(
        [
            (group["A"], "is no longer a large exposure: 300.00 -> no group"),
            (group["A"], "no longer breaks the limit: 300.00 -> no group"),
            (group["B"], "is a large exposure: 0 -> 150.00 AZN"),
            (group["C"], "is no longer a large exposure: 300.00 -> 90.00 AZN"),
            (group["C"], "no longer breaks the limit: 300.00 -> 90.00 AZN"),
            (group["E"], "is no longer a large exposure: 300.00 -> no group"),
            (group["E"], "no longer breaks the limit: 300.00 -> no group"),
        ]
    )


async def test_who_was_alone_and_joins_a_group_crosses_nothing_downwards(take: Submit, door: Door) -> None:
    await take([*parties("B", amount="150"), *parties("A", "C", amount="10"), owns("1", "A", "C"), CAPITAL])
    await ran(door)
    await take([owns("2", "A", "B")])
    texts = [change.text for change in (await ran(door)).changes]
    assert texts == ["joined", "is a large exposure: 20.00 -> 170.00 AZN"]


async def test_a_run_that_ends_in_between_has_told_mergers_whole(
    take: Submit, door: Door, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[run.__module__], "BATCH", 1)
    pairs = [(f"{one}1", f"{one}2") for one in "ABCD"]
    await take([*parties(*(name for pair in pairs for name in pair)), *(owns(a, a, b) for a, b in pairs)])
    await ran(door)
    await take([owns("m", "A1", "B1"), owns("n", "C1", "D1")])
    with pytest.raises(Unplugged):
        await ran(replace(door, commands=Once(door.commands)))
    await ran(door)
    told = sorted((row.change, row.group) for row in await changes_since(graph, KIND, ALL) if row.change != "FORMED")
    expected = [(what, "g" + id_(name)[1:]) for name, what in product(("A1", "C1"), ("MERGED", "JOINED", "JOINED"))]
    assert told == sorted(expected)


async def test_a_new_parent_carries_the_group_on(take: Submit, door: Door) -> None:
    await take([*parties("A", "B", "P"), owns("1", "A", "B")])
    await ran(door)
    await take([owns("2", "P", "A")])
    found = await ran(door)
    core = next(change for change in found.changes if change.change is Happened.CORE_CHANGED)
    assert (core.group, core.groups) == ("g" + id_("P")[1:], ("g" + id_("A")[1:],))
    assert ("JOINED", (id_("P"),)) in [(change.change.value, change.parties) for change in found.changes]


async def test_a_limit_that_is_crossed_is_told(take: Submit, door: Door) -> None:
    await take([*parties("A", "B", "C", amount="40"), owns("1", "A", "B"), CAPITAL])
    await ran(door)
    await take([owns("2", "A", "C")])
    found = await ran(door)
    crossed = [change for change in found.changes if change.change is Happened.LIMIT_CROSSED]
    assert [(change.text, change.relationships) for change in crossed] == [
        ("is a large exposure: 80.00 -> 120.00 AZN", (fact("2"),))
    ]
    assert str(found.large_total) == "120.00"


async def test_decisions_survive_every_run_until_they_end(graph: Graph, take: Submit, door: Door) -> None:
    await take([*parties("A", "B", "C"), owns("1", "A", "B")])
    put = await decide(
        door, DecideMember(KIND, id_("C"), "g" + id_("A")[1:], included=True, reason="one cash pool", until=None)
    )
    out = await decide(
        door, DecideMember(KIND, id_("B"), id_("A"), included=False, reason="run by a trustee", until="2999-12-31")
    )
    await ran(door)
    assert await stored(graph) == {"g" + id_("A")[1:]: ["A", "C"]}
    assert (await ran(door)).written == 0
    [seen] = (await groups_around(graph, [id_("C")], [KIND], BOOK, NOW, rank)).found[KIND][id_("C")].groups
    assert [reason.text for member in seen.members for reason in member.reasons if member.party == id_("C")] == [
        "one cash pool"
    ]
    assert [reason.text for reason in seen.exceptions] == ["kept apart by hand: run by a trustee"]
    after = AsOf(valid="3000-01-01")
    [seen] = (await groups_around(graph, [id_("B")], [KIND], BOOK, after, rank)).found[KIND][id_("B")].groups
    assert [member.party for member in seen.members] == sorted(map(id_, "ABC"))
    assert [one.by for one in await decisions(graph, KIND)] == ["test", "test"]
    await revoke(door, put)
    await revoke(door, out)
    await ran(door)
    assert await stored(graph) == {"g" + id_("A")[1:]: ["A", "B"]}


@pytest.mark.parametrize(
    ("party", "anchor", "reason", "until", "said"),
    [
        ("x", "A", "why", None, "is no id of a party"),
        ("A", "A", "why", None, "always in its own group"),
        ("B", "A", " ", None, "needs a reason"),
        ("B", "A", "why", "2026-02-30", "is no day"),
    ],
)
async def test_a_decision_that_makes_no_sense_is_refused(
    door: Door, party: str, anchor: str, reason: str, until: str | None, said: str
) -> None:
    ids = [name if name == "x" else id_(name) for name in (party, anchor)]
    with pytest.raises(BadInputError, match=said):
        await decide(door, DecideMember(KIND, ids[0], ids[1], included=True, reason=reason, until=until))


async def test_what_is_not_there_is_not_decided_about(door: Door, take: Submit) -> None:
    await take(parties("A"))
    with pytest.raises(NotFoundError):
        await decide(door, DecideMember(KIND, id_("Nobody"), id_("A"), included=True, reason="why", until=None))
    with pytest.raises(NotFoundError):
        await revoke(door, "nothing")
