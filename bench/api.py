"""GraphQL over HTTP against the bare driver: the same answers, 16 clients each, requests a second.

A synthetic bank is loaded, `cim up` serves it as one process, and the same questions are asked by hand-written Cypher,
one statement each, over the official driver. Rounds of all sides alternate; the ratio is that of the medians.

A second server has `CIM_COLUMNAR=off`: it tells what graphql-core takes. Processor time is told of the whole process,
which is HTTP, the driver and the rest, and of the rest alone, with the rows of the database replayed.

    .venv/bin/python -m bench.api [--parties 5000] [--seconds 3] [--rounds 5] [--out FILE]
"""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

import orjson
import uvloop
from neo4j import READ_ACCESS, AsyncDriver

from bench.load import scratch
from bench.questions import QUESTIONS, Json, Question
from bench.record import report
from bench.replay import replayed
from bench.serving import Connection, Server, ready, served
from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.intake.load import Loader, importer_named, load
from cim_graph.kernel.actor import Actor
from cim_graph.settings import Auth, Settings
from cim_graph.synthetic import generate

CLIENTS = 16
MOST_OF_CORE = 0.5
"""Which part of graphql-core's processor time columns may take."""
ALL = 1 << 31

Ask = Callable[[dict[str, Any]], Awaitable[Json]]
Figures = dict[str, Any]
Load = tuple[float, float]
"""Answers a second, and milliseconds of the API's processor time for each."""


class Options(argparse.Namespace):
    """What the command line says."""

    parties: int
    seconds: float
    rounds: int
    out: Path | None


def bare(driver: AsyncDriver, question: Question) -> Ask:
    """Return what asks the database itself."""

    async def ask(variables: dict[str, Any]) -> Json:
        async with driver.session(default_access_mode=READ_ACCESS, fetch_size=-1) as session:
            rows = await (await session.run(question.cypher, variables)).fetch(ALL)
        return rows[0][0]

    return ask


@asynccontextmanager
async def graphql(port: int, question: Question, token: str | None = None) -> AsyncIterator[Callable[[], Ask]]:
    """Give what makes an asker over HTTP, one a client; each of them shows the token."""
    opened: list[Connection] = []

    def make() -> Ask:
        connection = Connection(port, token)
        opened.append(connection)

        async def ask(variables: dict[str, Any]) -> Json:
            body = orjson.dumps({"query": question.graphql, "variables": variables})
            return await connection.post(body)

        return ask

    try:
        yield make
    finally:
        for connection in opened:
            connection.close()


async def pace(make: Callable[[], Ask], variables: Sequence[dict[str, Any]], seconds: float) -> float:
    """Return the answers a second that 16 clients get."""
    answered = 0
    end = monotonic() + seconds

    async def client(number: int) -> None:
        nonlocal answered
        ask = make()
        turn = number
        while monotonic() < end:
            await ask(variables[turn % len(variables)])
            answered += 1
            turn += CLIENTS

    started = monotonic()
    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    return answered / (monotonic() - started)


async def fill(graph: Graph, parties: int) -> None:
    """Load a synthetic bank."""
    lines = b"".join(orjson.dumps(record) + b"\n" for record in generate(parties, 1))
    loader = Loader(graph, bootstrap.commands(graph.settings), Actor("bench"), graph.settings)
    async for _ in load(loader, importer_named("records"), BytesIO(lines)):
        pass


async def variables_of(graph: Graph) -> dict[str, list[dict[str, Any]]]:
    """Return what the questions are asked about: well connected parties."""
    rows = await graph.administer(
        "MATCH (p:Party) WITH p, COUNT { (p)-[]-(:Party) } AS degree WHERE 8 <= degree <= 40 "
        "RETURN p.id AS id ORDER BY p.id LIMIT 200"
    )
    firms = await graph.administer(
        "MATCH (p:Organization) WHERE COUNT { (p)<-[:OWNS]-() } >= 3 RETURN p.id AS id ORDER BY p.id LIMIT 400"
    )
    single = [{"id": row["id"]} for row in rows]
    groups = [{"ids": [row["id"] for row in firms[start : start + 50]]} for start in range(0, len(firms) - 49, 50)]
    return {"profile": single, "owners of owners": groups, "two hops": single}


async def check(ask: Ask, asked: Ask, question: Question, variables: Sequence[dict[str, Any]]) -> int:
    """Return the relationships of the largest answer; both sides have to answer the same."""
    objects = 0
    for one in variables[:20]:
        wanted = await ask(one)
        answer = orjson.loads(await asked(one))
        if "errors" in answer or question.same(answer["data"]) != wanted:
            raise AssertionError(f"{question.name}: {orjson.dumps(answer)[:500]!r} is not {str(wanted)[:500]}")
        objects = max(objects, str(answer).count("'share'"))
    return objects


async def loaded(server: Server, make: Callable[[], Ask], variables: Sequence[dict[str, Any]], seconds: float) -> Load:
    """Return the answers a second that 16 clients get, and the processor time of the API for each, milliseconds."""
    busy, started = server.busy(), monotonic()
    paced = await pace(make, variables, seconds)
    return paced, (server.busy() - busy) * 1000 / (paced * (monotonic() - started))


@dataclass(frozen=True, slots=True)
class Paced:
    """What came of the rounds of one question: the relationships of an answer, and the medians of each side."""

    relationships: int
    floor: float
    columns: Load
    core: Load


async def paced(
    ask: Ask, servers: Sequence[Server], question: Question, variables: Sequence[dict[str, Any]], options: Options
) -> Paced:
    """Ask in rounds that alternate: the database, the server with columns, the one without. The first warms all up."""
    async with AsyncExitStack() as stack:
        makers = [await stack.enter_async_context(graphql(server.port, question)) for server in servers]
        relationships = [await check(ask, make(), question, variables) for make in makers]
        floors: list[float] = []
        loads: list[list[Load]] = [[] for _ in servers]
        for _ in range(options.rounds + 1):
            floors.append(await pace(lambda: ask, variables, options.seconds))
            for server, make, kept in zip(servers, makers, loads, strict=True):
                kept.append(await loaded(server, make, variables, options.seconds))
    columns, core = (_middle(kept[1:]) for kept in loads)
    return Paced(relationships[0], median(floors[1:]), columns, core)


def _middle(loads: Sequence[Load]) -> Load:
    rates, spent = zip(*loads, strict=True)
    return median(rates), median(spent)


async def measure(
    graph: Graph, servers: Sequence[Server], question: Question, options: Options
) -> tuple[Figures, list[Figures]]:
    """Return the pace of one question, and the processor time, by the server with columns and by that without."""
    variables = (await variables_of(graph))[question.name]
    found = await paced(bare(graph.driver, question), servers, question, variables, options)
    ours, spent = found.columns
    figures = {
        "question": question.name,
        "relationships": found.relationships,
        "bare driver": round(found.floor),
        "GraphQL": round(ours),
        "ratio": round(ours / found.floor, 3),
        "at least": question.floor,
    }
    return figures, [
        _processor(question, "process", spent, found.core[1]),
        _processor(question, "rows replayed", *await replayed(graph, question.graphql, variables[:20])),
    ]


def _processor(question: Question, of: str, columns: float, core: float) -> Figures:
    spent = {"columns ms": round(columns, 2), "graphql-core ms": round(core, 2), "part": round(columns / core, 3)}
    return {"question": question.name, "of": of, **spent, "at most": MOST_OF_CORE}


async def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(namespace=Options())
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), neo4j_uri=None, auth=Auth.OFF)
        core = settings.model_copy(update={"columnar": False})
        async with scratch(settings) as graph:
            await fill(graph, options.parties)
            with served(settings) as columns, served(core) as without:
                servers = [columns, without]
                for server in servers:
                    await ready(server.port)
                measured = [await measure(graph, servers, question, options) for question in QUESTIONS]
    report("api", [figures for figures, _ in measured], options.out)
    out = options.out and options.out.with_stem(f"{options.out.stem}-processor")
    report("api, processor time a request", [row for _, rows in measured for row in rows], out)


if __name__ == "__main__":
    uvloop.run(main())
