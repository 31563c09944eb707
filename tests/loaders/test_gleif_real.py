"""GLEIF's own files: every row is taken, and direct consolidation leads to the ultimate parent GLEIF states."""

import gzip
import io
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cim_graph.records.importer import Line
from cim_graph.records.parse import parse
from cim_loaders.gleif import importer
from tests.loaders.gleif_finance import (
    Record,
    direct_parents,
    entities,
    nameless,
    relationships,
    stated_ultimate_parents,
    tops,
)


def taken(content: bytes) -> list[Record]:
    """Return the records, all of which the record format takes."""
    items = list(importer.read(io.BytesIO(content)))
    for item in items:
        assert isinstance(item, Line), item
        parse(item.record)
    return [item.record for item in items]  # type: ignore[misc, union-attr]


@pytest.fixture(scope="module")
def gleif(shared_data: Path) -> Path:
    return shared_data / "gleif"


@pytest.fixture(scope="module")
def golden_copy(gleif: Path) -> list[Record]:
    return taken(gzip.decompress((gleif / "relationships-20260123.csv.gz").read_bytes()))


@pytest.fixture(scope="module")
def finance(shared_data: Path) -> list[Record]:
    return relationships(shared_data)


def test_the_relationships_of_the_golden_copy(golden_copy: list[Record]) -> None:
    assert len({record["key"] for record in golden_copy}) == 1885
    assert Counter((record["kind"], record.get("means") or record.get("role")) for record in golden_copy) == {
        ("CONTROLS", "consolidation"): 1021,
        ("CONTROLS", "branch"): 11,
        ("RELATED_TO", "ultimate-parent"): 834,
        ("RELATED_TO", "subfund"): 1,
        ("MANAGES", "fund-manager"): 18,
    }
    # Every relationship of this extract has a relationship period, wherever among its periods that stands.
    assert all(record["validFrom"] for record in golden_copy)


def test_every_end_of_the_golden_copy_is_among_the_entities(shared_data: Path, golden_copy: list[Record]) -> None:
    records = entities(shared_data)
    for record in records:
        parse(record)
    assert len({record["key"] for record in records}) == 6043
    assert Counter(record["type"] for record in records) == {"organization": 5607, "arrangement": 436}
    assert sum("government" in record.get("flags", []) for record in records) == 165
    keys = {record["key"] for record in records}
    assert {record[end]["key"] for record in golden_copy for end in ("from", "to")} <= keys


def test_direct_consolidation_leads_to_the_ultimate_parent_that_gleif_states(finance: list[Record]) -> None:
    parents, stated = direct_parents(finance), stated_ultimate_parents(finance)
    reached = sum(ultimate in tops(child, parents) for child, ultimate in stated)
    without_parent = sum(child not in parents for child, _ in stated)
    assert (len(finance), len(stated)) == (13_669, 6560)
    assert (reached, len(stated) - reached - without_parent, without_parent) == (6466, 57, 37)


def test_a_nameless_organization_for_each_lei_of_the_finance_extract(finance: list[Record]) -> None:
    parties = list(nameless(finance))
    assert len(parties) == 7624
    assert all(parse(party).record.key == party["key"] for party in parties[:100])


@pytest.mark.parametrize(
    ("file", "types"),
    [
        ("lei-data.xml", {"organization": 9, "arrangement": 4}),
        ("lei-updates-data2.xml", {"organization": 8, "arrangement": 4}),
        ("lei-updates-data2-new.xml", {"organization": 7, "arrangement": 5}),
        ("rr-data.xml", {"relationship": 10}),
        ("rr-updates-data2.xml", {"relationship": 11}),
        # One relationship and one exception of these two are deletions; an exception is a party and a relationship.
        ("rr-updates-data2-new.xml", {"relationship": 9, "retract": 1}),
        ("repex-data.xml", {"organization": 10, "relationship": 10}),
        ("repex-updates-data2.xml", {"organization": 7, "relationship": 7}),
        ("repex-updates-data2-new.xml", {"organization": 6, "relationship": 6, "retract": 2}),
    ],
)
def test_the_xml_files_of_gleif(gleif: Path, file: str, types: dict[str, int]) -> None:
    assert Counter(record["type"] for record in taken((gleif / "xml" / file).read_bytes())) == types


def test_an_entity_of_the_xml(gleif: Path) -> None:
    records: dict[Any, Record] = {
        record["key"]: record for record in taken((gleif / "xml/lei-updates-data2-new.xml").read_bytes())
    }
    # The Slovak name stays the primary one, its ASCII spelling is marked as such.
    assert records["097900BHF50000076475"]["names"] == [
        {"full": "VÚB Generali dôchodková správcovská spoločnosť, a.s.", "kind": "primary", "lang": "sk"},
        {"full": "VUB GENERALI DOCHODKOVA SPRAVCOVSKA SPOLOCNOST, AS", "kind": "transliteration", "lang": "en"},
    ]
    assert records["097900BHF50000076475"]["identifiers"] == [
        {"scheme": "lei", "value": "097900BHF50000076475"},
        {"scheme": "ra000526", "value": "35903058"},
    ]
    # No expiration date, but a completed dissolution among the events.
    assert records["00TR8NKAEL48RGTZEW89"]["dissolved"] == "2018-11-09"
