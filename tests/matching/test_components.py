"""Which records hang together by pairs, as networkx finds it."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.matching.model.clusters import components

RECORDS = 30
PAIRS = st.lists(st.tuples(st.integers(0, RECORDS - 1), st.integers(0, RECORDS - 1)), max_size=40)


@given(PAIRS)
def test_each_record_is_told_the_lowest_that_hangs_together_with_it(pairs: list[tuple[int, int]]) -> None:
    graph = nx.Graph(pairs)
    graph.add_nodes_from(range(RECORDS))
    lowest = components(RECORDS, pairs).tolist()
    assert lowest == [min(nx.node_connected_component(graph, record)) for record in range(RECORDS)]


def test_chains_as_long_as_the_base_and_no_pairs_at_all() -> None:
    assert components(1000, [(number, number + 1) for number in reversed(range(999))]).tolist() == [0] * 1000
    assert components(3, []).tolist() == [0, 1, 2]
    assert components(0, []).tolist() == []
