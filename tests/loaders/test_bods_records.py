"""What BODS statements become, one rule at a time; and what damaged files get."""

import io
import json
from typing import Any

import pytest

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import Line, Rejection
from cim_graph.records.parse import parse
from cim_loaders.bods import BodsImporter, importer

NEEDED: dict[str, dict[str, Any]] = {
    "entity": {"entityType": {"type": "registeredEntity"}},
    "person": {"personType": "knownPerson"},
    "relationship": {"subject": "C", "interestedParty": "P"},
}


def statement(kind: str, details: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "statementId": "0123456789abcdef0123456789abcdef",
        "declarationSubject": "C",
        "statementDate": "2024-05-01",
        "recordId": "R",
        "recordType": kind,
        "recordDetails": {"isComponent": False, **NEEDED[kind], **details},
        **fields,
    }


def read(content: bytes) -> list[Line | Rejection]:
    return list(importer.read(io.BytesIO(content)))


def records(*statements: dict[str, Any]) -> list[Any]:
    items = read(json.dumps(statements).encode())
    assert all(isinstance(item, Line) and not parse(item.record).unknown for item in items), items
    return [item.record for item in items if isinstance(item, Line)]


def interests(*stated: dict[str, Any], **fields: Any) -> list[Any]:
    return records(statement("relationship", {"interests": list(stated)}, **fields))


@pytest.mark.parametrize(
    ("type_", "kind", "word"),
    [
        ("shareholding", "OWNS", None),
        ("votingRights", "OWNS", None),
        ("appointmentOfBoard", "CONTROLS", "board"),
        ("otherInfluenceOrControl", "CONTROLS", "influence"),
        ("controlViaCompanyRulesOrArticles", "CONTROLS", "company-rules"),
        ("controlByLegalFramework", "CONTROLS", "legal-framework"),
        ("rightsGrantedByContract", "CONTROLS", "agreement"),
        ("seniorManagingOfficial", "MANAGES", "senior-managing"),
        ("boardMember", "MANAGES", "board"),
        ("boardChair", "MANAGES", "board-chair"),
        ("settlor", "SETTLOR_OF", None),
        ("trustee", "TRUSTEE_OF", None),
        ("protector", "PROTECTOR_OF", None),
        ("beneficiaryOfLegalArrangement", "BENEFICIARY_OF", None),
        ("nominee", "ACTS_FOR", "nominee"),
        ("conditionalRightsGrantedByContract", "RELATED_TO", "conditional-rights-granted-by-contract"),
        ("rightsToSurplusAssetsOnDissolution", "RELATED_TO", "rights-to-surplus-assets-on-dissolution"),
        ("rightsToProfitOrIncome", "RELATED_TO", "rights-to-profit-or-income"),
        ("rightToProfitOrIncomeFromAssets", "RELATED_TO", "right-to-profit-or-income-from-assets"),
        ("enjoymentAndUseOfAssets", "RELATED_TO", "enjoyment-and-use-of-assets"),
        ("unknownInterest", "RELATED_TO", "unknown-interest"),
        ("unpublishedInterest", "RELATED_TO", "unpublished-interest"),
    ],
)
def test_an_interest_goes_from_the_interested_party_to_the_subject(type_: str, kind: str, word: str | None) -> None:
    (record,) = interests({"type": type_})
    assert (record["kind"], record.get("means") or record.get("role")) == (kind, word)
    assert (record["from"], record["to"]) == ({"source": "bods", "key": "P"}, {"source": "bods", "key": "C"})


def test_a_nomination_acts_for_its_nominator() -> None:
    (record,) = interests({"type": "nominator"})
    assert (record["kind"], record["from"]["key"], record["to"]["key"]) == ("ACTS_FOR", "C", "P")


SHARES, VOTES = "shareholding", "votingRights"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ([{"type": SHARES, "share": {"exact": 33.5}}], [{"share": "33.5"}]),
        ([{"type": SHARES, "share": {"exact": 75.0}}], [{"share": "75"}]),
        (
            [{"type": SHARES, "share": {"minimum": 25, "exclusiveMaximum": 50}}],
            [{"minShare": "25", "maxShare": "50", "exclusive": "max"}],
        ),
        (
            [{"type": SHARES, "share": {"exclusiveMinimum": 75, "maximum": 100}}],
            [{"minShare": "75", "maxShare": "100", "exclusive": "min"}],
        ),
        (
            [{"type": SHARES, "share": {"exact": 30, "minimum": 25, "maximum": 50}}],
            [{"share": "30", "minShare": "25", "maxShare": "50"}],
        ),
        ([{"type": SHARES}], [{}]),
        # The same figure for capital and votes: the default of `voting` says it.
        ([{"type": SHARES, "share": {"exact": 60}}, {"type": VOTES, "share": {"exact": 60}}], [{"share": "60"}]),
        # Another: both figures in one OWNS, in whichever order they are stated.
        (
            [{"type": VOTES, "share": {"exact": 80}}, {"type": SHARES, "share": {"exact": 60}}],
            [{"share": "60", "voting": "80"}],
        ),
        (
            [
                {"type": SHARES, "share": {"minimum": 50, "maximum": 75}},
                {"type": VOTES, "share": {"minimum": 25, "maximum": 50}},
            ],
            [{"minShare": "50", "maxShare": "75", "voting": "25"}],
        ),
        # Votes alone invent no capital.
        ([{"type": VOTES, "share": {"exact": 80}}], [{"voting": "80"}]),
        ([{"type": VOTES, "share": {"minimum": 75, "maximum": 100}}], [{"voting": "75"}]),
        # Votes of another period stand apart, and the capital brings none of its own.
        (
            [
                {"type": SHARES, "share": {"exact": 60}, "startDate": "2010-01-01"},
                {"type": VOTES, "share": {"exact": 60}, "startDate": "2015-01-01"},
            ],
            [{"share": "60", "voting": "0", "validFrom": "2010-01-01"}, {"voting": "60", "validFrom": "2015-01-01"}],
        ),
    ],
)
def test_capital_and_votes(stated: list[dict[str, Any]], expected: list[dict[str, str]]) -> None:
    figures = ("share", "minShare", "maxShare", "exclusive", "voting", "validFrom")
    found = [{name: record[name] for name in figures if name in record} for record in interests(*stated)]
    assert found == expected


@pytest.mark.parametrize(
    ("interest", "components", "role"),
    [
        ({"type": "shareholding", "directOrIndirect": "direct"}, [], None),
        ({"type": "shareholding", "directOrIndirect": "unknown"}, [], None),
        ({"type": "shareholding", "directOrIndirect": "indirect"}, [], "indirect-shareholding"),
        ({"type": "shareholding", "directOrIndirect": "unknown"}, ["X"], "indirect-shareholding"),
        ({"type": "votingRights"}, ["X"], "indirect-voting-rights"),
        ({"type": "shareholding", "directOrIndirect": "direct"}, ["X"], None),
    ],
)
def test_an_indirect_interest_is_no_holding(interest: dict[str, Any], components: list[str], role: str | None) -> None:
    stated = {"interests": [interest | {"share": {"exact": 40}}], "componentRecords": components}
    (record,) = records(statement("relationship", stated))
    assert record.get("role") == role
    assert record["kind"] == ("RELATED_TO" if role else "OWNS")
    assert ("share" in record) == (role is None)
    assert record["attributes"]["interests"][0]["share"] == {"exact": 40}


@pytest.mark.parametrize(
    ("status", "dates", "period"),
    [
        ("new", {}, (None, None)),
        ("updated", {"startDate": "2020-01-01"}, ("2020-01-01", None)),
        ("updated", {"startDate": "2020-01-01", "endDate": "2021-01-01"}, ("2020-01-01", "2021-01-01")),
        ("closed", {"startDate": "2020-01-01"}, ("2020-01-01", "2024-05-01")),
        ("closed", {"startDate": "2020-01-01", "endDate": "2021-01-01"}, ("2020-01-01", "2021-01-01")),
        # Closed before it was to begin: it never held.
        ("closed", {"startDate": "2025-01-01"}, ("2025-01-01", "2025-01-01")),
    ],
)
def test_when_an_interest_held(status: str, dates: dict[str, str], period: tuple[str | None, str | None]) -> None:
    (record,) = interests({"type": "shareholding"} | dates, recordStatus=status)
    assert (record.get("validFrom"), record.get("validTo")) == period


def test_more_interests_of_one_kind_have_keys_of_their_own() -> None:
    stated = [{"type": "boardMember", "startDate": year} for year in ("2010-01-01", "2015-01-01")]
    keys = [record["key"] for record in interests(*stated, {"type": "shareholding"}, {"type": "votingRights"})]
    assert keys == ["R#ownership", "R#board-member", "R#board-member.2"]


OLDER = statement(
    "relationship",
    {"interests": [{"type": "shareholding"}, {"type": "appointmentOfBoard"}]},
    statementDate="2023-01-01",
)
NEWER = statement("relationship", {"interests": [{"type": "shareholding"}]}, statementDate="2024-01-01")


@pytest.mark.parametrize("order", [(OLDER, NEWER), (NEWER, OLDER)])
def test_an_interest_that_a_later_statement_drops_is_retracted(order: tuple[dict[str, Any], ...]) -> None:
    retracted = [record for record in records(*order) if record["type"] == "retract"]
    assert [(record["key"], record["at"]) for record in retracted] == [("R#appointment-of-board", "2024-01-01")]


def test_an_unnamed_party_is_retracted_when_it_is_named_later() -> None:
    unnamed = statement("relationship", {"interestedParty": {"reason": "unknown"}}, statementDate="2023-01-01")
    retracted = [record["key"] for record in records(unnamed, NEWER) if record["type"] == "retract"]
    assert retracted == ["R#interested-party", "R#unknown-interest"]


@pytest.mark.parametrize(
    ("details", "fields"),
    [
        ({"entityType": {"type": "registeredEntity", "details": "Ltd"}}, {"type": "organization", "legalForm": "Ltd"}),
        ({"entityType": {"type": "legalEntity"}}, {"type": "organization"}),
        ({"entityType": {"type": "legalEntity", "subtype": "trust"}}, {"type": "arrangement", "legalForm": "trust"}),
        (
            {"entityType": {"type": "arrangement", "subtype": "nomination"}},
            {"type": "arrangement", "legalForm": "nomination"},
        ),
        ({"entityType": {"type": "arrangement", "subtype": "other"}}, {"type": "arrangement"}),
        ({"entityType": {"type": "state"}}, {"type": "organization", "flags": ["government"]}),
        (
            {"entityType": {"type": "stateBody", "subtype": "stateAgency"}},
            {"type": "organization", "flags": ["government"], "legalForm": "stateAgency"},
        ),
        ({"entityType": {"type": "anonymousEntity"}}, {"type": "organization", "names": []}),
        ({"publicListing": {"hasPublicListing": True}}, {"flags": ["listed"]}),
        ({"publicListing": {"hasPublicListing": False}}, {}),
        ({"jurisdiction": {"name": "Panama", "code": "PA"}}, {"jurisdiction": "PA"}),
        ({"incorporatedInJurisdiction": {"name": "Jersey", "code": "JE"}}, {"jurisdiction": "JE"}),
        (
            {"foundingDate": "1999-01-31", "dissolutionDate": "2020-02-29"},
            {"founded": "1999-01-31", "dissolved": "2020-02-29"},
        ),
        (
            {"name": "A", "alternateNames": ["B"]},
            {"names": [{"full": "A", "kind": "primary"}, {"full": "B", "kind": "alias"}]},
        ),
        (
            {"addresses": [{"type": "registered", "address": "1 Street", "country": {"name": "Jersey", "code": "JE"}}]},
            {"addresses": [{"kind": "registered", "text": "1 Street", "country": "JE"}]},
        ),
    ],
)
def test_entities(details: dict[str, Any], fields: dict[str, Any]) -> None:
    (record,) = records(statement("entity", details))
    for name in ("type", "legalForm", "flags", "jurisdiction", "founded", "names", "addresses"):
        if name in fields:
            assert record[name] == fields[name]
    assert record.get("flags") == fields.get("flags")


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ({"scheme": "XI-LEI", "id": "X"}, {"scheme": "lei", "value": "X"}),
        ({"scheme": "GB-COH", "id": "1"}, {"scheme": "gb-coh", "value": "1"}),
        ({"schemeName": "Company Registry, Delaware"}, None),
        (
            {"schemeName": "Company Registry, Delaware", "id": "1"},
            {"scheme": "company-registry-delaware", "value": "1"},
        ),
        ({"scheme": "GBR-PASSPORT", "id": "1"}, {"scheme": "passport", "value": "1", "country": "GB"}),
        ({"scheme": "IRL-TAXID", "id": "1"}, {"scheme": "irl-taxid", "value": "1"}),
    ],
)
def test_identifiers(identifier: dict[str, str], expected: dict[str, str] | None) -> None:
    (record,) = records(statement("person", {"identifiers": [identifier]}))
    assert record.get("identifiers") == (None if expected is None else [expected])
    assert record["attributes"].get("identifiers") == (None if expected else [identifier])


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        (["legal", "former", "birth", "alternative"], ["primary", "former", "former", "alias"]),
        (["transliteration", "translation", "legal"], ["transliteration", "alias", "primary"]),
        ([None], ["primary"]),
        ([None, None], ["primary", "alias"]),
        ([None, "legal"], ["alias", "primary"]),
        ([], []),
    ],
)
def test_kinds_of_names(names: list[str | None], kinds: list[str]) -> None:
    stated = [{"fullName": "Vəli Əliyev"} | ({"type": name} if name else {}) for name in names]
    (record,) = records(statement("person", {"names": stated}))
    assert [name["kind"] for name in record["names"]] == kinds


def test_a_person_with_all_there_is_to_know() -> None:
    exposure = {"status": "isPep", "details": [{"reason": "Member of Parliament", "startDate": "2017-10-15"}]}
    (record,) = records(
        statement(
            "person",
            {
                "names": [{"fullName": "Əliyev Vəli Həsən oğlu", "familyName": "Əliyev", "givenName": "Vəli"}],
                "birthDate": "1984-03",
                "nationalities": [{"name": "Azerbaijan", "code": "az"}, {"name": "Turkey"}],
                "placeOfBirth": {"address": "Gəncə", "country": {"name": "Azerbaijan"}},
                "taxResidencies": [{"name": "Azerbaijan", "code": "AZ"}],
                "politicalExposure": exposure,
            },
            recordStatus="closed",
        )
    )
    assert record["names"] == [{"full": "Əliyev Vəli Həsən oğlu", "kind": "primary", "first": "Vəli", "last": "Əliyev"}]
    assert (record["birthDate"], record["birthPlace"]) == ("1984-03", "Gəncə, Azerbaijan")
    assert (record["nationalities"], record["flags"]) == (["AZ", "Turkey"], ["pep"])
    assert record["attributes"]["politicalExposure"] == exposure
    assert record["attributes"]["taxResidencies"] == [{"name": "Azerbaijan", "code": "AZ"}]
    assert record["attributes"]["recordStatus"] == "closed"


def test_an_edition_that_repeats_a_statement_gives_the_same_record() -> None:
    publication = {"bodsVersion": "0.4", "publisher": {"name": "Register"}}
    editions = [
        statement("entity", {}, publicationDetails=publication | {"publicationDate": date})
        for date in ("2024-01-01", "2024-02-01")
    ]
    first, second = records(*editions)
    assert first == second


def test_a_second_publisher_has_a_source_of_its_own() -> None:
    content = json.dumps([statement("relationship", {"interests": []})]).encode()
    (item,) = BodsImporter("bods-latvia").read(io.BytesIO(content))
    assert isinstance(item, Line)
    assert parse(item.record).record.source == "bods-latvia"


GOOD = json.dumps(statement("entity", {})).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"not json\n" + GOOD + b"\n{}\n\n" + GOOD,
        b'{"statementId": "cut\n' + GOOD + b"\n[1]\n\n" + GOOD + b"\n",
        b'{"a": "\xe9"}\n' + GOOD + b"\nnull\n\n" + GOOD,
    ],
)
def test_a_bad_line_never_costs_the_good_ones(content: bytes) -> None:
    items = read(content)
    assert [item.number for item in items if isinstance(item, Line)] == [2, 5]
    assert [item.line for item in items if isinstance(item, Rejection)] == [1, 3]


def test_a_statement_of_an_older_version_is_told_apart() -> None:
    (item,) = read(b'[{"statementID": "1", "statementType": "entityStatement"}]')
    assert isinstance(item, Rejection)
    assert item.reason.endswith("convert the file to BODS 0.4.")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\t\n", "white space only"),
        (b"<html></html>", "neither a JSON array"),
        (b'[{"a": 1}, {', "cannot be read"),
        (b'[{"a": "\xe9"}]', "not valid UTF-8"),
        (b"[" * 5000, "depth limit"),
        (b'{\n "a": 1', "neither a JSON array"),
        ("[]".encode("utf-16"), "UTF-16"),
    ],
)
def test_what_is_no_bods_file_is_refused_in_words(content: bytes, says: str) -> None:
    with pytest.raises(BadInputError, match=says):
        read(content)


def test_a_byte_order_mark_is_no_part_of_the_json() -> None:
    assert len(read(b"\xef\xbb\xbf[" + GOOD + b"]")) == 1
