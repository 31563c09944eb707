"""Two large parties that merge, and part again: what the judgement takes, and what is moved after it, batch by batch.

Two funds are written straight into the graph, each with holders of its own: as records, facts and relationships such
as a load leaves behind.

    .venv/bin/python -m bench.merge [--holders 100000] [--heap 1024] [--out FILE]
"""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

from bench.load import scratch
from bench.record import report
from cim_graph import bootstrap
from cim_graph.graph.local import LocalServer
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, name_digest
from cim_graph.matching.gathering import gather
from cim_graph.matching.judging import JudgeMatch, WithdrawJudgement
from cim_graph.settings import Auth, Settings

ACTOR = Actor("bench")
AT = "2026-01-01T00:00:00.000000Z"
FUND = """
CREATE (r:Record {id: 'r' + $name, source: 'bench', key: $name, type: 'organization', version: 1, hash: $name, at: $at,
  receivedAt: $at, payload: '{"type":"organization","source":"bench","key":"' + $name + '","names":["' + $name + '"]}'})
CREATE (p:Party:Organization {id: 'p' + $name, kind: 'ORGANIZATION', name: $name, version: 1})
CREATE (r)-[:DESCRIBES]->(p)
"""
HOLDERS = """
MATCH (fund:Record {id: 'r' + $name})-[:DESCRIBES]->(p:Party)
UNWIND range($first, $last) AS n
CALL (fund, p, n) {
  WITH fund, p, $name + toString(n) AS id
  CREATE (r:Record {id: 'r' + id, source: 'bench', key: id, type: 'person', version: 1, hash: id, at: $at,
    receivedAt: $at, payload: '{"type":"person","source":"bench","key":"' + id + '"}'})
  CREATE (q:Party:Person {id: 'p' + id, kind: 'PERSON', name: id, version: 1})
  CREATE (r)-[:DESCRIBES]->(q)
  CREATE (f:Fact {id: 'f' + id, uid: 'f' + id, source: 'bench', key: id, version: 1, kind: 'OWNS', ends: 2,
    share: '0.1', since: $at, knownFrom: $at, payload: '{}'})
  CREATE (f)-[:FROM]->(r)
  CREATE (f)-[:TO]->(fund)
  CREATE (q)-[e:OWNS]->(p)
  SET e = {id: 'f' + id, facts: ['f' + id], sources: ['bench'], share: '0.1', strength: 0.1, knownFrom: $at}
} IN TRANSACTIONS OF 10000 ROWS
"""
LEFT = "MATCH (p:Part)-[e]-() WHERE e.facts IS NOT NULL RETURN count(e) AS number"


def java(settings: Settings) -> psutil.Process:
    """Return the process of the local server."""
    state = LocalServer(settings).running()
    assert state is not None
    return psutil.Process(state.pid)


def spent(process: psutil.Process) -> float:
    """Return the processor time of a process, in seconds."""
    times = process.cpu_times()
    seconds: float = times.user + times.system
    return seconds


async def write(graph: Graph, name: str, holders: int) -> str:
    """Write a fund with its holders; return the id of its record."""
    digest = name_digest("bench", name)
    await graph.administer(FUND, {"name": digest, "at": AT})
    batch = {"name": digest, "at": AT, "first": 1, "last": holders}
    await graph.administer(HOLDERS, batch, seconds=3600)
    return Kind.RECORD + digest


async def measured(
    what: str, graph: Graph, process: psutil.Process, doing: Callable[[], Awaitable[Any]]
) -> tuple[dict[str, Any], Any]:
    """Do something; return what it took, what is left to be moved after it, and its answer."""
    began, before = perf_counter(), spent(process)
    answer = await doing()
    took = {"what": what, "seconds": round(perf_counter() - began, 1), "of Java": round(spent(process) - before, 1)}
    [row] = await graph.administer(LEFT, seconds=600)
    return {**took, "left": row["number"], "resident MB": process.memory_info().rss // 2**20}, answer


async def run(settings: Settings, holders: int) -> list[dict[str, Any]]:
    """Merge two funds, move the rest, withdraw, and move it back."""
    async with scratch(settings) as graph:
        process, commands = java(settings), bootstrap.commands(settings)
        small, large = [await write(graph, name, holders + more) for name, more in (("small", 0), ("large", 1))]
        judge = JudgeMatch(small, large, same=True, reason="one fund")
        merged, verdict = await measured("merge", graph, process, lambda: commands.execute(graph, ACTOR, judge))
        moved, _ = await measured("move", graph, process, lambda: gather(graph, commands, ACTOR))
        withdraw = WithdrawJudgement(verdict.judgement, "two funds")
        withdrawn, _ = await measured("withdraw", graph, process, lambda: commands.execute(graph, ACTOR, withdraw))
        parted, _ = await measured("gather and part", graph, process, lambda: gather(graph, commands, ACTOR))
    return [merged, moved, withdrawn, parted]


def main() -> None:
    """Run, print a table, write the figures as JSON."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--holders", type=int, default=100_000)
    options.add_argument("--heap", type=int, default=2048, help="heap of the server in MB")
    options.add_argument("--out", type=Path)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder),
            neo4j_uri=None,
            auth=Auth.OFF,
            neo4j_heap_mb=asked.heap,
            query_seconds=600,
            write_seconds=600,
        )
        report("merge", asyncio.run(run(settings, asked.holders)), asked.out)


if __name__ == "__main__":
    main()
