"""Ownership in the graph: one subject over GraphQL, the whole base read and written, and the same by other means.

A base of companies in ten layers is drawn straight into a graph. Then
- the beneficial owners of one company after another are asked of `cim up`, one client, milliseconds each;
- all parties are read as a run reads them, and by the bare driver, which sends the same statement and keeps the rows;
- a first run writes all owners, and the bare driver writes the same relationships and events in the same batches;
- the owners of companies in a smaller graph are found by enumerating paths in Cypher, and in networkx.

    .venv/bin/python -m bench.ownership_graph [--companies 60000] [--small 6000] [--subjects-only] [--out FILE]
"""

import argparse
import asyncio
import gc
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any

import networkx as nx
import orjson
import uvloop
from neo4j import READ_ACCESS

from bench.api import ALL
from bench.load import scratch
from bench.pyramids import LAYERS, Pyramids, draw
from bench.record import report
from bench.serving import Connection, ready, served
from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import sequence_id
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW, today
from cim_graph.ownership import service
from cim_graph.ownership.catalogue import regime
from cim_graph.ownership.model.base import Roll, all_owners
from cim_graph.ownership.service.answers import beneficial_owners
from cim_graph.ownership.whole.changes import changes
from cim_graph.ownership.whole.commands import BeginOwners
from cim_graph.ownership.whole.read import ROWS, Base, read_base
from cim_graph.ownership.whole.run import BATCH, batches, run
from cim_graph.ownership.whole.store import PAGE, Turn
from cim_graph.settings import Auth, Settings

MOST_MS = 50.0
MOST_TIMES = 2.0
REGIME = "simple"
ASKED = 400
WARM = 500
QUESTION = """query ($id: ID!) { party(id: $id) { beneficialOwners(regime: "simple") {
  unknownShare owners { party { id name } ownership voting reasons { code } } warnings { code } } } }"""
PATHS = """MATCH way = (s:Party {id: $id})<-[:OWNS*1..10]-(p:Person)
RETURN p.id AS id, sum(reduce(share = 100.0, e IN relationships(way) | share * e.strength / 100)) AS ownership"""
OWNERS = """MATCH (q)-[e:BENEFICIAL_OWNER_OF]->(p)
RETURN p.id AS subject, q.id AS owner, properties(e) AS properties ORDER BY subject, owner"""
EVENTS = "MATCH (o:OutboxEntry) WHERE o.event IS NOT NULL RETURN properties(o) AS event ORDER BY o.parties[0]"
CLEAR = """MATCH (o:OutboxEntry) DETACH DELETE o
WITH count(*) AS gone
MATCH ()-[e:BENEFICIAL_OWNER_OF]->() DELETE e"""
BARE_JOIN = """UNWIND $rows AS row
MATCH (p:Party {id: row.subject}) MATCH (q:Party {id: row.owner})
CREATE (q)-[e:BENEFICIAL_OWNER_OF]->(p) SET e = row.properties"""
BARE_TELL = """UNWIND $rows AS row CREATE (o:OutboxEntry) SET o = row"""

Row = dict[str, Any]


class Silent:
    """Hears how far a run is."""

    def read(self, parties: int) -> None:
        """Hear of parties."""

    def wrote(self, owners: int) -> None:
        """Hear of owners."""


async def one_subject(pyramids: Pyramids, port: int) -> Row:
    """Ask about companies of the lowest layer, one after another."""
    connection = Connection(port)
    spent: list[float] = []
    found = 0
    for number in range(WARM + ASKED):
        body = orjson.dumps({"query": QUESTION, "variables": {"id": pyramids.id(number)}})
        started = perf_counter()
        told = await connection.post(body)
        spent.append(1000 * (perf_counter() - started))
        found += len(orjson.loads(told)["data"]["party"]["beneficialOwners"]["owners"])
    connection.close()
    p50, p95 = _spread(spent[WARM:])
    return _row(f"one subject over GraphQL, {LAYERS} layers ({found:,} owners), ms", p50, p95, f"p95 <= {MOST_MS:g}")


def _spread(spent: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(spent)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.95)]


def _row(what: str, first: float, second: float, bar: str) -> Row:
    print(f"{what}: {first:.2f}, {second:.2f}", file=sys.stderr)
    return {"what": what, "p50 or ours": round(first, 2), "p95 or bare": round(second, 2), "bar": bar}


async def timed(work: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    """Return the seconds that a work takes, and what it brings."""
    gc.collect()
    started = monotonic()
    value = await work()
    return monotonic() - started, value


async def bare_read(graph: Graph) -> int:
    """Fetch the rows that a run fetches, and keep them; return how many holdings that were."""
    kept, after = list[Any](), ""
    while True:
        async with graph.driver.session(default_access_mode=READ_ACCESS, fetch_size=-1) as session:
            parameters = PAGE.arguments(Turn(after, ROWS, REGIME, today()))
            [row] = await (await session.run(PAGE.text, parameters)).fetch(ALL)
        if not row["ids"]:
            return sum(len(one["holders"]) for one in kept)
        kept.append(row)
        after = row["ids"][-1]


async def bare_write(graph: Graph, owners: Sequence[Row], events: Sequence[Row]) -> None:
    """Write the same relationships and the same events, in as many batches."""
    count = max(1, len(owners) // BATCH)
    for number in range(count):
        async with graph.driver.session() as session, await session.begin_transaction() as transaction:
            await (await transaction.run(BARE_JOIN, rows=owners[number::count])).consume()
            await (await transaction.run(BARE_TELL, rows=events[number::count])).consume()
            await transaction.commit()


async def written(graph: Graph, base: Base, roll: Roll) -> None:
    """Write what a first run writes."""
    commands, actor, run_ = bootstrap.commands(graph.settings), Actor("bench"), sequence_id()
    await commands.execute(graph, actor, BeginOwners(REGIME, run_))
    for command in batches(REGIME, run_, changes(base.stored, roll, base.structure.parties.ids)):
        await commands.execute(graph, actor, command)


async def whole_base(graph: Graph) -> list[Row]:
    """Read and write all of it, by the product and bare, three times each."""
    chosen, silent = regime(graph.settings, REGIME), Silent()
    await bare_read(graph)
    reading = [
        ((await timed(lambda: read_base(graph, REGIME, silent.read)))[0], (await timed(lambda: bare_read(graph)))[0])
        for _ in range(3)
    ]
    base = await read_base(graph, REGIME, silent.read)
    computing, roll = await timed(lambda: asyncio.to_thread(all_owners, base.structure, chosen))
    writing = []
    for _ in range(3):
        ours, _ = await timed(lambda: written(graph, base, roll))
        owners, events = await graph.administer(OWNERS), [row["event"] for row in await graph.administer(EVENTS)]
        await graph.administer(CLEAR)
        bare, _ = await timed(lambda: bare_write(graph, owners, events))  # noqa: B023 (awaited here)
        await graph.administer(CLEAR)
        writing.append((ours, bare))
    commands, actor = bootstrap.commands(graph.settings), Actor("bench")
    await run(graph, commands, actor, chosen, silent)
    again, none = await timed(lambda: run(graph, commands, actor, chosen, silent))
    assert none.changed == 0
    bar = f"<= {MOST_TIMES:g} times bare"
    size = f"{len(base.structure.parties):,} parties, {len(base.structure.holdings):,} holdings"
    return [
        _row(f"reading {size}, s", *_medians(reading), bar),
        _row(f"writing {len(owners):,} owners, {len(events):,} events, s", *_medians(writing), bar),
        _row(f"computing {len(roll):,} owners, s", computing, computing, "see bench.ownership"),
        _row("a run that changes nothing, s", again, again, "none"),
    ]


def _medians(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
    return ours, bare


async def by_other_means(graph: Graph, pyramids: Pyramids) -> Iterator[Row]:
    """Find the integrated shares of persons in the lowest layer by enumerating paths, in Cypher and in networkx."""
    ids = [pyramids.id(number) for number in range(100)]
    drawn: nx.DiGraph[str] = nx.DiGraph()
    for row in pyramids.holdings():
        drawn.add_edge(row["to"], row["from"], share=row["strength"])

    async def cypher(id_: str) -> None:
        async with graph.driver.session(default_access_mode=READ_ACCESS, fetch_size=-1) as session:
            await (await session.run(PATHS, id=id_)).fetch(ALL)

    async def library(id_: str) -> None:
        shares = dict.fromkeys((id_,), 100.0)
        for way in nx.all_simple_paths(drawn, id_, _ends(drawn, id_), cutoff=10):
            share = 100.0
            for lower, upper in pairwise(way):
                share *= drawn.edges[lower, upper]["share"] / 100
            shares[way[-1]] = shares.get(way[-1], 0.0) + share

    async def ours(id_: str) -> None:
        view = (await service.above(graph, [id_], NOW, Rank()))[id_]
        await beneficial_owners(view, regime(graph.settings, REGIME))

    rows = []
    for name, ask in (("the product", ours), ("paths in Cypher", cypher), ("paths in networkx, in memory", library)):
        spent = []
        for id_ in (*islice(ids, 20), *ids):
            seconds, _ = await timed(lambda id_=id_, ask=ask: ask(id_))  # type: ignore[misc]
            spent.append(1000 * seconds)
        rows.append(
            _row(f"{pyramids.companies + pyramids.persons:,} parties: {name}, ms", *_spread(spent[20:]), "none")
        )
    return iter(rows)


def _ends(drawn: "nx.DiGraph[str]", id_: str) -> set[str]:
    return {one for one in nx.descendants(drawn, id_) if not drawn.out_degree(one)}


async def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--companies", type=int, default=60_000)
    parser.add_argument("--small", type=int, default=6_000)
    parser.add_argument("--subjects-only", action="store_true", help="ask about one after another, as of a million")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    rows: list[Row] = []
    for companies in (options.companies,) if options.subjects_only else (options.companies, options.small):
        pyramids = Pyramids(companies)
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(data_dir=Path(folder), neo4j_uri=None, auth=Auth.OFF)
            async with scratch(settings) as graph:
                await draw(graph, pyramids)
                if companies == options.small:
                    rows += await by_other_means(graph, pyramids)
                    continue
                with served(settings) as server:
                    await ready(server.port)
                    rows.append(await one_subject(pyramids, server.port))
                if not options.subjects_only:
                    rows += await whole_base(graph)
    report("ownership in the graph", rows, options.out)


if __name__ == "__main__":
    uvloop.run(main())
