"""Assessments of a whole base, in columns, without a graph: worked out, told apart by fingerprints, put into words.

    .venv/bin/python -m bench.risk_census [--parties 1000000] [--out FILE]

Relationships as in `bench.risk`, one party in twenty an origin, the shipped scheme. What is measured is processor time.
"""

import argparse
import itertools
import resource
from pathlib import Path
from time import process_time

import numpy as np

from bench.record import report
from bench.risk import ORIGINS, RELATIONSHIPS
from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.risk.census import census
from cim_graph.risk.dossier import properties
from cim_graph.risk.everywhere import Whole
from cim_graph.risk.facts import EMPTY, Column
from cim_graph.risk.ties import Ties
from cim_graph.risk.versions import SchemeStatus, Version

AT_ONCE = 2500


def drawn(parties: int, dice: np.random.Generator) -> Whole:
    """Draw a base."""
    origin = np.where(dice.random(parties) < ORIGINS, dice.integers(1, 4, parties), 0)
    flags = Column(origin, [(), ("sanctioned",), ("pep",), ("sar",)])
    countries = Column(dice.choice(4, parties, p=(0.9, 0.08, 0.01, 0.01)), [("AZ",), ("GE",), ("YE",), ("KP",)])
    plain = {name: Column(np.zeros(parties, dtype=np.int64), [value]) for name, value in EMPTY.items()}
    count = parties * RELATIONSHIPS
    kinds = [kind.value for kind in RelationshipKind]
    chosen = [kinds.index(name) for name in ("OWNS", "MANAGES", "FAMILY_OF", "RELATED_TO")]
    ties = Ties(
        dice.integers(0, parties, count, dtype=np.int32),
        dice.integers(0, parties, count, dtype=np.int32),
        dice.choice(chosen, count, p=(0.5, 0.25, 0.15, 0.1)).astype(np.int32),
        dice.random(count) * 100,
        kinds,
    )
    names = np.char.add("f", np.char.zfill(np.arange(count).astype("S"), 26).astype("U")).astype("S27")
    ids = [f"p{number:026}" for number in range(parties)]
    return Whole(ids, {**plain, "flags": flags, "countries": countries}, [None] * parties, ties, names)


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    base = drawn(asked.parties, np.random.default_rng(1))
    marks = [process_time()]
    found = census(base, Version("s", "aml", 0, SchemeStatus.PUBLISHED, None))
    marks.append(process_time())
    spans = [np.arange(begin, min(begin + AT_ONCE, asked.parties)) for begin in range(0, asked.parties, AT_ONCE)]
    prints = [found.fingerprints(span) for span in spans]
    marks.append(process_time())
    for span, told in zip(spans, prints, strict=True):
        for one, number in zip(found.assessments(span, "2026-01-01"), told.tolist(), strict=True):
            properties(one, number)
    marks.append(process_time())
    worked_out, apart, words = (round(after - before, 1) for before, after in itertools.pairwise(marks))
    row = {
        "parties": asked.parties,
        "contributions": len(found.spread.strength),
        "worked_out_s": worked_out,
        "fingerprints_s": apart,
        "in_words_s": words,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    report("risk of a whole base", [row], asked.out)


if __name__ == "__main__":
    main()
