"""`cim undo` as it is typed: batches are told and listed, taken back, and loaded again."""

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from cim_graph.graph.local import Endpoint
from cim_graph.graph.session import Graph
from tests.conftest import surroundings

CIM = str(Path(sys.executable).with_name("cim"))
STANDING = "MATCH (r:Record) WHERE r.retractedAt IS NULL RETURN r.key AS key, r.hash AS hash ORDER BY key"
PARTIES = 1200


def person(number: int, name: str) -> dict[str, Any]:
    return {"type": "person", "source": "core", "key": f"P-{number}", "names": [f"{name} {number}"]}


@pytest.fixture
def around(server: Endpoint, tmp_path: Path) -> Mapping[str, str]:
    return {**surroundings(server, tmp_path), "CIM_BATCH_SIZE": "400"}


class Typed:
    """Types commands in a folder with two files: the second changes half of what the first said, and adds as much."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._options: dict[str, Any] = {"env": environment, "cwd": folder, "stdin": subprocess.DEVNULL}
        for name, start in (("first", 0), ("second", PARTIES // 2)):
            lines = (orjson.dumps(person(number, name)) for number in range(start, start + PARTIES))
            (folder / f"{name}.jsonl").write_bytes(b"\n".join(lines))

    def __call__(self, *words: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run([CIM, *words], capture_output=True, check=False, **self._options)  # noqa: S603

    def begin(self, *words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([CIM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **self._options)  # noqa: S603

    def load(self, name: str, *options: str) -> dict[str, Any]:
        done = self("load", "records", f"{name}.jsonl", "--json", "--resolve", "later", *options)
        assert done.returncode == 0, done.stderr
        summary: dict[str, Any] = orjson.loads(done.stdout)
        return summary


async def test_a_load_is_taken_back_though_that_is_killed_and_loaded_again(
    graph: Graph, around: Mapping[str, str], tmp_path: Path
) -> None:
    typed = Typed(around, tmp_path)
    first = typed.load("first")["batch"]
    before = await graph.administer(STANDING)
    second = typed.load("second")["batch"]
    after = await graph.administer(STANDING)
    assert (len(before), len(after)) == (PARTIES, PARTIES * 3 // 2)

    listed = [orjson.loads(line) for line in typed("undo", "--list", "--json").stdout.splitlines()]
    told = [(row["id"], row["files"], row["born"], row["changed"]) for row in listed]
    assert told == [(second, ["second.jsonl"], 600, 600), (first, ["first.jsonl"], 1200, 0)]
    refused = typed("undo", first)
    assert (refused.returncode, f"cim undo {second}" in refused.stderr.decode()) == (2, True)

    process = typed.begin("undo", second, "--reason", "a wrong file")
    while not await graph.administer("MATCH (a:AuditEntry {command: 'takeBack'}) RETURN a.id LIMIT 1"):
        assert process.poll() is None, process.communicate()
        await asyncio.sleep(0.02)
    process.kill()
    process.communicate()
    assert typed("undo", second).returncode == 0
    assert await graph.administer(STANDING) == before
    assert b"nothing was left to do" in typed("undo", second).stdout
    table = typed("undo", "--list").stdout.decode()
    assert "taken" in table

    again = typed.load("second", "--resume")
    assert (again["accepted"], again.get("skipped"), again["batch"] > second) == (PARTIES, None, True)
    assert await graph.administer(STANDING) == after


async def test_a_load_that_goes_on_is_one_batch(graph: Graph, around: Mapping[str, str], tmp_path: Path) -> None:
    typed = Typed(around, tmp_path)
    process = typed.begin("load", "records", "first.jsonl", "--resolve", "later")
    while not await graph.administer("MATCH (a:AuditEntry) RETURN a.id LIMIT 1"):
        assert process.poll() is None, process.communicate()
        await asyncio.sleep(0.02)
    process.kill()
    process.communicate()
    [batch] = await graph.administer("MATCH (b:Batch) RETURN b.id AS id")
    summary = typed.load("first", "--resume")
    assert summary["batch"] in (None, batch["id"])
    assert typed("undo", batch["id"], "--json").returncode == 0
    assert await graph.administer(STANDING) == []


def test_one_batch_or_the_list_is_asked_for(around: Mapping[str, str], tmp_path: Path) -> None:
    typed = Typed(around, tmp_path)
    for words in (["undo"], ["undo", "x", "--list"]):
        assert b"name one batch, or say --list" in typed(*words).stderr
    assert b"cim undo --list shows them" in typed("undo", "x").stderr
