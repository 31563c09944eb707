"""One real database for the whole session, on a data folder of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from os import cpu_count, environ
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import settings as hypothesis_settings

from cim_graph import bootstrap
from cim_graph.graph.local import Endpoint, LocalServer
from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report
from cim_graph.intake.service import submit
from cim_graph.kernel.actor import Actor
from cim_graph.settings import Auth, Settings
from tests.operations import Tally

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
CLEAN = "MATCH (n) WHERE NOT n:Migration CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"

Submit = Callable[[list[Any]], Awaitable[Report]]

# A busy machine is no failure: hypothesis would fail an example that takes 200 ms. What CI says does not depend on
# luck; everywhere else each run draws examples of its own.
hypothesis_settings.register_profile("without a clock", deadline=None, derandomize="CI" in environ)
hypothesis_settings.load_profile("without a clock")


def pytest_configure(config: pytest.Config) -> None:
    """Count who runs the operations of the tests."""
    config.pluginmanager.register(Tally())


def pytest_sessionstart() -> None:
    """Fetch the server's jars while the network may still be used.

    Servers of tests live for seconds: what Java's second compiler would gain costs more than it brings.
    """
    environ.setdefault("CIM_NEO4J_JVM_OPTIONS", "-XX:TieredStopAtLevel=1")
    environ.setdefault("CIM_AUTH", "off")
    LocalServer(Settings()).install(print)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Let a worker, each with a server of its own, have a core and 3 GB; more than four wait for the longest file."""
    by_memory = psutil.virtual_memory().available // (3 * 2**30)
    return max(1, min(cpu_count() or 1, by_memory, 4))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the real data sets are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        auth=Auth.OFF,
        neo4j_uri=None,
        neo4j_heap_mb=1024,
        neo4j_pagecache_mb=256,
        source_ranks={"registry": 1},
    )


@pytest.fixture(scope="session")
def server(settings: Settings) -> Iterator[Endpoint]:
    local = LocalServer(settings)
    endpoint, _ = local.ensure()
    yield endpoint
    local.stop()


def surroundings(server: Endpoint, folder: Path) -> dict[str, str]:
    """Return the environment of a process that works on the session's server."""
    own = {"NEO4J_URI": server.uri, "NEO4J_PASSWORD": server.password, "CIM_DATA_DIR": str(folder / "data")}
    return {**environ, **own}


@pytest.fixture(scope="session")
async def connected(server: Endpoint, settings: Settings) -> AsyncIterator[Graph]:
    graph = await bootstrap.open_graph(settings, server.uri, server.user, server.password)
    yield graph
    await graph.close()


@pytest.fixture
async def graph(connected: Graph) -> AsyncIterator[Graph]:
    yield connected
    connected.recorder = None
    await connected.administer(CLEAN, seconds=600)


def taking(graph: Graph, settings: Settings) -> Submit:
    """Return what submits records as one batch."""
    commands = bootstrap.commands(settings)

    async def take(records: list[Any]) -> Report:
        return await submit(graph, commands, Actor("test"), records, settings.source_ranks)

    return take


@pytest.fixture
def take(graph: Graph, settings: Settings) -> Submit:
    return taking(graph, settings)
