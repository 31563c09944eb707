"""BODS 0.4 against the material of the standard."""

import copy
import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cim_graph.records.importer import Line, Rejection
from cim_graph.records.parse import parse
from cim_loaders.bods import importer
from cim_loaders.bods.rules import breach


@pytest.fixture(scope="module")
def standard(shared_data: Path) -> Path:
    return shared_data / "bods-conformance" / "data-standard"


@pytest.fixture(scope="module")
def published(standard: Path) -> jsonschema_rs.Draft202012Validator:
    """Return the schema as published: the oracle of our shorter one."""
    schemas = [json.loads(path.read_bytes()) for path in sorted((standard / "schema").glob("*.json"))]
    registry = jsonschema_rs.Registry([(schema["$id"], schema) for schema in schemas if "$id" in schema])
    root = next(schema for schema in schemas if schema.get("$id") == "urn:statement")
    return jsonschema_rs.Draft202012Validator(root, registry=registry, validate_formats=True)


def read(path: Path) -> list[Line | Rejection]:
    with path.open("rb") as file:
        return list(importer.read(file))


def taken(path: Path) -> list[Any]:
    """Return the records, all of which the record format takes, without a field that it does not know."""
    items = read(path)
    for item in items:
        assert isinstance(item, Line), (path.name, item)
        assert parse(item.record).unknown == {}, path.name
    return [item.record for item in items if isinstance(item, Line)]


def test_every_valid_statement_is_taken_as_records(standard: Path) -> None:
    files = sorted((standard / "valid-statements").iterdir())
    assert len(files) == 111
    assert all(taken(path) for path in files)


def test_every_invalid_statement_is_rejected_by_the_rule_and_path_expected(standard: Path) -> None:
    with (standard / "invalid-statements" / "expected_errors.csv").open() as file:
        expected = [row[:3] for row in csv.reader(file)]
    assert len({row[0] for row in expected}) == 192
    for name, rule, path in expected:
        items = read(standard / "invalid-statements" / name)
        rejections = [item for item in items if isinstance(item, Rejection)]
        assert len(rejections) == 1, name
        assert rejections[0].field == path, name
        assert rejections[0].reason.startswith(f"{path} breaks the rule {rule} of BODS 0.4: "), name


def test_every_example_of_the_standard_is_taken(standard: Path) -> None:
    files = [*sorted((standard / "examples").iterdir()), *sorted((standard / "../fixtures-v04").glob("*.json"))]
    assert len(files) == 22
    assert all(taken(path) for path in files)


def test_real_statements_are_taken(shared_data: Path) -> None:
    with gzip.open(shared_data / "bods-uk-gleif" / "statements.jsonl.gz") as file:
        items = list(importer.read(file))  # type: ignore[arg-type]
    records: list[Any] = [item.record for item in items if isinstance(item, Line)]
    assert len(records) == len(items)
    assert Counter(record["type"] for record in records if not parse(record).unknown) == {
        "organization": 382,
        "person": 18,
        # 515 statements: shares and votes together are one, every other interest is one of its own.
        "relationship": 703,
    }
    ended = {record["key"].partition("#")[0] for record in records if "validTo" in record}
    assert len(ended) == 67
    assert {ref["scheme"] for record in records for ref in record.get("identifiers", [])} >= {"lei", "gb-coh"}


def statements(standard: Path) -> Iterator[Any]:
    for path in sorted((standard / "valid-statements").iterdir()):
        yield from json.loads(path.read_bytes())


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value inside a JSON value."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*path, step)
        yield from places(inner, (*path, step))


STRANGE = st.sampled_from(
    [None, True, 0, -1, 100.5, "", "x", "2020-02-30", "2020-02", [], [0], {}, {"reason": "unknown"}]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_rules_agree_with_the_published_schema_on_damaged_statements(
    standard: Path, published: jsonschema_rs.Draft202012Validator, data: st.DataObject
) -> None:
    statement = copy.deepcopy(data.draw(st.sampled_from(list(statements(standard)))))
    *way, last = data.draw(st.sampled_from(list(places(statement))))
    holder = statement
    for step in way:
        holder = holder[step]
    if data.draw(st.booleans()):
        del holder[last]
    else:
        holder[last] = data.draw(STRANGE)
    broken = breach(statement)
    errors = {(error.schema_path[-1], json_path(error.instance_path)) for error in published.iter_errors([statement])}
    assert (broken is None) == (not errors)
    assert broken is None or (broken.rule, f"$[0]{broken.path}") in errors


ENTITY_TYPES = [
    "registeredEntity",
    "legalEntity",
    "arrangement",
    "anonymousEntity",
    "unknownEntity",
    "state",
    "stateBody",
]
SUBTYPES = ["governmentDepartment", "stateAgency", "other", "trust", "nomination"]


@pytest.mark.parametrize("type_", ENTITY_TYPES)
@pytest.mark.parametrize("subtype", SUBTYPES)
def test_the_rules_agree_with_the_published_schema_on_types_of_entities(
    standard: Path, published: jsonschema_rs.Draft202012Validator, type_: str, subtype: str
) -> None:
    (statement,) = json.loads((standard / "valid-statements/entity.json").read_bytes())
    statement["recordDetails"]["entityType"] = {"type": type_, "subtype": subtype}
    assert (breach(statement) is None) == published.is_valid([statement])


def json_path(steps: list[str | int]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def edges(records: list[Any]) -> list[tuple[Any, ...]]:
    return [
        (record["kind"], record["from"]["key"], record["to"]["key"], record.get("share"), record.get("role"))
        for record in records
        if record["type"] == "relationship"
    ]


def test_fixture_direct_ownership(shared_data: Path) -> None:
    records = taken(shared_data / "bods-conformance/fixtures-v04/core-01-direct-ownership.json")
    assert [record["type"] for record in records] == ["organization", "person", "relationship"]
    assert edges(records) == [("OWNS", "rec-jane-smith-1975", "rec-acme-holdings-ltd", "75", None)]
    attributes = records[2]["attributes"]
    assert [interest["type"] for interest in attributes["interests"]] == ["shareholding", "votingRights"]
    assert all(interest["beneficialOwnershipOrControl"] for interest in attributes["interests"])
    assert attributes["publicationDetails"]["bodsVersion"] == "0.4"
    assert attributes["source"]["type"] == ["primaryResearch"]


def test_fixture_circular_ownership_keeps_both_sides(shared_data: Path) -> None:
    records = taken(shared_data / "bods-conformance/fixtures-v04/edge-cases-10-circular-ownership.json")
    assert edges(records) == [
        ("OWNS", "rec-alpha-corp", "rec-beta-corp", "100", None),
        ("OWNS", "rec-beta-corp", "rec-alpha-corp", "100", None),
    ]


def test_fixture_declared_unknown_owner_is_kept_and_no_person_is_made_up(shared_data: Path) -> None:
    records = taken(shared_data / "bods-conformance/fixtures-v04/edge-cases-11-anonymous-person.json")
    company, unnamed, link = records
    assert company["names"] == [{"full": "Opaque Holdings SA", "kind": "primary"}]
    assert (unnamed["type"], unnamed["names"], unnamed["flags"]) == ("organization", [], ["unspecified"])
    assert unnamed["attributes"]["reason"] == "subjectUnableToConfirmOrIdentifyBeneficialOwner"
    assert unnamed["attributes"]["description"].startswith("The subject entity has reported")
    assert (link["from"]["key"], link["to"]["key"]) == (unnamed["key"], "rec-opaque-holdings-sa")
    assert link["role"] == "subject-unable-to-confirm-or-identify-beneficial-owner"


def test_example_nomination_keeps_the_chain_from_nominee_to_nominator(standard: Path) -> None:
    facts = edges(taken(standard / "examples/nomination.json"))
    assert facts == [
        ("ACTS_FOR", "103AB1984D", "101AB1984F", None, "nomination"),
        ("ACTS_FOR", "102AB1984E", "103AB1984D", None, "nominee"),
        ("MANAGES", "103AB1984D", "104AB1984C", None, "board"),
        ("RELATED_TO", "101AB1984F", "104AB1984C", None, "indirect-other-influence-or-control"),
    ]


def test_example_direct_beside_indirect_ownership_counts_the_direct_part_only(standard: Path) -> None:
    facts = edges(taken(standard / "examples/mixed-direct-and-indirect-ownership.json"))
    assert [fact for fact in facts if fact[0] == "OWNS"] == [
        ("OWNS", "ec61aeda7141", "9bfe59b6a869", "50", None),
        ("OWNS", "53508b65253f", "9bfe59b6a869", "50", None),
    ]
    assert ("RELATED_TO", "53508b65253f", "9bfe59b6a869", None, "indirect-shareholding") in facts


def test_statements_are_read_from_an_array_and_from_lines_alike(standard: Path) -> None:
    every = list(statements(standard))
    as_array = list(importer.read(io.BytesIO(json.dumps(every).encode())))
    as_lines = list(importer.read(io.BytesIO("\n".join(map(json.dumps, every)).encode())))
    assert as_array == as_lines
    assert isinstance(as_array[0], Line)
    assert isinstance(as_array[0].record, Mapping)
