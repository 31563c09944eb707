"""GLEIF's columns as records: one small file for each rule, in CSV, and the same in XML."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import Line, Rejection
from cim_graph.records.parse import parse
from cim_loaders.gleif import importer

CHILD, PARENT = "5493001KJTIIGC8Y1R12", "213800AE1BBT5FYQGO52"
RELATIONSHIP = {
    "Relationship.StartNode.NodeID": CHILD,
    "Relationship.StartNode.NodeIDType": "LEI",
    "Relationship.EndNode.NodeID": PARENT,
    "Relationship.EndNode.NodeIDType": "LEI",
    "Relationship.RelationshipType": "IS_DIRECTLY_CONSOLIDATED_BY",
    "Relationship.RelationshipStatus": "ACTIVE",
    "Registration.LastUpdateDate": "2024-03-01T10:00:00Z",
    "Registration.RegistrationStatus": "PUBLISHED",
}
ENTITY = {"LEI": CHILD, "Entity.LegalName": "Hornsea 1 Limited", "Registration.LastUpdateDate": "2024-03-01T10:00:00Z"}
DIRECT_EXCEPTION = "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT"
ULTIMATE_EXCEPTION = "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT"


def read(content: bytes) -> list[Line | Rejection]:
    return list(importer.read(io.BytesIO(content)))


def sheet(*rows: Mapping[str, str]) -> bytes:
    lines = [",".join(rows[0]), *(",".join(f'"{value}"' for value in row.values()) for row in rows)]
    return "\n".join(lines).encode()


def records(*rows: Mapping[str, str]) -> list[Any]:
    items = read(sheet(*rows))
    assert all(isinstance(item, Line) and parse(item.record) for item in items), items
    return [item.record for item in items if isinstance(item, Line)]


def chosen(record: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: record.get(name) for name in names}


@pytest.mark.parametrize(
    ("type_", "kind", "word", "from_", "to"),
    [
        ("IS_DIRECTLY_CONSOLIDATED_BY", "CONTROLS", "consolidation", PARENT, CHILD),
        ("IS_INTERNATIONAL_BRANCH_OF", "CONTROLS", "branch", PARENT, CHILD),
        ("IS_ULTIMATELY_CONSOLIDATED_BY", "RELATED_TO", "ultimate-parent", CHILD, PARENT),
        ("IS_FUND-MANAGED_BY", "MANAGES", "fund-manager", PARENT, CHILD),
        ("IS_SUBFUND_OF", "RELATED_TO", "subfund", CHILD, PARENT),
        ("IS_FEEDER_TO", "RELATED_TO", "feeder", CHILD, PARENT),
        ("IS_SOMETHING_NEW", "RELATED_TO", "is-something-new", CHILD, PARENT),
    ],
)
def test_types_of_relationship(type_: str, kind: str, word: str, from_: str, to: str) -> None:
    (record,) = records(RELATIONSHIP | {"Relationship.RelationshipType": type_})
    assert record["key"] == f"{CHILD}|{type_}|{PARENT}"
    assert (record["kind"], record.get("means") or record.get("role")) == (kind, word)
    assert (record["from"], record["to"]) == ({"source": "gleif", "key": from_}, {"source": "gleif", "key": to})


@pytest.mark.parametrize(
    ("columns", "period"),
    [
        ({}, (None, None)),
        # An accounting period is a year of accounts, not how long the relationship held.
        ({"Relationship.Period.1.periodType": "ACCOUNTING_PERIOD"}, (None, None)),
        ({"Relationship.Period.1.periodType": "RELATIONSHIP_PERIOD"}, ("2019-06-30", None)),
        (
            {
                "Relationship.Period.1.periodType": "RELATIONSHIP_PERIOD",
                "Relationship.Period.1.endDate": "2022-01-31T23:59:59+01:00",
            },
            ("2019-06-30", "2022-01-31"),
        ),
        (
            {
                "Relationship.Period.1.periodType": "RELATIONSHIP_PERIOD",
                "Relationship.RelationshipStatus": "INACTIVE",
            },
            ("2019-06-30", "2024-03-01"),
        ),
        (
            {
                "Relationship.Period.1.periodType": "DOCUMENT_FILING_PERIOD",
                "Relationship.Period.3.startDate": "2017-10-02T00:00:00+00:00",
                "Relationship.Period.3.periodType": "RELATIONSHIP_PERIOD",
            },
            ("2017-10-02", None),
        ),
        # Two periods: the later one is where it stands now.
        (
            {
                "Relationship.Period.1.periodType": "RELATIONSHIP_PERIOD",
                "Relationship.Period.2.startDate": "2010-01-01T00:00:00Z",
                "Relationship.Period.2.endDate": "2015-01-01T00:00:00Z",
                "Relationship.Period.2.periodType": "RELATIONSHIP_PERIOD",
            },
            ("2019-06-30", None),
        ),
    ],
)
def test_only_the_relationship_period_is_the_validity(
    columns: dict[str, str], period: tuple[str | None, str | None]
) -> None:
    (record,) = records(RELATIONSHIP | {"Relationship.Period.1.startDate": "2019-06-30T00:00:00+00:00"} | columns)
    assert (record.get("validFrom"), record.get("validTo")) == period


def test_an_annulled_relationship_is_retracted() -> None:
    (record,) = records(RELATIONSHIP | {"Registration.RegistrationStatus": "ANNULLED"})
    assert chosen(record, ("type", "key", "at")) == {
        "type": "retract",
        "key": f"{CHILD}|IS_DIRECTLY_CONSOLIDATED_BY|{PARENT}",
        "at": "2024-03-01T10:00:00Z",
    }


def test_a_percentage_of_consolidation_is_no_share_of_capital() -> None:
    (record,) = records(
        RELATIONSHIP
        | {
            "Relationship.Quantifiers.1.MeasurementMethod": "ACCOUNTING_CONSOLIDATION",
            "Relationship.Quantifiers.1.QuantifierAmount": "51.00",
            "Relationship.Quantifiers.1.QuantifierUnits": "PERCENTAGE",
        }
    )
    assert record.get("share") is None
    assert record["attributes"]["Relationship.Quantifiers.1.QuantifierAmount"] == "51.00"


@pytest.mark.parametrize(
    ("category", "reason", "expected"),
    [
        (DIRECT_EXCEPTION, "NON_PUBLIC", ("CONTROLS", "consolidation", "unnamed", CHILD)),
        (DIRECT_EXCEPTION, "NO_LEI", ("CONTROLS", "consolidation", "unnamed", CHILD)),
        (ULTIMATE_EXCEPTION, "LEGAL_OBSTACLES", ("RELATED_TO", "ultimate-parent", CHILD, "unnamed")),
        (DIRECT_EXCEPTION, "NATURAL_PERSONS", ("RELATED_TO", "no-consolidating-parent", CHILD, "unnamed")),
        (ULTIMATE_EXCEPTION, "NON_CONSOLIDATING", ("RELATED_TO", "no-consolidating-parent", CHILD, "unnamed")),
        (ULTIMATE_EXCEPTION, "NO_KNOWN_PERSON", ("RELATED_TO", "no-consolidating-parent", CHILD, "unnamed")),
    ],
)
def test_a_reporting_exception_keeps_an_undisclosed_parent(
    category: str, reason: str, expected: tuple[str, str, str, str]
) -> None:
    party, link = records({"LEI": CHILD, "Exception.Category": category, "Exception.Reason.1": reason})
    assert chosen(party, ("type", "key", "names", "flags")) == {
        "type": "organization",
        "key": f"{CHILD}|{category}",
        "names": [],
        "flags": ["unspecified"],
    }
    assert party["attributes"]["Exception.Reason.1"] == reason
    ends = ["unnamed" if link[end]["key"] == party["key"] else link[end]["key"] for end in ("from", "to")]
    assert (link["kind"], link.get("means") or link.get("role"), *ends) == expected


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        ({"Entity.EntityCategory": "GENERAL"}, {"type": "organization"}),
        ({"Entity.EntityCategory": "SOLE_PROPRIETOR"}, {"type": "organization"}),
        ({"Entity.EntityCategory": "BRANCH"}, {"type": "organization"}),
        ({"Entity.EntityCategory": "FUND"}, {"type": "arrangement"}),
        ({"Entity.EntityCategory": "RESIDENT_GOVERNMENT_ENTITY"}, {"type": "organization", "flags": ["government"]}),
        ({"Entity.EntityCreationDate": "2012-11-29T00:00:00.000Z"}, {"founded": "2012-11-29"}),
        (
            {"Entity.EntityStatus": "INACTIVE", "Entity.EntityExpirationDate": "2020-05-01T00:00:00+02:00"},
            {"dissolved": "2020-05-01"},
        ),
        (
            {"Entity.LegalForm.EntityLegalFormCode": "8888", "Entity.LegalForm.OtherLegalForm": "Ltd"},
            {"legalForm": "Ltd"},
        ),
        (
            {
                "Entity.RegistrationAuthority.RegistrationAuthorityID": "RA000585",
                "Entity.RegistrationAuthority.RegistrationAuthorityEntityID": "07640868",
            },
            {"identifiers": [{"scheme": "lei", "value": CHILD}, {"scheme": "ra000585", "value": "07640868"}]},
        ),
        # RA999999 says that there is no register: its number names nobody.
        (
            {
                "Entity.RegistrationAuthority.RegistrationAuthorityID": "RA999999",
                "Entity.RegistrationAuthority.RegistrationAuthorityEntityID": "NA",
            },
            {"identifiers": [{"scheme": "lei", "value": CHILD}]},
        ),
        (
            {
                "Entity.LegalAddress.FirstAddressLine": "5 Howick Place",
                "Entity.LegalAddress.AdditionalAddressLine.1": "Floor 2",
                "Entity.LegalAddress.City": "London",
                "Entity.LegalAddress.Country": "GB",
                "Entity.LegalAddress.PostalCode": "SW1P 1WG",
            },
            {
                "addresses": [
                    {
                        "kind": "registered",
                        "text": "5 Howick Place, Floor 2, London",
                        "city": "London",
                        "postcode": "SW1P 1WG",
                        "country": "GB",
                    }
                ]
            },
        ),
        (
            {
                "Entity.OtherEntityNames.OtherEntityName.1": "Heron Wind Limited",
                "Entity.OtherEntityNames.OtherEntityName.1.xmllang": "en",
                "Entity.OtherEntityNames.OtherEntityName.1.type": "PREVIOUS_LEGAL_NAME",
                "Entity.OtherEntityNames.OtherEntityName.2": "Hornsea One",
                "Entity.OtherEntityNames.OtherEntityName.2.type": "TRADING_OR_OPERATING_NAME",
            },
            {
                "names": [
                    {"full": "Hornsea 1 Limited", "kind": "primary"},
                    {"full": "Heron Wind Limited", "kind": "former", "lang": "en"},
                    {"full": "Hornsea One", "kind": "alias"},
                ]
            },
        ),
    ],
)
def test_columns_of_an_entity(columns: dict[str, str], fields: dict[str, Any]) -> None:
    (record,) = records(ENTITY | columns)
    assert chosen(record, fields) == fields
    assert record["key"] == CHILD


def test_what_has_no_field_is_under_attributes_by_its_column() -> None:
    (record,) = records(ENTITY | {"Registration.RegistrationStatus": "DUPLICATE", "Entity.EntitySubCategory": ""})
    assert record["attributes"] == {"Registration.RegistrationStatus": "DUPLICATE"}


def test_a_bad_row_never_costs_the_good_ones() -> None:
    content = (
        b"LEI,Entity.LegalName\r\n"
        b'A,"never closed\r\n'
        b"B,good\r\n"
        b'C,"two\r\nlines"\r\n'
        b"D,one,too many\r\n"
        b"E,caf\xe9\r\n"
        b",nobody\r\n"
        b"\r\n"
        b"F,\r\n"
    )
    items = read(content)
    assert [item.number for item in items if isinstance(item, Line)] == [3, 4, 10]
    assert [(item.line, item.field) for item in items if isinstance(item, Rejection)] == [
        (2, None),
        (6, None),
        (7, None),
        (8, "LEI"),
    ]


XML = b'<?xml version="1.0" encoding="UTF-8"?>'
RECORD = b"<lei:LEIRecord><lei:LEI>A</lei:LEI></lei:LEIRecord>"
OPEN = XML + b'<lei:LEIData xmlns:lei="http://www.gleif.org/data/schema/leidata/2016"><lei:LEIRecords>'
# Nine levels of ten make 10 GB of the letter a, if entities were resolved.
ENTITIES = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
BOMB = XML + f'<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">{ENTITIES}]><LEIData>&e9;</LEIData>'.encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n \n", "column LEI is missing"),
        (b"lei,legal_name\nA,B\n", "column LEI is missing"),
        (b"LEI;Entity.LegalName\nA;B\n", "separated by commas"),
        (b"LEI,Exception.Reason.1\nA,B\n", "is missing"),
        ("LEI,Entity.LegalName\n".encode("utf-16"), "UTF-16"),
        ("LEI,Entity.LegalName\n".encode("utf-16-le"), "zero bytes"),
        (b"\x1f\x8b\x08\x00rest", "gzip"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"<", "no root element"),
        (b"<!-- nothing -->", "no root element"),
        (BOMB, "DOCTYPE"),
        (b"<html><body/></html>", "<html>, which is not GLEIF's"),
        (XML + b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><LEIData>&b;</LEIData>', "DOCTYPE"),
        (XML + b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><LEIData/>', "DOCTYPE"),
        (OPEN + RECORD + RECORD + b"<lei:LEIRecord><lei:LE", "beyond record 2"),
        (OPEN + RECORD + RECORD + b"<lei:LEI>&nosuch;</lei:LEI>", "beyond record 2"),
        (OPEN + RECORD + RECORD + b"<lei:LEI>AT&T</lei:LEI>" + RECORD, "beyond record 2"),
    ],
)
def test_what_is_no_file_of_gleif_is_refused_in_words(content: bytes, says: str) -> None:
    with pytest.raises(BadInputError, match=says):
        read(content)


def test_records_before_the_place_where_the_xml_breaks_off_are_taken() -> None:
    stream = importer.read(io.BytesIO(OPEN + RECORD + b"<lei:LEIRecord>"))
    first = next(stream)
    assert isinstance(first, Line)
    with pytest.raises(BadInputError):
        next(stream)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_is_no_part_of_the_header(mark: bytes) -> None:
    assert len(read(mark + b"LEI,Entity.LegalName\nA,B\n")) == 1
    assert len(read(mark + OPEN + RECORD + b"</lei:LEIRecords></lei:LEIData>")) == 1
