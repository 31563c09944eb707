from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from cim_graph.kernel.ranks import Rank
from cim_graph.relationships.projection import Fact, project

RANK = Rank({"registry": 1, "core": 2})


def owns(key: str, source: str = "registry", **terms: Any) -> Fact:
    return Fact(key, source, "OWNS", "a", "b", f"2026-01-0{key[-1]}", "2026-02-01", **terms)


@pytest.mark.parametrize(
    ("facts", "shares"),
    [
        pytest.param([owns("f1", share="60")], ["60"], id="one fact"),
        pytest.param([owns("f1", share="10.1"), owns("f2", share="20.2")], ["30.3"], id="two keys add up"),
        pytest.param([owns("f1", "core", share="55"), owns("f2", share="60")], ["60"], id="the best rank decides"),
        pytest.param([owns("f1", "x", share="1"), owns("f2", "y", share="2")], ["1"], id="equal ranks: first by name"),
        pytest.param(
            [owns("f1", share="30", share_class="A"), owns("f2", share="20", share_class="B")],
            ["30", "20"],
            id="classes stay apart",
        ),
        pytest.param(
            [owns("f1", share="30", voting_suspended=True), owns("f2", share="20")],
            ["20", "30"],
            id="suspended votes of one source stay apart",
        ),
        pytest.param(
            [owns("f1", share="30", voting_suspended=True), owns("f2", "core", share="30")],
            ["30"],
            id="sources that disagree on suspended votes state one share",
        ),
        pytest.param(
            [owns("f1", "core", share="9", voting_suspended=True), owns("f2", share="20"), owns("f3", share="1")],
            ["21"],
            id="the best rank decides on suspended votes",
        ),
        pytest.param([owns("f1", share="30"), owns("f2")], [None], id="an unknown part leaves the sum unknown"),
        pytest.param(
            [owns("f1", share="30"), owns("f2", share="0.0000000000000000000000000000000001")],
            ["30.0000000000000000000000000000000001"],
            id="no digit is lost",
        ),
        pytest.param([], [], id="nothing known"),
    ],
)
def test_shares(facts: list[Fact], shares: list[str | None]) -> None:
    for order in permutations(facts):
        assert [item.properties.get("share") for item in project(order, RANK)] == shares


def test_a_relationship_has_the_id_of_its_oldest_fact_and_names_them_all() -> None:
    [relationship] = project([owns("f2", share="5"), owns("f1", "core", share="7")], RANK)
    assert relationship.id == "f1"
    assert relationship.facts == ("f1", "f2")
    assert relationship.properties["sources"] == ["core", "registry"]


def test_each_fact_is_named_by_one_relationship_whoever_calls_its_votes_suspended() -> None:
    facts = [
        owns("f1", voting_suspended=True),
        owns("f2"),
        owns("f3", "core", voting_suspended=True),
        owns("f4", "core"),
    ]
    assert [item.facts for item in project(facts, RANK)] == [("f2", "f4"), ("f1", "f3")]
    assert [item.facts for item in project(facts[1:], RANK)] == [("f2", "f3", "f4")]
    assert "votingSuspended" not in project(facts[1:], RANK)[0].properties


def test_bands_add_up_where_a_share_is_not_known() -> None:
    [relationship] = project([owns("f1", share="10"), owns("f2", min_share="25", max_share="50")], RANK)
    assert relationship.properties["minShare"] == "35"
    assert relationship.properties["maxShare"] == "60"
    assert "share" not in relationship.properties


@pytest.mark.parametrize(
    ("ends", "sums"), [((None, None), None), (("min", None), "min"), (("max", "min"), "both"), (("both", None), "both")]
)
def test_a_sum_of_bands_leaves_out_what_one_of_them_leaves_out(ends: tuple[str | None, ...], sums: str | None) -> None:
    facts = [owns(f"f{at}", min_share="25", max_share="50", exclusive=end) for at, end in enumerate(ends)]
    assert project(facts, RANK)[0].properties.get("exclusive") == sums


def test_votes_are_the_share_unless_stated() -> None:
    assert project([owns("f1", share="60")], RANK)[0].properties["voting"] == "60"
    assert project([owns("f1", share="60", voting="10")], RANK)[0].properties["voting"] == "10"


@pytest.mark.parametrize(
    ("day", "holds"), [("2020-12-31", False), ("2021-01-01", True), ("2021-12-31", True), ("2022-01-01", False)]
)
def test_a_fact_holds_from_its_first_day_until_before_its_end(day: str, holds: bool) -> None:
    assert replace(owns("f1"), valid_from="2021-01-01", valid_to="2022-01-01").holds_on(day) is holds
