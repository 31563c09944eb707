"""What changes are about: a table that whoever writes policies can read."""

from typing import Any

import orjson
import pytest

from cim_graph.approvals.matter import Matter, matters_of_record
from cim_graph.approvals.policies import OURS

A: dict[str, Any] = {"type": "person", "source": "core", "key": "A", "names": ["A"], "status": "CUSTOMER"}
OWNS: dict[str, Any] = {"type": "relationship", "source": "core", "key": "o", "kind": "OWNS", "share": "60"}

CASES: dict[str, tuple[dict[str, Any] | None, dict[str, Any], set[str]]] = {
    "a new party": (None, A, {"identity", "status"}),
    "the same again": (A, A, set()),
    "the same with another time of its source": (A, {**A, "at": "2026-01-01T00:00:00Z"}, set()),
    "what is left out was empty": ({**A, "flags": []}, A, set()),
    "another name": (A, {**A, "names": ["B"]}, {"identity"}),
    "no name any more": (A, {name: A[name] for name in A if name != "names"}, {"identity"}),
    "a person becomes a company": (A, {**A, "type": "organization"}, {"identity"}),
    "a client no more": (A, {**A, "status": "FORMER"}, {"status"}),
    "a passport": (A, {**A, "identifiers": [{"scheme": "passport", "value": "1"}]}, {"identifiers"}),
    "a telephone": (A, {**A, "contacts": ["+994501234567"]}, {"contacts"}),
    "another branch": (A, {**A, "branch": "baku"}, {"assignment"}),
    "politically exposed": (A, {**A, "flags": ["pep"]}, {"flags"}),
    "what a source keeps for itself": (A, {**A, "attributes": {"vip": True}}, {"description"}),
    "a holding": (None, OWNS, {"ownership"}),
    "a holding that becomes control": (OWNS, {**OWNS, "kind": "CONTROLS"}, {"ownership", "control"}),
    "a rebuttal": (OWNS, {**OWNS, "rebutted": {"reason": "audited"}}, {"rebuttals"}),
    "a rebuttal and a share": (OWNS, {**OWNS, "share": "1", "rebutted": {"reason": "x"}}, {"rebuttals", "ownership"}),
    "a dependency": (None, {**OWNS, "kind": "DEPENDS_ON"}, {"dependency"}),
    "joint debtors": (None, {**OWNS, "kind": "RELATED_TO", "role": "joint-liability"}, {"dependency"}),
    "family": (None, {**OWNS, "kind": "FAMILY_OF"}, {"family"}),
    "an employer": (None, {**OWNS, "kind": "EMPLOYS"}, {"relationships"}),
    "a loan": (None, {"type": "exposure", "amount": "1"}, {"exposures"}),
    "the capital": (None, {"type": "capital", "amount": "1"}, {"limits"}),
    "taken back": (A, {"type": "retract", "source": "core", "key": "A"}, {"retractions"}),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_record_is_about(name: str) -> None:
    before, after, about = CASES[name]
    assert {matter.value for matter in matters_of_record(before, after)} == about


def test_policies_know_every_matter() -> None:
    schema = orjson.loads(OURS.with_name("policies.schema.json").read_bytes())
    rule = schema["properties"]["rules"]["items"]["properties"]
    assert rule["what"]["items"]["enum"] == [matter.value for matter in Matter]
