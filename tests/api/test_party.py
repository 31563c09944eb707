"""A party as the API shows it, and what it costs to ask."""

from typing import Any

import pytest

from cim_graph.kernel.ids import Kind, id_of
from tests.api.conftest import Ask, Counting
from tests.conftest import Submit

KHAZAR, LEYLA, FUND = (id_of(Kind.PARTY, "core", key) for key in ("C-1", "P-1", "F-1"))


def ref(key: str) -> dict[str, str]:
    return {"source": "core", "key": key}


def owns(source: str, key: str, holder: str, **fields: Any) -> dict[str, Any]:
    ends = {"from": ref(holder), "to": ref("C-1")}
    return {"type": "relationship", "source": source, "key": key, "kind": "OWNS", **ends, **fields}


def account(key: str, number: str, *holders: str, **fields: Any) -> dict[str, Any]:
    held = [{"party": ref(holder)} for holder in holders]
    return {"type": "account", "source": "core", "key": key, "number": number, "holders": held, **fields}


RECORDS: list[dict[str, Any]] = [
    {
        "type": "organization", "source": "core", "key": "C-1", "names": ["Xəzər Ticarət MMC"], "status": "CUSTOMER",
        "jurisdiction": "AZ", "segment": "corporate", "flags": ["listed"],
        "identifiers": [{"scheme": "az-voen", "value": "1700000001"}],
        "addresses": [{"text": "Nizami küç. 10", "city": "Bakı", "country": "AZ", "postcode": "AZ1000"}],
        "contacts": [{"kind": "phone", "value": "012 555 12 12"}],
    },
    {
        "type": "person", "source": "core", "key": "P-1", "birthDate": "1984-03",
        "names": [{"full": "Leyla Məmmədova", "lang": "az"}, {"full": "Лейла Мамедова", "kind": "alias", "lang": "ru"}],
        "contacts": [{"kind": kind, "value": "+994 12 555 12 12"} for kind in ("mobile", "fax")],
    },
    {"type": "arrangement", "source": "core", "key": "F-1", "names": ["Qala Trast"], "legalForm": "trust"},
    owns("registry", "R-1", "P-1", share="60", validFrom="2021-01-01", attributes={"entry": 7}),
    owns("registry", "R-2", "F-1", share="40", voting="25.5", shareClass="B"),
    {**owns("core", "R-3", "P-1"), "kind": "MANAGES", "role": "ceo"},
    account("A-1", "AZ77 0001", "C-1", currency="AZN", balance="10.50"),
    account("A-2", "AZ77 0002", "C-1", "P-1", currency="USD"),
    {
        "type": "exposure", "source": "core", "key": "X-1", "party": ref("C-1"), "amount": "250000.00",
        "currency": "AZN", "kind": "loan", "asOf": "2026-10-31",
    },
]  # fmt: skip


@pytest.fixture
async def bank(take: Submit) -> None:
    report = await take(RECORDS)
    assert not report.rejected
    assert report.waiting == 0


@pytest.fixture
async def ring(take: Submit, bank: None) -> None:  # noqa: ARG001 (who is in the ring)
    stakes = [("C-1", "P-1", "12"), ("F-1", "C-1", "5"), ("P-1", "F-1", "7.5")]
    await take([{**owns("ring", to, holder, share=share), "to": ref(to)} for holder, to, share in stakes])


@pytest.mark.usefixtures("bank")
async def test_the_whole_customer_comes_in_one_statement(ask: Ask, counting: Counting) -> None:
    data = await ask(
        """query ($id: ID!) { party(id: $id) {
          __typename id kind status version name masked flags segment branch manager
          ... on Organization { jurisdiction }
          names { full kind lang }
          identifiers { scheme value valid holders }
          addresses { text kind country city postcode holders }
          contacts { kind value holders }
          records { id source key version }
          exposures { kind amount { amount currency } asOf }
          accounts(first: 1) { edges { node { number currency balance { amount currency } } } pageInfo { hasNextPage } }
          relationships(first: 2) { totalCount edges { node {
            kind share voting shareClass role from { name } to { id name }
          } } }
          relationshipCounts { kind direction count }
        } }""",
        id=KHAZAR,
    )
    assert counting.read_names == ["profiles/level"]
    party = data["party"]
    assert party | {"relationships": None, "records": None, "version": None} == {
        "__typename": "Organization",
        "id": KHAZAR,
        "kind": "ORGANIZATION",
        "status": "CUSTOMER",
        "version": None,
        "name": "Xəzər Ticarət MMC",
        "masked": [],
        "flags": ["listed"],
        "segment": "corporate",
        "branch": None,
        "manager": None,
        "jurisdiction": "AZ",
        "names": [{"full": "Xəzər Ticarət MMC", "kind": "primary", "lang": None}],
        "identifiers": [{"scheme": "az-voen", "value": "1700000001", "valid": True, "holders": 1}],
        "addresses": [
            {
                "text": "Nizami küç. 10",
                "kind": None,
                "country": "AZ",
                "city": "Bakı",
                "postcode": "AZ1000",
                "holders": 1,
            }
        ],
        "contacts": [{"kind": "phone", "value": "+994125551212", "holders": 2}],
        "records": None,
        "exposures": [{"kind": "loan", "amount": {"amount": "250000", "currency": "AZN"}, "asOf": "2026-10-31"}],
        "accounts": {
            "edges": [
                {"node": {"number": "AZ770001", "currency": "AZN", "balance": {"amount": "10.5", "currency": "AZN"}}}
            ],
            "pageInfo": {"hasNextPage": True},
        },
        "relationships": None,
        "relationshipCounts": [
            {"kind": "OWNS", "direction": "IN", "count": 2},
            {"kind": "MANAGES", "direction": "IN", "count": 1},
        ],
    }
    assert party["relationships"]["totalCount"] == 3
    leyla = await ask("query ($id: ID!) { party(id: $id) { contacts { kind value holders } } }", id=LEYLA)
    assert leyla["party"]["contacts"] == [
        {"kind": "fax", "value": "+994125551212", "holders": 2},
        {"kind": "mobile", "value": "+994125551212", "holders": 2},
    ]
    assert [edge["node"] for edge in party["relationships"]["edges"]] == [
        {
            "kind": "OWNS",
            "share": "60",
            "voting": "60",
            "shareClass": None,
            "role": None,
            "from": {"name": "Leyla Məmmədova"},
            "to": {"id": KHAZAR, "name": "Xəzər Ticarət MMC"},
        },
        {
            "kind": "OWNS",
            "share": "40",
            "voting": "25.5",
            "shareClass": "B",
            "role": None,
            "from": {"name": "Qala Trast"},
            "to": {"id": KHAZAR, "name": "Xəzər Ticarət MMC"},
        },
    ]


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.usefixtures("bank")
async def test_each_level_is_one_statement_however_many_parents(ask: Ask, counting: Counting, many: int) -> None:
    await ask(
        """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Party {
          identifiers { value } contacts { value } relationships { edges { node {
            from { names { full } accounts { edges { node { id } } } relationships { edges { node { to { name } } } } }
            to { addresses { text } }
          } } }
        } } }""",
        ids=[KHAZAR, LEYLA, FUND][:many],
    )
    assert counting.read_names == ["profiles/level"] * 2


@pytest.mark.parametrize(("direction", "far", "near"), [("IN", "from", "to"), ("OUT", "to", "from")])
@pytest.mark.usefixtures("ring")
async def test_two_steps_in_a_direction_are_one_statement(
    ask: Ask, counting: Counting, direction: str, far: str, near: str
) -> None:
    step = "relationships(direction: %s, first: %d) { edges { node { id kind share %s { id name %s } } } }"
    second = step % (direction, 2, far, "")
    ids = [KHAZAR, LEYLA, FUND]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Party { %s } } }"
    together = (await ask(query % (step % (direction, 50, far, second)), ids=ids))["nodes"]
    assert counting.read_names == ["profiles/level"]
    for party in together:
        assert party["relationships"]["edges"]
        for edge in party["relationships"]["edges"]:
            [alone] = (await ask(query % f"id name {second}", ids=[edge["node"][far]["id"]]))["nodes"]
            assert edge["node"][far] == alone
            assert alone["relationships"]["edges"]
    await ask(query % (step % (direction, 50, near, second)), ids=ids[:1])
    assert counting.read_names == ["profiles/level"] * 2, "who stands at the near end is a level of its own"


@pytest.mark.parametrize(("direction", "far", "near"), [("IN", "from", "to"), ("OUT", "to", "from")])
@pytest.mark.parametrize("asked", ["version status", "flags", "... on Organization { jurisdiction }", "status"])
@pytest.mark.usefixtures("ring")
async def test_a_party_is_whole_where_it_is_shown_again_as_the_near_end(
    ask: Ask, direction: str, far: str, near: str, asked: str
) -> None:
    step = "relationships(kinds: [OWNS], direction: %s) { edges { node { share %s { %s } } } }"
    again = step % (direction, near, f"id {asked}")
    query = "query ($id: ID!) { party(id: $id) { %s } }" % (step % (direction, far, f"id {again}"))
    found = (await ask(query, id=KHAZAR))["party"]["relationships"]["edges"]
    assert found
    for edge in found:
        party = edge["node"][far]
        alone = (await ask(f"query ($id: ID!) {{ party(id: $id) {{ id {asked} }} }}", id=party["id"]))["party"]
        assert [below["node"][near] for below in party["relationships"]["edges"]] == [alone] * len(
            party["relationships"]["edges"]
        )
        assert party["relationships"]["edges"]


@pytest.mark.parametrize("order", ["{narrow} {wide}", "{wide} {narrow}"])
@pytest.mark.usefixtures("bank")
async def test_a_fragment_that_is_widened_beside_one_use_is_not_narrowed_by_another(ask: Ask, order: str) -> None:
    narrow = "narrow: party(id: $a) { ...F }"
    wide = "wide: party(id: $b) { ...F relationships { edges { node { validFrom knownFrom } } } }"
    data = await ask(
        f"query ($a: ID!, $b: ID!) {{ {order.format(narrow=narrow, wide=wide)} }}"
        " fragment F on Party { relationships { edges { node { id share } } } }",
        a=KHAZAR,
        b=LEYLA,
    )
    edges = [edge["node"] for edge in data["wide"]["relationships"]["edges"]]
    assert {edge["share"]: edge["validFrom"] for edge in edges} == {"60": "2021-01-01", None: None}
    assert all(edge["knownFrom"] for edge in edges)


@pytest.mark.usefixtures("bank")
async def test_what_is_asked_ahead_follows_the_variables(ask: Ask, counting: Counting) -> None:
    query = """query ($id: ID!, $deep: Boolean!, $first: Int!, $kinds: [RelationshipKind!]) { party(id: $id) {
      contacts @skip(if: $deep) { kind } ...More @include(if: $deep)
      relationships(first: $first, kinds: $kinds, direction: IN) { edges { node { share } } }
    } }
    fragment More on Party { names { full } }"""
    for deep, first, kinds in [(True, 2, ["OWNS"]), (False, 2, ["OWNS"]), (True, 1, None), (True, 3, ["MANAGES"])] * 2:
        party = (await ask(query, id=KHAZAR, deep=deep, first=first, kinds=kinds))["party"]
        assert counting.read_names == ["profiles/level"]
        assert (("names" in party), ("contacts" in party)) == (deep, not deep)
        asked = counting.last["asked"]
        assert (bool(asked["names"]), bool(asked["contacts"])) == (deep, not deep)
        found = [edge["node"]["share"] for edge in party["relationships"]["edges"]]
        assert found == ([None] if kinds == ["MANAGES"] else ["60", "40"][:first])


@pytest.mark.usefixtures("bank")
async def test_relationships_are_paged_by_strength_and_filtered(ask: Ask) -> None:
    query = """query ($id: ID!, $after: String, $kinds: [RelationshipKind!], $direction: Direction! = BOTH) {
      party(id: $id) { relationships(first: 1, after: $after, kinds: $kinds, direction: $direction) {
        totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { kind share } } } } }"""
    seen, after = [], None
    for _ in range(3):
        page = (await ask(query, id=KHAZAR, after=after))["party"]["relationships"]
        seen += [edge["node"]["share"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    assert seen == ["60", "40", None]
    assert page["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": True, "endCursor": after}
    assert page["totalCount"] == 3
    managed = (await ask(query, id=KHAZAR, kinds=["MANAGES"]))["party"]["relationships"]
    assert managed["totalCount"] == 1
    assert managed["edges"][0]["node"] == {"kind": "MANAGES", "share": None}
    assert (await ask(query, id=KHAZAR, direction="OUT"))["party"]["relationships"]["edges"] == []


@pytest.mark.parametrize("as_of", ["", ', asOf: {valid: "2030-01-01"}'])
async def test_own_shares_lie_in_both_directions_and_are_counted_once(take: Submit, ask: Ask, as_of: str) -> None:
    await take([*RECORDS, owns("core", "own", "C-1", share="5")])
    page = "relationships(kinds: [OWNS], direction: %s%s) { totalCount edges { node { share from { id } to { id } } } }"
    fields = " ".join(f"{way}: {page % (way, as_of)}" for way in ("IN", "OUT", "BOTH"))
    count = f"relationshipCounts{as_of and '(' + as_of[2:] + ')'} {{ kind direction count }}"
    party = (await ask(f"query ($id: ID!) {{ party(id: $id) {{ {fields} {count} }} }}", id=KHAZAR))["party"]
    shares = {way: [edge["node"]["share"] for edge in party[way]["edges"]] for way in ("IN", "OUT", "BOTH")}
    assert shares == {"IN": ["60", "40", "5"], "OUT": ["5"], "BOTH": ["60", "40", "5"]}
    assert [party[way]["totalCount"] for way in shares] == [3, 1, 3]
    assert {"kind": "OWNS", "direction": "BOTH", "count": 1} in party["relationshipCounts"]
    assert party["OUT"]["edges"][0]["node"] == {"share": "5", "from": {"id": KHAZAR}, "to": {"id": KHAZAR}}


@pytest.mark.usefixtures("bank")
async def test_every_relationship_tells_its_sources(ask: Ask, counting: Counting) -> None:
    data = await ask(
        """query ($id: ID!) { party(id: $id) { relationships(kinds: [OWNS], direction: OUT) { edges { node {
          id attributes validFrom knownFrom knownTo sources { id source key version payload }
        } } } } }""",
        id=LEYLA,
    )
    (edge,) = data["party"]["relationships"]["edges"]
    assert edge["node"]["attributes"] == {"entry": 7}
    assert edge["node"]["validFrom"] == "2021-01-01"
    (stated,) = edge["node"]["sources"]
    assert (stated["source"], stated["key"], stated["payload"]["share"]) == ("registry", "R-1", "60")
    assert counting.read_names == ["profiles/level"] * 3
    again = await ask(
        "query ($id: ID!) { node(id: $id) { __typename ... on Relationship { share from { name } } } }",
        id=edge["node"]["id"],
    )
    assert again["node"] == {"__typename": "Relationship", "share": "60", "from": {"name": "Leyla Məmmədova"}}


@pytest.mark.usefixtures("bank")
async def test_what_has_an_id_is_found_by_it_in_the_order_asked_for(ask: Ask) -> None:
    ids = [
        id_of(Kind.ACCOUNT, "core", "A-2"),
        "nonsense",
        id_of(Kind.RECORD, "core", "C-1"),
        LEYLA,
        id_of(Kind.EXPOSURE, "core", "X-1"),
        id_of(Kind.PARTY, "core", "unknown"),
    ]
    data = await ask(
        """query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id
          ... on Account { number } ... on SourceRecord { key payload } ... on Person { birthDate } } }""",
        ids=ids,
    )
    assert [node and node["__typename"] for node in data["nodes"]] == [
        "Account",
        None,
        "SourceRecord",
        "Person",
        "Exposure",
        None,
    ]
    assert data["nodes"][3]["birthDate"] == "1984-03"
    assert data["nodes"][2]["payload"]["names"] == ["Xəzər Ticarət MMC"]
    (error,) = await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", errors=True, ids=["x"] * 501)
    assert "at most 500" in error.message


@pytest.mark.usefixtures("bank")
async def test_parties_are_looked_up_by_identifier_and_by_record(ask: Ask) -> None:
    query = """query ($scheme: String!, $value: String!) {
      partyByIdentifier(scheme: $scheme, value: $value) { name }
      partiesByIdentifier(scheme: $scheme, value: $value) { name } }"""
    found = await ask(query, scheme="VÖEN", value="170-000-0001")
    assert found["partyByIdentifier"] == {"name": "Xəzər Ticarət MMC"}
    assert found["partiesByIdentifier"] == [{"name": "Xəzər Ticarət MMC"}]
    assert await ask(query, scheme="lei", value="x\x00") == {"partyByIdentifier": None, "partiesByIdentifier": []}
    record = 'query ($key: String!) { partyByRecord(source: "core", key: $key) { name } }'
    assert (await ask(record, key="F-1"))["partyByRecord"] == {"name": "Qala Trast"}
    assert (await ask(record, key="F-9"))["partyByRecord"] is None


@pytest.mark.parametrize("kind", ["person", "organization", "arrangement"])
@pytest.mark.parametrize("names", [{}, {"names": []}, {"names": ["-"]}], ids=["left out", "none", "a placeholder"])
async def test_a_party_without_a_name_is_whole(ask: Ask, take: Submit, kind: str, names: dict[str, Any]) -> None:
    await take([{"type": kind, "source": "core", "key": "N", **names}])
    shown = "name names { full kind lang } identifiers { value } addresses { text } contacts { value } records { key }"
    data = await ask(f'{{ partyByRecord(source: "core", key: "N") {{ ...p }} }} fragment p on Party {{ {shown} }}')
    empty = {"name": None, "identifiers": [], "addresses": [], "contacts": [], "records": [{"key": "N"}]}
    assert {**data["partyByRecord"], "name": None, "names": None} == {**empty, "names": None}
    past = await ask(
        f'{{ partyByRecord(source: "core", key: "N", asOf: {{valid: "2026-01-01"}}) {{ ...p }} }} '
        f"fragment p on Party {{ {shown} }}"
    )
    assert past == data


async def test_a_passport_is_carried_by_those_of_its_country_only(ask: Ask, take: Submit) -> None:
    countries = {"a": "AZ", "b": "Azərbaycan", "c": "TR", "d": None}
    papers = {key: [{"scheme": "passport", "value": "C 01234567", "country": code}] for key, code in countries.items()}
    names = {"a": "Leyla Əliyeva", "b": "Orxan Quliyev", "c": "Vaqif Həsənov", "d": "Günel Bağırova"}
    person = {"type": "person", "source": "s"}
    await take([{**person, "key": key, "names": [name], "identifiers": papers[key]} for key, name in names.items()])
    query = """query ($id: ID!, $asOf: AsOf) { party(id: $id, asOf: $asOf) { identifiers { value holders } } }"""
    for as_of in (None, {"known": "2999-01-01T00:00:00Z"}):
        answers = [await ask(query, id=id_of(Kind.PARTY, "s", key), asOf=as_of) for key in countries]
        identifiers = [identifier for answer in answers for identifier in answer["party"]["identifiers"]]
        assert identifiers == [{"value": "C01234567", "holders": holders} for holders in (3, 3, 2, 4)]
    both = """{ partyByIdentifier(scheme: "passport", value: "C01234567") { id }
                partiesByIdentifier(scheme: "Passport No", value: "C01234567") { id } }"""
    data = await ask(both)
    assert (data["partyByIdentifier"], len(data["partiesByIdentifier"])) == (None, 4)


async def test_an_identifier_of_two_parties_names_none_of_them(ask: Ask, take: Submit) -> None:
    """They are two people, by name and birth date: a steward has to say whose number it is."""
    shared = {"type": "person", "source": "s", "identifiers": [{"scheme": "az-fin", "value": "5ABC123"}]}
    leyla = {**shared, "key": "a", "names": ["Leyla Əliyeva"], "birthDate": "1984-03-09"}
    await take([leyla, {**shared, "key": "b", "names": ["Orxan Quliyev"], "birthDate": "1951-11-30"}])
    data = await ask(
        """{ partyByIdentifier(scheme: "az-fin", value: "5abc123") { id }
             partiesByIdentifier(scheme: "az-fin", value: "5ABC123") { name identifiers { holders } } }"""
    )
    assert data["partyByIdentifier"] is None
    assert sorted(party["name"] for party in data["partiesByIdentifier"]) == ["Leyla Əliyeva", "Orxan Quliyev"]
    assert data["partiesByIdentifier"][0]["identifiers"] == [{"holders": 2}]


@pytest.mark.usefixtures("bank")
async def test_parties_are_listed_page_by_page(ask: Ask) -> None:
    query = """query ($filter: PartyFilter, $after: String) { parties(filter: $filter, first: 2, after: $after) {
      pageInfo { hasNextPage endCursor } edges { node { name } } } }"""
    first = (await ask(query))["parties"]
    rest = (await ask(query, after=first["pageInfo"]["endCursor"]))["parties"]
    names = [edge["node"]["name"] for edge in (*first["edges"], *rest["edges"])]
    assert sorted(names) == ["Leyla Məmmədova", "Qala Trast", "Xəzər Ticarət MMC"]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    only = (await ask(query, filter={"kinds": ["ORGANIZATION"], "statuses": ["CUSTOMER"], "countries": ["az"]}))[
        "parties"
    ]
    assert [edge["node"]["name"] for edge in only["edges"]] == ["Xəzər Ticarət MMC"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("{ parties(first: -1) { edges { cursor } } }", "`first` must lie between 0 and 1000"),
        ("{ parties(first: 1001) { edges { cursor } } }", "`first` must lie between 0 and 1000"),
        ('{ parties(after: "???") { edges { cursor } } }', "`after` is not a cursor"),
        (f'{{ partyByIdentifier(scheme: "x", value: "{"ﷺ" * 1001}") {{ id }} }}', "`value` has 1001 characters"),
        (f'{{ partiesByIdentifier(scheme: "{"x" * 1001}", value: "1") {{ id }} }}', "`scheme` has 1001 characters"),
        (f'{{ partyByRecord(source: "x", key: "{"x" * 1001}") {{ id }} }}', "`key` has 1001 characters"),
        ('{ party(id: "x", asOf: {valid: "yesterday"}) { id } }', "Date"),
        ('{ party(id: "x", asOf: {known: 5}) { id } }', "DateTime"),
        ('{ party(id: "x", asOf: {known: "0001-01-01T00:00:00+14:00"}) { id } }', "between the years 1 and 9999"),
    ],
)
async def test_arguments_that_make_no_sense_are_answered_in_words(ask: Ask, query: str, told: str) -> None:
    errors = await ask(query, errors=True)
    assert told in errors[0].message
