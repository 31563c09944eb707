"""The owners of a whole made-up base, against bare sparse products; one subject, against networkx.

Each line is a process of its own, so its memory is its own. `floor` multiplies the same stakes 48 times, without
circles, votes, control, thresholds or reasons; no ratio is better than one of it.

    .venv/bin/python -m bench.ownership [--companies 1000000] [--out FILE]
"""

import argparse
import resource
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import networkx as nx
import numpy as np
import orjson
from scipy.sparse import csr_array

from bench.holdings import Size, structure
from bench.record import report
from cim_graph.ownership.model.base import all_owners
from cim_graph.ownership.model.control import control
from cim_graph.ownership.model.owners import beneficial_owners
from cim_graph.ownership.model.regime import shipped
from cim_graph.ownership.model.structure import Structure

SMALL = 10
COMPARED = 10_000
SUBJECTS = 300
PRUNED = 1e-9
DEEP = 12
ROUNDS = 48


def main() -> None:
    """Run every task in a process of its own, or the one that is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--companies", type=int, default=1_000_000)
    parser.add_argument("--task", choices=TASKS)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    if asked.task:
        sys.stdout.write(orjson.dumps(measured(asked.task, asked.companies)).decode())
        return
    rows = [_apart(task, size) for size in (asked.companies // SMALL, asked.companies) for task in WHOLE]
    rows += [_apart(task, COMPARED) for task in SINGLE]
    report("ownership", _with_ratios(rows), asked.out)


def measured(task: str, companies: int) -> dict[str, Any]:
    """Make the base up, do one task, and return what it took: seconds of the clock and of the processor, megabytes."""
    base = structure(Size(companies))
    before, clock, busy = _memory(), perf_counter(), process_time()
    what = TASKS[task](base)
    return {
        "task": task,
        "companies": companies,
        "holdings": len(base.holdings),
        "seconds": round(perf_counter() - clock, 2),
        "cpu": round(process_time() - busy, 2),
        "MB": round(_memory()),
        "MB of it the base": round(before),
        "found": what,
    }


def floor(base: Structure) -> int:
    """Multiply stakes of persons by stakes of companies, over and over; return how many shares there are."""
    stakes, size = base.holdings, len(base.parties)
    direct = csr_array((stakes.share / 100, (stakes.held, stakes.holder)), shape=(size, size))
    companies = int(stakes.held.max()) + 1
    between, carried = direct[:companies, :companies], direct[:companies, companies:]
    total = carried
    for _ in range(ROUNDS):
        carried = between @ carried
        carried.data[carried.data < PRUNED] = 0
        carried.eliminate_zeros()
        total = total + carried
    return int(total.nnz)


def owners_of_all(regime: str, base: Structure) -> int:
    """Return how many owners there are under a regime, counted for each company."""
    return len(all_owners(base, shipped()[regime]))


def one_by_one(base: Structure) -> int:
    """Ask for the owners of some companies, one after the other."""
    regime = shipped()["simple"]
    return sum(len(beneficial_owners(base, subject, regime).owners) for subject in _subjects(base))


def with_networkx(base: Structure) -> int:
    """Add up the products of shares over all ways to the same companies, up to a depth; count those of 25 percent."""
    graph, found = _graph(base), 0
    for subject in _subjects(base):
        shares: dict[int, float] = {}
        carried = {subject: 1.0}
        for _ in range(DEEP):
            above: dict[int, float] = {}
            for held, share in carried.items():
                for holder, _, terms in graph.in_edges(held, data=True):
                    above[holder] = above.get(holder, 0) + share * terms["share"]
            for holder, share in above.items():
                shares[holder] = shares.get(holder, 0) + share
            carried = above
        found += sum(base.parties.kinds[holder] == "PERSON" and share >= 0.25 for holder, share in shares.items())
    return found


def _graph(base: Structure) -> "nx.DiGraph[int]":
    graph: nx.DiGraph[int] = nx.DiGraph()
    stakes = base.holdings
    for holder, held, share in zip(stakes.holder.tolist(), stakes.held.tolist(), stakes.share.tolist(), strict=True):
        before = graph.get_edge_data(holder, held, {"share": 0.0})["share"]
        graph.add_edge(holder, held, share=before + share / 100)
    return graph


def _subjects(base: Structure) -> list[int]:
    companies = base.parties.kinds.index("PERSON")
    return [int(subject) for subject in np.random.default_rng(7).choice(companies, SUBJECTS, replace=False)]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _apart(task: str, companies: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.ownership", "--task", task, "--companies", str(companies)]
    done = subprocess.run(command, check=True, capture_output=True)  # noqa: S603, itself
    row: dict[str, Any] = orjson.loads(done.stdout)
    return row


def _with_ratios(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    floors = {row["companies"]: row["cpu"] for row in rows if row["task"] == "floor"}
    floors |= {row["companies"]: row["cpu"] for row in rows if row["task"] == "networkx"}
    return [{**row, "times the floor": round(row["cpu"] / floors[row["companies"]], 1)} for row in rows]


WHOLE: dict[str, Callable[[Structure], int]] = {
    "floor": floor,
    "control": lambda base: len(control(base)),
    **{regime: partial(owners_of_all, regime) for regime in shipped()},
}
SINGLE: dict[str, Callable[[Structure], int]] = {"networkx": with_networkx, "one by one": one_by_one}
TASKS = {**WHOLE, **SINGLE}

if __name__ == "__main__":
    main()
