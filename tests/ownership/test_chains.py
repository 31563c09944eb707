"""Chains: which, in which order, circles told once, and never more work than is worth it."""

import networkx as nx
import pytest
from hypothesis import given, settings

from cim_graph.ownership.model.answer import Chain
from cim_graph.ownership.model.owners import chains
from cim_graph.ownership.model.structure import Structure
from cim_graph.ownership.model.ways import ROLES
from tests.ownership.casebook import facts
from tests.ownership.graphs import structures


def told(structure: Structure, owner: str, first: int = 10) -> list[tuple[str, float | None, bool]]:
    ids = list(structure.parties.ids)
    found = chains(structure, ids.index("Subject"), ids.index(owner), first)
    return [(" ".join(chain.parties), chain.share, chain.loop) for chain in found.chains]


def test_the_largest_first() -> None:
    lines = ["P 60% A", "P 100% B", "A 50% Subject", "B 20% Subject", "P 5% Subject"]
    assert told(facts(lines, persons=["P"]), "P") == [
        ("P A Subject", 30.0, False),
        ("P B Subject", 20.0, False),
        ("P Subject", 5.0, False),
    ]


def test_classes_are_chains_of_their_own() -> None:
    lines = ["P 10% Subject", "P 15% Subject"]
    assert told(facts(lines, persons=["P"]), "P") == [("P Subject", 15.0, False), ("P Subject", 10.0, False)]


def test_what_a_circle_adds_is_one_marked_chain() -> None:
    lines = ["P 60% A", "C 40% A", "A 70% B", "B 80% C", "C 100% Subject"]
    (straight, around) = told(facts(lines, persons=["P"]), "P")
    assert straight == ("P A B C Subject", 33.6, False)
    assert around[0] == "P A B C A B C Subject"
    # Together they are the integrated share, 0.336 / (1 - 0.7 * 0.8 * 0.4).
    assert around[1] == pytest.approx(100 * 0.336 / (1 - 0.224) - 33.6)
    assert around[2]


def test_a_circle_through_the_subject_itself() -> None:
    lines = ["P 60% Subject", "A 40% Subject", "Subject 50% A"]
    assert told(facts(lines, persons=["P"]), "P") == [
        ("P Subject", 60.0, False),
        ("P Subject A Subject", 15.0, True),
    ]


def test_two_circles_are_two_marked_chains_without_a_share() -> None:
    lines = ["P 50% A", "B 50% A", "A 50% B", "A 50% C", "D 20% C", "C 50% D", "C 100% Subject"]
    found = told(facts(lines, persons=["P"]), "P")
    assert [(share, loop) for _, share, loop in found] == [(25.0, False), (None, True), (None, True)]


def test_a_role_in_a_trust_carries_all_that_the_trust_holds() -> None:
    lines = ["T 80% Subject", "P SETTLOR_OF T"]
    assert told(facts(lines, persons=["P"], trusts=["T"]), "P") == [("P T Subject", 80.0, False)]


def test_control_without_a_share() -> None:
    lines = ["P CONTROLS A: veto", "A 40% Subject"]
    assert told(facts(lines, persons=["P"]), "P") == [("P A Subject", None, False)]


def test_nobody() -> None:
    structure = facts(["P 40% A", "A ? B"], persons=["P"])
    assert told(structure, "P") == []
    assert told(structure, "Subject") == []


def lattice(layers: int, width: int) -> list[str]:
    """Return the stakes of layers of companies that each hold an equal part of all of the next layer."""
    names = [["P"], *([f"L{layer}-{at}" for at in range(width)] for layer in range(layers)), ["Subject"]]
    shares = [100.0, *[100.0 / width] * layers]
    return [
        f"{holder} {share}% {held}"
        for upper, lower, share in zip(names, names[1:], shares, strict=False)
        for holder in upper
        for held in lower
    ]


def test_where_chains_explode_the_first_come_and_the_answer_says_that_there_are_more() -> None:
    # 8^30 chains lead from P to the subject.
    structure = facts(lattice(30, 8), persons=["P"])
    ids = list(structure.parties.ids)
    found = chains(structure, ids.index("Subject"), ids.index("P"), 5)
    assert [chain.share for chain in found.chains] == pytest.approx([100 / 8**30] * 5, abs=1e-10)
    assert found.more


def test_a_thicket_of_circles_ends() -> None:
    lines = [f"C{one} 5% C{other}" for one in range(15) for other in range(15) if one != other]
    structure = facts(["P 10% C0", *lines, "C14 50% Subject"], persons=["P"])
    ids = list(structure.parties.ids)
    found = chains(structure, ids.index("Subject"), ids.index("P"), 100_000)
    assert found.more
    assert found.chains[0].share == pytest.approx(10 * 0.05 * 0.5)


@given(structure=structures())
@settings(max_examples=150, deadline=None)
def test_all_simple_paths_of_networkx_in_order(structure: Structure) -> None:
    graph = _graph(structure)
    for subject in range(len(structure.parties)):
        for owner in range(len(structure.parties)):
            found = [chain for chain in chains(structure, subject, owner, 10_000).chains if not chain.loop]
            if owner == subject or any(chain.share is None for chain in found):
                continue
            shares = [chain.share for chain in found]
            assert shares == sorted(shares, key=lambda share: -(share or 0))
            assert sorted(map(_steps, found)) == sorted(_paths(graph, owner, subject))


def _graph(structure: Structure) -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(structure.parties.ids)
    stakes, ties = structure.holdings, structure.ties
    for row in range(len(stakes)):
        graph.add_edge(f"P{stakes.holder[row]}", f"P{stakes.held[row]}", key=stakes.relationships[row])
    for row in range(len(ties)):
        if ties.kind[row] in ROLES:
            graph.add_edge(f"P{ties.source[row]}", f"P{ties.target[row]}", key=ties.relationships[row])
    return graph


def _paths(graph: "nx.MultiDiGraph[str]", owner: int, subject: int) -> list[tuple[str, ...]]:
    paths = nx.all_simple_edge_paths(graph, f"P{owner}", f"P{subject}")
    return [tuple(edge[2] for edge in path) for path in paths]


def _steps(chain: Chain) -> tuple[str, ...]:
    return chain.relationships
