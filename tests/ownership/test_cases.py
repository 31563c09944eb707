"""Every case of the tables: who counts, by which routes, with how much, and what is warned of."""

from collections.abc import Mapping
from typing import Any

import pytest

from cim_graph.ownership.model.answer import Owner, Ownership
from cim_graph.ownership.model.base import all_owners
from cim_graph.ownership.model.judgement import POSSIBLE
from cim_graph.ownership.model.owners import beneficial_owners
from cim_graph.ownership.model.regime import shipped
from tests.ownership.casebook import cases, structure

TABLE = pytest.mark.parametrize(
    ("case", "regime"),
    [pytest.param(case, regime, id=f"{name} [{regime}]") for name, case in cases() for regime in case["owners"]],
)


@TABLE
def test_who_counts(case: Mapping[str, Any], regime: str) -> None:
    answer, expected = _answer(case, regime), case["owners"][regime]
    assert {owner.party: _told(owner, expected.get(owner.party)) for owner in answer.owners} == dict(expected)


@TABLE
def test_the_rest_of_the_answer(case: Mapping[str, Any], regime: str) -> None:
    answer = _answer(case, regime)
    if "unknown" in case:
        assert answer.unknown_share == pytest.approx(case["unknown"], abs=0.005)
    if "warnings" in case:
        assert sorted({warned.code for warned in answer.warnings}) == sorted(case["warnings"])
    assert list(answer.fallback) == case.get("fallback", {}).get(regime, [])
    assert all(reason.text and reason.source for owner in answer.owners for reason in owner.reasons)


@TABLE
def test_the_whole_base_says_the_same(case: Mapping[str, Any], regime: str) -> None:
    made, names = structure(case)
    roll = all_owners(made, shipped()[regime], case.get("threshold"))
    rows = [row for row in range(len(roll)) if names[roll.subject[row]] == case["of"]]
    of_all = {names[roll.owner[row]]: (roll.ownership[row], roll.voting[row], roll.reasons(row)) for row in rows}
    of_one = {
        owner.party: (owner.ownership, owner.voting, tuple(reason.code for reason in owner.reasons))
        for owner in _answer(case, regime).owners
    }
    assert of_all == of_one


def _answer(case: Mapping[str, Any], regime: str) -> Ownership:
    made, names = structure(case)
    return beneficial_owners(made, names.index(case["of"]), shipped()[regime], case.get("threshold"))


def _told(owner: Owner, expected: Any) -> Any:
    """Say what a case asks about: the share, or share, votes and routes."""
    share = f"{owner.ownership:.2f}"
    if owner.ownership_max != owner.ownership:
        share += f"-{owner.ownership_max:.2f}"
    codes = [reason.code for reason in owner.reasons]
    if isinstance(expected, list):
        return codes
    if isinstance(expected, dict):
        every = {"share": share, "votes": f"{owner.voting:.2f}", "by": codes}
        return {name: every[name] for name in expected}
    if POSSIBLE in codes:
        share += " perhaps"
    return share
