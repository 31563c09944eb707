"""Assessments of risk in the graph: the whole base in one pass, and the renewal of one party.

Parties with their records and relationships between them are drawn straight into a graph. Then
- the base is assessed for the first time, when all is written, and again, when nothing says anything new;
- of one party after another its flags change, and its assessment is renewed with those of whom that concerns.

What is measured is processor time of Python, apart from that of the server, and the seconds that somebody waits.

    .venv/bin/python -m bench.risk_graph [--parties 20000] [--renewed 200] [--out FILE]
"""

import argparse
import resource
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

import numpy as np
import uvloop

from bench.load import scratch
from bench.record import report
from bench.risk import ORIGINS, RELATIONSHIPS
from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of, same_name
from cim_graph.risk.dossier import Cause
from cim_graph.risk.renewing import OF_A_PASS, Renewer, renew, renew_all
from cim_graph.settings import Auth, Settings

BATCH: Final = 10_000
KINDS: Final = {"OWNS": 0.5, "MANAGES": 0.25, "FAMILY_OF": 0.15, "RELATED_TO": 0.1}
COUNTRIES: Final = ("AZ", "GE", "TR", "YE", "KP")
PARTIES = """UNWIND $rows AS row
CREATE (p:Party) SET p = row.party
CREATE (r:Record {id: row.record}) CREATE (r)-[:DESCRIBES]->(p)"""
TIES: Final = {
    kind: f"""UNWIND $rows AS row
MATCH (a:Party {{id: row.from}}) MATCH (b:Party {{id: row.to}})
CREATE (a)-[e:{kind}]->(b) SET e.id = row.id, e.strength = row.strength"""
    for kind in KINDS
}
FLAG = "MATCH (p:Party {id: $id}) SET p.flags = $flags"

Row = dict[str, Any]


def parties(count: int, dice: np.random.Generator) -> list[Row]:
    """Return parties, some of them origins of risk, each with the record that names it."""
    flags = np.where(dice.random(count) < ORIGINS, dice.choice(["sanctioned", "pep", "sar"], count), "")
    countries = dice.choice(COUNTRIES, count, p=(0.9, 0.05, 0.03, 0.01, 0.01))
    rows = []
    for number in range(count):
        id_ = id_of(Kind.PARTY, "b", str(number))
        party = {
            "id": id_,
            "kind": "PERSON" if number % 3 else "ORGANIZATION",
            "status": "CUSTOMER",
            "countries": [str(countries[number])],
            "flags": [str(flags[number])] if flags[number] else [],
            "version": 1,
        }
        rows.append({"party": party, "record": same_name(id_, Kind.RECORD)})
    return rows


async def draw(graph: Graph, count: int) -> list[str]:
    """Draw a base: one end in ten of a relationship by a law of few that have many."""
    dice = np.random.default_rng(1)
    rows = parties(count, dice)
    ids = [row["party"]["id"] for row in rows]
    await _written(graph, PARTIES, rows)
    many = count * RELATIONSHIPS
    source = dice.integers(0, count, many)
    crowded = dice.random(many) < 0.1
    source[crowded] = (count * dice.random(int(crowded.sum())) ** 3).astype(np.int64)
    target, kind = dice.integers(0, count, many), dice.choice(list(KINDS), many, p=list(KINDS.values()))
    share = np.round(dice.random(many) * 100, 2)
    for name in KINDS:
        ties = [
            {
                "id": id_of(Kind.FACT, "b", str(number)),
                "from": ids[source[number]],
                "to": ids[target[number]],
                "strength": float(share[number]) if name == "OWNS" else None,
            }
            for number in np.flatnonzero((kind == name) & (source != target)).tolist()
        ]
        await _written(graph, TIES[name], ties)
    return ids


async def _written(graph: Graph, text: str, rows: list[Row]) -> None:
    for begin in range(0, len(rows), BATCH):
        await graph.administer(text, {"rows": rows[begin : begin + BATCH]}, seconds=600)


async def spent(work: Callable[[], Awaitable[Any]]) -> tuple[float, float, Any]:
    """Return the processor seconds, the seconds, and what a work brings."""
    began, started = process_time(), perf_counter()
    value = await work()
    return process_time() - began, perf_counter() - started, value


async def passes(by: Renewer) -> list[Row]:
    """Assess the base twice."""
    rows = []
    for name in ("the base for the first time", "the base when nothing changed"):
        processor, seconds, done = await spent(lambda: renew_all(by, OF_A_PASS))
        kept = f"{done.kept:,} of {done.parties:,} kept"
        rows.append({"what": f"{name}, s: {kept}", "processor": round(processor, 1), "waited": round(seconds, 1)})
    return rows


async def renewals(by: Renewer, ids: list[str], count: int) -> list[Row]:
    """Change one party after another: half of them begin to be origins of risk."""
    dice, found = np.random.default_rng(2), []
    kept = 0
    for number, place in enumerate(dice.choice(len(ids), count, replace=False).tolist()):
        await by.graph.administer(FLAG, {"id": ids[place], "flags": ["cash-intensive", "sanctioned"][: 1 + number % 2]})
        processor, seconds, written = await spent(
            lambda place=place: renew(by, {ids[place]: Cause("parties.changed")})  # type: ignore[misc]
        )
        found.append((processor * 1000, seconds * 1000))
        kept += written.kept
    rows = []
    for name, share in (("p50", 50), ("p95", 95)):
        processor, waited = (float(np.percentile([one[side] for one in found], share)) for side in (0, 1))
        what = f"one party and whom it concerns, {name}, ms: {kept / count:.1f} kept each"
        rows.append({"what": what, "processor": round(processor, 1), "waited": round(waited, 1)})
    return rows


async def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=20_000)
    parser.add_argument("--renewed", type=int, default=200)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), neo4j_uri=None, auth=Auth.OFF)
        async with scratch(settings) as graph:
            ids = await draw(graph, options.parties)
            by = Renewer(graph, bootstrap.commands(settings), Actor("bench"), settings.rank, "aml")
            rows = [*await passes(by), *await renewals(by, ids, options.renewed)]
    rows.append(
        {"what": "peak, MB", "processor": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "waited": 0}
    )
    report("risk in the graph", rows, options.out)


if __name__ == "__main__":
    uvloop.run(main())
