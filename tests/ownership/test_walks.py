"""What is read of the graph for a question of ownership: all that lies above or below, and no more than that."""

from collections.abc import Awaitable, Callable
from math import isnan
from random import Random
from typing import Any

import networkx as nx
import pytest

from cim_graph.graph.session import Graph
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.ownership import service
from cim_graph.ownership.catalogue import regime
from cim_graph.ownership.model.structure import BESIDE, NOBODY
from cim_graph.ownership.view import View
from cim_graph.settings import Settings
from tests.conftest import Submit
from tests.ownership.lines import Record, company, owns, party, person, tie, trust

TODAY_AND_THEN = [pytest.param(NOW, id="today"), pytest.param(AsOf("2025-06-30"), id="on a day")]

See = Callable[..., Awaitable[View]]


@pytest.fixture
def see(graph: Graph) -> See:
    """Look up, or down, from one party."""

    async def see(key: str, as_of: AsOf = NOW, *, down: bool = False) -> View:
        walk = service.below if down else service.above
        return (await walk(graph, [party(key)], as_of, Rank()))[party(key)]

    return see


NAMES = {party(key): key for key in (*"ABCDEFGHXYZ", *(str(number) for number in range(40)))}


def stakes(view: View) -> set[tuple[str, str, float]]:
    ids, rows = view.structure.parties.ids, view.structure.holdings
    return {
        (NAMES[ids[holder]], NAMES[ids[held]], round(float(share), 6))
        for holder, held, share in zip(rows.holder, rows.held, rows.share, strict=True)
    }


def ties(view: View) -> set[tuple[str, str, str, str]]:
    ids, rows = view.structure.parties.ids, view.structure.ties
    ends = zip(rows.kind, rows.source, rows.target, rows.word, strict=True)
    return {(kind, NAMES[ids[source]], NAMES[ids[target]], word) for kind, source, target, word in ends}


async def taken(take: Submit, records: list[Record]) -> None:
    report = await take(records)
    assert not report.rejected


@pytest.mark.parametrize("as_of", TODAY_AND_THEN)
async def test_all_that_lies_above_is_read_and_nothing_beside(take: Submit, see: See, as_of: AsOf) -> None:
    records = [
        *(company(key) for key in "ABCDE"),
        *(person(key) for key in "XYZ"),
        trust("G"),
        owns("B", "A", "60"),
        owns("X", "A", "40"),
        owns("Y", "B", "100"),
        owns("B", "C", "50"),  # a sister of A
        owns("A", "D", "10"),  # below A
        owns("G", "B", "0"),
        tie("CONTROLS", "E", "B", means="veto"),
        tie("SETTLOR_OF", "Z", "G"),
        tie("MANAGES", "Z", "A", role="ceo"),
        tie("MANAGES", "X", "D", role="ceo"),
        tie("FAMILY_OF", "X", "Y", role="sibling"),
        tie("ACTS_FOR", "Y", "Z", role="nominee"),
        tie("RELATED_TO", "X", "Y", role="acting-in-concert", about="A"),
        tie("RELATED_TO", "X", "Y", role="neighbour", key="2"),
    ]
    await taken(take, records)
    view = await see("A", as_of)
    assert stakes(view) == {("B", "A", 60.0), ("X", "A", 40.0), ("Y", "B", 100.0), ("G", "B", 0.0)}
    assert ties(view) == {
        ("CONTROLS", "E", "B", "veto"),
        ("SETTLOR_OF", "Z", "G", ""),
        ("MANAGES", "Z", "A", "ceo"),
        ("FAMILY_OF", "X", "Y", "sibling"),
        ("ACTS_FOR", "Y", "Z", "nominee"),
        ("RELATED_TO", "X", "Y", "acting-in-concert"),
    }
    assert not view.structure.cut
    about = view.structure.ties.about[view.structure.ties.about != NOBODY]
    assert [view.structure.parties.ids[number] for number in about] == [party("A")]


@pytest.mark.parametrize("as_of", TODAY_AND_THEN)
async def test_what_a_holding_says_besides_its_share_comes_along(take: Submit, see: See, as_of: AsOf) -> None:
    terms: dict[str, dict[str, Any]] = {
        "B": {"minShare": "25", "maxShare": "50", "exclusive": "both"},
        "C": {"share": "10", "voting": "66"},
        "D": {"share": "5", "votingSuspended": True},
        "E": {"minShare": "75"},
        "F": {"voting": "7"},
        "G": {"share": "12.5"},
    }
    await taken(take, [company(key) for key in "ABCDEFG"] + [owns(key, "A", **stated) for key, stated in terms.items()])
    view = await see("A", as_of)
    rows, ids = view.structure.holdings, view.structure.parties.ids
    found = {
        NAMES[ids[holder]]: [None if isnan(value) else float(value) for value in values] + [bool(suspended)]
        for holder, *values, suspended in zip(
            rows.holder, rows.share, rows.least, rows.most, rows.votes, rows.suspended, strict=True
        )
    }
    assert found == {
        "B": [None, 25.0 + BESIDE, 50.0 - BESIDE, None, False],
        "C": [10.0, 10.0, 10.0, 66.0, False],
        "D": [5.0, 5.0, 5.0, 5.0, True],
        "E": [None, 75.0, 100.0, None, False],
        "F": [None, None, None, 7.0, False],
        "G": [12.5, 12.5, 12.5, 12.5, False],
    }


@pytest.mark.parametrize("as_of", TODAY_AND_THEN)
async def test_whoever_stands_behind_a_nominee_is_walked_from(take: Submit, see: See, as_of: AsOf) -> None:
    records = [
        *(company(key) for key in "ABCD"),
        *(person(key) for key in "XYZ"),
        owns("X", "A", "80", onBehalfOf="B"),
        owns("Y", "B", "100", onBehalfOf="C"),
        owns("Z", "C", "100"),
    ]
    await taken(take, records)
    view = await see("A", as_of)
    assert stakes(view) == {("B", "A", 80.0), ("C", "B", 100.0), ("Z", "C", 100.0)}
    nominees = [view.structure.parties.ids[number] for number in view.structure.holdings.nominee if number != NOBODY]
    assert sorted(nominees) == sorted([party("X"), party("Y")])
    below = await see("C", as_of, down=True)
    assert {(holder, held) for holder, held, _ in stakes(below)} >= {("B", "A"), ("C", "B")}


@pytest.mark.parametrize("as_of", TODAY_AND_THEN)
@pytest.mark.parametrize("ends", ["XB", "BX"])
async def test_whoever_acts_in_concert_about_a_party_is_walked_from_though_it_holds_nothing_there(
    take: Submit, see: See, as_of: AsOf, ends: str
) -> None:
    records = [
        *(company(key) for key in "ABCD"),
        *(person(key) for key in "XYZ"),
        owns("X", "A", "30"),
        owns("Y", "B", "100"),
        owns("Z", "D", "100"),
        tie("RELATED_TO", *ends, role="acting-in-concert", about="A"),
        tie("RELATED_TO", "X", "D", role="acting-in-concert", about="C"),
    ]
    await taken(take, records)
    view = await see("A", as_of)
    assert stakes(view) == {("X", "A", 30.0), ("Y", "B", 100.0)}
    assert ("RELATED_TO", *ends, "acting-in-concert") in ties(view)
    assert not view.structure.cut


@pytest.mark.parametrize("as_of", TODAY_AND_THEN)
async def test_a_circle_ends_and_its_holders_show_from_above(take: Submit, see: See, as_of: AsOf) -> None:
    records = [
        *(company(key) for key in "ABC"),
        *(person(key) for key in "XY"),
        owns("X", "A", "60"),
        owns("A", "B", "70"),
        owns("B", "A", "40"),
        owns("Y", "B", "30"),
        owns("B", "C", "5"),
    ]
    await taken(take, records)
    circle = {("X", "A", 60.0), ("A", "B", 70.0), ("B", "A", 40.0), ("Y", "B", 30.0)}
    assert stakes(await see("A", as_of)) == circle
    below = await see("X", as_of, down=True)
    assert stakes(below) == {*circle, ("B", "C", 5.0)}
    assert not below.structure.cut


@pytest.mark.parametrize("as_of", TODAY_AND_THEN)
async def test_random_webs_are_read_as_a_graph_library_walks_them(graph: Graph, take: Submit, as_of: AsOf) -> None:
    dice = Random(4)
    drawn: nx.DiGraph[str] = nx.DiGraph()
    drawn.add_nodes_from(str(number) for number in range(40))
    while drawn.number_of_edges() < 70:
        holder, held = (str(dice.randrange(40)) for _ in range(2))
        if holder != held:
            drawn.add_edge(holder, held)
    await taken(take, [company(key) for key in drawn] + [owns(a, b, "1") for a, b in drawn.edges])
    ids = [party(key) for key in drawn]
    up = await service.above(graph, ids, as_of, Rank())
    down = await service.below(graph, ids, as_of, Rank())
    for key in drawn:
        alone = (await service.above(graph, [party(key)], as_of, Rank()))[party(key)]
        above = {key, *nx.ancestors(drawn, key)}
        assert {(a, b) for a, b, _ in stakes(alone)} == {(a, b) for a, b in drawn.edges if b in above}
        assert stakes(up[party(key)]) >= stakes(alone)
        below = {key, *nx.descendants(drawn, key)}
        assert {(a, b) for a, b, _ in stakes(down[party(key)])} >= {(a, b) for a, b in drawn.edges if b in below}
        assert not up[party(key)].structure.cut
        assert not down[party(key)].structure.cut


async def test_facts_count_on_the_day_on_which_they_hold(take: Submit, see: See) -> None:
    records = [
        company("A"),
        *(person(key) for key in "XYZ"),
        owns("X", "A", "100", validTo="2022-07-01"),
        owns("Y", "A", "75", validFrom="2022-07-01", validTo="2099-01-01"),
        owns("Z", "A", "25", validFrom="2022-07-01"),
    ]
    await taken(take, records)
    assert stakes(await see("A", AsOf("2022-06-30"))) == {("X", "A", 100.0)}
    assert stakes(await see("A", AsOf("2022-07-01"))) == {("Y", "A", 75.0), ("Z", "A", 25.0)}
    assert stakes(await see("A")) == {("Y", "A", 75.0), ("Z", "A", 25.0)}
    assert stakes(await see("A", AsOf("2022-07-01", "2020-01-01T00:00:00.000000Z"))) == set()


async def test_a_chain_whose_stakes_were_never_valid_together_is_seen_on_no_day(take: Submit, see: See) -> None:
    records = [
        *(company(key) for key in "AB"),
        person("X"),
        owns("X", "B", "100", validFrom="2018-01-01", validTo="2021-01-01"),
        owns("B", "A", "100", validFrom="2022-01-01", validTo="2024-01-01"),
        owns("X", "A", "100", validFrom="2099-01-01"),
    ]
    await taken(take, records)
    assert stakes(await see("A", AsOf("2020-06-30"))) == set()
    assert stakes(await see("A", AsOf("2021-06-30"))) == set()
    assert stakes(await see("A", AsOf("2022-06-30"))) == {("B", "A", 100.0)}
    assert stakes(await see("A")) == set()


@pytest.mark.parametrize("as_of", TODAY_AND_THEN)
@pytest.mark.parametrize(
    ("bound", "cut"),
    [({"ownership_depth": 2}, True), ({"ownership_depth": 3}, False), ({"ownership_parties": 10}, True)],
)
async def test_a_walk_that_ends_at_a_bound_says_so(
    graph: Graph, take: Submit, settings: Settings, as_of: AsOf, bound: dict[str, int], cut: bool
) -> None:
    records = [company(key) for key in "ABCD"] + [owns("D", "C", "1"), owns("C", "B", "1"), owns("B", "A", "1")]
    records += [person(str(number)) for number in range(9)] + [owns(str(number), "A", "1") for number in range(9)]
    await taken(take, records)
    bounded = Graph(graph.driver, settings.model_copy(update=bound))
    up = (await service.above(bounded, [party("A")], as_of, Rank()))[party("A")]
    assert up.structure.cut is cut
    told = [
        warning.text for warning in (await service.beneficial_owners(up, regime(settings, "simple"), None)).warnings
    ]
    assert any(text.startswith("No holder of it was read") for text in told) is cut
    assert any(text.startswith("No holder is known") for text in told) is not cut
    down = (await service.below(bounded, [party("D")], as_of, Rank()))[party("D")]
    assert down.structure.cut is ("ownership_depth" in bound and cut)


@pytest.mark.parametrize(("most", "cut"), [(12, False), (11, True)])
async def test_of_a_crowd_of_the_past_the_largest_are_met_and_a_cut_is_told_though_facts_share_a_pair(
    graph: Graph, take: Submit, settings: Settings, most: int, cut: bool
) -> None:
    holders = [str(number) for number in range(6)]
    records = [company("A"), *map(person, holders)]
    records += [owns(key, "A", str(int(key) + 1)) | {"source": source} for key in holders for source in "st"]
    gone = [person(f"gone {number}") for number in range(20)]
    await taken(take, records + gone + [owns(one["key"], "A", "50") for one in gone])
    await taken(take, [{"type": "retract", "source": "s", "key": one["key"]} for one in gone])
    bounded = Graph(graph.driver, settings.model_copy(update={"ownership_parties": most}))
    view = (await service.above(bounded, [party("A")], AsOf("2025-06-30"), Rank()))[party("A")]
    assert view.structure.cut is cut
    assert stakes(view) == {(key, "A", int(key) + 1.0) for key in holders}
    below = (await service.below(bounded, [party("5")], AsOf("2025-06-30"), Rank()))[party("5")]
    assert below.structure.cut is cut


async def test_what_has_ended_does_not_count_even_while_it_is_still_drawn(graph: Graph, take: Submit, see: See) -> None:
    await taken(take, [company("A"), person("X"), owns("X", "A", "100")])
    await graph.administer("MATCH ()-[e:OWNS]->() SET e.validTo = '2024-01-01'")
    assert stakes(await see("A")) == set()


async def test_a_party_that_there_is_not_is_alone(see: See) -> None:
    view = await see("A")
    assert view.structure.parties.ids == [party("A")]
    assert not view.structure.cut
