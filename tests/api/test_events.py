"""Events over the API: a feed, and subscriptions over WebSockets and server-sent events."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest
import uvicorn
from prometheus_client import REGISTRY
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from cim_graph import bootstrap
from cim_graph.access import local
from cim_graph.access.rights import Area, Scope
from cim_graph.api.callers import Callers
from cim_graph.api.events import event_of
from cim_graph.api.request import RefusedError
from cim_graph.api.schema import schema
from cim_graph.app import create_app, sharing
from cim_graph.cli.up import _options
from cim_graph.events.model import Happening, cursor_of
from cim_graph.graph.session import Graph
from cim_graph.settings import Auth, Settings
from tests.api.conftest import Ask
from tests.events.teller import Teller

PROTOCOL = Subprotocol("graphql-transport-ws")
HEARD = "subscription($after: String) { events(after: $after) { name cursor parties { id version } detail } }"
FEED = """query($after: String, $names: [String!], $first: Int! = 50) {
  events(after: $after, names: $names, first: $first) {
    edges { cursor node { id cursor name at command subject parties { id version } detail } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
DEAR = "{ parties(first: 1000) { edges { node { relationships(first: 1000) { edges { node { id } } } } } } }"
SUBMIT = "mutation($records: [JSON!]!) { submitRecords(records: $records) { accepted } }"


def person(key: str) -> dict[str, Any]:
    return {"type": "person", "source": "core", "key": key, "names": [f"Leyla {key}"]}


@pytest.fixture
def teller(graph: Graph, settings: Settings) -> Teller:
    return Teller(graph, settings)


async def test_a_feed_in_pages(ask: Ask, teller: Teller) -> None:
    await teller.tell(("party.merged", {"p1": 3, "p2": 4}), ("owner.changed", {"p1": 0}), ("party.merged", {}))
    first = (await ask(FEED, names=["party.merged"], first=1))["events"]
    [edge] = first["edges"]
    assert edge["node"] | {"id": "", "at": ""} == {
        "id": "",
        "cursor": cursor_of(1),
        "name": "party.merged",
        "at": "",
        "command": "say",
        "subject": "p1",
        "parties": [{"id": "p1", "version": 3}, {"id": "p2", "version": 4}],
        "detail": {},
    }
    cursors = {"startCursor": cursor_of(1), "endCursor": cursor_of(2)}
    assert first["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False, **cursors}
    rest = (await ask(FEED, names=["party.merged"], after=first["pageInfo"]["endCursor"]))["events"]
    assert [edge["cursor"] for edge in rest["edges"]] == [cursor_of(3)]
    assert rest["edges"][0]["node"]["subject"] is None
    assert (rest["pageInfo"]["hasNextPage"], rest["pageInfo"]["endCursor"]) == (False, cursor_of(3))
    again = (await ask(FEED, after=cursor_of(3)))["events"]
    assert (again["edges"], again["pageInfo"]["endCursor"]) == ([], cursor_of(3))


def test_who_is_bounded_is_told_of_whom_it_is_and_no_more() -> None:
    happening = Happening(1, "e1", "2026-01-01", "load", "owner.changed", {"p1": 3}, {"owner": "Leyla"})
    told = event_of(happening, Scope((Area(frozenset({"baku"})),)))
    assert told.subject == "p1"
    assert "Leyla" not in str(told)
    assert "Leyla" in str(event_of(happening, Scope()))


@pytest.mark.parametrize("wrong", [{"after": "x"}, {"names": []}, {"names": ["x"] * 501}, {"first": 1001}])
async def test_a_feed_that_makes_no_sense(ask: Ask, wrong: dict[str, Any]) -> None:
    [error] = await ask(FEED, errors=True, **wrong)
    assert error.extensions["code"] == "BAD_INPUT"


@pytest.fixture
async def address(graph: Graph, settings: Settings) -> AsyncIterator[str]:
    """Give the address of the API, served as `cim up` does."""
    async with serving(graph, settings.model_copy(update={"max_body_bytes": 20_000, "deliver": False})) as served:
        yield served


@pytest.fixture
async def guarded(graph: Graph, settings: Settings) -> AsyncIterator[str]:
    """Give the address of the API that asks for tokens."""
    async with serving(graph, settings.model_copy(update={"auth": Auth.LOCAL, "deliver": False})) as served:
        yield served


@asynccontextmanager
async def serving(graph: Graph, small: Settings) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    options = {**_options(small), "timeout_graceful_shutdown": 1}
    config = uvicorn.Config(create_app(small, schema, sharing(graph)), **options)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve([listener]))  # noqa: SLF001 (`serve` takes the signals)
    while not server.started:  # noqa: ASYNC110 (uvicorn's own)
        await asyncio.sleep(0.01)
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await running


@asynccontextmanager
async def talking(address: str, *, greet: bool = True, **options: Any) -> AsyncIterator[ClientConnection]:
    url = f"ws://{address}/graphql"
    async with (
        asyncio.timeout(100),
        connect(url, subprotocols=[PROTOCOL], proxy=None, open_timeout=None, **options) as talk,
    ):
        if greet:
            await say(talk, type="connection_init", payload={})
            assert await hear(talk) == {"type": "connection_ack"}
        yield talk


async def say(talk: ClientConnection, **message: Any) -> None:
    await talk.send(orjson.dumps(message).decode())


async def hear(talk: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = orjson.loads(await talk.recv())
    return message


async def subscribe(talk: ClientConnection, id_: str, query: str, **variables: Any) -> None:
    await say(talk, type="subscribe", id=id_, payload={"query": query, "variables": variables})


async def test_a_subscription_hears_what_is_written_on_the_same_connection(address: str) -> None:
    async with talking(address) as talk:
        await subscribe(talk, "heard", HEARD, after=cursor_of(0))
        await subscribe(talk, "write", SUBMIT, records=[person("1")])
        told = [await hear(talk) for _ in range(3)]
    by_id = {(one["id"], one["type"]): one.get("payload") for one in told}
    assert by_id["write", "next"] == {"data": {"submitRecords": {"accepted": 1}}}
    event = (by_id["heard", "next"] or {})["data"]["events"]
    assert (event["name"], event["cursor"]) == ("parties.changed", cursor_of(1))
    assert [party["version"] for party in event["parties"]] == [1]
    assert ("write", "complete") in by_id


@pytest.mark.parametrize("listening", [True, False])
async def test_a_connection_ends_with_its_token(
    address: str, teller: Teller, monkeypatch: pytest.MonkeyPatch, *, listening: bool
) -> None:
    async def ended(*_: Any) -> Any:
        raise RefusedError(401, "the token does not hold here")

    async with talking(address) as talk:
        if listening:
            await subscribe(talk, "heard", HEARD, after=cursor_of(0))
            await teller.tell(("party.merged", {"p1": 3}))
            assert (await hear(talk))["type"] == "next"
        monkeypatch.setattr(Callers, "of", ended)
        if listening:
            await teller.tell(("party.merged", {"p1": 4}))
        else:
            await subscribe(talk, "q", "{ me { subject } }")
        with pytest.raises(ConnectionClosed) as closed:
            await hear(talk)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403


async def test_several_operations_and_their_ends(address: str, teller: Teller) -> None:
    async with talking(address) as talk:
        await subscribe(talk, "a", HEARD, after=cursor_of(0))
        await subscribe(talk, "b", 'subscription { events(names: ["y"]) { name } }')
        await subscribe(talk, "q", "{ __typename }")
        assert [await hear(talk) for _ in range(2)] == [
            {"type": "next", "id": "q", "payload": {"data": {"__typename": "Query"}}},
            {"type": "complete", "id": "q"},
        ]
        await say(talk, type="ping")
        assert await hear(talk) == {"type": "pong"}
        await teller.say(("x", {"p": 1}))
        assert (await hear(talk))["id"] == "a"
        await say(talk, type="complete", id="a")
        await say(talk, type="complete", id="never")
        await teller.say(("x", {"p": 2}), ("y", {"p": 2}))
        assert (await hear(talk))["payload"] == {"data": {"events": {"name": "y"}}}
        await subscribe(talk, "a", "{ __typename }")
        assert (await hear(talk))["id"] == "a"


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "no such field": ("subscription { nothing }", {}, "nothing"),
    "no document": ("subscription {", {}, "Syntax Error"),
    "two fields": ("subscription { a: events { id } b: events { id } }", {}, "only one"),
    "too deep": (f"{{ {'party(id: 1) { ' * 30}id{' }' * 30} }}", {}, "deep"),
    "too dear": (DEAR, {}, "objects"),
    "no cursor": (HEARD, {"after": "x"}, "cursor"),
    "a variable of the wrong type": (HEARD, {"after": 7}, "after"),
    "no names": ("subscription { events(names: []) { id } }", {}, "names"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_limits_hold_here_as_well(address: str, case: str) -> None:
    query, variables, told = REFUSED[case]
    async with talking(address) as talk:
        await subscribe(talk, "1", query, **variables)
        answer = await hear(talk)
        assert (answer["type"], answer["id"]) == ("error", "1")
        [error] = answer["payload"]
        assert error["extensions"]["code"] in {"BAD_INPUT", "COST_EXCEEDED"}
        assert told in error["message"]
        await subscribe(talk, "1", "{ __typename }")
        assert (await hear(talk))["type"] == "next"


QUERY = {"query": "{ __typename }"}
BROKEN: dict[str, tuple[list[Any], int]] = {
    "no greeting": ([{"type": "subscribe", "id": "1", "payload": QUERY}], 4401),
    "two greetings": ([{"type": "connection_init"}, {"type": "connection_init"}], 4429),
    "an unknown type": ([{"type": "start"}], 4400),
    "no type": ([{}], 4400),
    "a list": ([[1]], 4400),
    "no JSON": (["{"], 4400),
    "bytes": ([b"{}"], 4400),
    "too long": ([{"type": "ping", "payload": "x" * 21_000}], 1009),
    "no id": ([{"type": "connection_init"}, {"type": "subscribe", "payload": QUERY}], 4400),
    "an id too long": ([{"type": "connection_init"}, {"type": "subscribe", "id": "x" * 201, "payload": QUERY}], 4400),
    "no payload": ([{"type": "connection_init"}, {"type": "subscribe", "id": "1"}], 4400),
    "variables that are none": (
        [{"type": "connection_init"}, {"type": "subscribe", "id": "1", "payload": {**QUERY, "variables": [1]}}],
        4400,
    ),
    "an id that is taken": (
        [{"type": "connection_init"}, *[{"type": "subscribe", "id": "1", "payload": {"query": HEARD}}] * 2],
        4409,
    ),
    "silence": ([], 4408),
}


@pytest.mark.parametrize("case", BROKEN)
async def test_who_breaks_the_protocol_is_cut_off(address: str, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    messages, code = BROKEN[case]
    if case == "silence":
        monkeypatch.setattr("cim_graph.api.socket.INIT_SECONDS", 0.1)
    async with talking(address, greet=False) as talk:
        with pytest.raises(ConnectionClosed) as closed:
            await saying(talk, messages)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


def greeting(settings: Settings, role: str, seconds: float) -> dict[str, Any]:
    token = bootstrap.local_issuer(settings).token({"sub": "leyla", "roles": [role]}, settings.audience, seconds)
    return {"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}}


GREETINGS: dict[str, Any] = {
    "no token": {"type": "connection_init"},
    "a forged one": {"type": "connection_init", "payload": {"Authorization": "Bearer x.y.z"}},
    "another scheme": {"type": "connection_init", "payload": {"Authorization": "Basic eDp5"}},
    "no text": {"type": "connection_init", "payload": {"Authorization": 7}},
}


@pytest.mark.parametrize("name", GREETINGS)
async def test_nobody_greets_without_a_token(guarded: str, name: str) -> None:
    async with talking(guarded, greet=False) as talk:
        with pytest.raises(ConnectionClosed) as closed:
            await saying(talk, [GREETINGS[name]])
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403


async def test_a_token_counts_until_it_ends(guarded: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "LOOK_SECONDS", 0.0)
    async with talking(guarded, greet=False) as talk:
        await talk.send(orjson.dumps(greeting(settings, "teller", 60)).decode())
        assert await hear(talk) == {"type": "connection_ack"}
        await subscribe(talk, "me", "{ me { subject } }")
        assert (await hear(talk))["payload"] == {"data": {"me": {"subject": "leyla"}}}
        assert (await hear(talk))["type"] == "complete"
        await subscribe(talk, "heard", HEARD)
        assert (await hear(talk))["payload"][0]["extensions"] == {"code": "FORBIDDEN"}
        bootstrap.local_issuer(settings).renew()
        await subscribe(talk, "again", "{ me { subject } }")
        with pytest.raises(ConnectionClosed) as closed:
            await hear(talk)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403


async def saying(talk: ClientConnection, messages: list[Any]) -> None:
    for message in messages:
        await talk.send(message if isinstance(message, str | bytes) else orjson.dumps(message).decode())
    while True:
        await talk.recv()


async def test_another_protocol_is_not_spoken(address: str) -> None:
    async with connect(f"ws://{address}/graphql", subprotocols=[Subprotocol("graphql-ws")], proxy=None) as talk:
        with pytest.raises(ConnectionClosed) as closed:
            await talk.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4406


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        ("http://{}", True),
        ("https://evil.example", False),
        ("null", False),
        ("http://[", False),
        ("http://{}/x", False),
    ],
)
async def test_pages_of_others_may_not_listen(address: str, origin: str, taken: bool) -> None:
    """Browsers let any page open a WebSocket to this machine."""
    if taken:
        async with talking(address, origin=origin.format(address)):
            return
    with pytest.raises(InvalidStatus) as refused:
        async with talking(address, origin=origin.format(address)):
            pass
    assert refused.value.response.status_code == 403


async def test_operations_of_one_connection_are_counted(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cim_graph.api.socket.MOST_OPERATIONS", 2)
    async with talking(address) as talk:
        for id_ in "abc":
            await subscribe(talk, id_, HEARD)
        answer = await hear(talk)
    assert (answer["type"], answer["id"]) == ("error", "c")


async def test_a_subscriber_that_goes_is_forgotten(address: str) -> None:
    async with talking(address) as talk:
        await subscribe(talk, "a", HEARD)
        await listening(1)
    await listening(0)


async def listening(number: int) -> None:
    async with asyncio.timeout(100):
        while REGISTRY.get_sample_value("cim_event_subscribers") != number:  # noqa: ASYNC110 (a metric)
            await asyncio.sleep(0.01)


async def test_a_subscriber_that_takes_nothing_is_dropped(
    address: str, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is kept for it but what its connection holds."""
    monkeypatch.setattr("cim_graph.api.socket.SEND_SECONDS", 0.2)
    dropped = REGISTRY.get_sample_value("cim_event_subscribers_dropped_total") or 0
    async with talking(address, max_queue=1) as talk:
        await subscribe(talk, "a", HEARD, after=cursor_of(0))
        talk.transport.pause_reading()
        await teller.say(*[("x", {"p": version}) for version in range(20)], detail={"much": "x" * 600_000})
        async with asyncio.timeout(100):
            while REGISTRY.get_sample_value("cim_event_subscribers_dropped_total") == dropped:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await listening(0)
        talk.transport.abort()


async def test_server_sent_events(address: str, teller: Teller) -> None:
    headers = {"Accept": "text/event-stream"}
    body = {"query": HEARD, "variables": {"after": cursor_of(0)}}
    async with httpx.AsyncClient() as client, asyncio.timeout(100):
        async with client.stream("POST", f"http://{address}/graphql", json=body, headers=headers) as answer:
            assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
            lines = answer.aiter_lines()
            assert [await anext(lines) for _ in range(2)] == [":", ""]
            await teller.say(("x", {"p": 1}))
            assert await anext(lines) == "event: next"
            event = orjson.loads((await anext(lines)).removeprefix("data: "))
            assert event["data"]["events"]["parties"] == [{"id": "p", "version": 1}]
        await listening(0)
        query = await client.get(f"http://{address}/graphql?query={{__typename}}", headers=headers)
        assert query.text == ':\n\nevent: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata:\n\n'
        wrong = await client.post(f"http://{address}/graphql", json={"query": "{"}, headers=headers)
        assert '"code":"BAD_INPUT"' in wrong.text
        stays = await client.post(f"http://{address}/graphql", json=body)
        assert "text/event-stream" in stays.json()["errors"][0]["message"]


async def test_a_silent_stream_beats(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cim_graph.api.sse.HEARTBEAT_SECONDS", 0.05)
    headers = {"Accept": "text/event-stream"}
    body = {"query": HEARD}
    async with (
        asyncio.timeout(100),
        httpx.AsyncClient() as client,
        client.stream("POST", f"http://{address}/graphql", json=body, headers=headers) as answer,
    ):
        lines = answer.aiter_lines()
        assert [await anext(lines) for _ in range(6)] == [":", ""] * 3
    await listening(0)
