"""Matching against known truth, beside Splink on the same files in the same run.

FEBRL 4 with all its fields and with fewer, fake_1000, and Senzing's truth set; a model is estimated without labels, or
counted where a file is too small. Figures are pairwise: of pairs by their probability (above one half, and at the best
threshold that truth would choose), and of the clusters that come of the decisions. Times are of the
processor, and both sides are warm: they have matched fake_1000 before.

    .venv/bin/python -m bench.matching [--shared FOLDER] [--without-peer] [--out FILE]
"""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from bench.matching_data import FEBRL_FIELDS, SHARED, Truth, fake_1000, febrl, senzing
from bench.record import report
from cim_graph.matching.bulk.candidates import KeyTable
from cim_graph.matching.bulk.resolution import freeze, resolve
from cim_graph.matching.model.decisions import Resolution
from cim_graph.matching.model.document import Model, shipped
from cim_graph.matching.model.estimation import Labels
from cim_graph.matching.model.evidence import evidence
from cim_graph.matching.model.keys import keys
from cim_graph.matching.model.pool import pool
from cim_graph.matching.model.scorer import Scorer

Scored = Mapping[tuple[int, int], float]
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Matched:
    """What comes of records: the model that was estimated from them, their parties, and the seconds that both took."""

    model: Model
    found: Resolution
    scored: Scored
    seconds: float


def matched(truth: Truth, labels: Labels | None = None) -> Matched:
    """Estimate a model from records, and resolve them by it; all candidates are scored once more for the figures."""
    started = process_time()
    said = [evidence(record) for record in truth.records]
    records = pool(said)
    with KeyTable.of([keys(one) for one in said]) as table:
        model = freeze(records, shipped(), table, "bench", labels)
        found = resolve(records, model, table)
        seconds = process_time() - started
        scored: dict[tuple[int, int], float] = {}
        scorer = Scorer(records, model)
        for left, right in table.chunks():
            pairs = zip(left.tolist(), right.tolist(), strict=True)
            scored |= dict(zip(pairs, scorer.score(left, right).probability.tolist(), strict=True))
    return Matched(model, found, scored, seconds)


def f1(found: set[tuple[int, int]], true: set[tuple[int, int]]) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * len(found & true) / (len(found) + len(true))


def above_half(scored: Scored, true: set[tuple[int, int]]) -> float:
    """Return F1 of the pairs that are more likely of one party than not."""
    return f1({pair for pair, chance in scored.items() if chance >= HALF}, true)


def best(scored: Scored, true: set[tuple[int, int]]) -> float:
    """Return F1 at the threshold that is best for it."""
    ranked = sorted(scored.items(), key=lambda one: -one[1])
    hits = np.cumsum([pair in true for pair, _ in ranked])
    return float((2 * hits / (np.arange(1, len(hits) + 1) + len(true))).max())


def clustered(found: Resolution) -> set[tuple[int, int]]:
    """Return all pairs of records that are in one cluster."""
    members: dict[int, list[int]] = {}
    for number, cluster in enumerate(found.clusters.of.tolist()):
        members.setdefault(cluster, []).append(number)
    return {pair for together in members.values() for pair in combinations(together, 2)}


def _row(name: str, truth: Truth, peer: Callable[[], Scored] | None) -> dict[str, Any]:
    true = truth.pairs()
    of = matched(truth)
    scored = of.scored
    row = {
        "file": name,
        "pairs": len(scored),
        "candidates' recall": round(len(true & scored.keys()) / len(true), 4),
        "F1 above ½": round(above_half(scored, true), 4),
        "best F1": round(best(scored, true), 4),
        "F1 of clusters": round(f1(clustered(of.found), true), 4),
        "s": round(of.seconds, 1),
    }
    return row | (_peer(peer, true, of.seconds) if peer else {})


def _peer(peer: Callable[[], Scored], true: set[tuple[int, int]], seconds: float) -> dict[str, Any]:
    started = process_time()
    scored = peer()
    taken = process_time() - started
    return {
        "Splink above ½": round(above_half(scored, true), 4),
        "Splink best": round(best(scored, true), 4),
        "time ratio": round(seconds / taken, 2),
    }


def entities(truth: Truth) -> dict[str, Any]:
    """Return how many of the true parties are found whole and alone, and how many clusters hold records of two."""
    found = matched(truth).found
    clusters: dict[int, set[int]] = {}
    for number, cluster in enumerate(found.clusters.of.tolist()):
        clusters.setdefault(cluster, set()).add(number)
    true: dict[str, set[int]] = {}
    for number, party in enumerate(truth.parties):
        true.setdefault(party, set()).add(number)
    mixed = sum(len({truth.parties[number] for number in members}) > 1 for members in clusters.values())
    whole = sum(members in clusters.values() for members in true.values())
    return {"file": "senzing-truthset", "true entities": len(true), "found": whole, "mixed clusters": mixed}


def main() -> None:
    """Run, and print tables and lines of JSON."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shared", type=Path, default=SHARED)
    options.add_argument("--without-peer", action="store_true")
    options.add_argument("--out", type=Path)
    chosen = options.parse_args()
    small = fake_1000(chosen.shared)
    for _ in ("to warm both up", "to measure"):
        rows = [_row("fake_1000", small, None if chosen.without_peer else _fake_peer(small))]
    for fields in FEBRL_FIELDS:
        truth = febrl(fields, chosen.shared)
        rows.append(_row(f"FEBRL 4, {fields}", truth, None if chosen.without_peer else _febrl_peer(truth, fields)))
    report("matching", rows, chosen.out)
    report("matching: entities", [entities(senzing(chosen.shared))], None)


def _febrl_peer(truth: Truth, fields: str) -> Callable[[], Scored]:
    from bench import matching_peer  # noqa: PLC0415

    return lambda: matching_peer.febrl(truth.rows, fields)


def _fake_peer(truth: Truth) -> Callable[[], Scored]:
    from bench import matching_peer  # noqa: PLC0415

    return lambda: matching_peer.fake_1000(truth.rows)


if __name__ == "__main__":
    main()
