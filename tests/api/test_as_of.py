"""The same questions about the past: what held on a day, and what was known at a moment."""

from random import Random
from typing import Any

import pytest

from cim_graph.kernel.ids import Kind, id_of
from tests.api.conftest import Ask
from tests.conftest import Submit

OWNER, FIRM, LATER = (id_of(Kind.PARTY, "s", key) for key in ("owner", "firm", "later"))


def person(key: str, **fields: Any) -> dict[str, Any]:
    return {"type": "person", "source": "s", "key": key, "names": [key], **fields}


def party(key: str) -> dict[str, str]:
    return {"source": "s", "key": key}


def owns(key: str, holder: str, **fields: Any) -> dict[str, Any]:
    ends = {"from": party(holder), "to": party("firm")}
    return {"type": "relationship", "source": "s", "key": key, "kind": "OWNS", **ends, **fields}


@pytest.fixture
async def moments(take: Submit, ask: Ask) -> list[str]:
    """Let time pass: a moment after each step."""
    exposure = {
        "type": "exposure",
        "source": "s",
        "key": "x",
        "party": {"source": "s", "key": "firm"},
        "currency": "AZN",
    }
    account = {
        "type": "account",
        "source": "s",
        "key": "a",
        "number": "1",
        "holders": [{"party": {"source": "s", "key": "firm"}}],
    }
    steps: list[list[dict[str, Any]]] = [
        [
            person(
                "owner",
                identifiers=[{"scheme": "passport", "value": "AA1"}],
                contacts=[{"kind": kind, "value": "+994501234567"} for kind in ("phone", "mobile")],
            ),
            {"type": "organization", "source": "s", "key": "firm", "names": ["Firm"]},
            owns("1", "owner", share="60", validFrom="2020-01-01"),
            {**exposure, "amount": "100", "asOf": "2025-12-31"},
            {**account, "status": "OPEN"},
        ],
        [
            person("owner", names=["Renamed"], identifiers=[{"scheme": "passport", "value": "BB2"}]),
            owns("1", "owner", share="60", validFrom="2020-01-01", validTo="2026-01-01"),
            person("later"),
            owns("2", "later", share="70", validFrom="2026-01-01"),
            {**exposure, "amount": "80", "asOf": "2026-06-30"},
            {**account, "status": "CLOSED"},
        ],
        [{"type": "retract", "source": "s", "key": "owner"}, {"type": "retract", "source": "s", "key": "x"}],
    ]
    moments = []
    for step in steps:
        assert not (await take(step)).rejected
        data = await ask("{ parties { edges { node { records { receivedAt } } } } }")
        seen = [r["receivedAt"] for e in data["parties"]["edges"] for r in e["node"]["records"]]
        moments.append(max(seen))
    (retracted,) = [moments[-1]]
    return [moments[0], moments[1], retracted]


HOLDERS = """query ($id: ID!, $asOf: AsOf) { party(id: $id, asOf: $asOf) {
  relationships { edges { node { share validTo from { name } } } } relationshipCounts { kind direction count } } }"""


async def holders(ask: Ask, **as_of: str) -> list[tuple[str, str]]:
    party = (await ask(HOLDERS, id=FIRM, asOf=as_of))["party"]
    edges = [edge["node"] for edge in party["relationships"]["edges"]]
    assert sum(count["count"] for count in party["relationshipCounts"]) == len(edges)
    return [(edge["from"]["name"], edge["share"]) for edge in edges]


async def test_who_held_on_a_day_as_we_know_it_now_and_as_we_knew_it_then(ask: Ask, moments: list[str]) -> None:
    first, second, _ = moments
    assert await holders(ask) == [("later", "70")]
    assert await holders(ask, known=second, valid="2025-06-01") == [("Renamed", "60")]
    assert await holders(ask, known=second) == [("later", "70")]
    assert await holders(ask, known=first) == [("owner", "60")]
    assert await holders(ask, known=first, valid="2019-01-01") == []
    assert await holders(ask, valid="2025-06-01") == []


async def test_a_party_is_as_its_records_said_then(ask: Ask, moments: list[str]) -> None:
    query = """query ($id: ID!, $asOf: AsOf) { party(id: $id, asOf: $asOf) {
      name names { full } identifiers { scheme value } contacts { kind value } records { version } } }"""
    first, second, _ = moments
    then = (await ask(query, id=OWNER, asOf={"known": first}))["party"]
    assert then == {
        "name": "owner",
        "names": [{"full": "owner"}],
        "identifiers": [{"scheme": "passport", "value": "AA1"}],
        "contacts": [{"kind": "mobile", "value": "+994501234567"}, {"kind": "phone", "value": "+994501234567"}],
        "records": [{"version": 1}],
    }
    assert (await ask(query, id=OWNER, asOf={"known": second}))["party"]["name"] == "Renamed"
    assert (await ask(query, id=OWNER))["party"] is None
    assert (await ask(query, id=LATER, asOf={"known": first}))["party"] is None
    assert (await ask(query, id=OWNER, asOf={"known": "2001-01-01T00:00:00Z"}))["party"] is None


async def test_an_identifier_given_up_still_finds_who_carried_it_then(ask: Ask, moments: list[str]) -> None:
    query = """query ($value: String!, $asOf: AsOf) {
      partyByIdentifier(scheme: "passport", value: $value, asOf: $asOf) { name } }"""
    first, second, _ = moments
    assert (await ask(query, value="AA1", asOf={"known": first}))["partyByIdentifier"] == {"name": "owner"}
    assert (await ask(query, value="AA1", asOf={"known": second}))["partyByIdentifier"] is None
    assert (await ask(query, value="BB2", asOf={"known": second}))["partyByIdentifier"] == {"name": "Renamed"}
    assert (await ask(query, value="BB2"))["partyByIdentifier"] is None


async def test_what_was_owed_and_held(ask: Ask, moments: list[str]) -> None:
    query = """query ($id: ID!, $asOf: AsOf, $own: AsOf) { party(id: $id, asOf: $asOf) {
      exposures(asOf: $own) { amount { amount } } accounts { edges { node { status } } } } }"""
    first, second, _ = moments

    async def owed(**variables: Any) -> list[str]:
        party = (await ask(query, id=FIRM, **variables))["party"]
        return [exposure["amount"]["amount"] for exposure in party["exposures"]]

    assert await owed() == []
    assert await owed(asOf={"known": first}) == ["100"]
    assert await owed(asOf={"known": second}) == ["80"]
    assert await owed(asOf={"known": second}, own={"valid": "2026-01-15"}) == ["100"]
    assert await owed(own={"known": second, "valid": "2025-01-01"}) == []
    data = await ask(query, id=FIRM, asOf={"known": first})
    assert data["party"]["accounts"]["edges"] == [{"node": {"status": "OPEN"}}]


async def test_a_list_of_the_past_leaves_out_who_was_not_known(ask: Ask, moments: list[str]) -> None:
    query = "query ($asOf: AsOf) { parties(asOf: $asOf) { edges { node { name } } } }"
    first, _, _ = moments
    data = await ask(query, asOf={"known": first})
    assert [edge["node"]["name"] for edge in data["parties"]["edges"]] == ["Firm"]


async def test_around_a_party_nobody_counts_who_was_not_known(ask: Ask, moments: list[str]) -> None:
    query = """query ($id: ID!, $asOf: AsOf) {
      neighbourhood(id: $id, asOf: $asOf) { total truncated parties { name } relationships { share } } }"""
    _, second, _ = moments
    day, now = "2025-06-01", "2999-01-01T00:00:00Z"
    found = (await ask(query, id=FIRM, asOf={"known": second, "valid": day}))["neighbourhood"]
    assert (found["total"], found["truncated"], found["relationships"]) == (2, False, [{"share": "60"}])
    for then in ({"known": now, "valid": day}, {"valid": day}):
        found = (await ask(query, id=FIRM, asOf=then))["neighbourhood"]
        assert found == {"total": 1, "truncated": False, "parties": [{"name": "Firm"}], "relationships": []}


async def test_a_page_of_the_past_goes_on_where_the_one_before_ended_whatever_came_meanwhile(
    take: Submit, ask: Ask
) -> None:
    query = """query ($id: ID!, $after: String) { party(id: $id, asOf: {valid: "2021-06-01"}) {
      relationships(first: 2, after: $after) { edges { node { share } } pageInfo { endCursor } } } }"""
    shares = {"a": "50", "b": "30", "c": "10", "d": None}
    stated = [owns(f"tie-{key}", key, share=share, validFrom="2020-01-01") for key, share in shares.items()]
    await take([person(key) for key in (*shares, "firm")] + stated)
    first = (await ask(query, id=FIRM))["party"]["relationships"]
    await take([{"type": "retract", "source": "s", "key": "tie-b"}])
    second = (await ask(query, id=FIRM, after=first["pageInfo"]["endCursor"]))["party"]["relationships"]
    assert [[edge["node"]["share"] for edge in page["edges"]] for page in (first, second)] == [
        ["50", "30"],
        ["10", None],
    ]


async def test_what_came_late_says_what_was_owed_on_its_day(take: Submit, ask: Ask) -> None:
    query = """query ($id: ID!, $asOf: AsOf) { party(id: $id) { exposures(asOf: $asOf) { amount { amount } } } }"""

    async def owed(key: str, **as_of: str) -> list[str]:
        party = (await ask(query, id=id_of(Kind.PARTY, "s", key), asOf=as_of or None))["party"]
        return [exposure["amount"]["amount"] for exposure in party["exposures"]]

    debt = {"type": "exposure", "source": "s", "key": "x", "party": {"source": "s", "key": "firm"}, "currency": "AZN"}
    now = debt | {"amount": "80", "at": "2026-02-01", "asOf": "2026-01-31"}
    await take([person("firm"), person("later"), now])
    await take([debt | {"amount": "90", "at": "2026-01-01", "asOf": "2025-12-31"}])
    assert await owed("firm") == await owed("firm", known="2999-01-01T00:00:00Z") == ["80"]
    assert await owed("firm", valid="2026-01-15") == ["90"]
    assert await owed("firm", valid="2025-01-01") == []
    await take([now | {"party": {"source": "s", "key": "later"}, "at": "2026-03-01"}])
    assert (await owed("firm"), await owed("later")) == ([], ["80"])
    assert (await owed("firm", known="2999-01-01T00:00:00Z"), await owed("later", known="2999-01-01T00:00:00Z")) == (
        [],
        ["80"],
    )
    await take([{"type": "retract", "source": "s", "key": "x"}])
    await take([now])  # older than what was taken back
    assert await owed("firm") == await owed("firm", known="2999-01-01T00:00:00Z") == []
    await take([now | {"at": "2026-04-01"}])
    assert await owed("firm", known="2999-01-01T00:00:00Z") == await owed("firm", valid="2026-02-01") == ["80"]


SIDES = """query (
  $id: ID!, $then: AsOf, $kinds: [RelationshipKind!], $direction: Direction!, $first: Int!, $after: String
) { party(id: $id, asOf: $then) {
    relationships(first: $first, after: $after, kinds: $kinds, direction: $direction) {
      edges { cursor node { id kind share voting role shareClass validTo sources { key } from { id } to { name } } }
      pageInfo { hasNextPage } }
    relationshipCounts { kind direction count } } }"""


async def test_what_is_known_now_and_holds_today_is_what_stands_page_by_page(take: Submit, ask: Ask) -> None:
    dice = Random(1)
    kinds = ["OWNS", "OWNS", "OWNS", "CONTROLS", "RELATED_TO"]
    facts = [
        {
            **owns(str(number), f"p{dice.randrange(12)}"),
            "source": dice.choice(["s", "t"]),
            "kind": (kind := dice.choice(kinds)),
            **({"share": dice.choice(["1", "2", "2.5", "20"])} if kind == "OWNS" and dice.random() < 0.9 else {}),
            **({"shareClass": "b"} if kind == "OWNS" and dice.random() < 0.3 else {}),
            **({"role": dice.choice(["one", "other"])} if kind == "RELATED_TO" else {}),
            **({"onBehalfOf": party(dice.choice(["p1", "nobody"]))} if kind == "OWNS" and dice.random() < 0.2 else {}),
            **({"votingSuspended": True} if kind == "OWNS" and dice.random() < 0.2 else {}),
            **dice.choice([{}, {}, {}, {"validTo": "2020-01-01"}, {"validFrom": "2090-01-01"}]),
        }
        for number in range(150)
    ]
    itself = owns("itself", "firm", share="3")
    outwards = {**owns("out", "firm", share="9"), "to": party("p1")}
    gone = [{"type": "retract", "source": one["source"], "key": one["key"]} for one in facts[::7]]
    await take([person("firm"), *(person(f"p{number}") for number in range(12)), *facts, itself, outwards])
    await take(gone)

    async def pages(first: int, then: dict[str, str] | None, **choice: Any) -> tuple[Any, ...]:
        edges: list[Any] = []
        after, more = None, True
        while more:
            data = await ask(SIDES, id=FIRM, then=then, first=first, after=after, **choice)
            found = data["party"]["relationships"]
            edges += found["edges"]
            more, after = found["pageInfo"]["hasNextPage"], edges[-1]["cursor"]
            assert len(found["edges"]) == first or not more
        counts = data["party"]["relationshipCounts"]
        return edges, sorted((c["kind"], c["direction"], c["count"]) for c in counts)

    for choice in (
        {"direction": "BOTH"},
        {"direction": "IN"},
        {"direction": "OUT"},
        {"direction": "IN", "kinds": ["CONTROLS", "RELATED_TO"]},
    ):
        today = await pages(100, None, **choice)
        assert choice["direction"] != "BOTH" or len(today[0]) == sum(count for *_, count in today[1])
        for first in (4, 100):
            assert await pages(first, {"known": "9998-01-01T00:00:00Z"}, **choice) == today
