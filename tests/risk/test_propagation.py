"""Risk that travels: cases that an expert reads, and random webs against a plain Dijkstra of each origin."""

from dataclasses import replace
from math import prod
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cim_graph.risk.propagation import spread as spreading
from cim_graph.risk.propagation.arcs import arcs
from cim_graph.risk.propagation.combined import combined
from cim_graph.risk.propagation.paths import path, ways
from cim_graph.risk.propagation.spread import Bounds, spread
from tests.risk.webs import Line, Web, dijkstra, webs

WIDE = Bounds(0.001, 6)


class Case(NamedTuple):
    says: str
    lines: tuple[Line, ...]
    origins: tuple[tuple[int, float], ...]
    reached: dict[int, float]
    bounds: Bounds = WIDE


CASES = [
    Case("a chain: weights multiply", ((0, 1, 0.8), (1, 2, 0.5)), ((0, 1.0),), {1: 0.8, 2: 0.4}),
    Case("the origin's own risk scales it", ((0, 1, 0.8),), ((0, 0.5),), {1: 0.4}),
    Case(
        "a diamond: two ways of one origin count once, the stronger",
        ((0, 1, 0.8), (0, 2, 0.5), (1, 3, 0.5), (2, 3, 0.6)),
        ((0, 1.0),),
        {1: 0.8, 2: 0.5, 3: 0.4},
    ),
    Case(
        "a cycle does not grow, nor come back",
        ((0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0)),
        ((0, 0.5),),
        {1: 0.5, 2: 0.5},
    ),
    Case(
        "two origins combine as 1 - (1 - a)(1 - b)",
        ((0, 2, 0.5), (1, 2, 0.4)),
        ((0, 1.0), (1, 1.0)),
        {2: 0.7},
    ),
    Case(
        "two origins that hold each other: each has the risk of the other, none of its own",
        ((0, 1, 0.5), (1, 0, 0.5)),
        ((0, 1.0), (1, 0.4)),
        {0: 0.2, 1: 0.5},
    ),
    Case("below the threshold it ends", ((0, 1, 0.5), (1, 2, 0.1)), ((0, 1.0),), {1: 0.5}, Bounds(0.06, 6)),
    Case("at the threshold it counts", ((0, 1, 0.5),), ((0, 1.0),), {1: 0.5}, Bounds(0.5, 6)),
    Case("beyond the depth it ends", ((0, 1, 1.0), (1, 2, 1.0)), ((0, 1.0),), {1: 1.0}, Bounds(0.1, 1)),
    Case(
        "a stronger way that is too long to go on leaves the shorter one",
        ((0, 1, 0.9), (1, 2, 0.9), (0, 2, 0.2), (2, 3, 1.0)),
        ((0, 1.0),),
        {1: 0.9, 2: 0.81, 3: 0.2},
        Bounds(0.1, 2),
    ),
    Case("of two relationships of one pair the stronger", ((0, 1, 0.2), (0, 1, 0.6)), ((0, 1.0),), {1: 0.6}),
    Case("an origin without risk has no reach", ((0, 1, 1.0),), ((0, 0.0),), {}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_cases(case: Case) -> None:
    web = Web(5, case.lines, case.origins, case.bounds)
    strengths = combined(spread(web.arcs(), web.sources(), web.bounds), 1.0)
    expected = np.array([case.reached.get(party, 0.0) for party in range(5)])
    assert np.allclose(strengths, expected, atol=1e-12)


def test_what_comes_together_is_capped() -> None:
    web = Web(2, ((0, 1, 0.9),), ((0, 1.0),), WIDE)
    assert combined(spread(web.arcs(), web.sources(), web.bounds), 0.6).tolist() == [0.0, 0.6]


def test_a_weight_above_one_is_refused() -> None:
    one = np.zeros(1, dtype=np.int32)
    with pytest.raises(ValueError, match="between 0 and 1"):
        arcs(2, one, one + 1, np.array([1.5]), one)


@given(webs())
@settings(max_examples=300, deadline=None)
def test_as_dijkstra_finds_of_each_origin(web: Web) -> None:
    found = spread(web.arcs(), web.sources(), web.bounds)
    reached = {
        (int(origin), int(party)): float(strength)
        for origin, party, strength in zip(found.origin, found.party, found.strength, strict=True)
    }
    assert reached == {
        (place, party): strength
        for place, (begin, own) in enumerate(web.origins)
        for party, strength in dijkstra(web, begin, own).items()
    }


@given(webs())
@settings(max_examples=200, deadline=None)
def test_a_path_that_is_shown_comes_to_its_strength(web: Web) -> None:
    found = spread(web.arcs(), web.sources(), web.bounds)
    for row, strength in enumerate(found.strength.tolist()):
        shown = path(found, row)
        begin, own = web.origins[int(found.origin[row])]
        assert (shown.parties[0], shown.parties[-1]) == (begin, int(found.party[row]))
        assert len(set(shown.parties)) == len(shown.parties) == len(shown.relationships) + 1
        assert len(shown.relationships) <= web.bounds.depth
        lines = [web.lines[relationship] for relationship in shown.relationships]
        assert [line[:2] for line in lines] == list(zip(shown.parties, shown.parties[1:], strict=False))
        assert prod((line[2] for line in lines), start=own) == strength
    together = ways(found, np.arange(len(found.strength)))
    assert [tuple(arc for arc in way if arc >= 0) for way in together.tolist()] == [
        path(found, row).arcs for row in range(len(found.strength))
    ]


@given(webs(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_neither_the_order_nor_the_parts_matter(web: Web, dice: "object") -> None:
    order = list(range(len(web.lines)))
    dice.shuffle(order)  # type: ignore[attr-defined]
    straight = spread(web.arcs(), web.sources(), web.bounds)
    shuffled = spread(web.arcs(tuple(order)), web.sources(), web.bounds)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spreading, "ORIGINS_AT_ONCE", 1)
        apart = spread(web.arcs(), web.sources(), web.bounds)
    rows = range(len(straight.strength))
    for other in (shuffled, apart):
        assert other.strength.tolist() == straight.strength.tolist()
        assert [path(other, row) for row in rows] == [path(straight, row) for row in rows]
        assert combined(other, 1.0).tolist() == combined(straight, 1.0).tolist()


@given(webs().filter(lambda web: web.lines), st.data())
@settings(max_examples=100, deadline=None)
def test_removing_a_relationship_never_raises_a_strength(web: Web, data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(web.lines) - 1))
    less = replace(web, lines=web.lines[:gone] + web.lines[gone + 1 :])
    before = combined(spread(web.arcs(), web.sources(), web.bounds), 1.0)
    after = combined(spread(less.arcs(), less.sources(), less.bounds), 1.0)
    assert np.all(after <= before + 1e-15)
    assert np.all((before >= 0) & (before <= 1))
