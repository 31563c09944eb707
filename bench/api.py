"""GraphQL over HTTP against the bare driver: the same answers, 16 clients each, requests a second.

A synthetic bank is loaded, `cim up` serves it as one process, and the same questions are asked by hand-written Cypher,
one statement each, over the official driver. Rounds of both sides alternate; the ratio is that of the medians.

    .venv/bin/python -m bench.api [--parties 5000] [--seconds 3] [--rounds 5] [--out FILE]
"""

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import Any

import orjson
import uvloop
from neo4j import READ_ACCESS, AsyncDriver

from bench.load import scratch
from bench.record import report
from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.intake.load import Loader, importer_named, load
from cim_graph.kernel.actor import Actor
from cim_graph.settings import Settings
from cim_graph.synthetic import generate

CLIENTS = 16
ALL = 1 << 31
HEAD = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"

Json = Any
Ask = Callable[[dict[str, Any]], Awaitable[Json]]


@dataclass(frozen=True, slots=True)
class Question:
    """One question in both languages, the least ratio, and what makes the same answer of both."""

    name: str
    floor: float
    cypher: str
    graphql: str
    same: Callable[[Json], Json]


def _edges(connection: Json) -> list[Json]:
    return [edge["node"] for edge in connection["edges"]]


def _profile(data: Json) -> Json:
    party = data["party"]
    return {
        "id": party["id"],
        "name": party["name"],
        "status": party["status"],
        "identifiers": [[item["scheme"], item["value"]] for item in party["identifiers"]],
        "accounts": [[item["number"], item["currency"], item["status"]] for item in _edges(party["accounts"])],
        "relationships": [
            [item["kind"], item["share"], item["from"]["name"], item["to"]["name"]]
            for item in _edges(party["relationships"])
        ],
    }


def _tree(party: Json, deeper: int) -> Json:
    row = [party["id"], party["name"]]
    if deeper:
        row.append([[item["share"], _tree(item["from"], deeper - 1)] for item in _edges(party["relationships"])])
    return row


def _around(party: Json, deeper: int) -> Json:
    row = [party["id"], party["name"]]
    if deeper:
        for direction, end in (("out", "to"), ("in", "from")):
            row.append(
                [[item["kind"], item["share"], _around(item[end], deeper - 1)] for item in _edges(party[direction])]
            )
    return row


QUESTIONS = (
    Question(
        "profile",
        0.25,
        """MATCH (p:Party {id: $id})
RETURN {
  id: p.id, name: p.name, status: p.status,
  identifiers: COLLECT {
    MATCH (p)<-[:DESCRIBES]-(:Record)-[:HAS_IDENTIFIER]->(i)
    WITH DISTINCT i ORDER BY i.scheme, i.value RETURN [i.scheme, i.value]
  },
  accounts: COLLECT {
    MATCH (p)<-[:DESCRIBES]-(:Record)<-[:HELD_BY]-(a:Account)
    WITH DISTINCT a ORDER BY a.number, a.id LIMIT 3 RETURN [a.number, a.currency, a.status]
  },
  relationships: COLLECT {
    MATCH (p)-[e]-(o:Party) WITH e, coalesce(e.strength, -1.0) AS strength ORDER BY strength DESC, e.id LIMIT 10
    RETURN [type(e), e.share, startNode(e).name, endNode(e).name]
  }
} AS answer""",
        """query ($id: ID!) { party(id: $id) {
  id name status identifiers { scheme value }
  accounts(first: 3) { edges { node { number currency status } } }
  relationships(first: 10) { edges { node { kind share from { name } to { name } } } }
} }""",
        _profile,
    ),
    Question(
        "owners of owners",
        0.2,
        """UNWIND $ids AS id
MATCH (p:Party {id: id})
RETURN collect([p.id, p.name, COLLECT {
  MATCH (p)<-[e:OWNS]-(o:Party) WITH e, o, coalesce(e.strength, -1.0) AS strength ORDER BY strength DESC, e.id LIMIT 10
  RETURN [e.share, [o.id, o.name, COLLECT {
    MATCH (o)<-[f:OWNS]-(q:Party)
    WITH f, q, coalesce(f.strength, -1.0) AS held ORDER BY held DESC, f.id LIMIT 10
    RETURN [f.share, [q.id, q.name]]
  }]]
}]) AS answer""",
        """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Party {
  id name relationships(kinds: [OWNS], direction: IN, first: 10) { edges { node { share from {
    id name relationships(kinds: [OWNS], direction: IN, first: 10) { edges { node { share from { id name } } } }
  } } } }
} } }""",
        lambda data: [_tree(party, 2) for party in data["nodes"]],
    ),
    Question(
        "two hops",
        0.2,
        """MATCH (p:Party {id: $id})
RETURN [p.id, p.name,
  COLLECT {
    MATCH (p)-[e]->(o:Party) WITH e, o, coalesce(e.strength, -1.0) AS strength ORDER BY strength DESC, e.id LIMIT 50
    RETURN [type(e), e.share, [o.id, o.name,
      COLLECT {
        MATCH (o)-[f]->(q:Party) WITH f, q, coalesce(f.strength, -1.0) AS held ORDER BY held DESC, f.id LIMIT 50
        RETURN [type(f), f.share, [q.id, q.name]]
      },
      COLLECT {
        MATCH (o)<-[f]-(q:Party) WITH f, q, coalesce(f.strength, -1.0) AS held ORDER BY held DESC, f.id LIMIT 50
        RETURN [type(f), f.share, [q.id, q.name]]
      }
    ]]
  },
  COLLECT {
    MATCH (p)<-[e]-(o:Party) WITH e, o, coalesce(e.strength, -1.0) AS strength ORDER BY strength DESC, e.id LIMIT 50
    RETURN [type(e), e.share, [o.id, o.name,
      COLLECT {
        MATCH (o)-[f]->(q:Party) WITH f, q, coalesce(f.strength, -1.0) AS held ORDER BY held DESC, f.id LIMIT 50
        RETURN [type(f), f.share, [q.id, q.name]]
      },
      COLLECT {
        MATCH (o)<-[f]-(q:Party) WITH f, q, coalesce(f.strength, -1.0) AS held ORDER BY held DESC, f.id LIMIT 50
        RETURN [type(f), f.share, [q.id, q.name]]
      }
    ]]
  }
] AS answer""",
        """query ($id: ID!) { party(id: $id) { ...around
  out: relationships(direction: OUT, first: 50) { edges { node { kind share to { ...around ...next } } } }
  in: relationships(direction: IN, first: 50) { edges { node { kind share from { ...around ...next } } } }
} }
fragment around on Party { id name }
fragment next on Party {
  out: relationships(direction: OUT, first: 50) { edges { node { kind share to { ...around } } } }
  in: relationships(direction: IN, first: 50) { edges { node { kind share from { ...around } } } }
}""",
        lambda data: _around(data["party"], 2),
    ),
)


def bare(driver: AsyncDriver, question: Question) -> Ask:
    """Return what asks the database itself."""

    async def ask(variables: dict[str, Any]) -> Json:
        async with driver.session(default_access_mode=READ_ACCESS, fetch_size=-1) as session:
            rows = await (await session.run(question.cypher, variables)).fetch(ALL)
        return rows[0][0]

    return ask


class Connection:
    """One kept-alive HTTP connection, as little of a client as will do: the server is what is measured."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, body: bytes) -> bytes:
        """Send a request and return the body of the answer."""
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 24)
        self._writer.write(HEAD.format(len(body)).encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        return await self._reader.readexactly(length)

    def close(self) -> None:
        """Close the connection."""
        if self._writer is not None:
            self._writer.close()


@asynccontextmanager
async def graphql(port: int, question: Question) -> AsyncIterator[Callable[[], Ask]]:
    """Give what makes an asker over HTTP, one a client."""
    opened: list[Connection] = []

    def make() -> Ask:
        connection = Connection(port)
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


@contextmanager
def served(settings: Settings) -> Iterator[int]:
    """Give the port of a `cim up` of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = os.environ | {"CIM_DATA_DIR": str(settings.data_dir), "CIM_LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(  # noqa: S603 (our own command)
        [Path(sys.executable).parent / "cim", "up", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        yield port
    finally:
        process.terminate()
        process.wait(30)


async def ready(port: int) -> None:
    """Wait until the API answers."""
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise TimeoutError("`cim up` did not answer within a minute")


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


async def measure(graph: Graph, port: int, question: Question, options: argparse.Namespace) -> dict[str, Any]:
    """Return the figures of one question; the answers of both sides must be equal."""
    variables = (await variables_of(graph))[question.name]
    ask = bare(graph.driver, question)
    async with graphql(port, question) as make:
        over_http = make()
        objects = 0
        for one in variables[:20]:
            wanted = await ask(one)
            answer = orjson.loads(await over_http(one))
            if "errors" in answer or question.same(answer["data"]) != wanted:
                raise AssertionError(f"{question.name}: {orjson.dumps(answer)[:500]!r} is not {str(wanted)[:500]}")
            objects = max(objects, str(answer).count("'share'"))
        await pace(make, variables, options.seconds)
        await pace(lambda: ask, variables, options.seconds)
        both = [
            (await pace(lambda: ask, variables, options.seconds), await pace(make, variables, options.seconds))
            for _ in range(options.rounds)
        ]
    floor, ours = (statistics.median(side) for side in zip(*both, strict=True))
    return {
        "question": question.name,
        "relationships": objects,
        "bare driver": round(floor),
        "GraphQL": round(ours),
        "ratio": round(ours / floor, 3),
        "at least": question.floor,
    }


async def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), neo4j_uri=None)
        async with scratch(settings) as graph:
            await fill(graph, options.parties)
            with served(settings) as port:
                await ready(port)
                rows = [await measure(graph, port, question, options) for question in QUESTIONS]
    report("api", rows, options.out)


if __name__ == "__main__":
    uvloop.run(main())
