"""Merges and splits, as those who ask see them: today, and as it was before."""

from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import pytest

from cim_graph.api.scalars import DateTime
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.times import moment_text
from tests.api.conftest import Ask
from tests.conftest import Submit

JUDGE = """mutation ($left: ID!, $right: ID!, $same: Boolean!) {
  judgeMatch(left: $left, right: $right, same: $same, reason: "one passport") { parties { id name } changeRequest }
}"""
SPLIT = """mutation ($id: ID!, $records: [ID!]!) {
  splitParty(id: $id, records: $records, reason: "father and son") { parties { id } }
}"""
WITHDRAW = """mutation ($id: ID!) { withdrawJudgement(id: $id, reason: "a mistake") { parties { id } } }"""
PARTY = """query ($id: ID!, $asOf: AsOf) { party(id: $id, asOf: $asOf) {
  id name names { full } identifiers { scheme value } records { id }
  accounts { edges { node { number } } } exposures { amount { amount } }
  relationships(kinds: [OWNS]) { edges { node { id share from { id name } to { id } } } }
  relationshipCounts { kind direction count }
} }"""
OWNERS = """query ($id: ID!, $asOf: AsOf) { party(id: $id, asOf: $asOf) {
  beneficialOwners(regime: "simple") { owners { party { id name } ownership paths { parties { id } } } }
  controllers { party { id } }
} }"""
HELD = """query ($id: ID!, $asOf: AsOf) { party(id: $id, asOf: $asOf) {
  holdings { edges { node { party { id } ownership } } }
} }"""
AROUND = "query ($id: ID!) { neighbourhood(id: $id) { parties { id } } }"
WAYS = """query ($id: ID!, $f: ID!, $asOf: AsOf) { connections(from: $id, to: $f, asOf: $asOf) {
  share parties { id }
} }"""


def record_id(key: str) -> str:
    return id_of(Kind.RECORD, "s", key)


def party_id(key: str) -> str:
    return id_of(Kind.PARTY, "s", key)


def owns(key: str, holder: str, held: str, share: str, **more: Any) -> dict[str, Any]:
    ends = {"from": {"source": "s", "key": holder}, "to": {"source": "s", "key": held}}
    return {"type": "relationship", "source": "s", "key": key, "kind": "OWNS", **ends, "share": share, **more}


@pytest.fixture
async def web(take: Submit) -> None:
    """Load Leyla twice, once with a passport, a company she owns in two parts, and one that it owns."""
    holder = {"party": {"source": "s", "key": "B"}}
    await take([{"type": "person", "source": "s", "key": "A", "names": ["Leyla Məmmədova"]}])
    await take(
        [
            {
                "type": "person", "source": "s", "key": "B", "names": ["Leyla Mammadova"],
                "identifiers": [{"scheme": "passport", "value": "C0123456", "country": "AZ"}],
            },
            {"type": "person", "source": "s", "key": "C", "names": ["Orxan"]},
            {"type": "organization", "source": "s", "key": "F", "names": ["Firm"]},
            {"type": "organization", "source": "s", "key": "G", "names": ["Daughter"]},
            owns("1", "A", "F", "15"),
            owns("2", "B", "F", "15"),
            owns("3", "C", "F", "30", onBehalfOf={"source": "s", "key": "B"}),
            owns("4", "F", "G", "100"),
            {"type": "account", "source": "s", "key": "x", "number": "1", "currency": "AZN", "holders": [holder]},
            {"type": "exposure", "source": "s", "key": "y", "amount": "7", "currency": "AZN", **holder},
        ]
    )  # fmt: skip


async def everything(ask: Ask, key: str, **more: Any) -> list[Any]:
    asked = [await ask(document, id=party_id(key), **more) for document in (PARTY, OWNERS, HELD)]
    asked[0]["party"]["relationshipCounts"].sort(key=itemgetter("kind", "direction"))
    return [*asked, await ask(WAYS, id=party_id(key), f=party_id("F"), **more)]


def now() -> dict[str, str]:
    return {"known": DateTime(moment_text(datetime.now(UTC)))}


async def merged(ask: Ask) -> Any:
    return (await ask(JUDGE, left=record_id("A"), right=record_id("B"), same=True))["judgeMatch"]


@pytest.mark.usefixtures("web")
async def test_what_was_known_before_a_merge_is_what_was_there(ask: Ask) -> None:
    """So it is of what was known between a merge and a split."""
    keys = ("A", "B", "F", "C")
    before = now()
    then = [await everything(ask, key, asOf=before) for key in keys]
    assert then == [await everything(ask, key) for key in keys]
    await merged(ask)
    after = now()
    assert [await everything(ask, key, asOf=before) for key in keys] == then
    together = [await everything(ask, key) for key in keys]
    assert together != then
    assert [await everything(ask, key, asOf=after) for key in keys] == together
    await ask(SPLIT, id=party_id("A"), records=[record_id("B")])
    assert [await everything(ask, key) for key in keys] == then
    assert [await everything(ask, key, asOf=before) for key in keys] == then
    assert [await everything(ask, key, asOf=after) for key in keys] == together


@pytest.mark.usefixtures("web")
async def test_every_id_answers_for_ever(ask: Ask) -> None:
    assert await merged(ask) == {"parties": [{"id": party_id("A"), "name": "Leyla Mammadova"}], "changeRequest": None}
    a, b = await everything(ask, "A"), await everything(ask, "B")
    assert a == b
    assert [edge["node"]["share"] for edge in a[0]["party"]["relationships"]["edges"]] == ["30"]
    around = await ask(AROUND, id=party_id("B"))
    assert party_id("F") in {party["id"] for party in around["neighbourhood"]["parties"]}
    asked = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Party { formerIds } } }"
    found = await ask(asked, ids=[party_id("A"), party_id("B")])
    assert found["nodes"] == [{"id": party_id("A"), "formerIds": [party_id("B")]}] * 2


FEED = """query ($first: Int!, $after: String) { partyLineage(first: $first, after: $after) {
  edges { cursor node { id kind by reason parties records } } pageInfo { hasNextPage endCursor }
} }"""


@pytest.mark.usefixtures("web")
async def test_a_record_of_a_moment_leads_to_the_party_that_it_described_then(ask: Ask) -> None:
    query = 'query ($asOf: AsOf) { partyByRecord(source: "s", key: "B", asOf: $asOf) { id records { key } } }'
    before = now()
    apart = {"id": party_id("B"), "records": [{"key": "B"}]}
    await merged(ask)
    together = {"id": party_id("A"), "records": [{"key": "A"}, {"key": "B"}]}
    assert (await ask(query))["partyByRecord"] == together
    assert (await ask(query, asOf=before))["partyByRecord"] == apart


@pytest.mark.usefixtures("web")
async def test_a_copy_elsewhere_follows_the_feed(ask: Ask) -> None:
    await merged(ask)
    await ask(SPLIT, id=party_id("A"), records=[record_id("B")])
    page = (await ask(FEED, first=1))["partyLineage"]
    [merge] = [edge["node"] for edge in page["edges"]]
    assert (merge["kind"], merge["by"], merge["reason"]) == ("MERGED", "test", "one passport")
    assert (merge["parties"], merge["records"]) == ([party_id("A"), party_id("B")], [record_id("B")])
    rest = (await ask(FEED, first=5, after=page["pageInfo"]["endCursor"]))["partyLineage"]
    [split] = [edge["node"] for edge in rest["edges"]]
    assert (split["kind"], split["parties"]) == ("SPLIT", [party_id("A"), party_id("B")])
    assert page["pageInfo"]["hasNextPage"]
    assert not rest["pageInfo"]["hasNextPage"]
    told = await ask("query ($id: ID!) { node(id: $id) { ... on LineageEvent { kind } } }", id=split["id"])
    assert told == {"node": {"kind": "SPLIT"}}
    [refused] = await ask(FEED, errors=True, first=1, after="bm9uc2Vuc2U")
    assert refused.extensions == {"code": "BAD_INPUT"}


@pytest.mark.usefixtures("web")
async def test_a_party_tells_how_it_was_formed(ask: Ask) -> None:
    await merged(ask)
    found = await ask("query ($id: ID!) { party(id: $id) { lineage { kind by parties } } }", id=party_id("B"))
    assert found["party"]["lineage"] == [
        {"kind": "CREATED", "by": "s", "parties": [party_id("A")]},
        {"kind": "MERGED", "by": "test", "parties": [party_id("A"), party_id("B")]},
    ]


@pytest.mark.parametrize(
    ("mutation", "arguments", "code"),
    [
        (JUDGE, {"left": record_id("A"), "right": record_id("Z"), "same": True}, "NOT_FOUND"),
        (JUDGE, {"left": record_id("A"), "right": party_id("A"), "same": True}, "BAD_INPUT"),
        (SPLIT, {"id": party_id("A"), "records": [record_id("A")]}, "BAD_INPUT"),
        (SPLIT, {"id": party_id("A"), "records": [record_id("B")]}, "BAD_INPUT"),
        (SPLIT, {"id": party_id("A"), "records": []}, "BAD_INPUT"),
        (WITHDRAW, {"id": "nothing"}, "NOT_FOUND"),
    ],
)
@pytest.mark.usefixtures("web")
async def test_what_a_steward_cannot_do_is_told(ask: Ask, mutation: str, arguments: dict[str, Any], code: str) -> None:
    [refused] = await ask(mutation, errors=True, **arguments)
    assert refused.extensions == {"code": code}


OVERRIDE = """mutation ($field: String!, $value: JSON, $id: ID!) {
  overrideField(party: $id, field: $field, value: $value, reason: "seen the passport") { parties { name } }
}"""
PROVENANCE = """query ($id: ID!, $asOf: AsOf) { party(id: $id, asOf: $asOf) {
  name ... on Person { birthDate } provenance { field value rule record { key } }
} }"""


async def told(ask: Ask, key: str, field: str, **more: Any) -> dict[str, Any]:
    found = (await ask(PROVENANCE, id=party_id(key), **more))["party"]["provenance"]
    [one] = [item for item in found if item["field"] == field]
    return dict(one)


@pytest.mark.usefixtures("web")
async def test_a_pinned_value_outlives_loads_merges_and_splits(ask: Ask, take: Submit) -> None:
    before = now()
    assert await ask(OVERRIDE, id=party_id("B"), field="name", value=" Leyla  Məmmədova ") == {
        "overrideField": {"parties": [{"name": "Leyla Məmmədova"}]}
    }
    after = now()
    pinned = f"pinned by test on {after['known'][:10]}: seen the passport"
    assert await told(ask, "B", "name") == {
        "field": "name", "value": "Leyla Məmmədova", "rule": pinned, "record": None,
    }  # fmt: skip
    await take([{"type": "person", "source": "s", "key": "B", "names": ["Leyla M."]}])
    changed = await told(ask, "B", "name")
    assert changed["value"] == "Leyla Məmmədova"
    assert changed["rule"] == f"{pinned}; the record that it corrects says something else since"
    await merged(ask)
    assert (await told(ask, "A", "name"))["value"] == "Leyla Məmmədova"
    await ask(SPLIT, id=party_id("A"), records=[record_id("B")])
    assert (await told(ask, "B", "name"))["value"] == "Leyla Məmmədova"
    assert (await told(ask, "A", "name"))["record"] == {"key": "A"}
    assert (await told(ask, "B", "name", asOf=before))["value"] == "Leyla Mammadova"
    assert (await told(ask, "B", "name", asOf=after))["value"] == "Leyla Məmmədova"
    await ask(OVERRIDE, id=party_id("B"), field="name", value=None)
    assert await told(ask, "B", "name") == {
        "field": "name", "value": "Leyla M.", "rule": "only-value", "record": {"key": "B"},
    }  # fmt: skip
    found = await ask("query ($id: ID!) { party(id: $id) { name lineage { kind reason } } }", id=party_id("B"))
    assert found["party"]["name"] == "Leyla M."
    assert [event["kind"] for event in found["party"]["lineage"]].count("OVERRIDDEN") == 2


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("flags", "pep", "cannot be pinned"),
        ("birthDate", "1900-01-01", "stands for nothing"),
        ("birthDate", "9 March", "is not a date"),
        ("status", "GONE", "must be one of"),
        ("jurisdiction", "Atlantis", "is no country"),
        ("name", "-", "says something"),
        ("name", ["a"], "must be text"),
        ("name", "Leyla\u202e", "cannot be seen (RIGHT-TO-LEFT OVERRIDE)"),
        ("birthDate", "3000-01-01", "has not come yet"),
    ],
)
@pytest.mark.usefixtures("web")
async def test_what_cannot_be_pinned_is_told(ask: Ask, field: str, value: Any, said: str) -> None:
    [refused] = await ask(OVERRIDE, errors=True, id=party_id("A"), field=field, value=value)
    assert refused.extensions == {"code": "BAD_INPUT"}
    assert said in refused.message


@pytest.mark.usefixtures("web")
async def test_taking_back_what_nobody_pinned_and_a_birth_of_a_company_change_nothing(ask: Ask) -> None:
    await ask(OVERRIDE, id=party_id("A"), field="segment", value=None)
    [refused] = await ask(OVERRIDE, errors=True, id=party_id("F"), field="birthDate", value="1984-03-09")
    assert "only persons are born" in refused.message
    for key in ("A", "F"):
        found = await ask("query ($id: ID!) { party(id: $id) { lineage { kind } } }", id=party_id(key))
        assert found["party"]["lineage"] == [{"kind": "CREATED"}]


QUEUE = """query ($first: Int!, $after: String) { matchReviews(first: $first, after: $after) {
  edges { cursor node {
    id kind judgement { same by } left { key payload } right { key }
    explanation { probability decision rule features { name left right level weight } }
  } }
  pageInfo { hasNextPage endCursor }
} }"""
WHY = """query ($left: ID!, $right: ID!) { explainMatch(left: $left, right: $right) {
  probability decision rule prior relatives features { name left right level weight }
} }"""
FIND = """query ($record: JSON!, $limit: Int! = 10) { findMatches(record: $record, limit: $limit) {
  party { id name } probability explanation { decision rule features { name level } }
} }"""


def said(key: str, name: str, **more: Any) -> dict[str, Any]:
    return {"type": "person", "source": "s", "key": key, "names": [name], **more}


@pytest.fixture
async def doubtful(take: Submit) -> None:
    """Load pairs that only a steward can tell: one name, one birth year; the second pair owes."""
    owed = {"type": "exposure", "source": "s", "key": "x", "amount": "900", "currency": "AZN", "kind": "loan"}
    await take(
        [
            said("A", "Rəşad Quliyev Elçin oğlu", birthDate="1984"),
            said("B", "Rashad Guliyev", birthDate="1984-03-09"),
            said("C", "Günel Bağırova Vaqif qızı", birthDate="1990"),
            said("D", "Gunel Bagirova", birthDate="1990-07-01"),
            {**owed, "party": {"source": "s", "key": "D"}},
        ]
    )


@pytest.mark.usefixtures("doubtful")
async def test_what_is_worth_most_waits_first_and_goes_when_it_is_judged(ask: Ask) -> None:
    page = (await ask(QUEUE, first=1))["matchReviews"]
    [first] = [edge["node"] for edge in page["edges"]]
    assert sorted((first["left"]["key"], first["right"]["key"])) == ["C", "D"]
    assert (first["kind"], first["judgement"], first["explanation"]["decision"]) == ("IDENTITY", None, "REVIEW")
    rest = (await ask(QUEUE, first=5, after=page["pageInfo"]["endCursor"]))["matchReviews"]
    assert [{edge["node"]["left"]["key"], edge["node"]["right"]["key"]} for edge in rest["edges"]] == [{"A", "B"}]
    await ask(JUDGE, left=record_id("C"), right=record_id("D"), same=False)
    left = (await ask(QUEUE, first=5))["matchReviews"]["edges"]
    assert [{edge["node"]["left"]["key"], edge["node"]["right"]["key"]} for edge in left] == [{"A", "B"}]
    told = await ask("query ($id: ID!) { node(id: $id) { ... on MatchReview { judgement { same } } } }", id=first["id"])
    assert told == {"node": {"judgement": {"same": False}}}


@pytest.mark.usefixtures("doubtful")
async def test_an_explanation_adds_up(ask: Ask) -> None:
    why = (await ask(WHY, left=record_id("A"), right=party_id("B")))["explainMatch"]
    assert (why["decision"], why["rule"]) == ("REVIEW", "names alone") or why["decision"] == "REVIEW"
    bits = why["prior"] + why["relatives"] + sum(feature["weight"] for feature in why["features"])
    assert why["probability"] == pytest.approx(1 / (1 + 2**-bits), abs=1e-6)
    by_name = {feature["name"]: feature for feature in why["features"]}
    assert (by_name["birth"]["left"], by_name["birth"]["right"]) == ("1984", "1984-03-09")
    assert by_name["patronymic"]["level"] == "no evidence"
    await ask(JUDGE, left=record_id("A"), right=record_id("B"), same=True)
    judged = (await ask(WHY, left=record_id("A"), right=record_id("B")))["explainMatch"]
    assert (judged["decision"], judged["rule"]) == ("SAME", "judged by test: one passport")


@pytest.mark.usefixtures("doubtful")
async def test_pairs_that_are_far_apart_are_explained_too(ask: Ask) -> None:
    why = (await ask(WHY, left=party_id("A"), right=party_id("C")))["explainMatch"]
    assert why["decision"] == "DIFFERENT"
    assert {feature["name"] for feature in why["features"]} >= {"given", "family", "birth"}


@pytest.mark.usefixtures("web")
async def test_one_searches_before_one_creates(ask: Ask, take: Submit) -> None:
    passport = [{"scheme": "passport", "value": "C 0123456", "country": "AZ"}]
    record = {"type": "person", "names": ["Лейла Маммадова"], "identifiers": passport, "birthDate": "1984-03-09"}
    await take([said("B", "Leyla Mammadova", birthDate="1984-03-09", identifiers=passport)])
    found = (await ask(FIND, record=record))["findMatches"]
    assert found[0]["party"]["id"] == party_id("B")
    assert found[0]["explanation"]["decision"] == "SAME"
    assert [one["probability"] for one in found] == sorted((one["probability"] for one in found), reverse=True)
    assert len((await ask(FIND, record=record, limit=1))["findMatches"]) == 1
    again = (await ask(FIND, record={**record, "source": "s", "key": "B"}))["findMatches"]
    assert party_id("B") not in {one["party"]["id"] for one in again}, "it would replace itself"
    assert (await ask(FIND, record={"type": "person", "names": ["Nobody Anywhere"]}))["findMatches"] == []


@pytest.mark.parametrize(
    ("query", "arguments", "code"),
    [
        (FIND, {"record": {"type": "person", "names": 7}}, "BAD_INPUT"),
        (FIND, {"record": {"type": "rate", "currency": "USD"}}, "BAD_INPUT"),
        (FIND, {"record": "nonsense"}, "BAD_INPUT"),
        (FIND, {"record": {"type": "person", "names": ["A B"]}, "limit": 0}, "BAD_INPUT"),
        (WHY, {"left": record_id("A"), "right": record_id("A")}, "BAD_INPUT"),
        (WHY, {"left": record_id("A"), "right": "x"}, "NOT_FOUND"),
        (QUEUE, {"first": 1, "after": "bm9uc2Vuc2U"}, "BAD_INPUT"),
    ],
)
@pytest.mark.usefixtures("web")
async def test_questions_that_make_no_sense_are_told(
    ask: Ask, query: str, arguments: dict[str, Any], code: str
) -> None:
    [refused] = await ask(query, errors=True, **arguments)
    assert refused.extensions == {"code": code}


async def test_a_word_on_what_has_changed_since_it_was_shown_is_refused(ask: Ask, take: Submit) -> None:
    judge = """mutation ($left: ID!, $right: ID!, $versions: [Int!]) {
      judgeMatch(left: $left, right: $right, same: false, reason: "seen", versions: $versions) { parties { id } }
    }"""
    a = {"type": "person", "source": "s", "key": "A", "names": ["Leyla Məmmədova"]}
    await take([a, {**a, "key": "B"}])
    await take([{**a, "gender": "female"}])
    pair = {"left": record_id("A"), "right": record_id("B")}
    [refusal] = await ask(judge, errors=True, **pair, versions=[1, 1])
    assert "says something else since it was shown" in refusal.message
    assert len((await ask(judge, **pair, versions=[2, 1]))["judgeMatch"]["parties"]) == 2
