"""Numbers are given after the commit: one after the other, to all, whoever gives them and whenever a commit comes."""

import asyncio

import pytest

from cim_graph.events.feed import after, last_place, read
from cim_graph.events.model import EVERYTHING, Wanted, cursor_of, place_of
from cim_graph.events.numbering import NumberEvents
from cim_graph.events.stream import EVENTS
from cim_graph.graph.migrations import migrations
from cim_graph.graph.session import Graph
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.pages import encode_cursor
from cim_graph.settings import Settings
from tests.events.teller import Say, Teller


async def test_entries_get_consecutive_numbers_in_their_order(teller: Teller) -> None:
    await teller.say(("party.merged", {"p1": 3}), ("party.split", {"p2": 0}))
    await teller.do(Say(parties={"p1": 4}))
    await teller.do(Say())
    assert await last_place(teller.graph) == 0
    assert await teller.number() == 4
    told = await after(teller.graph, 0)
    assert [(one.place, one.name, dict(one.parties)) for one in told] == [
        (1, "party.merged", {"p1": 3}),
        (2, "party.split", {"p2": 0}),
        (3, "parties.changed", {"p1": 4}),
        (4, "registry.changed", {}),
    ]
    assert await last_place(teller.graph) == 4
    assert await teller.number() == 0


async def test_what_changed_nothing_is_not_told(teller: Teller) -> None:
    await teller.do(Say(changed=False))
    assert await teller.number() == 0


async def test_a_commit_that_comes_late_is_not_skipped(teller: Teller) -> None:
    """Its id says that it began before what has its number already."""
    async with teller.graph.driver.session() as session, await session.begin_transaction() as transaction:
        await transaction.run(
            "CREATE (:OutboxEntry:Unplaced {id: '0', at: '', command: 'late', parties: ['p'], versions: [1]})"
        )
        await teller.say(("party.merged", {"q": 1}))
        assert await teller.number() == 1
        seen = (await after(teller.graph, 0))[-1].place
        await transaction.commit()
    assert await teller.number() == 1
    assert [one.command for one in await after(teller.graph, seen)] == ["late"]


async def test_many_who_write_and_many_who_number(teller: Teller, settings: Settings) -> None:
    tellers = [Teller(teller.graph, settings) for _ in range(4)]

    async def write(one: Teller, number: int) -> None:
        for version in range(1, 11):
            await one.say(("party.merged", {f"p{number}": version}))

    async def count(one: Teller) -> None:
        for _ in range(10):
            await one.number()

    await asyncio.gather(*(write(one, number) for number, one in enumerate(tellers)), *map(count, tellers))
    await teller.number()
    told = await after(teller.graph, 0)
    assert [one.place for one in told] == list(range(1, 41))
    for number in range(4):
        assert [one.parties[f"p{number}"] for one in told if f"p{number}" in one.parties] == list(range(1, 11))


async def test_numbers_are_given_some_at_a_time(teller: Teller) -> None:
    await teller.say(*[("party.merged", {"p": version}) for version in range(1, 8)])
    given = [await teller.commands.execute(teller.graph, EVENTS, NumberEvents(3)) for _ in range(4)]
    assert given == [3, 3, 1, 0]
    assert [one.parties["p"] for one in await after(teller.graph, 0)] == list(range(1, 8))


async def test_a_number_that_is_not_to_be_seen_yet_ends_the_feed(teller: Teller) -> None:
    await teller.tell(*[("party.merged", {"p": version}) for version in range(1, 6)])
    await teller.graph.administer("MATCH (o:OutboxEntry {place: 3}) REMOVE o.place")
    assert [one.place for one in await after(teller.graph, 0)] == [1, 2]
    assert await after(teller.graph, 2) == []


async def test_a_page_of_what_is_wanted(teller: Teller, graph: Graph) -> None:
    names = ["party.merged", "owner.changed", "party.split"] * 50
    await teller.tell(*[(name, {f"p{number % 4}": number}) for number, name in enumerate(names)])
    merged = Wanted(frozenset({"party.merged"}))
    first = await read(graph, 0, 2, merged)
    assert ([one.place for one in first.happenings], first.until, first.more) == ([1, 4], 6, True)
    rest = await read(graph, first.until, 1000, merged)
    assert ([one.place for one in rest.happenings], rest.until, rest.more) == (list(range(7, 151, 3)), 150, False)
    both = await read(graph, 0, 1000, Wanted(frozenset({"party.merged"}), frozenset({"p0", "p9"})))
    assert [one.place for one in both.happenings] == list(range(1, 151, 12))
    assert len((await read(graph, 0, 1000, EVERYTHING)).happenings) == 150


async def test_what_was_told_before_there_were_numbers_gets_one(graph: Graph, teller: Teller) -> None:
    await graph.administer("CREATE (:OutboxEntry {id: '0', at: '', command: 'old', parties: [], versions: []})")
    [migration] = [migration for migration in migrations() if migration.name == "events"]
    for statement in migration.statements:
        await graph.administer(statement)
    assert await teller.number() == 1
    assert [one.command for one in await after(graph, 0)] == ["old"]


def test_a_cursor_leads_back() -> None:
    assert place_of(cursor_of(17)) == 17
    assert place_of(None) is None


@pytest.mark.parametrize(
    "key", ["17", "events/", "events/-1", "events/٣", "events/1e3", f"events/{'9' * 30}", "groups/17"]
)
def test_what_is_no_cursor_is_refused(key: str) -> None:
    with pytest.raises(BadInputError, match="cursor"):
        place_of(encode_cursor(key))
