"""What the forms of records cost: a person is read, checked and brought to normal forms, beside the bare reading.

The same lines go through the product's preparation and through `orjson.loads` and `model_validate` alone, batch by
batch in turns, so that the ratio of the two holds on any machine. Times are of the processor, and of each batch the
best of the rounds.

    .venv/bin/python -m bench.forms [--parties 20000] [--rounds 5] [--out FILE]
"""

import argparse
import gc
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

import orjson

from bench.bank import Bank
from bench.record import report
from cim_graph.intake.prepare import prepare
from cim_graph.records.format import PartyRecord

BATCH = 500
MOST_RATIO = 6.5


def bare(lines: Sequence[bytes]) -> None:
    """Read lines and check their format."""
    _ = [PartyRecord.model_validate(orjson.loads(line)) for line in lines]


def forms(lines: Sequence[bytes]) -> None:
    """Do with lines all that a load does before the database."""
    [batch] = prepare(enumerate(lines), {})
    assert len(batch.parties) == len(lines)


def seconds(work: Callable[[Sequence[bytes]], None], lines: Sequence[bytes]) -> float:
    """Return the seconds of the processor that a batch takes."""
    gc.collect()
    started = process_time()
    work(lines)
    return process_time() - started


def main() -> None:
    """Run, print a table and a line of JSON; exit status 1 where a person costs more bare readings than it may."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--parties", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--out", type=Path)
    chosen = options.parse_args()
    persons = [line for line in Bank(chosen.parties).party_lines() if b'"person"' in line]
    batches = [persons[start : start + BATCH] for start in range(0, len(persons), BATCH)]
    rounds = [[(seconds(bare, batch), seconds(forms, batch)) for batch in batches] for _ in range(chosen.rounds)]
    least = [sum(min(pair[work] for pair in of_batch) for of_batch in zip(*rounds, strict=True)) for work in (0, 1)]
    bare_cost, forms_cost = (1e6 * total / len(persons) for total in least)
    row: dict[str, float] = {
        "persons": len(persons),
        "bare µs": round(bare_cost, 1),
        "forms µs": round(forms_cost, 1),
        "ratio": round(forms_cost / bare_cost, 2),
    }
    report("forms", [row], chosen.out)
    if row["ratio"] > MOST_RATIO:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
