"""Contagion against a second implementation, by sets and straight from the wording of the rule."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.groups.model.contagion import gather
from cim_graph.groups.model.edges import Edges

Pair = tuple[int, int]
Sets = set[frozenset[int]]

PARTIES = 9
pairs = st.lists(st.tuples(st.integers(0, PARTIES - 1), st.integers(0, PARTIES - 1)), max_size=14)


def edges(control: Sequence[Pair], dependency: Sequence[Pair]) -> Edges:
    """Give control (from the controller) and dependency (from the one depended on) as edges."""
    both = [pair for pair in (*control, *dependency) if pair[0] != pair[1]]
    source, target = (np.array([pair[side] for pair in both], np.int32) for side in (0, 1))
    return Edges(source, target, np.zeros(len(both), np.int32), np.zeros(len(both), np.int32))


def gathered(control: Sequence[Pair], dependency: Sequence[Pair], branching: Sequence[int] = ()) -> Sets:
    found = gather(edges(control, dependency), branching, ())
    assert not found.cut
    assert all(group.core in group.members for group in found.groups)
    return {frozenset(group.members.tolist()) for group in found.groups}


def transitive(control: Sequence[Pair]) -> set[Pair]:
    """Return control with what is controlled over others, as the fixpoint gives it."""
    closed = {pair for pair in control if pair[0] != pair[1]}
    while more := {(a, d) for a, b in closed for c, d in closed if b == c and a != d} - closed:
        closed |= more
    return closed


def by_the_wording(control: set[Pair], dependency: Sequence[Pair]) -> Sets:
    """Start with each control group or single party, take in dependents with all they control, drop inner groups."""
    everybody = set(chain.from_iterable((*control, *dependency)))

    def below(party: int) -> set[int]:
        return {party} | {controlled for controller, controlled in control if controller == party}

    starts = [below(party) for party in everybody]
    groups: Sets = set()
    for start in starts:
        group = set(start)
        while joining := {one for source, one in dependency if source in group and one not in group}:
            for one in joining:
                group |= below(one)
        groups.add(frozenset(group))
    return {group for group in groups if len(group) > 1 and not any(group < other for other in groups)}


@given(pairs, pairs)
def test_contagion_is_what_the_wording_of_the_rule_says(control: list[Pair], dependency: list[Pair]) -> None:
    closed = transitive(control)
    assert gathered(sorted(closed), dependency) == by_the_wording(closed, dependency)


@given(pairs, pairs, st.randoms())
def test_the_order_of_relationships_does_not_matter(control: list[Pair], dependency: list[Pair], dice: object) -> None:
    shuffled = list(dependency)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert gathered(control, dependency) == gathered(control[::-1], shuffled)


@given(pairs, pairs, st.data())
def test_without_a_link_no_start_makes_a_larger_group(
    control: list[Pair], dependency: list[Pair], data: st.DataObject
) -> None:
    if not dependency:
        return
    gone = data.draw(st.sampled_from(dependency))
    fewer = [pair for pair in dependency if pair != gone]
    before = gathered(control, dependency)
    for group in gathered(control, fewer):
        assert any(group <= other for other in before)


@given(pairs, pairs, st.integers(0, PARTIES - 1))
def test_branches_apart_never_make_more_of_one_risk_than_together(
    control: list[Pair], dependency: list[Pair], government: int
) -> None:
    whole = gathered(control, dependency)
    for group in gathered(control, dependency, [government]):
        assert any(group <= other for other in whole)


@given(pairs, pairs)
def test_no_group_lies_in_another_and_nobody_is_forgotten(control: list[Pair], dependency: list[Pair]) -> None:
    found = gathered(control, dependency)
    assert not any(one < other for one in found for other in found)
    tied = {party for pair in (*control, *dependency) if pair[0] != pair[1] for party in pair}
    assert set(chain.from_iterable(found)) == tied
