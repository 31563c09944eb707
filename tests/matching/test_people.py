"""Names of people, part by part: a table that an expert can read, and what holds of all names."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cim_graph.matching.model.people import LEVELS, PARTS, Compared, Level, People, compare, compare_named
from cim_graph.matching.model.person_names import PersonName
from cim_graph.records.format import StatedName

CASES = [
    pytest.param(left, right, levels, id=f"{block['title']}: {left} | {right}")
    for block in yaml.safe_load((Path(__file__).parent / "cases" / "people.yaml").read_text("utf-8"))
    for left, right, levels in block["cases"]
]
WORDS = st.sampled_from(
    [
        "Vəli", "Veli", "Вели", "Həsən", "Гасан", "Əliyev", "Алиева", "Aliyeva", "Əlizadə", "Məmmədli", "Bob", "Robert",
        "Jean-Claude", "J.", "Kim", "Jong", "un", "van", "Smith", "Smyth", "王", "عبد", "Həsənoğlu", "Гасанович",
        "Rauf", "oğlu", "qızı", "bin", "al", "Dr", "Sabir", "Samir",
    ]
)  # fmt: skip
FULL_NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
PLAIN_WORDS = st.sampled_from(
    [
        "Hans",
        "Friedrich",
        "Thomas",
        "Lindemann",
        "Boris",
        "Pfeffel",
        "Maria",
        "Marie",
        "Robert",
        "Bob",
        "Smith",
        "Smyth",
    ]
)


def name(full: str | None = None, **parts: Any) -> PersonName:
    found = PersonName.of(StatedName(full=full, **parts))
    assert found is not None
    return found


def compared(left: list[PersonName], right: list[PersonName]) -> Compared:
    people = People.of([left, right])
    return compare_named(people.take(np.array([0])), people.take(np.array([1])))


def levels(left: str, right: str) -> str:
    found = compared([name(left)], [name(right)]).levels
    return " ".join("-" if found[part][0] < 0 else LEVELS[found[part][0]] for part in PARTS)


@pytest.mark.parametrize(("left", "right", "expected"), CASES)
def test_parts_agree_as_an_expert_says(left: str, right: str, expected: str) -> None:
    assert levels(left, right) == expected
    assert levels(right, left) == expected


def test_given_and_family_that_changed_places_are_seen_once() -> None:
    found = compared([name(first="Vəli", last="Qarabağ")], [name(first="Qarabağ", last="Вели")]).levels
    assert [found[part][0] for part in PARTS] == [Level.SWAPPED, Level.NONE, Level.NONE]


def test_of_stated_parts_one_may_be_found_in_the_other() -> None:
    found = compared([name(first="Vəli", last="Həsən")], [name(first="Həsən", last="Murad")]).levels
    assert [found[part][0] for part in PARTS] == [Level.DIFFERENT, Level.SWAPPED, Level.NONE]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Madison", "Noyce"), ("Noyce", "Liam"), ("different", "swapped")),
        (("Jack", "Juric"), ("Maclennan", "Jack"), ("different", "swapped")),
        (("Mitchell", "Havelberg"), ("Havelbreg", "Emily"), ("different", "swapped")),
        (("Madison", "Noyce"), ("Noyes", "Liam"), ("different", "different")),
        (("Madison", "Noyce"), ("Noyce", "Madison"), ("swapped", "none")),
        (("Madison", "Noyce"), ("Madison", "Madison"), ("exact", "different")),
    ],
)
def test_a_name_found_in_the_other_part(
    one: tuple[str, str], other: tuple[str, str], expected: tuple[str, str]
) -> None:
    sides = [[name(first=first, last=last)] for first, last in (one, other)]
    for found in (compared(sides[0], sides[1]).levels, compared(sides[1], sides[0]).levels):
        assert tuple(Level(found[part][0]).name.lower() for part in ("given", "family")) == expected


def test_a_second_given_name_alone_resembles() -> None:
    found = compared([name(first="Anna Maria", last="Smith")], [name(first="Maria", last="Smith")]).levels
    assert [found[part][0] for part in PARTS] == [Level.RESEMBLING, Level.EXACT, Level.NONE]


def test_of_several_names_the_best_pair_counts_and_is_told() -> None:
    left = [name("Leyla Babayeva"), name("Leyla Əliyeva")]
    right = [name("Нигяр Гусейнова"), name("Лейла Рауфовна Ахундова"), name("Лейла Алиева")]
    found = compared(left, right)
    assert (found.left[0], found.right[0]) == (1, 2)
    assert [found.levels[part][0] for part in PARTS] == [Level.EXACT, Level.EXACT, Level.NONE]


def test_terms_are_what_both_write() -> None:
    people = People.of([[name("Nigar Rauf qızı Əliyeva")], [name("Нигяр Рауфовна Алиева")], []])
    found = compare_named(people.take(np.array([0, 0])), people.take(np.array([1, 2])))
    texts = {part: [str(people.words[term]) if term >= 0 else "" for term in found.terms[part]] for part in PARTS}
    assert texts == {"given": ["", ""], "family": ["aliyev", ""], "patronymic": ["rauf", ""]}
    own = {part: [str(people.words[term]) if term >= 0 else "" for term in people.terms()[part]] for part in PARTS}
    assert own["given"] == ["nigar", "nigyar", ""]
    assert own["family"] == ["aliyev", "aliyev", ""]
    assert own["patronymic"] == ["rauf", "rauf", ""]


def test_a_record_without_a_name_is_no_evidence() -> None:
    people = People.of([[name("Vəli Əliyev")], []])
    found = compare_named(people.take(np.array([0, 1])), people.take(np.array([1, 1])))
    assert all((found.levels[part] == Level.NONE).all() for part in PARTS)
    assert (found.left == -1).all()


@given(FULL_NAMES)
def test_a_name_with_itself_is_exact(full: str) -> None:
    if PersonName.of(StatedName(full=full)) is None:
        return
    found = compared([name(full)], [name(full.upper())]).levels
    assert {int(found[part][0]) for part in PARTS} <= {Level.NONE, Level.EXACT}
    assert (
        found["given"][0] == Level.EXACT or found["family"][0] == Level.EXACT or found["patronymic"][0] == Level.EXACT
    )


@given(
    st.lists(PLAIN_WORDS, min_size=1, max_size=4, unique=True), st.lists(PLAIN_WORDS, min_size=1, max_size=4), st.data()
)
def test_order_does_not_matter_where_parts_are_unknown(left: list[str], right: list[str], data: st.DataObject) -> None:
    turned = data.draw(st.permutations(left))
    assert levels(" ".join(left), " ".join(right)) == levels(" ".join(turned), " ".join(right))


@settings(max_examples=50)
@given(st.lists(st.lists(FULL_NAMES, max_size=2), min_size=2, max_size=8), st.data())
def test_a_pair_is_judged_alike_in_any_company(records: list[list[str]], data: st.DataObject) -> None:
    names = [[one for one in (PersonName.of(StatedName(full=full)) for full in record) if one] for record in records]
    rows = st.lists(st.integers(0, len(names) - 1), min_size=1, max_size=20)
    left = np.array(data.draw(rows))
    right = np.resize(np.array(data.draw(rows)), len(left))
    people = People.of(names)
    together = compare(people.take(left), people.take(right))
    turned = compare(people.take(right), people.take(left))
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        alone = compared(names[one], names[other]).levels
        for part in PARTS:
            assert alone[part][0] == together[part][place] == turned[part][place]


@settings(max_examples=200)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_at_all_is_compared(left: str, right: str) -> None:
    names = [[found] if (found := PersonName.of(StatedName(full=text))) else [] for text in (left, right)]
    there, back = compared(names[0], names[1]), compared(names[1], names[0])
    assert all(there.levels[part][0] == back.levels[part][0] for part in PARTS)
    assert (there.left[0] >= 0) == bool(names[0] and names[1])
