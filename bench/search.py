"""Search and neighbourhoods over GraphQL in a large bank: how long one question takes, beside the bare driver's.

A synthetic bank of a million parties with its relationships is loaded, `cim up` serves it as one process, and one
client asks one question after the other. Beside each stands what the database alone takes for the least that could
answer it: the full-text index for a search, the parties two steps away for a neighbourhood.

    .venv/bin/python -m bench.search [--parties 1000000] [--asked 300] [--keep FOLDER] [--out FILE]

`--keep` leaves the bank in a folder and takes it from there the next time.
"""

import argparse
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random
from time import monotonic, perf_counter
from typing import Any

import orjson
import uvloop
from neo4j import READ_ACCESS

from bench.api import ALL
from bench.load import scratch
from bench.record import report
from bench.serving import Connection, ready, served
from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.intake.load import Loader, importer_named, load
from cim_graph.kernel.actor import Actor
from cim_graph.network.words import queries, words
from cim_graph.records.names import fold
from cim_graph.settings import Auth, Settings
from cim_graph.synthetic import generate

LOADED = {"person", "organization", "arrangement", "relationship"}
SEARCH = "query ($text: String!) { search(text: $text) { edges { score matched node { id name kind } } } }"
AROUND = """query ($id: ID!, $limit: Int!) { neighbourhood(id: $id, depth: 2, limit: $limit) {
  total truncated parties { id name kind } relationships { id kind share from { id } to { id } }
} }"""
INDEX = """CALL db.index.fulltext.queryNodes('party_names', $query, {limit: 200}) YIELD node
RETURN collect(node.id) AS ids, collect(node.nameTexts) AS names"""
TWO_STEPS = """MATCH (:Party {id: $id})-[*1..2]-(q:Party)
WITH DISTINCT q LIMIT $limit RETURN collect([q.id, q.name, q.kind]) AS parties"""
PEOPLE = "MATCH (p:Person) WHERE p.name IS NOT NULL RETURN p.name AS name ORDER BY p.id LIMIT $first"
CARRIED = "MATCH (i:Identifier) RETURN i.value AS value ORDER BY i.id LIMIT $first"
DEGREES = """MATCH (p:Party) WHERE $least <= COUNT { (p)-[]-(:Party) } <= $most
RETURN p.id AS id ORDER BY p.id LIMIT $first"""
AROUNDS = (
    ("neighbourhood of 50", 50, 4, 40),
    ("neighbourhood of 200", 200, 4, 40),
    ("neighbourhood of a crowd", 200, 20_000, 1 << 31),
)
PATIENCE = 600.0
"""Seconds that choosing what is asked about may take: it looks at the whole graph."""
EVERY = 100_000
FEWEST = 40
MOST_SEARCH_MS, MOST_AROUND_MS = 50, 85

Variables = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind of question: GraphQL and its variables, the bare statement and its, and the most that p95 may take."""

    name: str
    graphql: str
    variables: Sequence[Variables]
    cypher: str
    parameters: Sequence[Variables]
    most: float


def write(file: Path, parties: int) -> None:
    """Write the parties and the relationships of a bank."""
    with file.open("wb") as out:
        out.writelines(orjson.dumps(one) + b"\n" for one in generate(parties, 1) if one["type"] in LOADED)


async def fill(graph: Graph, file: Path) -> None:
    """Load the bank, and tell how far it is."""
    loader = Loader(graph, bootstrap.commands(graph.settings), Actor("bench"), graph.settings)
    taken, told, started = 0, 0, monotonic()
    with file.open("rb") as stream:
        async for report_ in load(loader, importer_named("records"), stream):
            taken += report_.accepted
            if taken - told >= EVERY:
                told = taken
                pace = taken / (monotonic() - started)
                print(f"{taken:,} records loaded, {pace:,.0f} a second", file=sys.stderr)


def mistyped(dice: Random, text: str) -> str:
    """Return a name with two letters of its longest word changed over."""
    word = max(text.split(), key=len)
    place = dice.randrange(1, len(word) - 1) if len(word) > 2 else 0
    swapped = word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
    return text.replace(word, swapped, 1)


async def questions(graph: Graph, asked: int) -> list[Asked]:
    """Return what is asked, about parties from all over the bank: the order of ids has nothing to do with them."""
    dice = Random(1)
    people = await graph.administer(PEOPLE, {"first": asked}, PATIENCE)
    carried = await graph.administer(CARRIED, {"first": asked}, PATIENCE)
    names = [row["name"] for row in people]
    texts = {
        "search: whole name": names,
        "search: two words": [" ".join(name.split()[:2]) for name in names],
        "search: other alphabet": [fold(name) for name in names],
        "search: typing error": [mistyped(dice, name) for name in names],
        "search: not finished": [name[: max(4, len(name) * 2 // 3)] for name in names],
        "search: number": [row["value"] for row in carried],
    }
    found = [_search(name, some) for name, some in texts.items()]
    for name, limit, least, most in AROUNDS:
        ids = await graph.administer(DEGREES, {"least": least, "most": most, "first": asked}, PATIENCE)
        variables = [{"id": row["id"], "limit": limit} for row in ids]
        if variables:  # a small bank has no crowd
            found.append(Asked(name, AROUND, variables, TWO_STEPS, variables, MOST_AROUND_MS))
    return found


def _search(name: str, texts: Sequence[str]) -> Asked:
    parameters = [{"query": queries(words(text))[0]} for text in texts]
    return Asked(name, SEARCH, [{"text": text} for text in texts], INDEX, parameters, MOST_SEARCH_MS)


async def timed(ask: Callable[[Variables], Awaitable[Any]], variables: Sequence[Variables]) -> list[float]:
    """Return the milliseconds of each question, asked one after the other."""
    times = []
    for one in variables:
        started = perf_counter()
        await ask(one)
        times.append((perf_counter() - started) * 1000)
    return sorted(times)


async def measure(graph: Graph, port: int, asked: Asked) -> dict[str, Any]:
    """Return the figures of one kind of question; a third of them is asked beforehand, to warm both sides."""
    connection = Connection(port)

    async def over_http(variables: Variables) -> None:
        answer = await connection.post(orjson.dumps({"query": asked.graphql, "variables": variables}))
        assert b'"errors"' not in answer, answer[:500]

    async def bare(parameters: Variables) -> None:
        async with graph.driver.session(default_access_mode=READ_ACCESS, fetch_size=-1) as session:
            await (await session.run(asked.cypher, parameters)).fetch(ALL)

    sides = [(over_http, asked.variables), (bare, asked.parameters)]
    for ask, variables in sides:
        await timed(ask, variables[: max(FEWEST, len(variables) // 3)])
    ours, floor = [
        await timed(ask, list(islice(cycle(variables), max(FEWEST, len(variables))))) for ask, variables in sides
    ]
    connection.close()
    return {
        "question": asked.name,
        "asked": len(ours),
        "p50 ms": round(ours[len(ours) // 2], 1),
        "p95 ms": round(_p95(ours), 1),
        "bare p95 ms": round(_p95(floor), 1),
        "ratio": round(_p95(floor) / _p95(ours), 2),
        "at most ms": asked.most,
    }


def _p95(times: Sequence[float]) -> float:
    return times[int(len(times) * 0.95)]


class Options(argparse.Namespace):
    """What the command line says."""

    parties: int
    asked: int
    keep: Path | None
    out: Path | None


def options_of(about: str | None, parties: int) -> Options:
    """Read the command line of a bench that asks questions of a bank."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=parties)
    parser.add_argument("--asked", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="where the bank stays")
    parser.add_argument("--out", type=Path)
    return parser.parse_args(namespace=Options())


@asynccontextmanager
async def bank(options: Options, write: Callable[[Path, int], None]) -> AsyncIterator[tuple[Graph, int]]:
    """Give a bank that is served, and the port; it is written and loaded first where it does not stand already."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=options.keep or Path(folder), neo4j_uri=None, auth=Auth.OFF)
        async with scratch(settings) as graph:
            if not await graph.is_filled():
                write(Path(folder) / "bank.jsonl", options.parties)
                await fill(graph, Path(folder) / "bank.jsonl")
            with served(settings) as server:
                await ready(server.port)
                yield graph, server.port


async def main() -> None:
    """Measure and tell."""
    options = options_of(__doc__, 1_000_000)
    async with bank(options, write) as (graph, port):
        rows = [await measure(graph, port, asked) for asked in await questions(graph, options.asked)]
    report("search", rows, options.out)


if __name__ == "__main__":
    uvloop.run(main())
