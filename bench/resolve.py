"""Records that find their party: a whole base at once, and one after the other as they come.

A synthetic bank is loaded without its relationships, and without a few of its records, and resolved whole; what it
comes to is held against its truth. Then the records that were left out are submitted one by one, with matching and
without: the difference is what it costs.

    .venv/bin/python -m bench.resolve [--parties 100000] [--asked 400] [--out FILE]
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from os import times
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time
from typing import Any

import orjson
import uvloop

from bench.load import scratch
from bench.record import report
from cim_graph import bootstrap
from cim_graph.commands.service import Commands
from cim_graph.graph.session import Graph
from cim_graph.intake.load import Loader, importer_named, load
from cim_graph.intake.prepare import prepare
from cim_graph.intake.service import SubmitRecords, store_batch
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.matching.models import Models
from cim_graph.matching.whole.base import Base, read
from cim_graph.matching.whole.run import Ran, run
from cim_graph.settings import Auth, Settings
from cim_graph.synthetic import generate
from cim_graph.synthetic.bank import chunks

Record = dict[str, Any]
Row = dict[str, Any]
ACTOR = Actor("bench")
PARTIES = {"person", "organization", "arrangement"}


def write(file: Path, parties: int, left: int) -> list[Record]:
    """Write the parties of a bank but for some, about so many, which are returned."""
    out_of = max(parties // left, 2)
    fresh = []
    with file.open("wb") as out:
        for number, one in enumerate(one for one in generate(parties, 1) if one["type"] in PARTIES):
            if number % out_of:
                out.write(orjson.dumps(one) + b"\n")
            else:
                fresh.append(one)
    return fresh


def true_parties(parties: int) -> dict[str, str]:
    """Return by record whom it describes in truth."""
    truths: Iterator[Any] = (truth for chunk in chunks(parties, 1) for truth in chunk.truths)
    entities = (truth for truth in truths if truth["what"] == "entity")
    return {
        id_of(Kind.RECORD, record["source"], record["key"]): entity["id"]
        for entity in entities
        for record in entity["records"]
    }


def pairs(labels: Iterable[Any]) -> int:
    """Return how many pairs share a label."""
    return sum(size * (size - 1) // 2 for size in Counter(labels).values())


def held_against(base: Base, truth: dict[str, str]) -> tuple[float, float]:
    """Return precision and recall of pairs of records that are of one party."""
    of = dict(zip(base.ids, base.homes, strict=True))
    both = pairs((home, truth.get(id_, id_)) for id_, home in of.items())
    return both / max(pairs(of.values()), 1), both / max(pairs(truth.get(id_, id_) for id_ in of), 1)


class Phases:
    """What a run says that it does, as rows: seconds, and processor time of this process and of those that it ended."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._at = ("", 0.0, 0.0)

    def __call__(self, text: str) -> None:
        """Take down that another phase begins; an empty text ends the last one."""
        print(text, file=sys.stderr)
        name, started, used = self._at
        now, spent = perf_counter(), sum(times()[:4])
        if name:
            row = {"what": name, "p50 ms": 0.0, "p95 ms": 0.0, "processor ms": round(1000 * (spent - used))}
            self.rows.append({**row, "seconds": round(now - started, 1), "found": 0})
        self._at = (text, now, spent)


async def whole(graph: Graph, commands: Commands, file: Path, phases: Phases) -> tuple[Ran, float]:
    """Load the bank and resolve it; return what was done and how long resolving took, in seconds."""
    loader = Loader(graph, commands, ACTOR, graph.settings)
    with file.open("rb") as stream:
        async for report_ in load(loader, importer_named("records"), stream):
            assert not report_.rejected
    started = perf_counter()
    ran = await run(graph, commands, ACTOR, Models(), phases)
    phases("")
    return ran, perf_counter() - started


async def one_by_one(graph: Graph, commands: Commands, records: Sequence[Record], *, resolved: bool) -> Iterator[float]:
    """Submit records; return the milliseconds that each took, and first those of processor time that one took."""
    took = []
    began = process_time()
    for record in records:
        started = perf_counter()
        [prepared] = prepare([(0, record)], {})
        await store_batch(graph, commands, ACTOR, SubmitRecords(prepared, resolved=resolved))
        took.append(1000 * (perf_counter() - started))
    return iter([1000 * (process_time() - began) / len(records), *took])


def told(name: str, measured: Iterator[float]) -> Row:
    """Return what single records took as a row."""
    processor, took = next(measured), sorted(measured)
    return {
        "what": name,
        "p50 ms": round(took[len(took) // 2], 1),
        "p95 ms": round(took[len(took) * 95 // 100], 1),
        "processor ms": round(processor, 1),
        "seconds": round(sum(took) / 1000, 1),
        "found": len(took),
    }


async def measured(graph: Graph, file: Path, parties: int, fresh: Sequence[Record]) -> list[Row]:
    """Resolve the bank, then new records one by one: a third to warm up, one stored only, one matched."""
    commands = bootstrap.commands(graph.settings)
    phases = Phases()
    ran, seconds = await whole(graph, commands, file, phases)
    peak = getrusage(RUSAGE_SELF).ru_maxrss // 1024
    precision, recall = held_against(await read(graph), true_parties(parties))
    rows: list[Row] = [
        {
            "what": f"whole base: {ran.records:,} records, {ran.compared:,} pairs, precision {precision:.4f}, "
            f"recall {recall:.4f}, at most {peak:,} MB resident",
            "p50 ms": 0.0, "p95 ms": 0.0, "processor ms": 0.0, "seconds": round(seconds, 1), "found": ran.parties,
        },
        *phases.rows,
    ]  # fmt: skip
    warm, alone, matched = (fresh[start::3] for start in range(3))
    await one_by_one(graph, commands, warm, resolved=True)
    rows.append(told("a record, stored only", await one_by_one(graph, commands, alone, resolved=False)))
    rows.append(told("a record, matched", await one_by_one(graph, commands, matched, resolved=True)))
    return rows


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=400)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()

    async def work(folder: Path) -> list[Row]:
        fresh = write(folder / "bank.jsonl", options.parties, 3 * options.asked)
        async with scratch(Settings(data_dir=folder, neo4j_uri=None, auth=Auth.OFF)) as graph:
            return await measured(graph, folder / "bank.jsonl", options.parties, fresh)

    with tempfile.TemporaryDirectory(prefix="cim-bench-") as folder:
        report("resolve", uvloop.run(work(Path(folder))), options.out)


if __name__ == "__main__":
    main()
