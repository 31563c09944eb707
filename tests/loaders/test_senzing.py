"""Senzing JSON as records: features, documents by country, and roles as relationships."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cim_graph.records.importer import Rejection
from cim_loaders.senzing import importer
from tests.loaders.reading import Record, chosen, lines, read, taken

NEXT_YEAR = date.today().year % 100 + 1  # noqa: DTZ011


def record(*features: Record, **root: Any) -> Record:
    return {"DATA_SOURCE": "CRM", "RECORD_ID": "7", "FEATURES": list(features), **root}


def party(*features: Record, **root: Any) -> Record:
    return taken(importer, lines(record(*features, **root)))[0]


@pytest.mark.parametrize(
    ("features", "type_", "flags"),
    [
        ([{"RECORD_TYPE": "PERSON"}], "person", None),
        ([{"RECORD_TYPE": "organization"}], "organization", None),
        ([{"RECORD_TYPE": "TRUST"}], "arrangement", None),
        ([{"RECORD_TYPE": "VESSEL"}], "organization", ["vessel"]),
        ([{"NAME_ORG": "Acme"}], "organization", None),
        ([{"NAME_FULL": "Ann Lee"}], "person", None),
    ],
)
def test_what_a_party_is(features: list[Record], type_: str, flags: list[str] | None) -> None:
    assert chosen(party(*features), "type", "flags") == (type_, flags)


@pytest.mark.parametrize(
    ("feature", "name"),
    [
        ({"NAME_FULL": "Ann Lee"}, {"full": "Ann Lee"}),
        ({"NAME_ORG": "Acme", "NAME_TYPE": "AKA"}, {"full": "Acme", "kind": "alias"}),
        ({"NAME_FULL": "Ann Ray", "NAME_TYPE": "MAIDEN"}, {"full": "Ann Ray", "kind": "former"}),
        (
            {"NAME_LAST": "Dobbins", "NAME_FIRST": "David", "NAME_MIDDLE": "J", "NAME_SUFFIX": "Jr"},
            {"first": "David", "last": "Dobbins Jr", "patronymic": "J"},
        ),
    ],
)
def test_names(feature: Record, name: Record) -> None:
    assert party(feature)["names"] == [name]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/11/1978", "1978-12-11"),  # as in the United States, where both readings are possible
        ("20/8/1991", "1991-08-20"),
        ("3/15/90", "1990-03-15"),
        ("25-Jun-08", "2008-06-25"),
        ("Mar 1 1970", "1970-03-01"),
        ("1999-12-10", "1999-12-10"),
        ("2/4/31", "1931-02-04"),
        ("1984", "1984"),
        # Nobody is born next year.
        (f"12/31/{NEXT_YEAR}", f"19{NEXT_YEAR}-12-31"),
        ("31/02/1990", "31/02/1990"),  # kept as given, and marked where it is read
    ],
)
def test_birth_dates(text: str, day: str) -> None:
    assert party({"DATE_OF_BIRTH": text})["birthDate"] == day


@pytest.mark.parametrize(
    ("feature", "identifier"),
    [
        (
            {"PASSPORT_NUMBER": "483290175", "PASSPORT_COUNTRY": "US"},
            {"scheme": "passport", "value": "483290175", "country": "US"},
        ),
        # Licences are numbered by the states; CA is California before it is Canada.
        (
            {"DRIVERS_LICENSE_NUMBER": "112233", "DRIVERS_LICENSE_STATE": "CA"},
            {"scheme": "us-ca-driving-licence", "value": "112233"},
        ),
        (
            {"DRIVERS_LICENSE_NUMBER": "1", "DRIVERS_LICENSE_STATE": "Germany"},
            {"scheme": "driving-licence", "value": "1", "country": "Germany"},
        ),
        (
            {"TAX_ID_NUMBER": "84-1234567", "TAX_ID_TYPE": "EIN", "TAX_ID_COUNTRY": "US"},
            {"scheme": "us-ein", "value": "84-1234567", "country": "US"},
        ),
        (
            {"NATIONAL_ID_NUMBER": "201012345A", "NATIONAL_ID_TYPE": "UEN", "NATIONAL_ID_COUNTRY": "SG"},
            {"scheme": "sg-uen", "value": "201012345A", "country": "SG"},
        ),
        (
            {"NATIONAL_ID_NUMBER": "832721", "NATIONAL_ID_COUNTRY": "China"},
            {"scheme": "national-id", "value": "832721", "country": "China"},
        ),
        ({"SSN_NUMBER": "294-66-9999"}, {"scheme": "us-ssn", "value": "294-66-9999"}),
        ({"LEI_NUMBER": "5493001KJTIIGC8Y1R12"}, {"scheme": "lei", "value": "5493001KJTIIGC8Y1R12"}),
        ({"ACCOUNT_NUMBER": "5534", "ACCOUNT_DOMAIN": "VISA"}, {"scheme": "account-visa", "value": "5534"}),
        (
            {"REL_ANCHOR_DOMAIN": "REFERENCE", "REL_ANCHOR_KEY": "2011"},
            {"scheme": "senzing-anchor-reference", "value": "2011"},
        ),
    ],
)
def test_identifiers(feature: Record, identifier: Record) -> None:
    assert party(feature)["identifiers"] == [identifier]


OWN, OTHER = {"source": "CRM", "key": "7"}, {"scheme": "senzing-anchor-crm", "value": "9"}


@pytest.mark.parametrize(
    ("role", "said", "ends"),
    [
        ("Owns 60%", {"kind": "OWNS", "share": "60"}, (OWN, OTHER)),
        ("owns 12.5 %", {"kind": "OWNS", "share": "12.5"}, (OWN, OTHER)),
        ("Owns 25%-50%", {"kind": "OWNS", "minShare": "25", "maxShare": "50"}, (OWN, OTHER)),
        ("President", {"kind": "MANAGES", "role": "president"}, (OWN, OTHER)),
        ("Global Parent", {"kind": "CONTROLS", "means": "ultimate-parent"}, (OTHER, OWN)),
        ("Spouse of", {"kind": "FAMILY_OF", "role": "spouse"}, (OWN, OTHER)),
        ("Mother", {"kind": "FAMILY_OF", "role": "parent"}, (OWN, OTHER)),
        ("Employee", {"kind": "EMPLOYS"}, (OTHER, OWN)),
        ("CONTROLS board-majority", {"kind": "CONTROLS", "means": "board-majority"}, (OWN, OTHER)),
        ("Business Partner", {"kind": "RELATED_TO", "role": "business-partner"}, (OWN, OTHER)),
        ("", {"kind": "RELATED_TO", "role": "unspecified"}, (OWN, OTHER)),
    ],
)
def test_roles_of_pointers(role: str, said: Record, ends: tuple[Record, Record]) -> None:
    pointer = {"REL_POINTER_DOMAIN": "CRM", "REL_POINTER_KEY": "9", "REL_POINTER_ROLE": role}
    [_, tie] = taken(importer, lines(record(pointer)))
    names = ("kind", "role", "means", "share", "minShare", "maxShare")
    assert {name: tie[name] for name in names if name in tie} == said
    assert (tie["from"], tie["to"]) == ends


def test_attributes_may_stand_in_the_root_and_in_lists_with_a_usage_type_before_them() -> None:
    old = {
        "DATA_SOURCE": "CRM",
        "RECORD_ID": 7,
        "PRIMARY_NAME_FULL": "Ann Lee",
        "HOME_ADDR_CITY": "Baku",
        "PHONES": [{"PHONE_TYPE": "MOBILE", "PHONE_NUMBER": "050 123 45 67"}],
        "EMPLOYER": "Acme",
        "STATUS": "Active",
    }
    [found] = taken(importer, lines(old))
    assert found == {
        "type": "person",
        "source": "CRM",
        "key": "7",
        "names": [{"full": "Ann Lee", "kind": "primary"}],
        "addresses": [{"kind": "home", "city": "Baku"}],
        "contacts": [{"kind": "mobile", "value": "050 123 45 67"}],
        "attributes": {"EMPLOYER": "Acme", "STATUS": "Active"},
    }


def test_a_second_value_of_what_is_one_is_kept() -> None:
    found = party({"GENDER": "F"}, {"GENDER": "M"}, {"DATE_OF_BIRTH": "1984"})
    assert chosen(found, "gender", "attributes") == ("F", {"GENDER": ["M"]})


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"RECORD_ID": "1"}, "$"),
        ({"DATA_SOURCE": "", "RECORD_ID": "1"}, "$.DATA_SOURCE"),
        ({"DATA_SOURCE": "A", "RECORD_ID": "1", "FEATURES": {}}, "$.FEATURES"),
        ({"DATA_SOURCE": "A", "RECORD_ID": "1", "FEATURES": [{"NAME_FULL": ["Ann"]}]}, "$.FEATURES[0].NAME_FULL"),
    ],
)
def test_lines_that_are_set_aside(value: Record, field: str) -> None:
    [item] = read(importer, lines(value))
    assert isinstance(item, Rejection)
    assert item.field == field
    assert "of Senzing JSON" in item.reason


def test_the_truth_set(shared_data: Path) -> None:
    files = ("customers", "reference", "watchlist")
    content = b"".join((shared_data / f"senzing-truthset/{name}.jsonl").read_bytes() for name in files)
    records = taken(importer, content)
    assert Counter(record["type"] for record in records) == {"person": 147, "organization": 12, "relationship": 14}
    assert Counter(record["kind"] for record in records if "kind" in record) == {
        "OWNS": 5,
        "MANAGES": 6,
        "CONTROLS": 3,
    }
