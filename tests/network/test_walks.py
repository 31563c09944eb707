"""How parties are connected and what lies around them, on small graphs that one can read, and against networkx."""

from collections.abc import Awaitable, Callable
from itertools import combinations, pairwise
from random import Random
from typing import Any

import networkx as nx
import pytest

from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report
from cim_graph.kernel.errors import BadInputError, NotFoundError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.network.model import Around, Ends, Most, Neighbourhood, Way
from cim_graph.network.service import connections, neighbourhood

Submit = Callable[[list[Any]], Awaitable[Report]]
Record = dict[str, Any]

BY_FACTS = AsOf(known="2999-01-01T00:00:00.000000Z")
"""The same as now, but asked of facts instead of projections."""
WHENEVER = pytest.mark.parametrize("as_of", [NOW, BY_FACTS], ids=["now", "by facts"])


def party(name: str) -> Record:
    return {"type": "organization", "source": "core", "key": name, "names": [name]}


def tie(a: str, kind: str, b: str, share: str | None = None, **more: Any) -> Record:
    ends = {"from": {"source": "core", "key": a}, "to": {"source": "core", "key": b}}
    key = f"{a} {kind} {b} {share}"
    return {"type": "relationship", "source": "registry", "key": key, "kind": kind, "share": share, **ends, **more}


def id_(name: str) -> str:
    return id_of(Kind.PARTY, "core", name)


rank = Rank()


async def ways(graph: Graph, a: str, b: str, most: Most | None = None, as_of: AsOf = NOW) -> list[Way]:
    return await connections(graph, Ends(id_(a), id_(b)), None, most or Most(), as_of, rank)


async def near(graph: Graph, name: str, around: Around, as_of: AsOf = NOW) -> Neighbourhood:
    found = await neighbourhood(graph, id_(name), around, as_of, rank)
    assert found is not None
    return found


def told(way: Way) -> str:
    return "-".join(str(row.name) for row in way.parties)


def drawn(found: Neighbourhood) -> list[str]:
    return [str(row.name) for row in found.parties]


HOLDING = [
    *map(party, ("Aygün", "Baku", "Cavan", "Deniz", "Elnur", "Fond", "Günel")),
    tie("Aygün", "OWNS", "Baku", "60"),
    tie("Baku", "OWNS", "Cavan", "50"),
    tie("Aygün", "OWNS", "Deniz", "10"),
    tie("Deniz", "OWNS", "Cavan", "40"),
    tie("Aygün", "MANAGES", "Elnur"),
    tie("Elnur", "OWNS", "Cavan", "100"),
    tie("Aygün", "FAMILY_OF", "Baku"),
    tie("Fond", "OWNS", "Fond", "5"),
]


@WHENEVER
async def test_ways_come_shortest_and_strongest_first_with_their_share(graph: Graph, take: Submit, as_of: AsOf) -> None:
    await take(HOLDING)
    found = [(told(way), way.share) for way in await ways(graph, "Aygün", "Cavan", as_of=as_of)]
    assert found == [("Aygün-Baku-Cavan", 30.0), ("Aygün-Deniz-Cavan", 4.0), ("Aygün-Elnur-Cavan", None)]
    back = [(told(way), way.share) for way in await ways(graph, "Cavan", "Aygün", as_of=as_of)]
    assert back == [("Cavan-Baku-Aygün", 30.0), ("Cavan-Deniz-Aygün", 4.0), ("Cavan-Elnur-Aygün", None)]
    across = [(told(way), way.share) for way in await ways(graph, "Baku", "Deniz", Most(2, 5), as_of)]
    assert across == [("Baku-Cavan-Deniz", None), ("Baku-Aygün-Deniz", None)]


@WHENEVER
async def test_a_way_holds_the_relationship_of_each_step(graph: Graph, take: Submit, as_of: AsOf) -> None:
    await take(HOLDING)
    [way] = await ways(graph, "Aygün", "Cavan", Most(3, 1), as_of)
    steps = [(row.kind, row.source_id, row.target_id, row.share) for row in way.relationships]
    assert steps == [("OWNS", id_("Aygün"), id_("Baku"), "60"), ("OWNS", id_("Baku"), id_("Cavan"), "50")]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((RelationshipKind.OWNS,), ["Aygün-Baku"]),
        ((RelationshipKind.FAMILY_OF,), ["Aygün-Baku"]),
        ((RelationshipKind.MANAGES,), []),
        ((), []),
    ],
)
@WHENEVER
async def test_only_the_kinds_asked_for_are_walked(
    graph: Graph, take: Submit, kinds: tuple[RelationshipKind, ...], expected: list[str], as_of: AsOf
) -> None:
    await take(HOLDING)
    found = await connections(graph, Ends(id_("Aygün"), id_("Baku")), kinds, Most(1, 5), as_of, rank)
    assert [told(way) for way in found] == expected
    assert all(row.kind in kinds for way in found for row in way.relationships)


async def test_a_party_is_connected_with_itself_by_itself(graph: Graph, take: Submit) -> None:
    await take(HOLDING)
    [way] = await ways(graph, "Fond", "Fond")
    assert (told(way), way.relationships, way.share) == ("Fond", [], None)
    assert await ways(graph, "Fond", "Aygün") == []


@pytest.mark.parametrize("strange", ["", "x", "p" * 27, "\x00", "\ud800", "ə" * 1_000_000])
async def test_a_party_that_there_is_not_is_named(graph: Graph, take: Submit, strange: str) -> None:
    await take(HOLDING)
    with pytest.raises(NotFoundError, match="`to`"):
        await connections(graph, Ends(id_("Baku"), strange), None, Most(), NOW, rank)
    with pytest.raises(NotFoundError, match="`from`"):
        await connections(graph, Ends(strange, id_("Baku")), None, Most(), NOW, rank)
    assert await neighbourhood(graph, strange, Around(), NOW, rank) is None


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (Most(0, 5), "`maxLength` is 0; ask for 1 to 10"),
        (Most(11, 5), "`maxLength` is 11"),
        (Most(6, 0), "`limit` is 0; ask for 1 to 50"),
        (Most(6, 51), "`limit` is 51"),
    ],
)
async def test_bounds_of_connections_that_cannot_be_are_refused(graph: Graph, most: Most, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        await ways(graph, "a", "b", most)


@pytest.mark.parametrize(
    ("around", "said"),
    [
        (Around(-1), "`depth` is -1; ask for 0 to 4"),
        (Around(5), "`depth` is 5"),
        (Around(1, None, 0), "`limit` is 0; ask for 1 to 2000"),
        (Around(1, None, 2001), "`limit` is 2001"),
    ],
)
async def test_bounds_of_a_neighbourhood_that_cannot_be_are_refused(graph: Graph, around: Around, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        await neighbourhood(graph, "a", around, NOW, rank)


@pytest.mark.parametrize(
    ("name", "around", "expected"),
    [
        ("Aygün", Around(0), (["Aygün"], 1, 0)),
        ("Fond", Around(2), (["Fond"], 1, 1)),
        ("Aygün", Around(1), (["Aygün", "Baku", "Deniz", "Elnur"], 4, 4)),
        ("Aygün", Around(1, None, 2), (["Aygün", "Baku", "Deniz"], 4, 3)),
        ("Aygün", Around(2), (["Aygün", "Baku", "Deniz", "Elnur", "Cavan"], 5, 7)),
        ("Cavan", Around(1, None, 1), (["Cavan", "Elnur"], 4, 1)),
        ("Aygün", Around(2, (RelationshipKind.MANAGES,)), (["Aygün", "Elnur"], 2, 1)),
        ("Aygün", Around(4, ()), (["Aygün"], 1, 0)),
    ],
)
@WHENEVER
async def test_a_neighbourhood_shows_the_nearest_and_strongest_and_counts_the_rest(
    graph: Graph, take: Submit, name: str, around: Around, expected: tuple[list[str], int, int], as_of: AsOf
) -> None:
    await take(HOLDING)
    found = await near(graph, name, around, as_of)
    assert (drawn(found), found.total, len(found.relationships)) == expected
    assert found.truncated == (found.total > len(found.parties))
    assert len({row.id for row in found.relationships}) == len(found.relationships)


async def test_now_and_by_facts_give_the_same_relationships(graph: Graph, take: Submit) -> None:
    await take(HOLDING)
    assert await near(graph, "Aygün", Around(4)) == await near(graph, "Aygün", Around(4), BY_FACTS)


async def test_the_past_is_what_held_and_was_known_then(graph: Graph, take: Submit) -> None:
    await take([party("a"), party("b"), party("c"), tie("a", "OWNS", "b", "10", validTo="2020-01-01")])
    await take([tie("b", "OWNS", "c", "20", validFrom="2021-01-01")])
    assert [told(way) for way in await ways(graph, "a", "b")] == []
    assert [told(way) for way in await ways(graph, "a", "b", as_of=AsOf(valid="2019-12-31"))] == ["a-b"]
    assert [told(way) for way in await ways(graph, "a", "b", as_of=AsOf(valid="2020-01-01"))] == []
    assert [told(way) for way in await ways(graph, "b", "c", as_of=AsOf(valid="2020-12-31"))] == []
    assert drawn(await near(graph, "b", Around(1), AsOf(valid="2019-06-01"))) == ["b", "a"]
    before = AsOf(known="2000-01-01T00:00:00.000000Z")
    assert await neighbourhood(graph, id_("b"), Around(1), before, rank) is None


async def test_a_correction_is_known_from_its_moment_on(graph: Graph, take: Submit) -> None:
    await take([party("a"), party("b"), tie("a", "OWNS", "b", "10")])
    [before] = await graph.administer("MATCH (f:Fact) RETURN f.knownFrom AS at")
    await take([tie("a", "OWNS", "b", "10") | {"share": "70"}])
    [then] = await ways(graph, "a", "b", as_of=AsOf(known=before["at"]))
    [now] = await ways(graph, "a", "b")
    assert (then.share, now.share) == (10.0, 70.0)
    assert then.relationships[0].known_to == now.relationships[0].known_from


def random_graph(seed: int) -> tuple["nx.Graph[str]", list[Record]]:
    """Give a graph of some twenty parties and the records that make it."""
    dice = Random(seed)
    names = [f"n{number:02}" for number in range(18)]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(names)
    records = [party(name) for name in names]
    for a, b in dice.sample(list(combinations(names, 2)), 28):
        a, b = dice.sample((a, b), 2)  # noqa: PLW2901 (in either direction)
        share = dice.choice([None, "1", "25", "50", "100"])
        records.append(tie(a, "OWNS" if share else "CONTROLS", b, share))
        graph.add_edge(a, b, strength=float(share or 1))
    return graph, records


def product(graph: "nx.Graph[str]", way: list[str]) -> float:
    strength = 1.0
    for a, b in pairwise(way):
        strength *= graph.edges[a, b]["strength"] / 100
    return strength


@WHENEVER
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_random_graphs_are_walked_as_networkx_walks_them(
    graph: Graph, take: Submit, seed: int, as_of: AsOf
) -> None:
    model, records = random_graph(seed)
    await take(records)
    for name in ("n00", "n07", "n17"):
        for depth in (1, 2, 3, 4):
            lengths = nx.single_source_shortest_path_length(model, name, cutoff=depth)
            found = await near(graph, name, Around(depth, None, 100), as_of)
            assert [lengths[one] for one in drawn(found)] == sorted(lengths.values())
            assert (found.total, found.truncated) == (len(lengths), False)
            assert len(found.relationships) == model.subgraph(lengths).number_of_edges()
            some = await near(graph, name, Around(depth, None, 3), as_of)
            assert (drawn(some), some.total) == (drawn(found)[:4], len(lengths))
    for a, b in (("n00", "n17"), ("n03", "n09"), ("n05", "n06"), ("n11", "n02")):
        every = sorted(
            nx.all_simple_paths(model, a, b, cutoff=5),
            key=lambda way: (len(way), -product(model, way), list(map(id_, way))),
        )
        found_ways = await ways(graph, a, b, Most(5, 4), as_of)
        assert [told(way) for way in found_ways] == ["-".join(way) for way in every[:4]]


async def test_a_supernode_is_cut_and_counted_and_connects_in_time(graph: Graph, take: Submit) -> None:
    await take([party("Fond"), party("Kassa"), tie("Fond", "OWNS", "Kassa", "1")])
    await graph.administer(
        "MATCH (f:Party {name: 'Fond'}) UNWIND range(1, 20000) AS n "
        "CREATE (p:Party:Person {id: 'p' + right('0000000000000000000000000' + n, 26), kind: 'PERSON', status: "
        "'EXTERNAL', version: 1, name: toString(n)})-[:OWNS {id: 'f' + n, share: toString(n / 1000000.0), strength: "
        "n / 1000000.0, knownFrom: '2026', facts: ['f' + n], sources: ['s']}]->(f)"
    )
    found = await near(graph, "Fond", Around(1, None, 3))
    assert (drawn(found), found.total, found.truncated) == (["Fond", "Kassa", "20000", "19999"], 20002, True)
    wide = await near(graph, "Kassa", Around(2, None, 100))
    assert (len(wide.parties), wide.total, wide.truncated) == (101, 10001, True)
    holders = Ends(*("p" + str(number).zfill(26) for number in (5, 19_999)))
    [way] = await connections(graph, holders, None, Most(2, 5), NOW, rank)
    assert told(way) == "5-Fond-19999"
    [direct] = await ways(graph, "Fond", "Kassa", Most(1, 5))
    assert told(direct) == "Fond-Kassa"
