"""Names of organizations: a table that an expert can read, and what holds of all names."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cim_graph.matching.model.companies import LEVELS, Companies, Compared, Level, compare, compare_named
from cim_graph.matching.model.company_names import CompanyName
from cim_graph.records.format import StatedName

CASES = [
    pytest.param(left, right, level, id=f"{block['title']}: {left} | {right}")
    for block in yaml.safe_load((Path(__file__).parent / "cases" / "companies.yaml").read_text("utf-8"))
    for left, right, level in block["cases"]
]
WORDS = st.sampled_from(
    [
        "Xəzər", "Khazar", "Каспий", "Ticarət", "MMC", "ООО", "LLC", "Bank", "Group", "Holding", "SOCAR", "State",
        "Oil", "Company", "of", "Azerbaijan", "5", "V", "No", "first", "Good", "Will", "Goodwill", "S.A.", "AT&T",
        "the", "Fabrik", "GmbH",
    ]
)  # fmt: skip
FULL_NAMES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


def name(full: str) -> CompanyName:
    found = CompanyName.of(StatedName(full=full))
    assert found is not None
    return found


def compared(left: list[CompanyName], right: list[CompanyName]) -> Compared:
    companies = Companies.of([left, right])
    return compare_named(companies.take(np.array([0])), companies.take(np.array([1])))


def level(left: str, right: str) -> str:
    return LEVELS[int(compared([name(left)], [name(right)]).levels[0])]


@pytest.mark.parametrize(("left", "right", "expected"), CASES)
def test_names_agree_as_an_expert_says(left: str, right: str, expected: str) -> None:
    assert level(left, right) == expected
    assert level(right, left) == expected


@pytest.mark.parametrize(
    ("full", "words", "form"),
    [
        ("«Xəzər» Məhdud Məsuliyyətli Cəmiyyəti", "xazar", "limited"),
        ("Xəzər QSC", "xazar", "closed joint stock"),
        ("Открытое акционерное общество «Газпром»", "gazprom", "open joint stock"),
        ("Samsung Electronics Co., Ltd.", "samsung electronics", "limited"),
        ("MMC", "mmc", ""),
        ("State Enterprise No. 12", "state enterprise 12", ""),
    ],
)
def test_a_legal_form_is_set_aside(full: str, words: str, form: str) -> None:
    found = name(full)
    assert (" ".join(found.words), found.form) == (words, form)


def test_a_placeholder_is_no_name() -> None:
    assert CompanyName.of(StatedName(full="YOXDUR")) is None
    assert CompanyName.of(StatedName(full=None)) is None


def test_of_several_names_the_best_pair_counts_and_is_told() -> None:
    found = compared(
        [name("Xəzər MMC"), name("SOCAR")], [name("Günəş MMC"), name("State Oil Company"), name("Socar ASC")]
    )
    assert (found.left[0], found.right[0], found.levels[0]) == (1, 2, Level.EQUIVALENT)


def test_terms_are_names_without_their_form() -> None:
    companies = Companies.of([[name("Xəzər Ticarət MMC")], [name("XƏZƏR TİCARƏT")], [name("Khazar Ticarət")], []])
    found = compare_named(companies.take(np.array([0, 0, 0])), companies.take(np.array([1, 2, 3])))
    assert [str(companies.words[term]) if term >= 0 else "" for term in found.terms] == ["xazar trade", "", ""]
    assert [str(companies.words[term]) if term >= 0 else "" for term in companies.terms()[[0, 3]]] == [
        "xazar trade",
        "",
    ]


@given(FULL_NAMES)
def test_a_name_with_itself_is_exact(full: str) -> None:
    assert level(full, full) == "exact"


@settings(max_examples=50)
@given(st.lists(st.lists(FULL_NAMES, max_size=2), min_size=2, max_size=8), st.data())
def test_a_pair_is_judged_alike_in_any_company(records: list[list[str]], data: st.DataObject) -> None:
    names = [[name(full) for full in record] for record in records]
    rows = st.lists(st.integers(0, len(names) - 1), min_size=1, max_size=20)
    left = np.array(data.draw(rows))
    right = np.resize(np.array(data.draw(rows)), len(left))
    companies = Companies.of(names)
    together = compare(companies.take(left), companies.take(right))
    assert (together == compare(companies.take(right), companies.take(left))).all()
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        assert compared(names[one], names[other]).levels[0] == together[place]
