"""Regimes are data: what the shipped ones say, what a file of a bank may say, what is refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from cim_graph.kernel.errors import BadInputError
from cim_graph.ownership.model.judgement import codes
from cim_graph.ownership.model.owners import beneficial_owners
from cim_graph.ownership.model.regime import ComplexRule, load, shipped
from tests.ownership.casebook import facts, structure

OWN = """
id: house
title: House rule
source: Policy 7, section 2
confirmed: true
threshold: 15
inclusive: false
routes:
  - {rule: integrated, code: CAPITAL, of: [capital], source: "Policy 7, section 2(a)"}
"""


def test_the_shipped_regimes() -> None:
    told = {regime.id: (regime.threshold, regime.inclusive, regime.confirmed) for regime in shipped().values()}
    assert told == {
        "az": (10, True, False),
        "eu-amlr": (25, True, True),
        "simple": (25, True, True),
        "uk-psc": (25, False, True),
        "us-cdd": (25, True, True),
    }


def test_every_route_has_its_law_and_a_code_of_its_own() -> None:
    for regime in shipped().values():
        assert all(route.source for route in regime.routes)
        assert len(set(codes(regime))) == len(codes(regime))


def test_a_bank_adds_its_own_and_may_replace_one(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(OWN, "utf-8")
    (tmp_path / "az.yaml").write_text(OWN.replace("house", "az").replace("15", "20"), "utf-8")
    regimes = shipped(tmp_path)
    assert set(regimes) == {*shipped(), "house"}
    assert regimes["az"].threshold == 20
    structure = facts(["Leyla 15% Subject", "Orxan 15.01% Subject"], persons=["Leyla", "Orxan"])
    answer = beneficial_owners(structure, 1, regimes["house"])
    assert [(owner.party, owner.reasons[0].source) for owner in answer.owners] == [("Orxan", "Policy 7, section 2(a)")]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("threshold: 15", "threshold: 150"), "threshold"),
        (("threshold: 15", "threshold: fifteen"), "threshold"),
        (("inclusive: false", "inclusive: sometimes"), "inclusive"),
        (("rule: integrated", "rule: guess"), "routes/0/rule"),
        (("of: [capital]", "of: []"), "routes/0/of"),
        (("confirmed: true", "confirmed: true\nspeed: high"), "the document"),
        (("title: House rule", ""), "the document"),
    ],
)
def test_what_breaks_the_schema_is_refused_with_its_place(change: tuple[str, str], place: str) -> None:
    with pytest.raises(BadInputError, match=place):
        load(OWN.replace(*change))


@pytest.mark.parametrize("text", ["", "[1, 2", "- a\n- b", "just words"])
def test_what_is_no_regime_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        load(text)


def test_a_refused_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text("threshold: 5", "utf-8")
    with pytest.raises(BadInputError, match=r"house\.yaml"):
        shipped(tmp_path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_bytes(b"id: \xff\xfe")
    with pytest.raises(BadInputError, match=r"house\.yaml"):
        shipped(tmp_path)


def test_a_folder_that_there_is_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"no folder .*regimes; correct CIM_REGIMES_DIR"):
        shipped(tmp_path / "nowhere")


@pytest.mark.parametrize(("layers", "jurisdictions", "told"), [(3, 3, 0), (2, 3, 1), (3, 2, 1), (2, 2, 1)])
def test_how_much_is_complex_is_the_regimes_to_say(layers: int, jurisdictions: int, told: int) -> None:
    case = {
        "of": "Client",
        "persons": ["Leyla"],
        "jurisdictions": {"Client": "AZ", "Two": "CY", "One": "VG"},
        "facts": ["Leyla 100% One", "One 100% Two", "Two 100% Client"],
    }
    made, names = structure(case)
    bounds = ComplexRule(layers=layers, jurisdictions=jurisdictions)
    answer = beneficial_owners(made, names.index("Client"), replace(shipped()["simple"], complexity=bounds))
    assert [warned.code for warned in answer.warnings] == ["COMPLEX_STRUCTURE"] * told
