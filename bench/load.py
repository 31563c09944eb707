"""The load against its own replay: how much of the bare driver's pace is left with checks, normal forms and the trail.

Persons and organizations, relationships and accounts are loaded by the product, which keeps the batches of parameters
it sends. Then the graph is emptied, and the same batches are sent again by the driver alone, over as many connections.
Both sides have done the same before they are measured, and take turns: load, replay, replay, load.

    .venv/bin/python -m bench.load [--parties 60000] [--memory 1000000] [--out FILE]
"""

import argparse
import asyncio
import gc
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import orjson
import psutil
from neo4j.exceptions import Neo4jError

from bench.bank import Bank
from cim_graph import bootstrap
from cim_graph.graph.local import LocalServer
from cim_graph.graph.session import Graph
from cim_graph.intake.load import Loader, importer_named, load
from cim_graph.kernel.actor import Actor
from cim_graph.settings import Auth, Settings

FLOOR = 0.6
MOST_MEMORY_MB = 500
WARM_UP = 10_000
WARM_UPS = 2
CLEAN = "MATCH (n) WHERE NOT n:Migration CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"

Batch = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Pace:
    """Records of one kind: how many, and the seconds they took the product and the bare replay."""

    kind: str
    records: int
    product: float
    replay: float

    def row(self) -> dict[str, Any]:
        """Return the figures, records a second and their ratio."""
        return {
            "kind": self.kind,
            "records": self.records,
            "product": round(self.records / self.product),
            "replay": round(self.records / self.replay),
            "ratio": round(self.replay / self.product, 3),
        }


@asynccontextmanager
async def scratch(settings: Settings) -> AsyncIterator[Graph]:
    """Give an empty graph on a server of its own, which ends with the benchmark."""
    server = LocalServer(settings)
    endpoint, _ = server.ensure(lambda text: print(text, file=sys.stderr))
    graph = await bootstrap.open_graph(settings, endpoint.uri, endpoint.user, endpoint.password)
    try:
        yield graph
    finally:
        await graph.close()
        server.stop()


async def product(graph: Graph, lines: Iterable[bytes]) -> tuple[int, float]:
    """Load lines through the product; return how many records it took, and the seconds."""
    loader = Loader(graph, bootstrap.commands(graph.settings), Actor("bench"), graph.settings)
    stream = BytesIO(b"".join(lines))
    taken, started = 0, monotonic()
    async for report in load(loader, importer_named("records"), stream):
        assert not report.rejected, report.rejected[0]
        taken += report.accepted
    return taken, monotonic() - started


async def replay(graph: Graph, batches: Iterable[Batch]) -> float:
    """Send captured batches with the driver alone, one transaction each; return the seconds."""
    ahead = iter(batches)
    started = monotonic()
    await asyncio.gather(*(_lane(graph, ahead) for _ in range(graph.settings.load_connections)))
    return monotonic() - started


async def _lane(graph: Graph, ahead: Iterator[Batch]) -> None:
    async with graph.driver.session() as session:
        for batch in ahead:
            while True:
                try:
                    async with await session.begin_transaction() as transaction:
                        for text, parameters in batch:
                            await (await transaction.run(text, parameters)).fetch(1 << 31)
                        await transaction.commit()
                    break
                except Neo4jError as error:
                    if not error.is_retryable():
                        raise


async def measure(settings: Settings, bank: Bank) -> list[Pace]:
    """Load, replay, replay and load, so that neither side has the warmer server; the seconds of each are added."""
    async with scratch(settings) as graph:
        for _ in range(WARM_UPS):
            _, warm = await _loaded(graph, Bank(WARM_UP))
            await _replayed(graph, warm)
        first, captured = await _loaded(graph, bank)
        second, third = await _replayed(graph, captured), await _replayed(graph, captured)
        last, _ = await _loaded(graph, bank)
    return [
        Pace(kind, 2 * taken, seconds + last[kind][1], second[kind] + third[kind])
        for kind, (taken, seconds) in first.items()
    ]


async def _loaded(graph: Graph, bank: Bank) -> tuple[dict[str, tuple[int, float]], dict[str, list[Batch]]]:
    """Load an empty graph through the product, kind by kind, and empty it; return what it took, and its batches."""
    kinds: dict[str, Callable[[], Iterator[bytes]]] = {
        "parties": bank.party_lines,
        "facts": bank.fact_lines,
        "accounts": bank.account_lines,
    }
    captured: dict[str, list[Batch]] = {}
    loaded: dict[str, tuple[int, float]] = {}
    for kind, lines in kinds.items():
        captured[kind] = graph.record().transactions
        loaded[kind] = await product(graph, lines())
        gc.freeze()  # the captured batches are no part of the load, and must not slow its collector
    graph.recorder = None
    await graph.administer(CLEAN, seconds=600)
    return loaded, captured


async def _replayed(graph: Graph, captured: dict[str, list[Batch]]) -> dict[str, float]:
    """Send the batches of a load again, kind by kind, and empty the graph; return the seconds."""
    seconds = {kind: await replay(graph, batches) for kind, batches in captured.items()}
    await graph.administer(CLEAN, seconds=600)
    return seconds


def resident(settings: Settings, bank: Bank, folder: Path) -> int:
    """Load parties with `cim load` and return the most memory its processes held, in MB."""
    file = folder / "parties.jsonl"
    with file.open("wb") as out:
        out.writelines(bank.party_lines())
    server = LocalServer(settings)
    endpoint, _ = server.ensure()
    environment = {
        "NEO4J_URI": endpoint.uri,
        "NEO4J_PASSWORD": endpoint.password,
        "CIM_DATA_DIR": str(settings.data_dir),
        "PATH": "/usr/bin:/bin",
    }
    try:
        cim = [str(Path(sys.executable).parent / "cim"), "load", "records", str(file)]
        process = subprocess.Popen(cim, env=environment, cwd=folder)  # noqa: S603 (our own command)
        most = 0
        while process.poll() is None:
            most = max(most, _memory(process.pid))
            sleep(0.5)
        assert process.returncode == 0
        return most // 2**20
    finally:
        server.stop()


def _memory(pid: int) -> int:
    try:
        process = psutil.Process(pid)
        return sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))
    except psutil.Error:
        return 0


def main() -> None:
    """Run, print a table, write the figures as JSON; exit status 1 below the floor."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--parties", type=int, default=60_000)
    options.add_argument("--memory", type=int, default=0, help="parties to load for the memory figure; 0: none")
    options.add_argument("--out", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), neo4j_uri=None, auth=Auth.OFF)
        rows = [pace.row() for pace in asyncio.run(measure(settings, Bank(chosen.parties)))]
        memory = resident(settings, Bank(chosen.memory), Path(folder)) if chosen.memory else None
    print(f"{'kind':10}{'records':>10}{'product/s':>12}{'replay/s':>12}{'ratio':>8}")
    for row in rows:
        print(f"{row['kind']:10}{row['records']:10,}{row['product']:12,}{row['replay']:12,}{row['ratio']:8.2f}")
    figures = {"load": rows, "memory_mb": memory, "floor": FLOOR}
    print(orjson.dumps(figures).decode())
    if chosen.out:
        chosen.out.write_bytes(orjson.dumps(figures))
    if any(row["ratio"] < FLOOR for row in rows) or (memory or 0) >= MOST_MEMORY_MB:
        sys.exit(1)


if __name__ == "__main__":
    main()
