"""The server that the registry starts by itself."""

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from cim_graph.graph.local import LocalServer
from cim_graph.graph.session import connect
from cim_graph.kernel.errors import SetupError
from cim_graph.settings import Settings


def small(data: Path) -> Settings:
    return Settings(data_dir=data, neo4j_uri=None, neo4j_heap_mb=512, neo4j_pagecache_mb=64)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalServer]:
    server = LocalServer(small(tmp_path))
    yield server
    server.stop()


async def test_what_was_committed_survives_a_kill(local: LocalServer) -> None:
    with ThreadPoolExecutor() as pool:
        starts = list(pool.map(lambda _: local.ensure(), range(2)))
    assert sorted(started for _, started in starts) == [False, True]
    endpoint = starts[0][0]
    assert (local.home / "password").stat().st_mode & 0o777 == 0o600
    graph = await connect(endpoint.uri, endpoint.user, endpoint.password, small(local.home))
    await graph.administer("CREATE (:Kept)")
    await graph.close()
    pid = local.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    psutil.Process(pid).wait(30)
    assert not local.status().running
    endpoint, started = local.ensure()
    assert started
    graph = await connect(endpoint.uri, endpoint.user, endpoint.password, small(local.home))
    assert await graph.administer("MATCH (n:Kept) RETURN count(n) AS n") == [{"n": 1}]
    await graph.close()
    assert local.stop()
    assert not local.stop()


def test_a_state_file_that_lies_is_not_believed(local: LocalServer) -> None:
    local.home.mkdir(parents=True)
    for state in ("", "{", f'{{"pid": {os.getpid()}, "created": 1, "port": 7687}}', '{"pid": 1}'):
        (local.home / "server.json").write_text(state)
        assert not local.status().running


def test_a_newer_data_folder_is_refused(local: LocalServer) -> None:
    local.home.mkdir(parents=True)
    (local.home / "version").write_text("2099.01.0")
    with pytest.raises(SetupError, match=r"CIM_NEO4J_VERSION=2099\.01\.0"):
        local.ensure()


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SetupError, match=f"port {port} is taken"):
            LocalServer(small(tmp_path).model_copy(update={"neo4j_bolt_port": port})).ensure()


def test_memory_that_is_not_there_is_told_before_java_is_asked(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="CIM_NEO4J_HEAP_MB"):
        LocalServer(small(tmp_path).model_copy(update={"neo4j_heap_mb": 10_000_000})).ensure()
