"""Simple ways through a web, against networkx."""

from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.network.web import Step, Web, shortest_ways

PARTIES = "abcdefg"
EDGES = st.dictionaries(
    st.tuples(st.sampled_from(PARTIES), st.sampled_from(PARTIES)).filter(lambda pair: pair[0] < pair[1]),
    st.sampled_from([1.0, 25.0, 50.0, 60.0, 100.0]),
)


def web_of(edges: dict[tuple[str, str], float]) -> Web:
    web = Web()
    for (a, b), strength in edges.items():
        web.add(a, b, Step(f"{a}{b}", strength))
    return web


@given(EDGES, st.integers(1, 6), st.integers(1, 10))
def test_the_shortest_then_strongest_simple_ways_are_found(
    edges: dict[tuple[str, str], float], length: int, most: int
) -> None:
    graph: nx.Graph[str] = nx.Graph(list(edges))
    graph.add_nodes_from("ab")
    web = web_of(edges)
    every = [tuple(way) for way in nx.all_simple_paths(graph, "a", "b", cutoff=length)]
    every.sort(key=lambda way: (len(way), -web.strength(way), way))
    found = shortest_ways(web, "a", "b", length, most)
    assert found[:most] == every[:most]


def test_of_several_relationships_the_strongest_stays_whatever_their_order() -> None:
    steps = [Step("f2", 30.0), Step("f1", 30.0), Step("f3", 10.0)]
    for order in (steps, steps[::-1]):
        web = Web()
        for step in order:
            web.add("a", "b", step)
        assert web.steps == {"a": {"b": Step("f1", 30.0)}, "b": {"a": Step("f1", 30.0)}}


def test_a_web_too_dense_to_try_all_ways_is_answered_in_time() -> None:
    names = [f"{number:02}" for number in range(60)]
    web = web_of({(a, b): 50.0 for a in names for b in names if a < b})
    found = shortest_ways(web, "00", "59", 10, 50)
    assert [len(way) for way in found[:3]] == [2, 3, 3]
    assert all(len(set(way)) == len(way) and set(pairwise(way)) for way in found)
