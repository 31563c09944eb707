"""Who uses the local server, and who stops it: processes of the command line, ended in every way."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from cim_graph.graph.local import LocalServer
from cim_graph.settings import Settings

SECONDS = 200


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalServer]:
    server = LocalServer(Settings(data_dir=tmp_path, neo4j_uri=None))
    yield server
    server.stop()


@contextmanager
def shell(local: LocalServer) -> "Iterator[subprocess.Popen[bytes]]":
    """Run `cim db shell` until it has answered once; it goes on to wait for its input."""
    memory = {"CIM_NEO4J_HEAP_MB": "512", "CIM_NEO4J_PAGECACHE_MB": "64"}
    process = subprocess.Popen(
        [sys.executable, "-c", "from cim_graph.cli import main; main()", "db", "shell", "--json"],
        env={**os.environ, **memory, "CIM_DATA_DIR": str(local.settings.data_dir)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"RETURN 1 AS one;\n")
        process.stdin.flush()
        assert b'"rows":[[1]]' in process.stdout.readline()
        yield process
        process.kill()


def gone(local: LocalServer) -> bool:
    """Wait a while for the server to end."""
    deadline = monotonic() + SECONDS
    while local.status().running and monotonic() < deadline:
        sleep(0.1)
    return not local.status().running


@pytest.mark.timeout(900)
def test_the_last_process_that_leaves_stops_the_server(local: LocalServer) -> None:
    with shell(local) as starter:
        pid = local.status().pid
        starter.kill()
        starter.wait()
        assert local.status().running, "a kill leaves it to the next"
        with shell(local) as first, shell(local) as second:
            assert local.status().pid == pid, "the next one found it"
            first.send_signal(signal.SIGINT)
            assert first.wait(SECONDS) != 0
            assert local.status().running, "the other one uses it"
            second.send_signal(signal.SIGTERM)
            assert second.wait(SECONDS) != 0
            assert gone(local)


@pytest.mark.timeout(900)
def test_ctrl_c_while_it_starts_leaves_nothing_behind(local: LocalServer) -> None:
    memory = {"CIM_NEO4J_HEAP_MB": "512", "CIM_NEO4J_PAGECACHE_MB": "64"}
    with subprocess.Popen(
        [sys.executable, "-c", "from cim_graph.cli import main; main()", "db", "shell", "RETURN 1"],
        env={**os.environ, **memory, "CIM_DATA_DIR": str(local.settings.data_dir)},
        stderr=subprocess.DEVNULL,
    ) as process:
        deadline = monotonic() + SECONDS
        while not local.status().running and monotonic() < deadline:
            sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) != 0
    assert not local.status().running
