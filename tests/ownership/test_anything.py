"""Whatever can be loaded gets an answer: nothing is NaN, nothing goes on for ever."""

from dataclasses import replace
from itertools import pairwise
from unittest.mock import patch

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cim_graph.ownership.model import integrated as computing
from cim_graph.ownership.model import loops
from cim_graph.ownership.model.base import all_owners
from cim_graph.ownership.model.integrated import Plan, integrated
from cim_graph.ownership.model.one import held_of
from cim_graph.ownership.model.owners import beneficial_owners, chains, controllers, holdings, owners
from cim_graph.ownership.model.regime import shipped
from cim_graph.ownership.model.shares import Shares
from cim_graph.ownership.model.stakes import Settled, settle
from cim_graph.ownership.model.structure import Structure
from tests.ownership.casebook import NAN, Book, built, facts
from tests.ownership.graphs import structures
from tests.ownership.test_chains import lattice

REGIMES = shipped()
WILD = st.sampled_from([NAN, 0.0, 1e-13, 0.1, 1 / 3, 33.333333, 50.0, 99.999999999, 100.0])


@st.composite
def wild(draw: st.DrawFn) -> Structure:
    """Draw a structure whose stakes say anything that can be stored."""
    structure = draw(structures(bands=True, over=True))
    count = len(structure.holdings)
    share, votes, one, other = (
        np.array(draw(st.lists(WILD, min_size=count, max_size=count)), np.float64) for _ in range(4)
    )
    bands = {"least": np.fmin(one, other), "most": np.fmax(one, other)}
    stakes = replace(structure.holdings, share=share, votes=votes, least=bands["least"], most=bands["most"])
    return replace(structure, holdings=stakes)


@given(structure=wild(), threshold=st.sampled_from([None, 0.0, 100.0]))
@settings(max_examples=150, deadline=None)
def test_anything_gets_an_answer(structure: Structure, threshold: float | None) -> None:
    for regime in REGIMES.values():
        for subject in range(len(structure.parties)):
            answer = beneficial_owners(structure, subject, regime, threshold)
            for owner in answer.owners:
                assert np.isfinite([owner.ownership, owner.ownership_min, owner.ownership_max, owner.voting]).all()
                assert 0 <= owner.ownership_min <= owner.ownership_max
            assert 0 <= answer.unknown_share <= 100
            assert all(warned.text for warned in answer.warnings)
    for subject in range(len(structure.parties)):
        told = [*owners(structure, subject), *holdings(structure, subject)]
        assert np.isfinite([(held.ownership, held.voting) for held in told]).all()
        assert np.isfinite([control.voting for control in controllers(structure, subject)]).all()
        chains(structure, subject, 0)


@pytest.mark.parametrize("regime", REGIMES)
def test_a_dense_lattice_of_thirty_layers(regime: str) -> None:
    structure = facts([*lattice(30, 8)], persons=["P"])
    answer = beneficial_owners(structure, list(structure.parties.ids).index("Subject"), REGIMES[regime])
    assert [owner.party for owner in answer.owners] == ["P"]
    assert answer.owners[0].ownership == pytest.approx(100)


def test_a_chain_of_a_thousand_companies() -> None:
    lines = ["P 100% C0", *(f"C{at} 100% C{at + 1}" for at in range(999)), "C999 25% Subject"]
    structure = facts(lines, persons=["P"])
    answer = beneficial_owners(structure, list(structure.parties.ids).index("Subject"), REGIMES["eu-amlr"])
    assert [(owner.party, owner.ownership) for owner in answer.owners] == [("P", 25.0)]
    assert {warned.code for warned in answer.warnings} == {"UNEXPLAINED_OWNERSHIP", "COMPLEX_STRUCTURE"}


def test_of_many_findings_of_a_kind_the_last_says_how_many_are_left() -> None:
    lines = [f"C{at} 4% Subject" for at in range(25)]
    structure = facts(lines)
    answer = beneficial_owners(structure, list(structure.parties.ids).index("Subject"), REGIMES["simple"])
    assert len(answer.warnings) == 10
    assert "15 more" in answer.warnings[-1].text


def test_holders_of_more_than_the_whole_are_told_by_how_much() -> None:
    structure = facts(["P 70% Subject", "Q 60.5% Subject, votes 20%"], persons=["P", "Q"])
    [warned] = beneficial_owners(structure, list(structure.parties.ids).index("Subject"), REGIMES["simple"]).warnings
    assert warned.code == "OWNERSHIP_TOTAL_EXCEEDS_100"
    assert "130.5 % of its capital, 30.5 % too much" in warned.text
    assert "votes" not in warned.text


def row(shares: Shares, party: int) -> dict[int, float]:
    owner, value = shares.row(party)
    return dict(zip(owner.tolist(), value.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(12))
def test_a_closed_circle_is_found_though_its_shares_do_not_come_to_one_in_floating_point(seed: int) -> None:
    dice = np.random.default_rng(seed)
    lines = ["C0 50% Subject", "P 50% Subject"]
    for held in range(5):
        cuts = [0, *sorted(dice.choice(np.arange(1, 1000), 3, replace=False).tolist()), 1000]
        others = [f"C{holder}" for holder in range(5) if holder != held]
        parts = zip(others, pairwise(cuts), strict=True)
        lines += [f"{holder} {(high - low) / 10}% C{held}" for holder, (low, high) in parts]
    structure = facts(lines, persons=["P"])
    answer = beneficial_owners(structure, list(structure.parties.ids).index("Subject"), REGIMES["simple"])
    assert "CLOSED_OWNERSHIP_LOOP" in {warned.code for warned in answer.warnings}
    assert answer.unknown_share == 50


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_large_circles_are_solved_as_small_ones(seed: int) -> None:
    """Members of a circle too large for a dense matrix get the same shares."""
    stakes, everybody = settle(_thicket(seed)).least, np.ones(40, bool)
    small = integrated(stakes, everybody)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loops, "DENSE", 1)
        patch.setattr(computing, "DENSE", 1)
        large = integrated(stakes, everybody)
    for party in range(40):
        one, other = row(small, party), row(large, party)
        assert other == pytest.approx(one, abs=1e-8)


@given(seed=st.integers(0, 10_000), dense=st.sampled_from([1, loops.DENSE]))
@settings(max_examples=40, deadline=None)
def test_what_is_held_of_one_is_what_the_rows_of_all_say(seed: int, dense: int) -> None:
    stakes = settle(_thicket(seed)).least
    shares = integrated(stakes, np.ones(40, bool))
    with patch.object(loops, "DENSE", dense), patch.object(computing, "DENSE", dense):
        plan = Plan.of(stakes, of_votes=False)
        columns = [held_of(plan, party) for party in range(40)]
    for party, column in enumerate(columns):
        true = row(shares, party)
        assert column == pytest.approx([true.get(owner, 0.0) for owner in range(40)], abs=1e-8)


@given(seed=st.integers(0, 10_000), pruned=st.sampled_from([0.05, 0.01, 0.001]))
@settings(max_examples=60, deadline=None)
def test_pruning_loses_no_more_than_it_says(seed: int, pruned: float) -> None:
    stakes, everybody = settle(_thicket(seed)).least, np.ones(40, bool)
    exact, rough = integrated(stakes, everybody, pruned=0.0), integrated(stakes, everybody, pruned=pruned)
    for party in range(40):
        true, told = row(exact, party), row(rough, party)
        for owner, share in true.items():
            assert 0 <= share - told.get(owner, 0.0) + 1e-12 <= rough.lost[party] * exact.around[owner] + 2e-12


def _thicket(seed: int) -> Structure:
    """Return 10 persons and 30 companies that hold each other criss-cross, each by 95 percent at most."""
    dice = np.random.default_rng(seed)
    book = Book(names=[f"P{at}" for at in range(40)])
    for held in range(10, 40):
        holders = dice.choice(40, 4, replace=False)
        parts = np.floor(950 * dice.dirichlet(np.ones(4))) / 10
        for holder, share in zip(holders.tolist(), parts.tolist(), strict=True):
            if share and holder != held:
                stake = dict.fromkeys(("share", "least", "most", "votes"), share)
                book.stakes.append({"holder": holder, "held": held, **stake, "suspended": False, "nominee": -1})
    return built(book, {"persons": [f"P{at}" for at in range(10)]})


@given(seed=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_sums_over_the_paths_of_networkx(seed: int) -> None:
    dice = np.random.default_rng(seed)
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(14))
    book = Book(names=[f"P{at}" for at in range(14)])
    for held in range(4, 14):
        for holder in dice.choice(held, 3, replace=False).tolist():
            share = float(dice.integers(1, 34))
            graph.add_edge(holder, held, share=share / 100)
            stake = dict.fromkeys(("share", "least", "most", "votes"), share)
            book.stakes.append({"holder": holder, "held": held, **stake, "suspended": False, "nominee": -1})
    structure = built(book, {"persons": ["P0", "P1", "P2", "P3"]})
    for subject in range(4, 14):
        told = {holding.party: holding.ownership for holding in owners(structure, subject)}
        true = {f"P{owner}": 100 * _sum(graph, owner, subject) for owner in range(14) if owner != subject}
        assert told == pytest.approx({owner: share for owner, share in true.items() if share}, abs=1e-8)


def _sum(graph: "nx.DiGraph[int]", owner: int, subject: int) -> float:
    paths = list(nx.all_simple_paths(graph, owner, subject))
    return sum(float(np.prod([graph.edges[step]["share"] for step in pairwise(path)])) for path in paths)


def test_all_and_one_agree_on_a_base_with_long_ways_and_many_ties() -> None:
    """A base large enough for the ways of counting that only many pairs take."""
    from bench.holdings import Size, structure  # noqa: PLC0415, the made-up base of the benchmark

    base = structure(Size(3000), seed=3)
    for regime in REGIMES.values():
        roll = all_owners(base, regime)
        dice = np.random.default_rng(1)
        for subject in dice.choice(3000, 60, replace=False).tolist():
            rows = np.flatnonzero(roll.subject == subject)
            of_all = {base.parties.ids[roll.owner[at]]: roll.reasons(int(at)) for at in rows}
            answer = beneficial_owners(base, subject, regime)
            of_one = {owner.party: tuple(reason.code for reason in owner.reasons) for owner in answer.owners}
            shares = {owner.party: owner.ownership for owner in answer.owners}
            assert {base.parties.ids[roll.owner[at]]: roll.ownership[at] for at in rows} == pytest.approx(shares)
            assert of_one == of_all


def test_settled_says_whether_anything_is_open() -> None:
    settled: Settled = settle(facts(["A 10% Subject", "B 20-30% Subject"]))
    assert settled.banded
    assert not settle(facts(["A 10% Subject"])).banded
