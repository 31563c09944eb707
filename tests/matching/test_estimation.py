"""Chances that are estimated, against those the records were made by."""

from random import Random

import numpy as np
import pytest

from cim_graph.matching.bulk.candidates import KeyTable
from cim_graph.matching.bulk.resolution import freeze
from cim_graph.matching.model.document import Model, shipped
from cim_graph.matching.model.estimation import Candidates, Labels, counted, estimate
from cim_graph.matching.model.evidence import Evidence
from cim_graph.matching.model.keys import keys
from cim_graph.matching.model.pool import pool
from tests.matching.records import said

GIVEN = [
    "Vəli", "Leyla", "Nərgiz", "Rəşad", "Elçin", "Günel", "Samir", "Aytən", "Fuad", "Zaur", "Kamran", "Sevda",
    "Murad", "Lalə", "Tural", "Nigar", "Orxan", "Xədicə",
]  # fmt: skip
FAMILY = [
    "Əliyev", "Quliyev", "Həsənli", "Bağırov", "Cəfərov", "Tağıyev", "Abbaszadə", "Rzayev", "İsmayılov", "Nəcəfov",
    "Babayev", "Kərimli",
]  # fmt: skip
WRONG_DAY, WRONG_GENDER, WITH_PHONE = 0.1, 0.06, 0.7


def base(persons: int, seed: int = 7) -> list[Evidence]:
    """Return two records of each person: some have another birth date or gender the second time."""
    dice = Random(seed)
    made = []
    for person in range(persons):
        name = {"first": dice.choice(GIVEN) + dice.choice("abcdeiou"), "last": dice.choice(FAMILY)}
        phone = f"050 {person:03d} {dice.randrange(10)}0 {dice.randrange(10)}1"
        day, gender = _day(dice), dice.choice(("male", "female"))
        for copy in range(2):
            wrong = copy and dice.random() < WRONG_DAY
            other = copy and dice.random() < WRONG_GENDER
            made.append(
                said(
                    names=[name],
                    birthDate=_day(dice) if wrong else day,
                    gender={"male": "female", "female": "male"}[gender] if other else gender,
                    contacts=[phone] if dice.random() < WITH_PHONE else [],
                )
            )
    return made


def _day(dice: Random) -> str:
    return f"{dice.randrange(1940, 2005)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"


def frozen(records: list[Evidence]) -> Model:
    with KeyTable.of([keys(record) for record in records]) as table:
        return freeze(pool(records), shipped(), table, "test")


def test_chances_are_those_of_the_records_without_any_label() -> None:
    model = frozen(base(500))
    assert model.features["birth"].m["same"] == pytest.approx(1 - WRONG_DAY, abs=0.03)
    assert model.features["gender"].m["different"] == pytest.approx(WRONG_GENDER, abs=0.02)
    assert model.features["gender"].u["same"] == pytest.approx(0.5, abs=0.03)
    assert model.prior == pytest.approx(500 / (1000 * 999 / 2), rel=0.15)
    assert model.relatives < model.prior / 10


def test_what_never_occurs_keeps_what_was_known() -> None:
    model = frozen(base(300))
    for name in ("company", "registration", "address", "employer"):
        for level, chance in shipped().features[name].m.items():
            assert model.features[name].m[level] == pytest.approx(chance)
        for level, chance in shipped().features[name].u.items():
            assert model.features[name].u[level] == pytest.approx(chance)


def test_frequencies_are_of_others_than_the_two_that_agree() -> None:
    records = [said(names=[{"first": "Vəli", "last": family}], contacts=["012 493 00 00"]) for family in FAMILY]
    model = counted(pool(records), shipped(), "test")
    many = len(FAMILY)
    rest = shipped().features["given"].rest or 0
    assert model.features["given"].frequencies["vali"] == pytest.approx((many - 2 + 1000 * rest) / (many + 1000))
    families, known = model.features["family"].frequencies, shipped().features["family"].frequencies
    assert families.keys() <= known.keys()
    assert all(families[name] == pytest.approx(known[name] * 1000 / (many + 1000)) for name in families)
    assert set(model.features["phone"].frequencies) == {"994124930000"}
    assert model.prior > shipped().prior
    assert model.version == "test"


def test_the_same_records_give_the_same_model() -> None:
    records = base(260)
    assert frozen(records) == frozen(records)


def test_common_keys_are_dropped_with_the_version() -> None:
    crowd = [said(names=["Əliyev Vəli"], birthDate=f"19{year}-01-0{day}") for year in range(40, 70) for day in (1, 2)]
    assert frozen(crowd).dropped >= {"n:aliav|vali"}


def test_judgements_count() -> None:
    """Stewards say of many pairs whose birth dates differ that they are the same, as no record shows."""
    records = [record for person in range(40) for record in _twice(person)]
    left, right = np.arange(0, 80, 2), np.arange(1, 80, 2)
    nothing = Candidates(np.array([], np.intp), np.array([], np.intp), {})
    judged = Labels(left, right, np.ones(40, bool))
    taught = estimate(pool(records), shipped(), nothing, "taught", judged)
    plain = estimate(pool(records), shipped(), nothing, "plain")
    assert plain.features["birth"].m["different"] == pytest.approx(shipped().features["birth"].m["different"])
    expected = (20 * shipped().features["birth"].m["different"] + 40) / 60
    assert taught.features["birth"].m["different"] == pytest.approx(expected)
    refused = estimate(pool(records), shipped(), nothing, "refused", Labels(left, right, np.zeros(40, bool)))
    assert refused.features["birth"].m == plain.features["birth"].m
    assert refused.features["given"].u["exact"] > plain.features["given"].u["exact"]


def test_a_judged_pair_counts_once_and_is_guessed_at_no_more() -> None:
    records = base(300)
    left, right = np.arange(0, 600, 2), np.arange(1, 600, 2)
    labels = Labels(right, left, np.ones(300, bool))
    with KeyTable.of([keys(record) for record in records]) as table:
        model = freeze(pool(records), shipped(), table, "judged", labels)
    wrong = sum(records[one].genders != records[other].genders for one, other in zip(left, right, strict=True))
    expected = (20 * shipped().features["gender"].m["different"] + wrong) / 320
    assert model.features["gender"].m["different"] == pytest.approx(expected, abs=5e-4)


def _twice(person: int) -> list[Evidence]:
    name = {"first": GIVEN[person % len(GIVEN)], "last": FAMILY[person % len(FAMILY)]}
    return [said(names=[name], birthDate=day) for day in (f"19{50 + person}-03-09", f"19{40 + person}-11-27")]
