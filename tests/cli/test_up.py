"""`cim up` as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import httpx
import psutil
import pytest
from uvicorn.supervisors.multiprocess import SIGNALS

from cim_graph.cli.up import listening
from cim_graph.cli.workers import share
from cim_graph.graph.local import Endpoint, LocalServer
from cim_graph.kernel.errors import SetupError
from cim_graph.settings import Settings
from tests.cli.conftest import Refuse

CIM = Path(sys.executable).with_name("cim")
SECONDS = 150


def environment(settings: Settings, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "CIM_DATA_DIR": str(settings.data_dir),
        "CIM_CACHE_DIR": str(settings.cache_dir),
        "CIM_NEO4J_HEAP_MB": "512",
        "CIM_NEO4J_PAGECACHE_MB": "64",
        **more,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(settings: Settings, port: int, **more: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(  # noqa: S603 (our own command)
        [CIM, "up", "--host", "127.0.0.1", "--port", str(port)],
        env=environment(settings, **more),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        answering(process, port)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)


def answering(process: "subprocess.Popen[str]", port: int) -> None:
    deadline = monotonic() + SECONDS
    while monotonic() < deadline and process.poll() is None:
        try:
            assert httpx.get(f"http://127.0.0.1:{port}/readyz").json() == {"status": "ready"}
        except httpx.TransportError:
            sleep(0.1)
        else:
            return
    pytest.fail(f"cim up does not answer: {process.stderr.read() if process.stderr else ''}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_asked_to_end(server: Endpoint, settings: Settings, number: signal.Signals) -> None:
    port = free_port()
    with running(settings, port) as process:
        answer = httpx.post(f"http://127.0.0.1:{port}/graphql", json={"query": "{__typename}"})
        assert answer.json() == {"data": {"__typename": "Query"}}
        large = httpx.post(f"http://127.0.0.1:{port}/graphql", json={"query": "x" * 10_000_000})
        assert large.status_code == 413, "a client that is cut off in sending sees no answer"
        process.send_signal(number)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}/graphql" in told
    assert "Traceback" not in told
    assert LocalServer(settings).status().uri == server.uri, "it was not the one that started the database"


def workers_of(parent: int) -> list[psutil.Process]:
    children = psutil.Process(parent).children()
    return [child for child in children if not gone(child) and any("spawn_main" in word for word in child.cmdline())]


def gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def until(holds: Callable[[], bool], told: str) -> None:
    deadline = monotonic() + SECONDS
    while not holds():
        assert monotonic() < deadline, told
        sleep(0.1)


@pytest.mark.usefixtures("server")
def test_several_processes_answer_on_one_port_and_count_together(settings: Settings) -> None:
    port = free_port()

    def ask() -> bool:
        try:
            answer = httpx.post(f"http://127.0.0.1:{port}/graphql", json={"query": "{__typename}"})
        except httpx.TransportError:
            return False
        return bool(answer.json() == {"data": {"__typename": "Query"}})

    with running(settings, port, CIM_WORKERS="2") as process:
        until(lambda: len(workers_of(process.pid)) == 2, "there are no two workers")
        assert all(ask() for _ in range(40))
        told = httpx.get(f"http://127.0.0.1:{port}/metrics").text
        assert 'cim_requests_total{kind="query",status="200"} 40.0' in told
        dead, other = workers_of(process.pid)
        dead.kill()
        until(lambda: len(set(workers_of(process.pid)) - {dead, other}) == 1, "a worker that died is not replaced")
        until(ask, "nobody answers")
        workers = workers_of(process.pid)
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in told
    assert all(map(gone, workers))


@pytest.mark.usefixtures("server")
def test_workers_end_with_the_process_that_started_them(settings: Settings) -> None:
    port = free_port()
    with running(settings, port, CIM_WORKERS="2") as process:
        until(lambda: len(workers_of(process.pid)) == 2, "there are no two workers")
        workers = workers_of(process.pid)
        process.kill()
        until(lambda: all(map(gone, workers)), "they go on without it")


async def test_processes_that_cannot_begin_are_a_failure(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEO4J_URI", f"bolt://127.0.0.1:{free_port()}")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")  # and taken back in the end
    before = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        with listening("127.0.0.1", 0) as listener, pytest.raises(SetupError, match="could not begin"):
            await share(settings.model_copy(update={"workers": 2}), listener)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert "no database answers" in capfd.readouterr().err


def test_a_database_that_it_started_it_stops(tmp_path: Path, settings: Settings) -> None:
    own = Settings(data_dir=tmp_path, cache_dir=settings.cache_dir)
    port = free_port()
    with running(own, port) as process:
        assert LocalServer(own).status().running
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert not LocalServer(own).status().running


def test_a_database_that_is_killed_is_started_again(tmp_path: Path, settings: Settings) -> None:
    own = Settings(data_dir=tmp_path, cache_dir=settings.cache_dir)
    port = free_port()
    with running(own, port) as process:
        killed = psutil.Process(LocalServer(own).status().pid)
        killed.kill()
        until(lambda: gone(killed), "it lives on")

        def is_back() -> bool:
            return bool(httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=30).json() == {"status": "ready"})

        until(is_back, "nobody starts it again")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert not LocalServer(own).status().running


def test_a_port_that_is_taken_is_told(refuse: Refuse, settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        told = refuse(["up", "--port", port], environment(settings))
    assert f"cannot listen on 127.0.0.1, port {port}" in told


@pytest.mark.parametrize(
    ("arguments", "variables", "told"),
    [
        (["--host", "no.such.host.invalid"], {"CIM_AUTH": "local"}, "cannot listen on no.such.host.invalid"),
        (["--host", "192.0.2.1"], {"CIM_AUTH": "local"}, "cannot listen on 192.0.2.1"),
        (["--host", "192.0.2.1"], {"CIM_AUTH": "off"}, "CIM_AUTH=off lets everybody in"),
        (["--host", "::"], {"CIM_AUTH": "off"}, "CIM_AUTH=off lets everybody in"),
        (["--port", "70000"], {}, "Invalid value for '--port'"),
        (["--port", "x"], {}, "Invalid value for '--port'"),
    ],
)
def test_an_address_that_cannot_be(
    refuse: Refuse, settings: Settings, arguments: list[str], variables: dict[str, str], told: str
) -> None:
    assert told in refuse(["up", *arguments], environment(settings, **variables))
