"""What one caller sees of a small bank: closed parties on every way that leads to them, masks, permissions."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, Undefined
from httpx import AsyncClient
from starlette.requests import Request
from strawberry.types.execution import ExecutionResult

from cim_graph import bootstrap
from cim_graph.access.roles import roles
from cim_graph.api import context
from cim_graph.api.callers import Callers
from cim_graph.api.context import Context
from cim_graph.api.request import RefusedError
from cim_graph.api.room import Room
from cim_graph.api.schema import schema
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.times import moment_text, system_clock
from cim_graph.matching.judging import JudgeMatch
from cim_graph.matching.models import Models
from cim_graph.privacy.commands import EraseParty
from cim_graph.profiles.convoy import Convoys
from cim_graph.settings import Auth, Settings
from tests.api.conftest import Ask
from tests.api.doors import bearer, door
from tests.conftest import Submit

TELLER: Final = Actor("aysel", ("teller",), frozenset({"baku"}))
STEWARD: Final = Actor("fatma", ("steward",))
INVESTIGATOR: Final = Actor("rauf", ("aml-investigator",))
BOUNDED: Final = Actor("kamran", ("branch-steward",), frozenset({"baku"}))
NOBODY: Final = Actor("guest", ())


def person(key: str, name: str, branch: str | None, **more: Any) -> dict[str, Any]:
    return {
        "type": "person",
        "source": "core",
        "key": key,
        "names": [name],
        "branch": branch,
        "status": "CUSTOMER",
    } | more


def company(key: str, name: str, branch: str | None, number: str = "01234567") -> dict[str, Any]:
    known = {"type": "organization", "source": "core", "key": key, "names": [name], "status": "CUSTOMER"}
    return known | {"branch": branch, "segment": "vip", "identifiers": [{"scheme": "gb-coh", "value": number}]}


def tie(key: str, kind: str, source: str, target: str, **more: Any) -> dict[str, Any]:
    ends = {"from": {"source": "core", "key": source}, "to": {"source": "core", "key": target}}
    return {"type": "relationship", "source": "core", "key": key, "kind": kind, **ends, **more}


PASSPORT = [{"scheme": "passport", "value": "C1234567", "country": "AZ"}]
ACCOUNT: Final[dict[str, Any]] = {
    "type": "account", "source": "core", "key": "A1", "number": "AZ21NABZ00000000137010001944", "currency": "AZN",
    "balance": "99", "holders": [{"party": {"source": "core", "key": "SHUT"}}],
}  # fmt: skip
EXPOSURE: Final[dict[str, Any]] = {
    "type": "exposure", "source": "core", "key": "X1", "party": {"source": "core", "key": "SHUT"},
    "amount": "5000", "currency": "AZN",
}  # fmt: skip
PAYMENT: Final[dict[str, Any]] = {
    "type": "transaction", "source": "core", "key": "P1", "at": "2026-01-05T10:00:00Z", "direction": "OUT",
    "account": {"source": "core", "key": "A1"}, "amount": "5000", "currency": "AZN",
}  # fmt: skip
BANK = [
    person("ALI", "Əli Məmmədov", "baku", identifiers=PASSPORT, nationalities=["AZ"], flags=["pep", "staff"]),
    person("LEYLA", "Leyla Məmmədova", "baku"),
    company("SHUT", "Gizli Şirkət MMC", "ganja"),
    company("FAR", "Uzaq Şirkət MMC", None, "07654321") | {"segment": "corporate"},
    person("NINO", "Nino Beridze", "ganja", identifiers=[{"scheme": "passport", "value": "G7654321", "country": "GE"}]),
    tie("T1", "OWNS", "ALI", "SHUT", share="60", attributes={"note": "secret"}),
    tie("T2", "OWNS", "SHUT", "FAR", share="100"),
    tie("T3", "FAMILY_OF", "LEYLA", "ALI", role="spouse"),
    tie("T4", "OWNS", "NINO", "SHUT", share="40"),
    ACCOUNT,
    EXPOSURE,
    PAYMENT,
]  # fmt: skip
SECRETS: Final = ("Gizli", "Nino", "G7654321", "secret", "01234567", "ganja", "vip", "00000000137", "5000")
"""What is told of nobody but the closed parties, in whatever answer."""


def party_id(key: str) -> str:
    return id_of(Kind.PARTY, "core", key)


ALI, LEYLA, SHUT, FAR, NINO = map(party_id, ("ALI", "LEYLA", "SHUT", "FAR", "NINO"))
WHOLE: Final = """
  id kind status name masked flags segment branch manager version
  names { full } identifiers { scheme value } addresses { text } contacts { value } formerIds
  accounts { edges { node { number } } } exposures { amount { amount } } records { id key payload }
  provenance { field value } lineage { kind } relationshipCounts { kind direction count }
  owners { edges { node { ownership party { id name } } } } holdings { edges { node { party { id name } } } }
  controllers { means } relationships { totalCount edges { node {
    id kind share role attributes sources { payload } from { id name masked } to { id name masked branch segment }
  } } }
"""


@pytest.fixture(autouse=True)
async def bank(take: Submit) -> None:
    assert (await take(BANK)).rejected == []


CLOSED: Final[dict[str, Any]] = {
    "id": SHUT, "kind": "ORGANIZATION", "status": "EXTERNAL", "name": None, "masked": ["*"], "flags": [],
    "segment": None, "branch": None, "manager": None, "version": 0, "names": [], "identifiers": [], "addresses": [],
    "contacts": [], "formerIds": [], "accounts": {"edges": []}, "exposures": [], "records": [], "provenance": [],
    "lineage": [], "relationshipCounts": [], "owners": {"edges": []}, "holdings": {"edges": []}, "controllers": [],
    "relationships": {"totalCount": 0, "edges": []},
}  # fmt: skip


async def test_a_closed_party_is_a_node_and_nothing_else(ask: Ask) -> None:
    data = await ask(f"query($id: ID!) {{ party(id: $id) {{ {WHOLE} }} }}", id=SHUT, actor=TELLER)
    assert data["party"] == CLOSED


async def test_whoever_may_see_it_sees_all(ask: Ask) -> None:
    data = await ask(f"query($id: ID!) {{ party(id: $id) {{ {WHOLE} }} }}", id=SHUT, actor=STEWARD)
    assert data["party"]["name"] == "Gizli Şirkət MMC"
    assert data["party"]["masked"] == []
    assert len(data["party"]["relationships"]["edges"]) == 3


DEEPER: Final = """query($id: ID!) { party(id: $id) { relationships(first: 5) { edges { node { to { name
  relationships(first: 5) { edges { node { share to { name relationships(first: 5) { edges { node { from { name } } } }
} } } } } } } } } }"""
LEAN: Final = """query($id: ID!) { party(id: $id) { relationships(first: 5) { edges { node {
  kind share from { id name } to { id kind name relationships(first: 5) { edges { node { share } } } }
} } } } }"""
WAYS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "by its id": (f"query($id: ID!) {{ node(id: $id) {{ ... on Party {{ {WHOLE} }} }} }}", {"id": SHUT}),
    "by its record": (f'{{ partyByRecord(source: "core", key: "SHUT") {{ {WHOLE} }} }}', {}),
    "by an identifier": (f'{{ partyByIdentifier(scheme: "passport", value: "G7654321") {{ {WHOLE} }} }}', {}),
    "as of a moment": (
        f'query($id: ID!) {{ party(id: $id, asOf: {{known: "2100-01-01T00:00:00Z"}}) {{ {WHOLE} }} }}', {"id": SHUT}
    ),
    "from its owner": (f"query($id: ID!) {{ party(id: $id) {{ {WHOLE} }} }}", {"id": ALI}),
    "from its owner, once more": (DEEPER, {"id": ALI}),
    "from its owner in the past": (
        f'query($id: ID!) {{ party(id: $id, asOf: {{known: "2100-01-01T00:00:00Z"}}) {{ {WHOLE} }} }}', {"id": ALI}
    ),
    "through the ownership of what it holds": (
        ("query($id: ID!) { party(id: $id) { owners { edges { node { party { id name branch } } } } "
        "beneficialOwners { owners { party { name } ownership paths { parties { id name masked } "
        "relationships { kind share attributes } } } } } }"),
        {"id": FAR},
    ),
    "on a way": (
        ("query($a: ID!, $b: ID!) { connections(from: $a, to: $b) { parties { id name masked branch } "
        "relationships { kind attributes sources { payload } from { name } to { name } } } }"),
        {"a": ALI, "b": FAR},
    ),
    "around it": (
        ("query($id: ID!) { neighbourhood(id: $id, depth: 3) { total parties { id name masked segment } "
        "relationships { kind attributes sources { payload } } } }"),
        {"id": FAR},
    ),
    "by its name": ('{ search(text: "Gizli") { edges { node { name } matched } } }', {}),
    "by its number": ('{ search(text: "G7654321") { edges { node { id name } } } }', {}),
    "by its account": ('{ search(text: "AZ21NABZ00000000137010001944") { edges { node { id name } } } }', {}),
    "in the list of all": ("{ parties { edges { node { id name branch } } } }", {}),
    "its record": (
        "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on SourceRecord { key payload } } }",
        {"ids": [id_of(Kind.RECORD, "core", "SHUT"), id_of(Kind.RECORD, "core", "NINO")]},
    ),
    "its account and what it owes": (
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Account { number balance { amount } } "
        "... on Exposure { amount { amount } } } }"),
        {"ids": [id_of(Kind.ACCOUNT, "core", "A1"), id_of(Kind.EXPOSURE, "core", "X1")]},
    ),
    "its relationships by their ids": (
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Relationship { kind share attributes from { name } "
        "to { name } sources { payload } } } }"),
        {"ids": [id_of(Kind.FACT, "core", "T1"), id_of(Kind.FACT, "core", "T4")]},
    ),
    "its groups": (
        ("query($id: ID!) { party(id: $id) { connectedClientGroups(kind: CORPORATE) { members { party { id name } "
        "exposure { amount } reasons { text relationships { attributes from { name } } } } } } }"),
        {"id": FAR},
    ),
    "whom a record would match": (
        "query($r: JSON!) { findMatches(record: $r) { party { name } explanation { features { left right level } } } }",
        {"r": {"type": "person", "source": "x", "key": "y", "names": ["Nino Beridze"],
               "identifiers": [{"scheme": "passport", "value": "G7654321", "country": "GE"}]}},
    ),
}  # fmt: skip


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [] if value is None else [str(value)]


@pytest.mark.parametrize("name", WAYS)
async def test_no_way_leads_to_what_a_closed_party_holds(ask: Ask, name: str) -> None:
    query, variables = WAYS[name]
    told = texts(await ask(query, actor=TELLER, **variables))
    asked = {"G7654321"} if "findMatches" in query else set()
    assert [secret for secret in SECRETS if secret not in asked and any(secret in text for text in told)] == []
    seen = texts(await ask(query, actor=INVESTIGATOR, **variables))
    assert any(secret in text for secret in SECRETS for text in seen), "the way leads to nothing that could be told"


async def test_of_what_is_read_narrowly_a_closed_party_shows_no_more(ask: Ask) -> None:
    data = await ask(LEAN, id=ALI, actor=TELLER)
    shut: dict[str, Any] = {"id": SHUT, "kind": "ORGANIZATION", "name": None, "relationships": {"edges": []}}
    ali = {"id": ALI, "name": "Əli Məmmədov"}
    owns = {"kind": "OWNS", "share": "60", "from": ali, "to": shut}
    assert data["party"]["relationships"]["edges"] == [{"node": owns}]
    data = await ask(LEAN, id=ALI, actor=STEWARD)
    ends = {edge["node"]["to"]["name"]: edge["node"]["to"] for edge in data["party"]["relationships"]["edges"]}
    assert len(ends["Gizli Şirkət MMC"]["relationships"]["edges"]) == 3


NARROW: Final = """query($id: ID!) { party(id: $id%s) { relationships(first: 9) { edges { node { kind share
  from { id name } to { id name relationships(first: 9) { edges { node { kind share to { id name } } } } }
} } } } }"""
MOMENTS: Final = {"today": "", "of a moment": ', asOf: {known: "2100-01-01T00:00:00Z"}'}


@pytest.mark.parametrize("when", MOMENTS)
async def test_who_is_restricted_stays_closed_on_narrow_pages(
    ask: Ask, take: Submit, graph: Graph, settings: Settings, when: str
) -> None:
    await take([person("GONE", "Rauf Əliyev", "baku", status="FORMER"), tie("T7", "GUARANTEES", "ALI", "GONE")])
    query = NARROW % MOMENTS[when]
    around = [ALI, LEYLA]
    seen = [str(await ask(query, actor=STEWARD, id=id_)) for id_ in around]
    assert all("Rauf" in one for one in seen)
    await bootstrap.commands(settings).execute(graph, Actor("test"), EraseParty(party_id("GONE"), "asked"))
    for who in (STEWARD, INVESTIGATOR):
        told = [str(await ask(query, actor=who, id=id_)) for id_ in around]
        assert [("Rauf" in one, party_id("GONE") in one) for one in told] == [(False, True)] * 2
    itself = (await ask(query, actor=STEWARD, id=party_id("GONE")))["party"]
    assert itself == {"relationships": {"edges": []}}
    assert "Rauf" in str(await ask(query, actor=Actor("leyla", ("privacy-officer",)), id=LEYLA))


async def test_a_party_that_was_open_is_not_followed_into_today(ask: Ask, take: Submit) -> None:
    await take([person("MOVED", "Murad Həsənov", "baku")])
    before = moment_text(system_clock())
    await take(
        [person("MOVED", "Murad Həsənov", "ganja"), tie("T5", "OWNS", "MOVED", "FAR", share="7"),
         {**EXPOSURE, "key": "X2", "party": {"source": "core", "key": "MOVED"}}]
    )  # fmt: skip
    query = """query($id: ID!, $then: DateTime!) { party(id: $id, asOf: {known: $then}) { name
      relationships(asOf: {known: "2100-01-01T00:00:00Z"}) { totalCount edges { node { share } } }
      relationshipCounts(asOf: {known: "2100-01-01T00:00:00Z"}) { count }
      holdings(asOf: {known: "2100-01-01T00:00:00Z"}) { edges { node { ownership } } }
      lineage { kind }
    } }"""
    seen = (await ask(query, actor=STEWARD, id=party_id("MOVED"), then=before))["party"]
    told = (await ask(query, actor=TELLER, id=party_id("MOVED"), then=before))["party"]
    assert (seen["relationships"]["totalCount"], len(seen["holdings"]["edges"]), len(seen["lineage"])) == (1, 1, 1)
    assert told == {
        "name": "Murad Həsənov", "relationships": {"totalCount": 0, "edges": []}, "relationshipCounts": [],
        "holdings": {"edges": []}, "lineage": [],
    }  # fmt: skip


async def test_a_way_through_a_closed_party_shows_a_closed_node(ask: Ask) -> None:
    data = await ask(WAYS["on a way"][0], actor=TELLER, a=ALI, b=FAR)
    [way] = data["connections"]
    assert [party["id"] for party in way["parties"]] == [ALI, SHUT, FAR]
    assert [party["name"] is None for party in way["parties"]] == [False, True, False]
    assert way["parties"][1]["masked"] == ["*"]
    around = "query($id: ID!) { neighbourhood(id: $id, depth: 3, kinds: [OWNS]) { total parties { name } } }"
    bounded = (await ask(around, actor=TELLER, id=FAR))["neighbourhood"]
    everything = (await ask(around, actor=STEWARD, id=FAR))["neighbourhood"]
    assert bounded["total"] == everything["total"] == len(bounded["parties"]) == 4
    assert [party["name"] for party in bounded["parties"]].count(None) == 2


PROFILE = """query($id: ID!) { party(id: $id) {
  masked flags identifiers { scheme value } relationshipCounts { kind count } records { payload }
  provenance { field value }
  relationships { edges { node { kind } } }
} }"""
MASKS: Final = {
    # caller: what is masked, what it still sees
    "teller": (TELLER, ["flags", "relationships"], "C1234567", ("pep", "spouse", "FAMILY_OF")),
    "steward": (STEWARD, ["flags"], "C1234567", ("pep",)),
    "investigator": (INVESTIGATOR, [], "pep", ()),
    "risk officer": (Actor("samir", ("risk-officer",)), ["identifiers"], "pep", ("C1234567",)),
}


@pytest.mark.parametrize("name", MASKS)
async def test_what_is_of_special_category_is_masked_and_its_presence_told(ask: Ask, name: str) -> None:
    actor, masked, shown, hidden = MASKS[name]
    party = (await ask(PROFILE, actor=actor, id=ALI))["party"]
    told = texts({name: value for name, value in party.items() if name != "masked"})
    assert party["masked"] == masked
    assert shown in told
    assert [secret for secret in hidden if any(secret in text for text in told)] == []


@pytest.fixture
async def judged(graph: Graph, settings: Settings, take: Submit) -> list[str]:
    """Give the ids of a judgement, of what became of it, and of a pair, all of closed parties."""
    await take([person("NINA", "Nina Beridze", "ganja")])
    word = JudgeMatch(NINO, party_id("NINA"), same=True, reason="a secret of hers")
    await bootstrap.commands(settings).execute(graph, Actor("test"), word)
    pair = id_of(Kind.REVIEW, "x")
    await graph.administer(
        "MATCH (a:Record {key: 'NINO'}), (b:Record {key: 'NINA'}) "
        f"CREATE (a)-[:MATCHES {{id: '{pair}', waiting: '1/{pair}'}}]->(b)"
    )
    ids = "MATCH (n:Judgement|LineageEvent) WHERE n.reason IS NOT NULL RETURN n.id AS id"
    return [pair, *(row["id"] for row in await graph.administer(ids))]


DECIDED: Final = """query($ids: [ID!]!) {
  nodes(ids: $ids) {
    id ... on Judgement { why: reason } ... on LineageEvent { reason } ... on MatchReview { left { key } }
  }
  partyLineage { edges { node { id reason } } }
}"""


async def test_no_decision_leads_around_a_closed_party(ask: Ask, judged: list[str]) -> None:
    assert len(judged) == 3
    told = texts(await ask(DECIDED, actor=TELLER, ids=judged))
    assert [text for text in told if "secret" in text or text in {"NINO", "NINA"}] == []
    seen = texts(await ask(DECIDED, actor=STEWARD, ids=judged))
    assert seen.count("a secret of hers") == 3
    assert "NINO" in seen


@pytest.mark.usefixtures("judged", "branch_stewards")
async def test_pairs_of_closed_parties_wait_for_others(ask: Ask) -> None:
    query = "{ matchReviews { edges { node { left { key } } } } }"
    assert (await ask(query, actor=BOUNDED))["matchReviews"] == {"edges": []}
    assert len((await ask(query))["matchReviews"]["edges"]) == 1


async def test_whoever_may_not_see_nationalities_cannot_guess_them(ask: Ask) -> None:
    query = "query($r: JSON!) { findMatches(record: $r) { party { id } explanation { features { name level } } } }"
    guess = {"type": "person", "names": ["Əli Məmmədov"], "nationalities": ["AZ"], "identifiers": PASSPORT}
    for actor, told in ((TELLER, False), (STEWARD, True)):
        [found] = (await ask(query, actor=actor, r=guess))["findMatches"]
        names = {feature["name"] for feature in found["explanation"]["features"]}
        assert ("nationality" in names) is told
        assert "identifier" in names


LIKELY: Final = """query($r: JSON!) { findMatches(record: $r) { party { id } probability explanation {
  probability decision rule prior relatives features { name level weight } } } }"""
PASSPORTS: Final[tuple[list[dict[str, str]], ...]] = (
    [],
    [{"scheme": "passport", "value": "C1234567", "country": "AZ"}],
    [{"scheme": "passport", "value": "C1234568", "country": "AZ"}],
)
GUESSES: Final[dict[str, tuple[Actor, list[dict[str, Any]]]]] = {
    # what is masked: who guesses, and what
    "a nationality": (TELLER, [{}, {"nationalities": ["AZ"]}, {"nationalities": ["GE"]}]),
    "a document": (Actor("samir", ("risk-officer",)), [{"identifiers": one} for one in PASSPORTS]),
}


@pytest.mark.parametrize("name", GUESSES)
async def test_how_well_a_guess_fits_tells_nothing_that_is_masked(ask: Ask, take: Submit, name: str) -> None:
    actor, guesses = GUESSES[name]
    born = "1980-03-01"
    await take([person("ALI", "Əli Məmmədov", "baku", birthDate=born, identifiers=PASSPORT, nationalities=["AZ"])])
    asked = {"type": "person", "names": ["Əli Məmmədov"], "birthDate": born}
    for who, answers in ((actor, 1), (INVESTIGATOR, 3)):
        records = [asked | guess for guess in guesses]
        ways = (*records, json.dumps(records[1]))
        said = [(await ask(LIKELY, actor=who, r=record))["findMatches"] for record in ways]
        assert all(said)
        assert len({json.dumps(one) for one in said}) == answers


async def test_of_who_is_closed_the_decision_alone_is_told(ask: Ask, take: Submit) -> None:
    await take(
        [person("NINO", "Nino Beridze", "ganja", birthDate="1990-04-01"), person("NINA", "Nino Beridze", "baku")]
    )
    seen, decided = set(), {"SAME": 1.0, "REVIEW": 0.5}
    for day in ("1990-04-01", "1990-04-02", "1971-12-30"):
        guess = {"type": "person", "names": ["Nino Beridze"], "birthDate": day}
        found = (await ask(LIKELY, actor=TELLER, r=guess))["findMatches"]
        [shut] = [one for one in found if one["party"]["id"] == NINO]
        assert decided[shut["explanation"]["decision"]] == shut["probability"] == shut["explanation"]["probability"]
        told = {name: shut["explanation"][name] for name in ("rule", "prior", "relatives", "features")}
        assert told == {"rule": "closed to you", "prior": 0.0, "relatives": 0.0, "features": []}
        seen |= {one["probability"] for one in (await ask(LIKELY, actor=STEWARD, r=guess))["findMatches"]}
    assert len(seen) > len(decided)


SHOWING: Final[dict[str, tuple[str, dict[str, Any], dict[str, set[str]]]]] = {
    "a party at the far end": (
        "query($id: ID!) { party(id: $id) { relationships { edges { node { from { flags } to { flags } } } } } }",
        {"id": LEYLA}, {ALI: {"pep"}, LEYLA: {"family"}},
    ),
    "where golden values come from": (
        "query($id: ID!) { party(id: $id) { provenance { value } } }", {"id": ALI}, {ALI: {"pep"}}
    ),
    "why records match": (
        "query($r: JSON!) { findMatches(record: $r) { explanation { features { left } } } }",
        {"r": {"type": "person", "names": ["Əli Məmmədov"], "identifiers": PASSPORT}}, {ALI: {"documents"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWING)
async def test_what_is_shown_of_special_category_is_for_the_trail(graph: Graph, settings: Settings, name: str) -> None:
    query, variables, seen = SHOWING[name]
    room = Room(settings.max_cost)
    context = Context(graph, bootstrap.commands(settings), INVESTIGATOR, settings, Convoys(), room, Models())
    result = await schema.execute(query, variable_values=variables, context_value=context)
    assert not result.errors
    assert {id_: context.seen[id_] & seen[id_] for id_ in seen} == seen


async def test_a_stream_ends_with_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    async def results() -> AsyncGenerator[ExecutionResult]:
        for number in range(3):
            yield ExecutionResult({"number": number}, None)

    async def known_once(*_: Any) -> Actor:
        if known:
            return known.pop()
        raise RefusedError(401, "ended")

    known = [TELLER]
    monkeypatch.setattr(Callers, "of", known_once)
    [told, end] = [one async for one in Callers(None).while_known(Request({"type": "http"}), results())]
    assert told.data == {"number": 0}
    assert end.errors
    assert end.data is None


async def test_a_household_is_family_life(ask: Ask) -> None:
    query = "query($id: ID!) { party(id: $id) { connectedClientGroups(kind: HOUSEHOLD) { id } } }"
    [error] = await ask(query, actor=TELLER, id=ALI, errors=True)
    assert error.extensions == {"code": "FORBIDDEN"}
    assert await ask(query, actor=STEWARD, id=ALI)


FAMILIES: Final = {
    "a reason of a group": (
        (
            "query($id: ID!) { party(id: $id) { connectedClientGroups(kind: RELATED_TO_INSTITUTION) { members { "
            "party { id } reasons { code text relationships { kind } } } } } }"
        ),
        "relative of a related party (spouse)",
    ),
    "a warning about owners": (
        "query($id: ID!) { party(id: $id) { beneficialOwners { warnings { code text parties { id } } } } }",
        "2 relatives",
    ),
}
RELATED: Final = [
    company("BANK", "Bank ASC", None, "09999999") | {"flags": ["reporting-institution"]},
    tie("F1", "MANAGES", "ALI", "BANK", role="board"),
    tie("F2", "OWNS", "ALI", "BANK", share="24"),
    tie("F3", "OWNS", "LEYLA", "BANK", share="24"),
]


@pytest.mark.parametrize("name", FAMILIES)
async def test_what_is_concluded_from_family_life_is_masked(ask: Ask, take: Submit, name: str) -> None:
    await take(RELATED)
    query, told = FAMILIES[name]
    seen = " ".join(texts(await ask(query, actor=STEWARD, id=party_id("BANK"))))
    shown = " ".join(texts(await ask(query, actor=TELLER, id=party_id("BANK"))))
    assert told in seen
    assert [word for word in ("relative", "spouse", "RELATIVE", "FAMILY") if word in shown] == []
    assert "MASKED" in shown


ARGUMENTS: Final = {
    "ID!": '"x"', "[ID!]!": '["x"]', "String!": '"x"', "JSON!": "{}", "[JSON!]!": "[]", "Boolean!": "true", "Int!": "1",
    "Date!": '"2026-01-01"', "AlertStatus!": "OPEN",
    "DealInput!": '{parties: ["x"], product: "loan", amount: "1", currency: "AZN"}',
}  # fmt: skip


def _root_fields() -> list[tuple[str, str]]:
    whole = schema._schema  # noqa: SLF001 (strawberry's graphql-core schema)
    roots = (("query", whole.query_type), ("mutation", whole.mutation_type))
    return [(kind, name) for kind, root in roots if root for name in root.fields if name != "me"]


@pytest.mark.parametrize(("kind", "name"), _root_fields())
async def test_every_root_field_asks_for_a_permission(ask: Ask, kind: str, name: str) -> None:
    whole = schema._schema  # noqa: SLF001 (strawberry's graphql-core schema)
    root = whole.query_type if kind == "query" else whole.mutation_type
    assert root
    field = root.fields[name]
    given = [
        f"{one}: {ARGUMENTS[str(argument.type)]}"
        for one, argument in field.args.items()
        if str(argument.type).endswith("!") and argument.default_value is Undefined
    ]
    arguments = f"({', '.join(given)})" if given else ""
    type_ = field.type
    while hasattr(type_, "of_type"):
        type_ = type_.of_type
    below = " { __typename }" if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) else ""
    [error] = await ask(f"{kind} {{ {name}{arguments}{below} }}", actor=NOBODY, errors=True)
    assert error.extensions == {"code": "FORBIDDEN"}


async def test_a_front_end_asks_what_may_be_done(ask: Ask) -> None:
    query = """query($shut: ID!, $open: ID!) { me { subject roles judge: can(action: "judgeMatch")
      read: can(action: "read") closed: can(action: "read", on: $shut) open: can(action: "read", on: $open)
      documents: can(action: "see.documents") pep: can(action: "see.pep") } }"""
    data = await ask(query, actor=TELLER, shut=SHUT, open=ALI)
    assert data["me"] == {
        "subject": "aysel", "roles": ["teller"], "judge": False, "read": True, "closed": False, "open": True,
        "documents": True, "pep": False,
    }  # fmt: skip


CHANGES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "a golden value": (
        'mutation($id: ID!) { overrideField(party: $id, field: "name", value: "X", reason: "y") { parties { id } } }',
        {"id": SHUT},
    ),
    "a record": (
        "mutation($r: [JSON!]!) { submitRecords(records: $r) { accepted } }", {"r": [company("SHUT", "Başqa", "baku")]}
    ),
    "a relationship": (
        "mutation($r: [JSON!]!) { submitRecords(records: $r) { accepted } }", {"r": [tie("T9", "OWNS", "ALI", "SHUT")]}
    ),
    **{
        name: ("mutation($r: [JSON!]!) { submitRecords(records: $r) { accepted } }", {"r": [record]})
        for name, record in {
            "a record as its text": json.dumps(company("SHUT", "Başqa", "baku")),
            "a record with blanks around its key": company(" SHUT ", "Başqa", "baku"),
            "a relationship between others that is there": tie("T4", "OWNS", "ALI", "LEYLA"),
            "an account that others hold": ACCOUNT | {"holders": [{"party": {"source": "core", "key": "ALI"}}]},
            "a payment over their account": PAYMENT | {"key": "P2"},
            "a payment over their account by its number": PAYMENT | {"key": "P2", "account": ACCOUNT["number"]},
            "a payment to them": PAYMENT | {
                "key": "P2", "account": "X", "counterparty": {"source": "core", "key": "SHUT"}
            },
            "a payment to their account": PAYMENT | {
                "key": "P2", "account": "X", "counterpartyAccount": ACCOUNT["number"]
            },
            "a payment that is moved to another account": PAYMENT | {"account": "X"},
            "a payment that is taken back": {"type": "retract", "source": "core", "key": "P1"},
            "what is taken back": {"type": "retract", "source": "core", "key": "X1"},
        }.items()
    },
    "a draft": (
        'mutation($r: [JSON!]!) { proposeChange(title: "x", commands: $r) { id } }',
        {"r": [{"command": "submitRecords", "records": [company("SHUT", "Başqa", "baku")]}]},
    ),
}  # fmt: skip


@pytest.fixture
def branch_stewards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "roles.yaml"
    own.write_text("id: x\nversion: 1\ntitle: x\nroles: {branch-steward: {title: x, may: ['*'], within: [branch]}}")
    monkeypatch.setattr(context, "roles", lambda _: roles(own))


@pytest.mark.parametrize("name", CHANGES)
async def test_what_is_closed_is_not_changed(ask: Ask, name: str, branch_stewards: None) -> None:  # noqa: ARG001
    query, variables = CHANGES[name]
    [error] = await ask(query, actor=BOUNDED, errors=True, **variables)
    assert error.extensions == {"code": "FORBIDDEN"}
    assert "closed to you" in error.message


@pytest.fixture
async def guarded(graph: Graph, settings: Settings) -> AsyncIterator[AsyncClient]:
    async with door(settings.model_copy(update={"auth": Auth.LOCAL}), graph) as client:
        yield client


HEADERS: Final = {
    "nothing": ({}, 401, "UNAUTHENTICATED"),
    "another scheme": ({"Authorization": "Basic eDp5"}, 401, "UNAUTHENTICATED"),
    "no token": ({"Authorization": "Bearer "}, 401, "UNAUTHENTICATED"),
    "no good token": ({"Authorization": "Bearer x.y.z"}, 401, "UNAUTHENTICATED"),
}


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("path", ["/graphql", "/match/default"])
async def test_nobody_is_let_in_without_a_name(guarded: AsyncClient, name: str, path: str) -> None:
    headers, status, code = HEADERS[name]
    answer = await guarded.post(path, json={"query": "{ me { subject } }"}, headers=headers)
    assert answer.status_code == status
    assert answer.headers["www-authenticate"].startswith("Bearer")
    if path == "/graphql":
        assert answer.json()["errors"][0]["extensions"]["code"] == code
        assert "data" not in answer.json()


HOSTS: Final = {
    "localhost": 200, "localhost:8080": 200, "127.0.0.1:8080": 200, "[::1]:8080": 200,
    "evil.example": 421, "127.0.0.1.evil.example:8080": 421, "[": 421, "": 421,
}  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
async def test_without_tokens_no_other_name_leads_here(graph: Graph, settings: Settings, host: str) -> None:
    async with door(settings, graph) as client:
        answer = await client.post("/graphql", json={"query": '{ echo(text: "in") }'}, headers={"Host": host})
    assert answer.status_code == HOSTS[host]


async def test_a_token_lets_in_and_a_role_bounds(guarded: AsyncClient, settings: Settings) -> None:
    known = bearer(settings, "teller", branches=["baku"])
    answer = await guarded.post("/graphql", json={"query": '{ echo(text: "in") }'}, headers=known)
    assert answer.json()["data"] == {"echo": "in"}
    body = {"queries": {"a": {"schema": "Person", "properties": {"name": ["Nino"]}}}}
    assert (await guarded.post("/match/default", json=body, headers=known)).status_code == 403
    assert (await guarded.post("/match/default", json=body, headers=bearer(settings, "integrator"))).status_code == 200


async def test_the_trail_keeps_who_in_which_role_through_what_and_what_for(
    guarded: AsyncClient, settings: Settings, graph: Graph
) -> None:
    known = bearer(settings, "integrator", azp="crm", sources=["*"])
    said = {**known, "X-Purpose": "new client", "X-Request-ID": "r-1"}
    query = "mutation($r: [JSON!]!) { take(records: $r) }"
    body = {"query": query, "variables": {"r": [person("NEW", "Yeni Müştəri", "baku")]}}
    answer = await guarded.post("/graphql", json=body, headers=said)
    assert answer.json()["data"] == {"take": 1}
    found = await graph.ask("MATCH (a:AuditEntry) RETURN a.actor, a.roles, a.client, a.purpose, a.request "
                            "ORDER BY a.id DESC LIMIT 1", 1)  # fmt: skip
    assert list(found.rows[0]) == ["leyla", ["integrator"], "crm", "new client", "r-1"]


async def test_a_purpose_that_cannot_be_printed_is_refused(guarded: AsyncClient, settings: Settings) -> None:
    known = {**bearer(settings, "teller"), "X-Purpose": "x" * 201}
    answer = await guarded.post("/graphql", json={"query": "{ me { subject } }"}, headers=known)
    assert answer.status_code == 400


def test_every_role_that_ships_names_permissions_that_there_are(settings: Settings) -> None:
    """A typing error in a role would take a permission away without anybody noticing."""
    handlers = bootstrap.commands(settings).do.handlers
    known = {field.default for command in handlers for field in fields(command) if field.name == "name"}
    known |= {"*", "read", "findMatches", "readMatches", "readTrail", "readEvents", "screen"}
    known |= {"proposeChange", "submitChange", "withdrawChange", "decideChange", "dryRunRiskScheme", "restricted"}
    assert {action for role in roles().by_name.values() for action in role.may} <= known
