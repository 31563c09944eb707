"""The register of persons with significant control as records: natures of control as a lawyer reads them."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cim_graph.records.importer import Rejection
from cim_loaders.psc import importer
from cim_loaders.psc.nationalities import nationalities
from tests.loaders.reading import Record, chosen, lines, read, taken

NUMBER = "01234567"
LLP = "limited-liability-partnership"
OVERSEAS = "registered-overseas-entity"
SAID = ("kind", "minShare", "maxShare", "exclusive", "voting", "shareClass", "means", "role")


def controller(kind: str = "individual-person-with-significant-control", **data: Any) -> Record:
    link = f"/company/{NUMBER}/persons-with-significant-control/individual/AbC-1"
    stated = {"kind": kind, "links": {"self": link}, "name": "Mrs Ann Lee", "notified_on": "2016-04-06"}
    return {"company_number": NUMBER, "data": stated | data}


def relationships(*values: Record) -> list[Record]:
    return [record for record in taken(importer, lines(*values)) if record["type"] == "relationship"]


@pytest.mark.parametrize(
    ("natures", "expected"),
    [
        # More than 25 % but not more than 50 %; more than 50 % but less than 75 %; 75 % or more.
        (["ownership-of-shares-25-to-50-percent"], [("OWNS", "25", "50", "min")]),
        (["ownership-of-shares-50-to-75-percent"], [("OWNS", "50", "75", "both")]),
        (["ownership-of-shares-75-to-100-percent"], [("OWNS", "75", "100")]),
        ([f"ownership-of-shares-more-than-25-percent-{OVERSEAS}"], [("OWNS", "25", "100", "min")]),
        # Votes in the same band go with the capital; in another one they are certain by its lower end.
        (
            ["ownership-of-shares-25-to-50-percent", "voting-rights-25-to-50-percent"],
            [("OWNS", "25", "50", "min")],
        ),
        (
            ["ownership-of-shares-75-to-100-percent", "voting-rights-25-to-50-percent"],
            [("OWNS", "75", "100", None, "25")],
        ),
        # Votes alone are no capital.
        (["voting-rights-50-to-75-percent"], [("OWNS", None, None, None, "50")]),
        ([f"voting-rights-25-to-50-percent-{LLP}"], [("OWNS", None, None, None, "25")]),
        # A partnership's capital is what would be left of it.
        (
            [f"right-to-share-surplus-assets-75-to-100-percent-{LLP}"],
            [("OWNS", "75", "100", None, None, "surplus-assets")],
        ),
        (
            [f"part-right-to-share-surplus-assets-25-to-50-percent-{LLP}", f"voting-rights-25-to-50-percent-{LLP}"],
            [("OWNS", "25", "50", "min", None, "surplus-assets")],
        ),
        # The majority of the board, whatever it is called.
        (["right-to-appoint-and-remove-directors"], [("CONTROLS", *[None] * 5, "board")]),
        ([f"right-to-appoint-and-remove-members-{LLP}"], [("CONTROLS", *[None] * 5, "board")]),
        (["right-to-appoint-and-remove-person"], [("CONTROLS", *[None] * 5, "board")]),
        (["significant-influence-or-control"], [("CONTROLS", *[None] * 5, "influence")]),
        # In another capacity: a holding of its own, never added up with the one that is held directly.
        (
            ["ownership-of-shares-25-to-50-percent", "ownership-of-shares-75-to-100-percent-as-trust"],
            [("OWNS", "25", "50", "min"), ("OWNS", "75", "100", None, None, None, None, "trustee")],
        ),
        (
            [f"voting-rights-more-than-25-percent-as-firm-{OVERSEAS}"],
            [("OWNS", None, None, None, "25", None, None, "firm-member")],
        ),
        (
            [f"significant-influence-or-control-as-trust-{OVERSEAS}"],
            [("CONTROLS", *[None] * 5, "influence", "trustee")],
        ),
        # Who controls the trust that holds has no shares.
        (
            ["ownership-of-shares-25-to-50-percent-as-control-over-trust"],
            [("CONTROLS", *[None] * 5, "control-over-trust")],
        ),
        (
            [f"right-to-appoint-and-remove-members-as-control-over-firm-{LLP}"],
            [("CONTROLS", *[None] * 5, "control-over-firm")],
        ),
        # What nobody knows yet is told, not guessed.
        (
            ["ownership-of-shares-10-to-25-percent"],
            [("RELATED_TO", *[None] * 6, "ownership-of-shares-10-to-25-percent")],
        ),
        ([], [("RELATED_TO", *[None] * 6, "unknown-interest")]),
    ],
)
def test_natures_of_control(natures: list[str], expected: list[tuple[str | None, ...]]) -> None:
    found = relationships(controller(natures_of_control=natures))
    assert [chosen(record, *SAID) for record in found] == [(*row, *[None] * (len(SAID) - len(row))) for row in expected]
    assert [
        nature for record in found for nature in record.get("attributes", {}).get("naturesOfControl", [])
    ] == natures


@pytest.mark.parametrize(
    ("data", "start", "end"),
    [
        ({}, "2016-04-06", None),
        ({"ceased_on": "2020-02-01"}, "2016-04-06", "2020-02-01"),
        # Ceased before it was notified: it never held.
        ({"ceased_on": "2016-01-01"}, "2016-04-06", "2016-04-06"),
    ],
)
def test_who_ceased_to_have_control_ended_on_that_day(data: Record, start: str, end: str | None) -> None:
    [record] = relationships(controller(natures_of_control=["significant-influence-or-control"], **data))
    assert chosen(record, "validFrom", "validTo") == (start, end)


def test_one_who_ceased_nobody_knows_when_is_taken_back() -> None:
    kind = "super-secure-person-with-significant-control"
    [_, person, retraction] = taken(importer, lines(controller(kind, ceased=True)))
    assert chosen(retraction, "type", "key") == ("retract", f"{person['key']}#unknown-interest")


def test_a_person() -> None:
    [company, person, _] = taken(
        importer,
        lines(
            controller(
                name_elements={"title": "Mrs", "forename": "Ann", "middle_name": "May", "surname": "Lee"},
                date_of_birth={"month": 3, "year": 1961},
                nationality="British,Polish",
                country_of_residence="Wales",
                address={
                    "premises": "9",
                    "address_line_1": "Princes Square",
                    "locality": "Leeds",
                    "postal_code": "LS1",
                },
                is_sanctioned=True,
            )
        ),
    )
    assert chosen(company, "names", "jurisdiction", "identifiers") == (
        [],
        "GB",
        [{"scheme": "gb-coh", "value": NUMBER}],
    )
    assert person == {
        "type": "person",
        "source": "uk-psc",
        "key": f"{NUMBER}/individual/AbC-1",
        "names": [{"full": "Ann May Lee", "kind": "primary", "first": "Ann May", "last": "Lee"}],
        "birthDate": "1961-03",
        "nationalities": ["GB", "PL"],
        "addresses": [{"kind": "service", "text": "9 Princes Square, Leeds", "city": "Leeds", "postcode": "LS1"}],
        "flags": ["sanctioned"],
        "attributes": {"country_of_residence": "Wales", "title": "Mrs"},
    }


@pytest.mark.parametrize(
    ("stated", "jurisdiction", "identifier"),
    [
        ({"country_registered": "England & Wales"}, "GB", {"scheme": "gb-coh"}),
        ({"place_registered": "Companies House Cardiff"}, None, {"scheme": "gb-coh"}),
        ({"country_registered": "Scotland"}, "GB", {"scheme": "gb-coh"}),
        ({"country_registered": "Jersey"}, "JE", {"scheme": "registration-number", "country": "JE"}),
        ({"country_registered": "Minnesota, Usa"}, "US", {"scheme": "registration-number", "country": "US"}),
        # Wales, but not the one with a register in Cardiff.
        (
            {"country_registered": "New South Wales"},
            "New South Wales",
            {"scheme": "registration-number", "country": "New South Wales"},
        ),
        ({}, None, {"scheme": "registration-number"}),
    ],
)
def test_the_register_of_a_legal_entity(stated: Record, jurisdiction: str | None, identifier: Record) -> None:
    kind = "corporate-entity-person-with-significant-control"
    value = controller(kind, identification={"registration_number": "00686734", **stated})
    entity = taken(importer, lines(value))[1]
    assert chosen(entity, "type", "jurisdiction", "identifiers") == (
        "organization",
        jurisdiction,
        [identifier | {"value": "00686734"}],
    )


def test_a_protected_person_is_nobody_that_is_named_and_an_unknown_interest() -> None:
    [_, person, tie] = taken(importer, lines(controller("super-secure-person-with-significant-control", ceased=False)))
    assert chosen(person, "type", "names", "flags") == ("person", [], ["unspecified", "super-secure"])
    assert chosen(tie, "kind", "role", "from") == (
        "RELATED_TO",
        "unknown-interest",
        {"source": "uk-psc", "key": person["key"]},
    )


def test_a_statement_that_nobody_has_control_stands_for_a_party_without_name() -> None:
    link = f"/company/{NUMBER}/persons-with-significant-control-statements/XyZ"
    statement = {"statement": "no-individual-or-entity-with-signficant-control", "links": {"self": link}}
    kind = "persons-with-significant-control-statement"
    [_, party, tie] = taken(importer, lines(controller(kind, name=None, ceased_on="2021-12-13", **statement)))
    assert chosen(party, "key", "names", "flags") == (f"{NUMBER}/XyZ", [], ["unspecified"])
    assert chosen(tie, "kind", "role", "validTo") == ("RELATED_TO", statement["statement"], "2021-12-13")


def test_a_company_is_stated_once_and_the_totals_are_of_nobody() -> None:
    totals = {"data": {"kind": "totals#persons-of-significant-control-snapshot", "statements_count": 3}}
    found = taken(importer, lines(controller(), controller(), totals))
    assert Counter(record["key"] for record in found)[NUMBER] == 1


@pytest.mark.parametrize(
    ("value", "field", "reason"),
    [
        (controller("exotic-person"), "$.data.kind", "breaks the rule enum"),
        (controller(ceased_on="31.02.2020"), "$.data.ceased_on", "breaks the rule format"),
        (controller(natures_of_control="shares"), "$.data.natures_of_control", "breaks the rule type"),
        ({"data": {"kind": "individual-beneficial-owner", "links": {"self": "/x"}}}, "$", "company_number"),
        ([1], "$", "breaks the rule type"),
    ],
)
def test_lines_that_are_set_aside(value: object, field: str, reason: str) -> None:
    [item] = read(importer, lines(value))
    assert isinstance(item, Rejection)
    assert (item.line, item.field) == (1, field)
    assert reason in item.reason


@pytest.mark.parametrize(
    ("text", "countries"),
    [("British", ["GB"]), ("Irish, Swiss", ["IE", "CH"]), ("United States", ["US"]), ("Martian", ["Martian"])],
)
def test_nationalities(text: str, countries: list[str]) -> None:
    assert nationalities(text) == countries


def test_the_real_records(shared_data: Path) -> None:
    records = taken(importer, (shared_data / "uk-psc/psc-records.jsonl").read_bytes())
    assert Counter(record["type"] for record in records) == {"organization": 31, "relationship": 24, "person": 6}
    said = Counter((record["kind"], record.get("means")) for record in records if record["type"] == "relationship")
    assert said == {
        ("OWNS", None): 17,
        ("CONTROLS", "board"): 3,
        ("CONTROLS", "influence"): 2,
        ("RELATED_TO", None): 2,
    }
