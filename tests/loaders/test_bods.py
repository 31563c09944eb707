"""BODS 0.4 against the material of the standard."""

import csv
import gzip
from pathlib import Path

import pytest

from cim_graph.records.importer import Line, Rejection
from cim_graph.records.parse import parse
from cim_loaders.bods import importer


@pytest.fixture(scope="module")
def standard(shared_data: Path) -> Path:
    return shared_data / "bods-conformance" / "data-standard"


def read(path: Path) -> list[Line | Rejection]:
    with path.open("rb") as file:
        return list(importer.read(file))


def test_every_valid_statement_is_taken_as_records(standard: Path) -> None:
    files = sorted((standard / "valid-statements").iterdir())
    assert len(files) == 111
    for path in files:
        for item in read(path):
            assert isinstance(item, Line), (path.name, item)
            parse(item.record)


def test_every_invalid_statement_is_rejected_by_the_rule_and_path_expected(standard: Path) -> None:
    with (standard / "invalid-statements" / "expected_errors.csv").open() as file:
        expected = [row[:3] for row in csv.reader(file)]
    assert len(expected) == 192
    for name, rule, path in expected:
        reasons = [item.reason for item in read(standard / "invalid-statements" / name) if isinstance(item, Rejection)]
        assert any(rule in reason and path in reason for reason in reasons), (name, rule, path, reasons)


def test_real_statements_are_taken(shared_data: Path) -> None:
    with gzip.open(shared_data / "bods-uk-gleif" / "statements.jsonl.gz") as file:
        items = list(importer.read(file))  # type: ignore[arg-type]
    assert [item for item in items if isinstance(item, Rejection)] == []
    types = [parse(item.record).record.type for item in items if isinstance(item, Line)]
    assert types.count("person") == 18
    assert types.count("relationship") > 400
