"""Every answer computed a second time, in fractions and sets."""

from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cim_graph.ownership.model import scene
from cim_graph.ownership.model.base import all_owners
from cim_graph.ownership.model.control import control
from cim_graph.ownership.model.owners import beneficial_owners, controllers, holdings, owners
from cim_graph.ownership.model.regime import shipped
from cim_graph.ownership.model.structure import Structure
from tests.ownership.graphs import structures
from tests.ownership.plainly import Plain

REGIMES = shipped()
THRESHOLDS = st.sampled_from([None, 0.0, 5.0, 10.0, 20.0, 50.0, 100.0])


def plain(structure: Structure, regime: str, threshold: float | None = None) -> Plain:
    chosen = REGIMES[regime]
    part = chosen.threshold if threshold is None else threshold
    return Plain(structure, chosen, Fraction(repr(part)) / 100)


@pytest.mark.parametrize("regime", REGIMES)
@given(structure=structures(), threshold=THRESHOLDS)
@settings(max_examples=150, deadline=None)
def test_owners_and_routes_of_all(regime: str, structure: Structure, threshold: float | None) -> None:
    _agree(structure, regime, threshold)


@pytest.mark.parametrize("regime", REGIMES)
@given(structure=structures(over=True))
@settings(max_examples=80, deadline=None)
def test_owners_and_routes_where_holders_have_more_than_all(regime: str, structure: Structure) -> None:
    _agree(structure, regime, None)


@pytest.mark.parametrize("regime", REGIMES)
@given(structure=structures(), threshold=THRESHOLDS)
@settings(max_examples=60, deadline=None)
def test_owners_and_routes_where_many_stakes_are_measured_in_parts(
    regime: str, structure: Structure, threshold: float | None
) -> None:
    with patch.object(scene, "LARGE", 0), patch.object(scene, "FEW", 0):
        _agree(structure, regime, threshold)


@pytest.mark.parametrize("regime", REGIMES)
@given(structure=structures(over=True))
@settings(max_examples=60, deadline=None)
def test_owners_and_routes_where_only_control_that_counts_is_looked_at(regime: str, structure: Structure) -> None:
    with patch.object(scene, "FEW", 0):
        _agree(structure, regime, None)
        answers = [beneficial_owners(structure, subject, REGIMES[regime]) for subject in range(len(structure.parties))]
    for subject, answer in enumerate(answers):
        every = beneficial_owners(structure, subject, REGIMES[regime])
        assert answer.warnings == every.warnings
        assert [(owner.party, [reason.code for reason in owner.reasons]) for owner in answer.owners] == [
            (owner.party, [reason.code for reason in owner.reasons]) for owner in every.owners
        ]


def _agree(structure: Structure, regime: str, threshold: float | None) -> None:
    roll = all_owners(structure, REGIMES[regime], threshold)
    found = {(int(roll.subject[row]), int(roll.owner[row])): set(roll.reasons(row)) for row in range(len(roll))}
    control_codes = {route.code for route in REGIMES[regime].routes if route.rule == "control"}
    assert _joined(found, control_codes) == _joined(plain(structure, regime, threshold).judged(), control_codes)


def _joined(found: dict[tuple[int, int], set[str]], control_codes: set[str]) -> dict[tuple[int, int], frozenset[str]]:
    """Take the means of control as one; which of them it is has its own cases."""
    return {
        pair: frozenset("CONTROL" if code in control_codes else code for code in codes) for pair, codes in found.items()
    }


@given(structure=structures())
@settings(max_examples=200, deadline=None)
def test_integrated_shares_of_one_party(structure: Structure) -> None:
    truth = plain(structure, "simple")
    for subject in truth.everybody:
        told = {holding.party: (holding.ownership, holding.voting) for holding in owners(structure, subject)}
        true = {
            f"P{one}": pytest.approx((100 * float(own), 100 * float(vote)), abs=1e-8)
            for one in truth.everybody
            for own, vote in [(truth.owned.get((one, subject), 0), truth.voted.get((one, subject), 0))]
            if own or vote
        }
        assert told == true


@given(structure=structures())
@settings(max_examples=100, deadline=None)
def test_what_one_party_holds_is_what_others_say_it_holds(structure: Structure) -> None:
    for holder in range(len(structure.parties)):
        below = {held.party: (held.ownership, held.voting) for held in holdings(structure, holder)}
        above = {}
        for subject, name in enumerate(structure.parties.ids):
            for found in owners(structure, subject):
                if found.party == f"P{holder}":
                    above[name] = pytest.approx((found.ownership, found.voting), abs=1e-8)
        assert below == above


@given(structure=structures(over=True))
@settings(max_examples=200, deadline=None)
def test_control_is_the_least_fixpoint(structure: Structure) -> None:
    relation, truth = control(structure), plain(structure, "simple")
    found = set(zip(relation.controller.tolist(), relation.controlled.tolist(), strict=True))
    links = {pair for pair in truth.ties("CONTROLS") if pair[1] not in truth.person}
    assert found == truth.fixpoint(links)
    assert (np.diff(relation.controller.astype(np.int64) * truth.size + relation.controlled) > 0).all()
    for subject in truth.everybody:
        assert {told.party for told in controllers(structure, subject)} == {
            f"P{one}" for one, other in found if other == subject
        }


@given(structure=structures(bands=True, over=True))
@settings(max_examples=300, deadline=None)
def test_controllers_of_one_say_what_the_relation_of_all_says(structure: Structure) -> None:
    relation, ids = control(structure), structure.parties.ids
    pairs = list(zip(relation.controller.tolist(), relation.controlled.tolist(), strict=True))
    stakes = structure.holdings
    cast = ~stakes.suspended & ~(stakes.votes <= 0)
    ties = list(zip(structure.ties.kind, structure.ties.source, structure.ties.target, strict=True))
    for subject in range(len(ids)):
        votes = {one: relation.votes[row] for row, (one, other) in enumerate(pairs) if other == subject}
        found = controllers(structure, subject)
        assert {told.party: told.voting for told in found} == pytest.approx({ids[one]: votes[one] for one in votes})
        stating = {int(source) for kind, source, target in ties if kind == "CONTROLS" and target == subject}
        for told in found:
            own = {other for one, other in pairs if ids[one] == told.party} - {subject}
            through = stating & own
            if "votes" in told.means:
                through |= set(stakes.holder[cast & (stakes.held == subject)].tolist()) & own
            assert told.through == tuple(ids[one] for one in sorted(through))


@pytest.mark.parametrize("regime", REGIMES)
@given(structure=structures(bands=True, over=True))
@settings(max_examples=60, deadline=None)
def test_one_and_all_agree(regime: str, structure: Structure) -> None:
    roll = all_owners(structure, REGIMES[regime])
    of_all: dict[int, dict[str, object]] = {}
    for row in range(len(roll)):
        terms = roll.ownership[row], roll.ownership_min[row], roll.ownership_max[row], roll.voting[row]
        of_all.setdefault(int(roll.subject[row]), {})[f"P{roll.owner[row]}"] = (pytest.approx(terms), roll.reasons(row))
    for subject in range(len(structure.parties)):
        answer = beneficial_owners(structure, subject, REGIMES[regime])
        of_one = {
            owner.party: (
                (owner.ownership, owner.ownership_min, owner.ownership_max, owner.voting),
                tuple(reason.code for reason in owner.reasons),
            )
            for owner in answer.owners
        }
        assert of_one == of_all.get(subject, {})
