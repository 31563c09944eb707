"""FollowTheMoney as records: parties, what is said of them elsewhere in the file, and ties."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cim_graph.records.format import PartyRecord
from cim_graph.records.importer import Rejection
from cim_graph.records.lists import is_listed
from cim_graph.records.parse import parse
from cim_loaders.ftm import importer
from tests.loaders.reading import Record, chosen, lines, read, taken


def entity(schema: str, id_: str = "x", **properties: Any) -> Record:
    values = {name: value if isinstance(value, list) else [value] for name, value in properties.items()}
    return {"id": id_, "schema": schema, "properties": values}


def party(schema: str, **properties: Any) -> Record:
    return taken(importer, lines(entity(schema, **properties)))[0]


def tie(schema: str, **properties: Any) -> Record:
    [record] = taken(importer, lines(entity(schema, **properties)))
    return record


@pytest.mark.parametrize(
    ("schema", "properties", "type_", "flags"),
    [
        ("Person", {"topics": ["role.pep", "sanction"]}, "person", ["pep", "sanctioned"]),
        ("Company", {"topics": "corp.public"}, "organization", ["listed"]),
        ("PublicBody", {}, "organization", ["government"]),
        ("LegalEntity", {"legalForm": "Trust"}, "arrangement", None),
        ("LegalEntity", {"legalForm": "GmbH"}, "organization", None),
        ("Vessel", {}, "organization", ["vessel"]),
    ],
)
def test_what_a_party_is(schema: str, properties: Record, type_: str, flags: list[str] | None) -> None:
    assert chosen(party(schema, name="A", **properties), "type", "flags") == (type_, flags)


@pytest.mark.parametrize(
    ("topics", "ends", "beside", "status"),
    [
        (["sanction"], None, {}, "EXTERNAL"),
        (["role.pep"], None, {}, None),
        (["sanction.linked"], None, {}, None),
        ([], [], {}, "EXTERNAL"),
        ([], ["2934-01-01"], {}, "EXTERNAL"),
        ([], ["9999"], {}, "EXTERNAL"),
        ([], ["2019", "2934"], {}, "EXTERNAL"),
        ([], ["soon"], {}, "EXTERNAL"),
        ([], [f"{date.today().year}"], {}, "EXTERNAL"),  # noqa: DTZ011
        ([], ["2019"], {}, None),
        ([], ["2019-05-06T00:00:00"], {}, None),
        # As an export says it: a client of ours, and one of whom nobody knows what it is.
        (["sanction"], None, {"cim_status": "CUSTOMER"}, "CUSTOMER"),
        (["sanction"], None, {"cim_status": None}, None),
    ],
)
def test_who_is_sanctioned_is_an_entry_of_a_list(
    topics: list[str], ends: list[str] | None, beside: Record, status: str | None
) -> None:
    values = [entity("Person", name="Rashad Guliyev", topics=topics) | beside]
    if ends is not None:
        values.append(entity("Sanction", "s", entity="x", endDate=ends))
    [record] = taken(importer, lines(*values))
    found = parse(record).record
    assert isinstance(found, PartyRecord)
    assert (found.status and found.status.value, is_listed(found)) == (status, status == "EXTERNAL")


def test_names() -> None:
    record = party(
        "Person",
        name=["Ann Lee", "Anna Lee"],
        weakAlias="Annie",
        previousName="Ann Ray",
        firstName="Ann",
        middleName="May",
        lastName="Lee",
        fatherName="Rauf",
    )
    assert record["names"] == [
        {"full": "Ann Lee", "kind": "primary", "first": "Ann May", "last": "Lee", "patronymic": "Rauf"},
        {"full": "Anna Lee", "kind": "alias"},
        {"full": "Annie", "kind": "alias", "quality": "weak"},
        {"full": "Ann Ray", "kind": "former"},
    ]
    assert party("Person", firstName="Ann", lastName="Lee")["names"] == [
        {"kind": "primary", "first": "Ann", "last": "Lee"}
    ]


@pytest.mark.parametrize(
    ("properties", "identifier"),
    [
        ({"leiCode": "5493001KJTIIGC8Y1R12"}, {"scheme": "lei", "value": "5493001KJTIIGC8Y1R12"}),
        ({"voenCode": "1700000001"}, {"scheme": "az-voen", "value": "1700000001"}),
        ({"innCode": "7728795098"}, {"scheme": "ru-inn", "value": "7728795098"}),
        (
            {"registrationNumber": "01074897", "jurisdiction": "gb"},
            {"scheme": "gb-coh", "value": "01074897", "country": "GB"},
        ),
        (
            {"registrationNumber": "HRB 1", "country": "de"},
            {"scheme": "registration-number", "value": "HRB 1", "country": "DE"},
        ),
        # Of which of the two countries nobody says.
        ({"taxNumber": "1", "country": ["de", "at"]}, {"scheme": "tax-number", "value": "1"}),
    ],
)
def test_identifiers(properties: Record, identifier: Record) -> None:
    assert party("Company", **properties)["identifiers"] == [identifier]


def test_what_others_say_of_a_party_joins_it_wherever_it_stands() -> None:
    entities = [
        entity("Passport", "p", holder="x", passportNumber="C123", country="az", startDate="2019-01-02"),
        entity("Person", "x", name="Ann Lee", addressEntity="a"),
        entity("Address", "a", full="Baku, Nizami 1", city="Baku", country="az"),
        entity("Sanction", "s", entity="x", authority="OFAC", startDate="2020-01-01"),
        entity("Occupancy", "o", holder="x", post="d", startDate="2015"),
        entity("Position", "d", name="Deputy"),
    ]
    [record] = taken(importer, lines(*entities))
    assert record["addresses"] == [{"text": "Baku, Nizami 1", "city": "Baku", "country": "az"}]
    assert record["identifiers"] == [{"scheme": "passport", "value": "C123", "country": "AZ", "issued": "2019-01-02"}]
    assert record["flags"] == ["sanctioned"]
    assert record["attributes"] == {
        "sanctions": [{"id": "s", "authority": "OFAC", "startDate": "2020-01-01"}],
        "positions": [{"id": "o", "startDate": "2015", "post": [{"id": "d", "name": "Deputy"}]}],
    }


A, B = {"source": "ftm", "key": "a"}, {"source": "ftm", "key": "b"}


@pytest.mark.parametrize(
    ("schema", "ends", "properties", "kind", "word"),
    [
        ("Ownership", ("owner", "asset"), {}, "OWNS", None),
        ("Control", ("controller", "controlled"), {"controlType": "board"}, "CONTROLS", "board"),
        ("Directorship", ("director", "organization"), {"role": "Secretary"}, "MANAGES", "secretary"),
        ("Directorship", ("director", "organization"), {}, "MANAGES", None),
        # What the relative is to the person.
        ("Family", ("relative", "person"), {"relationship": "Mother"}, "FAMILY_OF", "parent"),
        ("Associate", ("associate", "person"), {}, "RELATED_TO", "associate"),
        ("Membership", ("member", "organization"), {}, "RELATED_TO", "member"),
        ("Employment", ("employer", "employee"), {"role": "clerk"}, "EMPLOYS", "clerk"),
        ("Representation", ("agent", "client"), {}, "ACTS_FOR", None),
        ("Debt", ("debtor", "creditor"), {}, "RELATED_TO", "debtor"),
        ("Succession", ("predecessor", "successor"), {}, "RELATED_TO", "predecessor"),
        ("UnknownLink", ("subject", "object"), {"role": "Business partner"}, "RELATED_TO", "business-partner"),
        ("UnknownLink", ("subject", "object"), {"role": "settlor"}, "SETTLOR_OF", None),
        ("UnknownLink", ("subject", "object"), {}, "RELATED_TO", None),
    ],
)
def test_ties(schema: str, ends: tuple[str, str], properties: Record, kind: str, word: str | None) -> None:
    record = tie(schema, **{ends[0]: "a", ends[1]: "b"}, **properties)
    assert (record["kind"], record.get("means") or record.get("role")) == (kind, word)
    assert (record["from"], record["to"]) == (A, B)


@pytest.mark.parametrize(
    ("percentage", "said"),
    [
        ("25", {"share": "25"}),
        ("25,5 %", {"share": "25.5"}),
        ("25-50", {"minShare": "25", "maxShare": "50"}),
        (">25%", {"minShare": "25", "maxShare": "100", "exclusive": "min"}),
        ("more than 50%", {"minShare": "50", "maxShare": "100", "exclusive": "min"}),
        ("a third", {"attributes": {"percentage": ["a third"]}}),
    ],
)
def test_shares(percentage: str, said: Record) -> None:
    record = tie("Ownership", owner="a", asset="b", percentage=percentage)
    names = ("share", "minShare", "maxShare", "exclusive", "attributes")
    assert {name: record[name] for name in names if name in record} == said


@pytest.mark.parametrize(
    ("properties", "days"),
    [
        ({"startDate": "2011-05-06", "endDate": "2012-01-02"}, ("2011-05-06", "2012-01-02")),
        ({"startDate": "2011", "endDate": "2012"}, ("2011-01-01", "2013-01-01")),
        ({"startDate": "2011-02", "endDate": "2012-02"}, ("2011-02-01", "2012-03-01")),
        ({}, (None, None)),
    ],
)
def test_validity(properties: Record, days: tuple[str | None, str | None]) -> None:
    assert chosen(tie("Ownership", owner="a", asset="b", **properties), "validFrom", "validTo") == days


@pytest.mark.parametrize("day", ["9999", "2020-13", "0000", "2021-02-30", "in spring"])
def test_an_end_that_is_no_day_stays_with_the_attributes(day: str) -> None:
    record = tie("Ownership", owner="a", asset="b", endDate=day)
    assert chosen(record, "validTo", "attributes") == (None, {"endDate": [day]})


@pytest.mark.parametrize("day", ["2020-13", "0000", "2021-02-30", "in spring"])
def test_a_start_that_is_no_day_stays_with_the_attributes(day: str) -> None:
    record = tie("Ownership", owner="a", asset="b", startDate=day)
    assert chosen(record, "validFrom", "attributes") == (None, {"startDate": [day]})


def test_a_payment_with_two_payers_is_two_ties() -> None:
    payment = entity("Payment", "x", payer=["a", "c"], beneficiary="b", amountEur="100000", date="2009-08-11")
    found = taken(importer, lines(payment))
    assert [chosen(record, "key", "kind", "amount", "currency", "validFrom") for record in found] == [
        ("x", "TRANSACTS_WITH", "100000", "EUR", "2009-08-11"),
        ("x.2", "TRANSACTS_WITH", "100000", "EUR", "2009-08-11"),
    ]


def test_the_parent_of_a_company_controls_it() -> None:
    [_, record] = taken(importer, lines(entity("Company", "b", name="B", parent="a")))
    assert chosen(record, "kind", "means", "from", "to") == ("CONTROLS", "parent", A, B)


@pytest.mark.parametrize(
    ("value", "field", "reason"),
    [
        (entity("Article", name="News"), "schema", "neither a party nor a tie"),
        (entity("Address", full="Baku"), "id", "No party of the file has this Address"),
        (entity("Ownership", owner="a"), "properties.owner", "Ownership needs owner and asset"),
        ({"id": "x", "schema": "Person", "properties": {"name": "Ann"}}, "$.properties.name", "breaks the rule type"),
        ({"schema": "Person"}, "$", "breaks the rule required"),
    ],
)
def test_lines_that_are_set_aside(value: Record, field: str, reason: str) -> None:
    [item] = read(importer, lines(value))
    assert isinstance(item, Rejection)
    assert (item.line, item.field) == (1, field)
    assert reason in item.reason


@pytest.mark.parametrize("depth", [600, 4000])
def test_a_line_that_is_nested_deeply_is_set_aside(depth: int) -> None:
    deep = b'{"id": "x", "schema": "Person", "properties": {"name": ' + b"[" * depth + b"]" * depth + b"}}\n"
    [item, *rest] = read(importer, deep + lines(entity("Person", "y", name="Ann")))
    assert isinstance(item, Rejection)
    assert len(rest) == 1


def test_the_real_donations(shared_data: Path) -> None:
    records = taken(importer, (shared_data / "ftm-parteispenden/entities.ftm.json").read_bytes())
    assert Counter((record["type"], record.get("kind")) for record in records) == {
        ("person", None): 22,
        ("organization", None): 74,
        # 290 payments, one of them by two payers.
        ("relationship", "TRANSACTS_WITH"): 291,
    }
    texts = [address["text"] for record in records for address in record.get("addresses", [])]
    assert (len(texts), len(set(texts))) == (103, 89)
