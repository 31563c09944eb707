"""`cim webhooks` and `cim events deliver`, as they are typed."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from cim_graph.cli.webhooks import application
from cim_graph.events.model import cursor_of
from cim_graph.graph.local import Endpoint
from cim_graph.graph.session import Graph
from cim_graph.settings import Settings
from tests.conftest import surroundings
from tests.events.receiver import Receiver, receiving
from tests.events.teller import Teller
from tests.events.test_signature import SECRET

CIM = str(Path(sys.executable).with_name("cim"))


@pytest.fixture
def teller(graph: Graph, settings: Settings) -> Teller:
    return Teller(graph, settings)


@pytest.fixture
def secret(tmp_path: Path) -> str:
    (tmp_path / "secret").write_text(SECRET)
    return str(tmp_path / "secret")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
def typed(server: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in surroundings(server, tmp_path).items():
        monkeypatch.setenv(name, value)

    async def typed(*words: str) -> list[str]:
        with capture_logs():  # they would go to the same output: who types has them set up
            done = await asyncio.to_thread(CliRunner().invoke, application, list(words))
        assert done.exit_code == 0, done.output
        return [line for line in done.stdout.splitlines() if line.strip()]

    return typed


async def test_what_an_operator_types(teller: Teller, typed: Any, secret: str) -> None:
    await teller.tell(("x", {"p": 1}))
    [first] = await typed("add", "https://hooks.example/a", "--secret-file", secret, "--events", "x", "--events", "y")
    [second] = await typed("add", "kafka://broker:9092/parties", "--from", "start")
    one, two = map(orjson.loads, await typed("list", "--json"))
    assert (one["id"], one["url"], one["events"]) == (first, "https://hooks.example/a", ["x", "y"])
    assert (one["cursor"], one["secret_file"], one["paused_at"]) == (cursor_of(1), secret, None)
    assert (two["id"], two["cursor"], two["events"]) == (second, cursor_of(0), [])
    assert SECRET not in orjson.dumps([one, two]).decode()
    await typed("pause", first)
    await typed("replay", first, "--from", "start")
    assert first in "".join(await typed("list"))
    [one, _] = map(orjson.loads, await typed("list", "--json"))
    assert one["paused_at"]
    assert one["cursor"] == cursor_of(0)
    await typed("resume", first)
    assert await typed("dead", first, "--json") == []
    await teller.graph.administer(
        "MATCH (w:Webhook {id: $id}) CREATE (w)-[:GAVE_UP]->(:Delivery {id: 'd', place: 1, attempts: 9, error: 'no', "
        "diedAt: '2026-01-01'})",
        {"id": first},
    )
    [letter] = map(orjson.loads, await typed("dead", first, "--json"))
    assert (letter["event"], letter["attempts"], letter["before"]) == ("x", 9, cursor_of(0))
    assert "no" in "".join(await typed("dead", first))
    for id_ in (first, second):
        await typed("remove", id_)
    assert await typed("list", "--json") == []


async def test_deliveries_by_a_process_of_their_own(
    teller: Teller, server: Endpoint, tmp_path: Path, typed: Any, secret: str, receiver: Receiver
) -> None:
    await typed("add", receiver.url(), "--secret-file", secret, "--events", "x")
    environment = {**surroundings(server, tmp_path), "CIM_WEBHOOK_NETWORKS": '["127.0.0.1/32"]'}
    process = await asyncio.create_subprocess_exec(
        CIM, "events", "deliver", env=environment, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    try:
        await teller.say(("x", {"p": 1}))
        async with asyncio.timeout(200):
            while not receiver.received:  # noqa: ASYNC110 (another process delivers)
                await asyncio.sleep(0.05)
    finally:
        process.terminate()
        status = await process.wait()
    assert status == 0
    assert receiver.received[0].headers["webhook-signature"].startswith("v1,")
