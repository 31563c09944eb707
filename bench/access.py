"""What it costs to know who asks: tokens, scope, masks and the trail, against the same without.

A synthetic bank is served twice: with `CIM_AUTH=off`, and to a teller who may see the parties of its branches and
reads numbers of documents, so that each answer is masked and each request leaves an entry in the trail. Processor
time of the API's process a request, 16 clients, rounds alternate.

Commands with their entries in the trail and the outbox are done one after the other, and the statements that they ran
are sent again by the driver alone without those entries. And the chain: a million sealed entries are proven.

    .venv/bin/python -m bench.access [--parties 3000] [--seconds 3] [--rounds 5] [--entries 1000000] [--out FILE]
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import monotonic, process_time
from typing import Any

import orjson
import uvloop

from bench.api import CLIENTS, fill, graphql, loaded, variables_of
from bench.load import CLEAN, replay, scratch
from bench.questions import QUESTIONS
from bench.record import report
from bench.serving import ready, served
from cim_graph import bootstrap
from cim_graph.access import chain
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.matching.overriding import OverrideField
from cim_graph.settings import Auth, Settings

MOST = 1.2
COMMANDS_FLOOR = 0.5
CHAIN_SECONDS = 20
COMMANDS = 300
PROFILE = QUESTIONS[0]
TRAIL = ("AuditEntry", "OutboxEntry")


class Options(argparse.Namespace):
    """What the command line says."""

    parties: int
    seconds: float
    rounds: int
    entries: int
    out: Path | None


async def profiles(graph: Graph, options: Options) -> dict[str, Any]:
    """Return the processor time of a profile without and with access."""
    variables = (await variables_of(graph))["profile"]
    branches = [row["branch"] for row in await graph.administer("MATCH (p:Party) RETURN DISTINCT p.branch AS branch")]
    claims = {"sub": "teller", "roles": ["teller"], "branches": [branch for branch in branches if branch]}
    token = bootstrap.local_issuer(graph.settings).token(claims, graph.settings.audience, 3600)
    settings = graph.settings.model_copy(update={"caller_budget": 0})
    spent: dict[str, list[float]] = {"off": [], "local": []}
    with served(settings) as plain, served(settings.model_copy(update={"auth": Auth.LOCAL})) as knowing:
        for server in (plain, knowing):
            await ready(server.port)
        async with graphql(plain.port, PROFILE) as without, graphql(knowing.port, PROFILE, token) as with_token:
            answer = orjson.loads(await with_token()(variables[0]))
            assert "errors" not in answer, answer
            for _ in range(options.rounds + 1):
                for name, server, make in (("off", plain, without), ("local", knowing, with_token)):
                    spent[name].append((await loaded(server, make, variables, options.seconds))[1])
    before, after = (median(figures[1:]) for figures in spent.values())
    kept = await graph.administer("MATCH (a:AuditEntry {command: 'read'}) RETURN count(a) AS entries")
    return {
        "what": f"a profile, {CLIENTS} clients, ms of the API's process",
        "without": round(before, 3),
        "with": round(after, 3),
        "ratio": round(after / before, 3),
        "bar": f"at most {MOST}; {kept[0]['entries']} entries",
    }


async def commands(graph: Graph) -> dict[str, Any]:
    """Return how many audited commands are done a second, and how many of their bare transactions."""
    execute, actor = bootstrap.commands(graph.settings).execute, Actor("bench")
    rows = await graph.administer("MATCH (p:Party) RETURN p.id AS id ORDER BY id LIMIT $most", {"most": 2 * COMMANDS})
    ids = [row["id"] for row in rows]
    for id_ in ids[:50]:
        await execute(graph, actor, OverrideField(id_, "segment", "warm", "bench"))
    recorded = graph.record()
    started = monotonic()
    for id_ in ids[COMMANDS:]:
        await execute(graph, actor, OverrideField(id_, "segment", "bench", "bench"))
    ours = COMMANDS / (monotonic() - started)
    bare = [[one for one in batch if not any(label in one[0] for label in TRAIL)] for batch in recorded.transactions]
    graph.recorder = None
    for label in ("Override", "LineageEvent"):
        await graph.administer(f"MATCH (n:{label}) DETACH DELETE n")
    floor = COMMANDS / await replay(graph, bare)
    return {
        "what": "commands a second, one after the other, and their bare transactions",
        "without": round(floor),
        "with": round(ours),
        "ratio": round(ours / floor, 3),
        "bar": f"at least {COMMANDS_FLOOR}",
    }


def proven(entries: int) -> dict[str, Any]:
    """Return the seconds that the proof of a chain takes."""

    def lines() -> Iterator[str]:
        seal = chain.FIRST
        yield chain.begin(0, seal)
        for number in range(1, entries + 1):
            text = f'{{"actor":"leyla","at":"2026-11-26T10:00:00.{number:06}Z","command":"read","id":"{number:032x}"}}'
            digest = chain.digest_of(text)
            seal = chain.seal_of(seal, number, digest)
            yield chain.line(number, seal, digest, text)
        yield chain.end(entries, seal)

    whole = list(lines())
    started = process_time()
    chain.prove(whole)
    seconds = process_time() - started
    return {
        "what": f"{entries:,} sealed entries proven, s",
        "without": 0,
        "with": round(seconds, 2),
        "ratio": 0,
        "bar": f"at most {CHAIN_SECONDS}",
    }


async def main(options: Options) -> None:
    """Measure and report."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), auth=Auth.OFF, neo4j_heap_mb=1024)
        async with scratch(settings) as graph:
            await graph.administer(CLEAN, seconds=600)
            await fill(graph, options.parties)
            rows = [await profiles(graph, options), await commands(graph)]
    report("access", [*rows, proven(options.entries)], options.out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path)
    uvloop.run(main(parser.parse_args(namespace=Options())))
