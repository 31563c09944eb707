"""Which record each golden value comes from, as a steward reads it."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.kernel.errors import BadInputError, SetupError
from cim_graph.kernel.ranks import Rank
from cim_graph.parties.golden import chosen, golden
from cim_graph.parties.pins import pinnable
from cim_graph.parties.survivorship import Standing, check
from cim_graph.records.format import PartyRecord

RANK = Rank({"registry": 1, "core": 2, "crm": 3})


def said(source: str, key: str, received: str, **fields: Any) -> Standing:
    record = PartyRecord.model_validate({"type": "person", "source": source, "key": key, "names": [], **fields})
    return Standing(record, RANK(source), received)


# What is stated by which source, received when; the field, the value that survives, its source and the rule.
CASES: dict[str, tuple[list[tuple[str, str, dict[str, Any]]], tuple[str, str, str, str]]] = {
    "the best source wins": (
        [("crm", "2024", {"segment": "retail"}), ("core", "2020", {"segment": "private"})],
        ("segment", "private", "core", "source-priority"),
    ),
    "of one source the newest wins": (
        [("core", "2020", {"segment": "retail"}), ("core", "2024", {"segment": "private"})],
        ("segment", "private", "core", "most-recent"),
    ),
    "the source's own time counts before when it came": (
        [
            ("core", "2024", {"segment": "retail", "at": "2010-01-01T00:00:00Z"}),
            ("core", "2020", {"segment": "private", "at": "2015-01-01T00:00:00Z"}),
        ],
        ("segment", "private", "core", "most-recent"),
    ),
    "a source that says nothing leaves it to the next": (
        [("registry", "2024", {}), ("crm", "2020", {"manager": "Orxan"})],
        ("manager", "Orxan", "crm", "only-value"),
    ),
    "a whole birth date before a year": (
        [("core", "2024", {"birthDate": "1984"}), ("core", "2020", {"birthDate": "1984-03-09"})],
        ("birthDate", "1984-03-09", "core", "most-complete"),
    ),
    "a birth date that two records say before one that is newer": (
        [
            ("core", "2020", {"birthDate": "1984-03-09"}),
            ("core", "2021", {"birthDate": "1984-03-09"}),
            ("core", "2024", {"birthDate": "1984-09-03"}),
        ],
        ("birthDate", "1984-03-09", "core", "most-frequent"),
    ),
    "a date that stands for nothing is none": (
        [("core", "2024", {"birthDate": "1900-01-01"}), ("crm", "2020", {"birthDate": "1984"})],
        ("birthDate", "1984", "crm", "only-value"),
    ),
    "what all say alike needs no rule": (
        [("core", "2024", {"branch": "001"}), ("crm", "2020", {"branch": "001"})],
        ("branch", "001", "core", "only-value"),
    ),
    "a primary name before a former one of a better source": (
        [
            ("core", "2024", {"names": [{"full": "Leyla Əliyeva", "kind": "former"}]}),
            ("crm", "2020", {"names": ["Leyla Məmmədova"]}),
        ],
        ("name", "Leyla Məmmədova", "crm", "only-value"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_value_that_survives(case: str) -> None:
    stated, (field, value, source, rule) = CASES[case]
    standings = [said(by, str(place), at, **fields) for place, (by, at, fields) in enumerate(stated)]
    for order in permutations(standings):
        one = chosen(order, RANK)[field]
        assert one is not None
        assert (one.value, one.standing.record.source, one.rule) == (value, source, rule)
        assert golden(order, RANK).properties[field] == value


def test_a_bank_sets_its_own_rules() -> None:
    own = Rank(RANK.ranks, {"name": ("longest",)})
    records = [said("core", "1", "2024", names=["L. Əliyeva"]), said("crm", "2", "2020", names=["Leyla Əliyeva"])]
    assert golden(records, RANK).properties["name"] == "L. Əliyeva"
    assert golden(records, own).properties["name"] == "Leyla Əliyeva"


@pytest.mark.parametrize(
    ("own", "told"), [({"shoe": ["longest"]}, "no golden field 'shoe'"), ({"name": ["best"]}, "no rule 'best'")]
)
def test_rules_that_there_are_not_are_told(own: dict[str, Sequence[str]], told: str) -> None:
    with pytest.raises(SetupError, match=told):
        check(own)


def test_names_of_records_that_tie_come_in_an_order_of_their_own() -> None:
    records = [said("core", key, "2024", names=[f"Leyla {key}"], flags=[key]) for key in "abc"]
    for some in permutations(records):
        properties = golden(some, RANK).properties
        assert (properties["nameTexts"], properties["flags"]) == (["Leyla a", "Leyla b", "Leyla c"], ["a", "b", "c"])


def test_what_is_pinned_outlives_every_record() -> None:
    pinned = {"name": "Leyla Məmmədova", "birthDate": "1984-03-09"}
    values = golden([said("registry", "1", "2024", names=["Orxan"], birthDate="1999-01-01")], RANK, pinned).properties
    assert (values["name"], values["birthDate"]) == ("Leyla Məmmədova", "1984-03-09")
    assert values["nameTexts"] == ["Orxan"]
    assert "mammadova" in values["terms"]


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "segment": st.sampled_from(["retail", "private"]),
        "birthDate": st.sampled_from(["1984", "1984-03-09", "1985"]),
        "names": st.lists(st.sampled_from(["Leyla", "Leyla Əliyeva", "-"]), max_size=2),
        "status": st.sampled_from(["CUSTOMER", "PROSPECT"]),
        "flags": st.lists(st.sampled_from(["pep", "vip"]), max_size=2),
    },
)
RECORDS = st.lists(st.tuples(st.sampled_from(["core", "crm", "web"]), st.sampled_from(["1", "2"]), FIELDS), min_size=1)


@given(RECORDS, st.randoms(use_true_random=False))
def test_order_does_not_matter_for_single_values(records: list[tuple[str, str, Any]], random: Any) -> None:
    standings = [said(by, str(place), at, **fields) for place, (by, at, fields) in enumerate(records)]
    shuffled = random.sample(standings, len(standings))
    assert {name: one and one.value for name, one in chosen(standings, RANK).items()} == {
        name: one and one.value for name, one in chosen(shuffled, RANK).items()
    }


def test_a_status_is_a_word_and_no_name_that_stands_for_none() -> None:
    assert pinnable("status", "CUSTOMER", "PERSON", "2026-01-01") == "CUSTOMER"
    with pytest.raises(BadInputError, match="says something"):
        pinnable("name", "CUSTOMER", "PERSON", "2026-01-01")
