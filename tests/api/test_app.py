"""What surrounds `/graphql`: health, readiness, metrics, ids of requests, bookmarks, a database that goes away."""

import asyncio
import gc
import re
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from httpx import AsyncClient
from starlette.types import Message
from structlog.testing import capture_logs

from cim_graph import bootstrap
from cim_graph.graph.local import Endpoint
from cim_graph.graph.session import AT_ONCE, Graph
from cim_graph.graph.statement import BoundRead, Ids
from cim_graph.parties.landing import CARRIED as STATEMENT
from cim_graph.settings import Settings
from tests.api.doors import ENDED, application, door

PERSON = {"type": "person", "source": "core", "key": "1", "names": ["Leyla"]}
TAKE = {"query": "mutation($r: [JSON!]!) {take(records: $r)}", "variables": {"r": [PERSON]}}
CARRIED = {"query": '{carried(ids: ["x"])}'}


class Wire:
    """The way to the database, which can be cut and mended."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        if self._server:
            self._server.close()
            self._server = None
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0.05)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward, back = await asyncio.open_connection("127.0.0.1", self._to)
        self._open |= {writer, back}
        await asyncio.gather(_pump(reader, back), _pump(onward, writer))
        self._open -= {writer, back}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


# The driver leaves a socket unclosed that is reset between connecting and its first byte.
UNCLOSED = pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
async def client(graph: Graph, served: Settings) -> AsyncIterator[AsyncClient]:
    async with door(served, graph) as client:
        yield client


@pytest.fixture
async def wire(server: Endpoint) -> AsyncIterator[Wire]:
    wire = Wire(urlsplit(server.uri).port or 0)
    await wire.mend()
    yield wire
    await wire.cut()
    gc.collect()


@pytest.fixture
async def wired(wire: Wire, server: Endpoint, served: Settings) -> AsyncIterator[AsyncClient]:
    graph = await bootstrap.open_graph(served, f"bolt://127.0.0.1:{wire.port}", server.user, server.password)
    async with door(served, graph) as client:
        yield client
    await graph.close()


async def test_health(client: AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "alive"}
    assert (await client.get("/readyz")).json() == {"status": "ready"}
    moved = await client.get("/")
    assert (moved.status_code, moved.headers["location"]) == (307, "/graphql")
    assert (await client.get("/nowhere")).status_code == 404


async def test_a_graph_that_lacks_a_migration_is_not_ready(client: AsyncClient, graph: Graph) -> None:
    await graph.administer("MATCH (m:Migration {number: 1}) SET m:Hidden REMOVE m:Migration")
    try:
        answer = await client.get("/readyz")
    finally:
        await graph.administer("MATCH (m:Hidden) SET m:Migration REMOVE m:Hidden")
    assert answer.status_code == 503
    assert "migration 0001 has not been applied" in answer.json()["reason"]


async def test_requests_are_counted_by_kind_and_status(client: AsyncClient) -> None:
    async def counted() -> dict[str, float]:
        text = (await client.get("/metrics")).text
        return {name: float(value) for name, value in re.findall(r"^(cim_[^ ]+) ([0-9.e+]+)$", text, re.MULTILINE)}

    before = await counted()
    await client.post("/graphql", json={"query": "{echo refuse}"})
    await client.post("/graphql", json=TAKE)
    await client.post("/graphql", json={"query": "{"}, headers={"Accept": "application/graphql-response+json"})
    after = await counted()
    rise = {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)}
    assert rise['cim_requests_total{kind="query",status="200"}'] == 1
    assert rise['cim_requests_total{kind="mutation",status="200"}'] == 1
    assert rise['cim_requests_total{kind="refused",status="400"}'] == 1
    assert rise['cim_errors_total{code="CONFLICT"}'] == 1
    assert rise['cim_errors_total{code="BAD_INPUT"}'] == 1
    assert rise['cim_request_seconds_count{kind="mutation"}'] == 1
    assert any(name.startswith("cim_statement_seconds_count") for name in rise)


@pytest.mark.parametrize("given", ["abc-1.2_3", "", "a" * 65, "a b", "ə", "a\tb"])
async def test_a_request_has_an_id(client: AsyncClient, given: str) -> None:
    headers = {b"X-Request-ID": given.encode()} if given else {}
    told = (await client.get("/healthz", headers=headers)).headers["x-request-id"]
    assert (told == given) == (given == "abc-1.2_3")
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", told)


async def test_what_went_wrong_is_in_the_log_under_the_id_that_was_shown(client: AsyncClient) -> None:
    with capture_logs() as logs:
        [error] = (await client.post("/graphql", json={"query": "{slip}"})).json()["errors"]
    [entry] = [entry for entry in logs if entry["event"] == "request.failed"]
    assert error["message"].endswith(entry["error"])
    assert "hunter2" in str(entry["exc_info"])
    assert entry["path"] == ["slip"]


async def test_answers_carry_security_headers(client: AsyncClient) -> None:
    headers = (await client.post("/graphql", json={"query": "{echo}"})).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"


async def bookmark(client: AsyncClient) -> str:
    answer = await client.post("/graphql", json=TAKE)
    return str(answer.headers["cim-bookmark"])


async def test_a_write_gives_a_bookmark_and_a_read_takes_it(client: AsyncClient) -> None:
    told = await bookmark(client)
    read = await client.post("/graphql", json=CARRIED, headers={"CIM-Bookmark": f" {told} , {told}"})
    assert read.json() == {"data": {"carried": []}}
    assert "cim-bookmark" not in read.headers


async def test_a_write_that_is_answered_as_a_stream_gives_a_bookmark_too(client: AsyncClient) -> None:
    streamed = {"Accept": "text/event-stream"}
    told = (await client.post("/graphql", json=TAKE, headers=streamed)).headers["cim-bookmark"]
    read = await client.post("/graphql", json=CARRIED, headers={"CIM-Bookmark": told, **streamed})
    assert "carried" in read.text
    assert "cim-bookmark" not in read.headers


@pytest.mark.parametrize(
    "header",
    ["x", "FB:", "FB:abcdefgh", "FB:" + "A" * 64, "neo4j:bookmark:v1:tx42", "FB:kcwQ\x00", "a," * 5000, "ə", "'; --"],
)
async def test_what_is_no_bookmark_is_told_at_once(client: AsyncClient, header: str) -> None:
    headers: dict[bytes, bytes] = {b"CIM-Bookmark": header.encode()}
    answer = await client.post("/graphql", json=CARRIED, headers=headers)
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["BAD_INPUT"]
    assert "bookmark" in answer.json()["errors"][0]["message"].lower()


@pytest.mark.usefixtures("planned_at_once")
async def test_a_bookmark_that_is_not_reached_is_unavailable(graph: Graph, settings: Settings) -> None:
    async def asked(client: AsyncClient) -> Any:
        raw = bytearray(b64decode((await bookmark(client)).removeprefix("FB:") + "=="))
        transaction = slice(19, -1)  # behind the database's id; a 32-bit number takes five bytes
        raw[transaction] = b"\xca\x7f\xff\xff\xff"
        later = "FB:" + b64encode(bytes(raw)).decode().rstrip("=")
        answer = await client.post("/graphql", json=CARRIED, headers={"CIM-Bookmark": later}, timeout=60)
        return answer.json()["errors"]

    executors = [settings.model_copy(update={"columnar": columnar}) for columnar in (True, False)]
    async with door(executors[0], graph) as columns, door(executors[1], graph) as core:
        for [error] in await asyncio.gather(asked(columns), asked(core)):  # the server waits its time: once for both
            assert error["extensions"]["code"] == "UNAVAILABLE"


async def test_a_database_that_goes_away_and_comes_back(wired: AsyncClient, wire: Wire) -> None:
    assert (await wired.post("/graphql", json=CARRIED)).json() == {"data": {"carried": []}}
    await wire.cut()
    away: dict[str, Any] = (await wired.post("/graphql", json=CARRIED)).json()
    assert [error["extensions"]["code"] for error in away["errors"]] == ["UNAVAILABLE"]
    assert away["errors"][0]["path"] == ["carried"]
    unready = await wired.get("/readyz")
    assert unready.status_code == 503
    assert unready.json()["reason"]
    assert (await wired.get("/healthz")).status_code == 200
    await wire.mend()
    assert (await wired.post("/graphql", json=CARRIED)).json() == {"data": {"carried": []}}
    assert (await wired.get("/readyz")).status_code == 200


@UNCLOSED
async def test_a_way_that_is_cut_for_a_moment_is_not_noticed(wired: AsyncClient, wire: Wire) -> None:
    await wire.cut()
    asked = asyncio.create_task(wired.post("/graphql", json=CARRIED))
    await asyncio.sleep(0.05)
    await wire.mend()
    assert (await asked).json() == {"data": {"carried": []}}


async def test_a_query_has_a_time_and_a_mutation_ends_when_it_ends(graph: Graph, served: Settings) -> None:
    async with door(served.model_copy(update={"request_seconds": 1e-6}), graph) as client:
        refused = await client.post("/graphql", json=CARRIED, headers={"Accept": "application/graphql-response+json"})
        taken = await client.post("/graphql", json=TAKE)
    assert refused.status_code == 503
    [error] = refused.json()["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert "CIM_REQUEST_SECONDS" in error["message"]
    assert taken.json() == {"data": {"take": 1}}


async def test_one_request_leaves_connections_to_others(graph: Graph) -> None:
    class Watched(Graph):
        async def _read_once(self, bound: BoundRead[Any]) -> list[Any]:
            under_way.append(None)
            most.append(len(under_way))
            try:
                return await super()._read_once(bound)
            finally:
                under_way.pop()

    under_way: list[None] = []
    most: list[int] = []
    one = Watched(graph.driver, graph.settings)
    await asyncio.gather(*(one.read(STATEMENT(Ids([str(number)]))) for number in range(40)))
    assert max(most) == AT_ONCE


async def test_a_query_whose_client_has_gone_is_ended(graph: Graph, served: Settings) -> None:
    body = orjson.dumps({"query": "{ endless }"})
    coming: list[Message] = [{"type": "http.request", "body": body}, {"type": "http.disconnect"}]
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "http_version": "1.1"}
    headers = [(b"content-type", b"application/json"), (b"host", b"localhost")]
    ENDED.clear()
    async with application(served, graph) as app, asyncio.timeout(30):
        await app({**scope, "headers": headers}, receive, send)
    assert (ENDED, sent) == (["endless"], [])


async def test_a_body_that_does_not_come_is_not_waited_for(
    graph: Graph, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b'{"query": '
        await asyncio.sleep(60)

    monkeypatch.setattr("cim_graph.api.request.BODY_SECONDS", 0.05)
    async with door(settings, graph) as client:
        answer = await client.post("/graphql", content=slow(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 408
    assert "did not come within" in answer.json()["errors"][0]["message"]
