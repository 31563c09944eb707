"""Risk that travels through a base: a million parties, 50,000 origins, 3,000,000 relationships.

    python -m bench.risk [--parties 1000000] [--out FILE]

Holdings, managers, family and guarantees are drawn at random, some parties with thousands of relationships, and weigh
in both directions as the AML/CFT scheme has it. What is measured is processor time, and the most memory held.
"""

import argparse
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.record import report
from cim_graph.risk.propagation.arcs import Arcs, arcs
from cim_graph.risk.propagation.combined import combined
from cim_graph.risk.propagation.paths import path
from cim_graph.risk.propagation.spread import Bounds, Origins, spread

if TYPE_CHECKING:
    from numpy.random import Generator

ORIGINS = 0.05
RELATIONSHIPS = 3
BOUNDS = Bounds(0.05, 4)
_WEIGHTS = (0.9, 0.6, 0.5, 0.3)
_BACK = (0.5, 0.4, 0.5, 0.1)
_PATHS = 1000


def web(parties: int, dice: "Generator") -> Arcs:
    """Draw relationships: ends by chance, one end in ten by a law of few that have many; holdings weigh by share."""
    count = parties * RELATIONSHIPS
    tail = dice.integers(0, parties, count, dtype=np.int32)
    crowded = dice.random(count) < 0.1
    tail[crowded] = (parties * dice.random(int(crowded.sum())) ** 3).astype(np.int32)
    head = dice.integers(0, parties, count, dtype=np.int32)
    kind = dice.choice(len(_WEIGHTS), count, p=(0.5, 0.25, 0.15, 0.1))
    part = np.where(kind == 0, dice.random(count), 1.0)
    number = np.arange(count, dtype=np.int32)
    return arcs(
        parties,
        np.concatenate((tail, head)),
        np.concatenate((head, tail)),
        np.concatenate((np.array(_WEIGHTS)[kind] * part, np.array(_BACK)[kind] * part)),
        np.concatenate((number, number)),
    )


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parties", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    dice = np.random.default_rng(1)
    begun = time.process_time()
    roads = web(asked.parties, dice)
    drawn = time.process_time()
    party = np.sort(dice.choice(asked.parties, int(asked.parties * ORIGINS), replace=False)).astype(np.int32)
    found = spread(roads, Origins(party, dice.choice((0.5, 0.8, 1.0), len(party))), BOUNDS)
    strengths = combined(found, 1.0)
    spread_at = time.process_time()
    for row in dice.integers(0, len(found.strength), _PATHS).tolist():
        path(found, row)
    told = time.process_time()
    row = {
        "parties": asked.parties,
        "origins": len(party),
        "arcs": len(roads.head),
        "arcs_s": round(drawn - begun, 1),
        "spread_s": round(spread_at - drawn, 1),
        "contributions": len(found.strength),
        "reached": int((strengths > 0).sum()),
        "path_us": round((told - spread_at) / _PATHS * 1e6, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    report("risk", [row], asked.out)


if __name__ == "__main__":
    main()
