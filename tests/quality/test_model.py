"""Completeness and confidence of single parties, as tables that an expert can read."""

from pathlib import Path
from typing import Any

import pytest

from cim_graph.kernel.errors import SetupError
from cim_graph.quality.agreement import agreement
from cim_graph.quality.document import OURS, criteria
from cim_graph.quality.model import Described, Said, quality

DAY = "2026-06-30"
FULL = {
    "names": ["Leyla Məmmədova"], "birthDate": "1984-03-09", "gender": "female", "nationalities": ["AZ"],
}  # fmt: skip
GOLDEN = {"name": "Leyla Məmmədova", "birthDate": "1984-03-09", "segment": "retail", "branch": "01"}


def said(stated: dict[str, Any] | None = None, source: str = "core", day: str = "2026-06-01", **tied: Any) -> Said:
    return Said(source, day, stated or {}, **tied)


def party(*records: Said, **changes: Any) -> Described:
    whole = {"id": "p", "kind": "PERSON", "status": "CUSTOMER", "flags": [], "golden": GOLDEN, "records": records}
    return Described(**{**whole, **changes})


@pytest.mark.parametrize(
    ("of", "named", "missing"),
    [
        pytest.param(
            party(said(FULL, checks=["true"], contacts=1, addresses=1)),
            "persons who are clients",
            [],
            id="all is known",
        ),
        pytest.param(
            party(said({"gender": " "}), golden={"name": "L"}),
            "persons who are clients",
            ["birthDate", "identifiers", "nationalities", "addresses", "contacts", "gender", "segment", "branch"],
            id="a name and nothing else",
        ),
        pytest.param(
            party(said(FULL), said({**FULL, "gender": None}, checks=["false"]), status="EXTERNAL"),
            "other persons",
            ["identifiers"],
            id="a wrong number says nothing",
        ),
        pytest.param(
            party(said({"nationalities": ["YOXDUR"]}, checks=["unknown"]), status="EXTERNAL"),
            "other persons",
            ["nationalities"],
            id="what only fills a field says nothing, a number that cannot be checked does",
        ),
        pytest.param(
            party(said(), kind="ORGANIZATION", flags=["listed"], golden={"name": "X", "jurisdiction": "AZ"}),
            "public bodies and listed companies",
            ["identifiers"],
            id="by its flag, though a client",
        ),
        pytest.param(
            party(said({"legalForm": "MMC", "employees": 0}), kind="ORGANIZATION", golden={"name": "X"}),
            "organizations that are clients",
            ["identifiers", "founded", "jurisdiction", "sector", "addresses", "contacts", "segment", "branch"],
            id="a company",
        ),
        pytest.param(
            party(said({"legalForm": "trust"}), kind="ARRANGEMENT", golden={"name": "X", "jurisdiction": "JE"}),
            "arrangements",
            ["identifiers", "founded"],
            id="a trust",
        ),
    ],
)
def test_what_is_missing(of: Described, named: str, missing: list[str]) -> None:
    found = quality(of, criteria(), DAY)
    assert (found.party_class, found.completeness.missing) == (named, missing)


def test_fields_count_by_their_weight() -> None:
    """Of a person who is no client the name (4), a birth date (2) and no number (2), no nationality (1): 6 of 9."""
    found = quality(party(said(), status="EXTERNAL"), criteria(), DAY)
    assert found.completeness.value == pytest.approx(6 / 9)
    whole = quality(party(said(FULL, checks=["true"], contacts=1, addresses=1)), criteria(), DAY)
    assert whole.completeness.value == 1


@pytest.mark.parametrize(
    ("of", "met"),
    [
        pytest.param(party(said()), {"severalSources": 0, "agreement": None, "validDigits": None}, id="one record"),
        pytest.param(party(said(checks=["true"])), {"verifiedIdentifier": 1, "validDigits": 1}, id="a valid number"),
        pytest.param(
            party(said(checks=["true", "false", "unknown"])),
            {"verifiedIdentifier": 1, "validDigits": 0.5},
            id="one of two is wrong; what has no check counts neither way",
        ),
        pytest.param(party(said(checks=["unknown"])), {"verifiedIdentifier": 0, "validDigits": None}, id="unchecked"),
        pytest.param(party(said(), said(source="crm")), {"severalSources": 1}, id="two sources"),
        pytest.param(party(said(), said()), {"severalSources": 0}, id="two records of one source"),
        pytest.param(
            party(
                said({"birthDate": "1984"}), said({"birthDate": "1984-03-09", "gender": "F"}), said({"gender": "male"})
            ),
            {"agreement": 0.5},
            id="a year agrees with its day, sexes do not",
        ),
        pytest.param(party(said(day="2026-06-30")), {"freshness": 1}, id="said today"),
        pytest.param(party(said(day="2025-06-30")), {"freshness": 1}, id="a year old"),
        pytest.param(party(said(day="2024-06-30")), {"freshness": 0.5}, id="in the middle"),
        pytest.param(party(said(day="2023-06-30")), {"freshness": 0}, id="stale"),
        pytest.param(party(said(day="2000-01-01"), said(day="2026-06-01")), {"freshness": 1}, id="the newest counts"),
        pytest.param(party(said(reviews=["m1"]), said()), {"settled": 0}, id="a match waits"),
    ],
)
def test_what_makes_sure(of: Described, met: dict[str, float | None]) -> None:
    found = {one.name: one.met for one in quality(of, criteria(), DAY).confidence.criteria}
    assert {name: found[name] for name in met} == pytest.approx(met, abs=0.001)


def test_what_cannot_be_asked_is_left_out_of_confidence() -> None:
    """A fresh record, nothing to check: no number (4) and one source (2) are not met, age (2) and peace (1) are."""
    found = quality(party(said()), criteria(), DAY)
    assert found.confidence.value == pytest.approx(3 / 9)
    assert found.confidence.missing == ["verifiedIdentifier", "severalSources"]


@pytest.mark.parametrize(
    ("field", "one", "other", "agree"),
    [
        ("birthDate", "1984-03-09", "1984-03", 1),
        ("birthDate", "1984-03-09", "1985", 0),
        ("birthDate", "1984-03-09", "1900-01-01", None),
        ("gender", "Female", "f", 1),
        ("nationalities", ["AZ", "TR"], ["Türkiye"], 1),
        ("nationalities", ["AZ"], ["RU"], 0),
        ("nationalities", ["AZ"], [], None),
        ("jurisdiction", "Azerbaijan", "AZ", 1),
        ("founded", 1999, "1999-05-01", 1),
    ],
)
def test_whether_two_records_agree(field: str, one: Any, other: Any, agree: float | None) -> None:
    assert agreement([{field: one}, {field: other}], [field]) == agree
    assert agreement([{field: other}, {}, {field: one}], [field]) == agree


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("staleDays: 1095", "staleDays"),
        ("birthDate: 4", "hat: 4"),
        ("freshDays: 365", "freshDays: 5000"),
        ("kinds: [PERSON]", "kinds: [PEOPLE]"),
        ("settled: 1}", "mood: 1}"),
        ("title:", "title: ["),
    ],
)
def test_a_document_that_makes_no_sense_is_told(tmp_path: Path, wrong: str, told: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(OURS.read_text("utf-8").replace(wrong, told), "utf-8")
    with pytest.raises(SetupError, match=r"own\.yaml"):
        criteria(file)


def test_a_party_that_no_class_holds_has_no_completeness(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    text = OURS.read_text("utf-8").split("classes:", 1)
    rest = text[1].split("# What makes one sure", 1)[1]
    file.write_text(
        f"{text[0]}classes:\n  - name: funds\n    kinds: [ARRANGEMENT]\n    fields: {{name: 1}}\n# What{rest}", "utf-8"
    )
    found = quality(party(said()), criteria(file), DAY)
    assert (found.party_class, found.completeness.value) == (None, None)
