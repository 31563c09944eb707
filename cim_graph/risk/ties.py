"""Relationships as risk passes them: weighed by a scheme, in both directions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import nan
from typing import Final

import numpy as np

from cim_graph.risk.propagation.arcs import Arcs, Numbers, Strengths, arcs
from cim_graph.risk.scheme import Propagation, Weight

_WAYS: Final = ("along", "against")


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship between two parties by its id; `strength`: its share in percent, if one is stated."""

    id: str
    kind: str
    source: str
    target: str
    strength: float | None


@dataclass(frozen=True, slots=True)
class Ties:
    """Relationships in columns: numbers of the parties at their ends, kinds as places in a list, percents or nan."""

    source: Numbers
    target: Numbers
    kind: Numbers
    strength: Strengths
    kinds: Sequence[str]


def weighed(propagation: Propagation, ids: Sequence[str], ties: Iterable[Tie]) -> tuple[Arcs, Sequence[Tie]]:
    """Return the arcs among parties, numbered by the order of their ids, and the ties by the numbers that arcs name."""
    known = [tie for tie in sorted(ties, key=lambda tie: tie.id) if tie.kind in propagation.weights]
    return roads(propagation, len(ids), columns(propagation, ids, known)), known


def columns(propagation: Propagation, ids: Sequence[str], known: Sequence[Tie]) -> Ties:
    """Return relationships of kinds that risk passes in columns, in their order."""
    number = {id_: place for place, id_ in enumerate(ids)}
    kinds = {kind: place for place, kind in enumerate(propagation.weights)}
    return Ties(
        np.array([number[tie.source] for tie in known], dtype=np.int32),
        np.array([number[tie.target] for tie in known], dtype=np.int32),
        np.array([kinds[tie.kind] for tie in known], dtype=np.int32),
        np.array([nan if tie.strength is None else tie.strength for tie in known], dtype=np.float64),
        list(kinds),
    )


def roads(propagation: Propagation, size: int, ties: Ties) -> Arcs:
    """Return the arcs among so many parties: each relationship along its direction and against it."""
    nothing = Weight(0, 0, share=False, unsaid=0)
    rules = [propagation.weights.get(kind, nothing) for kind in ties.kinds]
    stated = np.minimum(ties.strength, 100.0)
    unsaid = np.array([rule.unsaid for rule in rules])[ties.kind]
    by_share = np.array([rule.share for rule in rules], dtype=np.bool_)[ties.kind]
    part = np.where(by_share, np.where(np.isnan(stated), unsaid, stated) / 100, 1.0)
    place = np.arange(len(part), dtype=np.int32)
    return arcs(
        size,
        np.concatenate((ties.source, ties.target)),
        np.concatenate((ties.target, ties.source)),
        np.concatenate(
            [np.array([getattr(rule, way) for rule in rules], dtype=float)[ties.kind] * part for way in _WAYS]
        ),
        np.concatenate((place, place)),
    )
