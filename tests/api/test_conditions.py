"""Mutations that are sent again, and mutations against a version that has passed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
from httpx import AsyncClient, Response

from cim_graph.api.callers import Callers
from cim_graph.api.execution import Schema
from cim_graph.graph.session import Graph
from cim_graph.intake.service import SubmitRecordsHandler
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import UnavailableError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.settings import Settings
from tests.api.doors import door

TAKE = "mutation($r: [JSON!]!) { take(records: $r) }"
TWICE = "mutation($r: [JSON!]!, $s: [JSON!]!) { first: take(records: $r) second: take(records: $s) }"
PARTY = id_of(Kind.PARTY, "core", "1")
DONE = "MATCH (a:AuditEntry) RETURN count(a) AS done"


def person(key: str, name: str = "Leyla") -> dict[str, Any]:
    return {"type": "person", "source": "core", "key": key, "names": [name]}


@pytest.fixture
async def client(graph: Graph, settings: Settings) -> AsyncIterator[AsyncClient]:
    async with door(settings.model_copy(update={"deliver": False}), graph) as client:
        yield client


def sent(client: AsyncClient, name: str = "Leyla", query: str = TAKE, **headers: str) -> Awaitable[Response]:
    variables = {"r": [person("1", name)], "s": [person("2", name)]}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/graphql", json={"query": query, "variables": variables}, headers=named)


async def done(graph: Graph) -> int:
    [row] = await graph.administer(DONE)
    number: int = row["done"]
    return number


def code(answer: Response) -> str:
    [error] = answer.json()["errors"]
    told: str = error["extensions"]["code"]
    return told


async def test_what_is_sent_again_answers_the_same_and_does_nothing(client: AsyncClient, graph: Graph) -> None:
    first = await sent(client, Idempotency_Key="k1")
    again = await sent(client, Idempotency_Key="k1")
    assert first.json() == again.json() == {"data": {"take": 1}}
    assert "CIM-Bookmark" in again.headers
    assert await done(graph) == 1
    assert (await sent(client, Idempotency_Key="k2")).json() == {"data": {"take": 0}}
    assert (await sent(client)).json() == {"data": {"take": 0}}


async def test_another_request_under_a_key_is_refused(client: AsyncClient, graph: Graph) -> None:
    await sent(client, Idempotency_Key="k1")
    assert code(await sent(client, "Aygün", Idempotency_Key="k1")) == "CONFLICT"
    assert code(await sent(client, query=TAKE + " ", Idempotency_Key="k1")) == "CONFLICT"
    assert await done(graph) == 1


async def test_an_answer_is_not_for_who_has_other_rights_by_now(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def known(*_: Any) -> Actor:
        return who[0]

    monkeypatch.setattr(Callers, "of", known)
    who = [Actor("leyla", ("administrator",))]
    first = await sent(client, Idempotency_Key="k1")
    assert (await sent(client, Idempotency_Key="k1")).json() == first.json() == {"data": {"take": 1}}
    for other in (Actor("leyla", ("teller",)), Actor("leyla", ("administrator",), frozenset({"baku"}))):
        who[0] = other
        assert code(await sent(client, Idempotency_Key="k1")) == "CONFLICT"


async def test_of_many_at_once_one_does_it_and_all_answer_alike(client: AsyncClient, graph: Graph) -> None:
    answers = await asyncio.gather(*(sent(client, Idempotency_Key="k1") for _ in range(6)))
    assert [answer.json() for answer in answers] == [{"data": {"take": 1}}] * 6
    assert await done(graph) == 1


async def test_a_kill_between_commit_and_answer(
    client: AsyncClient, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Schema.run

    async def killed(*arguments: Any) -> Any:
        await run(*arguments)
        raise SystemError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(Schema, "run", killed)
        with pytest.raises(SystemError):
            await sent(client, Idempotency_Key="k1")
    assert await done(graph) == 1
    assert (await sent(client, Idempotency_Key="k1")).json() == {"data": {"take": 1}}
    assert await done(graph) == 1


async def test_what_was_half_done_is_done_to_its_end(
    client: AsyncClient, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = SubmitRecordsHandler.__call__

    async def broken(self: Any, command: Any, context: Any) -> Any:
        if command.prepared.parties[0].record["key"] == "2":
            raise UnavailableError("the database is away")
        return await handle(self, command, context)

    with monkeypatch.context() as patched:
        patched.setattr(SubmitRecordsHandler, "__call__", broken)
        assert code(await sent(client, query=TWICE, Idempotency_Key="k1")) == "UNAVAILABLE"
    again = await sent(client, query=TWICE, Idempotency_Key="k1")
    assert again.json() == {"data": {"first": 1, "second": 1}}
    assert await done(graph) == 2
    assert (await sent(client, query=TWICE, Idempotency_Key="k1")).json() == again.json()


async def test_a_key_holds_for_a_day(client: AsyncClient, graph: Graph) -> None:
    await sent(client, Idempotency_Key="k1")
    await sent(client, Idempotency_Key="k2")
    await graph.administer("MATCH (o:Once) SET o.at = '2020-01-01T00:00:00.000000Z'")
    assert (await sent(client, Idempotency_Key="k1")).json() == {"data": {"take": 0}}
    [left] = await graph.administer("MATCH (o:Once) RETURN count(o) AS left")
    assert left == {"left": 2}  # the request and its one step


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "\x7f"])
async def test_a_key_that_is_none(client: AsyncClient, graph: Graph, key: str) -> None:
    assert code(await sent(client, Idempotency_Key=key)) == "BAD_INPUT"
    assert await done(graph) == 0


async def test_a_write_against_a_version_that_has_passed(client: AsyncClient, graph: Graph) -> None:
    await sent(client)
    assert (await sent(client, "Aygün", If_Match=f'"{PARTY}/1"')).json() == {"data": {"take": 1}}
    passed = await sent(client, "Günay", If_Match=f'"{PARTY}/1"')
    assert code(passed) == "CONFLICT"
    assert f"{PARTY} has version 2 now, not 1" in passed.text
    gone = id_of(Kind.PARTY, "core", "9")
    assert code(await sent(client, "Günay", If_Match=f'"{PARTY}/2", "{gone}/1"')) == "CONFLICT"
    assert await done(graph) == 2


async def test_of_two_against_one_version_one_is_done(client: AsyncClient, graph: Graph) -> None:
    await sent(client)
    answers = await asyncio.gather(*(sent(client, name, If_Match=f'"{PARTY}/1"') for name in ("Aygün", "Günay")))
    assert sorted("errors" in answer.json() for answer in answers) == [False, True]
    assert await done(graph) == 2


async def test_a_version_is_looked_at_once_and_not_again_for_what_is_done(client: AsyncClient, graph: Graph) -> None:
    await sent(client)
    conditions = {"Idempotency_Key": "k1", "If_Match": f'"{PARTY}/1"'}
    first = await sent(client, "Aygün", TWICE, **conditions)
    assert first.json() == {"data": {"first": 1, "second": 1}}
    assert (await sent(client, "Aygün", TWICE, **conditions)).json() == first.json()
    assert await done(graph) == 3


EXTENSIONS: list[tuple[dict[str, Any], str | None]] = [
    ({"ifMatch": {PARTY: 1}}, None),
    ({"ifMatch": {PARTY: 7}}, "CONFLICT"),
    ({"idempotencyKey": "k"}, None),
    ({"ifMatch": {}}, "BAD_INPUT"),
    ({"ifMatch": [PARTY]}, "BAD_INPUT"),
    ({"ifMatch": {PARTY: "1"}}, "BAD_INPUT"),
    ({"ifMatch": {PARTY: True}}, "BAD_INPUT"),
    ({"ifMatch": {f"p{number}": 1 for number in range(101)}}, "BAD_INPUT"),
    ({"idempotencyKey": 7}, "BAD_INPUT"),
]


@pytest.mark.parametrize(("extensions", "told"), EXTENSIONS)
async def test_the_same_in_extensions(client: AsyncClient, extensions: dict[str, Any], told: str | None) -> None:
    await sent(client)
    body = {"query": TAKE, "variables": {"r": [person("1", "Aygün")]}, "extensions": extensions}
    answer = await client.post("/graphql", json=body)
    assert answer.json() == {"data": {"take": 1}} if told is None else code(answer) == told


@pytest.mark.parametrize("tags", ["", "*", PARTY, f'"{PARTY}"', f'W/"{PARTY}/1"', f'"{PARTY}/x"', f'"{PARTY}/1",'])
async def test_tags_that_are_none(client: AsyncClient, tags: str) -> None:
    assert code(await sent(client, If_Match=tags)) == "BAD_INPUT"


async def test_a_query_has_no_conditions(client: AsyncClient) -> None:
    answer = await client.post("/graphql", json={"query": "{ __typename }"}, headers={"Idempotency-Key": "a b"})
    assert answer.json() == {"data": {"__typename": "Query"}}
