"""Records that find their party: a whole base at once, and one after the other as they come.

A synthetic bank is loaded without its relationships, and without a few of its records, and resolved whole; what it
comes to is held against its truth. Then the records that were left out come: whom they match is asked one by one, and
they are submitted one by one, with matching and without, and many at once.

    .venv/bin/python -m bench.resolve [--parties 100000] [--asked 400] [--out FILE]
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from functools import partial
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
from cim_graph.matching.reviewing import found
from cim_graph.matching.whole.base import Base, read
from cim_graph.matching.whole.run import Ran, run
from cim_graph.settings import Auth, Settings
from cim_graph.synthetic import generate
from cim_graph.synthetic.bank import chunks

Record = dict[str, Any]
Row = dict[str, Any]
ACTOR = Actor("bench")
PARTIES = {"person", "organization", "arrangement"}
PARTS = 5
"""Parts of the records that were left out: one for each way in which they come, and one to warm up."""
AT_ONCE = 50


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


async def timed(calls: Sequence[Callable[[], Awaitable[object]]], records: int) -> Iterator[float]:
    """Return the milliseconds that each call took, and first those of processor time that one of the records took."""
    took = []
    began = process_time()
    for call in calls:
        started = perf_counter()
        await call()
        took.append(1000 * (perf_counter() - started))
    return iter([1000 * (process_time() - began) / records, *took])


async def submitted(
    graph: Graph, commands: Commands, records: Sequence[Record], at_once: int = 1, *, resolved: bool = True
) -> Iterator[float]:
    """Submit records, so many at once."""

    async def submit(some: Sequence[Record]) -> None:
        for prepared in prepare(list(enumerate(some)), {}):
            await store_batch(graph, commands, ACTOR, SubmitRecords(prepared, resolved=resolved))

    batches = [records[start : start + at_once] for start in range(0, len(records), at_once)]
    return await timed([partial(submit, some) for some in batches], len(records))


async def asked(graph: Graph, models: Models, records: Sequence[Record]) -> Iterator[float]:
    """Ask whom records match."""
    return await timed([partial(found, graph, models, record, 10) for record in records], len(records))


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
    """Resolve the bank, then let new records come."""
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
    models = Models()
    warm, alone, matched, many, sought = (fresh[start::PARTS] for start in range(PARTS))
    await submitted(graph, commands, warm[: len(warm) // 2])
    await asked(graph, models, warm[len(warm) // 2 :])
    rows.append(told("findMatches, one by one", await asked(graph, models, sought)))
    rows.append(told("a record, stored only", await submitted(graph, commands, alone, resolved=False)))
    rows.append(told("a record, matched", await submitted(graph, commands, matched)))
    await submitted(graph, commands, warm[len(warm) // 2 :], AT_ONCE)
    rows.append(told(f"{AT_ONCE} records at once, matched", await submitted(graph, commands, many, AT_ONCE)))
    return rows


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=400)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()

    async def work(folder: Path) -> list[Row]:
        fresh = write(folder / "bank.jsonl", options.parties, PARTS * options.asked)
        async with scratch(Settings(data_dir=folder, neo4j_uri=None, auth=Auth.OFF)) as graph:
            return await measured(graph, folder / "bank.jsonl", options.parties, fresh)

    with tempfile.TemporaryDirectory(prefix="cim-bench-") as folder:
        report("resolve", uvloop.run(work(Path(folder))), options.out)


if __name__ == "__main__":
    main()
