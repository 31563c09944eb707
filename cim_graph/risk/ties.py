"""Relationships as risk passes them: weighed by a scheme, in both directions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cim_graph.risk.propagation.arcs import Arcs, arcs
from cim_graph.risk.scheme import Propagation


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship between two parties by its id; `strength`: its share in percent, if one is stated."""

    id: str
    kind: str
    source: str
    target: str
    strength: float | None


def weights(propagation: Propagation, tie: Tie) -> tuple[float, float]:
    """Return how much of a risk passes along a relationship, and how much against it."""
    weight = propagation.weights.get(tie.kind)
    if weight is None:
        return 0.0, 0.0
    part = (weight.unsaid if tie.strength is None else min(tie.strength, 100.0)) / 100 if weight.share else 1.0
    return weight.along * part, weight.against * part


def weighed(propagation: Propagation, ids: Sequence[str], ties: Iterable[Tie]) -> tuple[Arcs, Sequence[Tie]]:
    """Return the arcs among parties, numbered by the order of their ids, and the ties by the numbers that arcs name."""
    ordered = sorted(ties, key=lambda tie: tie.id)
    number = {id_: place for place, id_ in enumerate(ids)}
    source = np.array([number[tie.source] for tie in ordered], dtype=np.int32)
    target = np.array([number[tie.target] for tie in ordered], dtype=np.int32)
    passed = np.array([weights(propagation, tie) for tie in ordered], dtype=np.float64).reshape(-1, 2)
    place = np.arange(len(ordered), dtype=np.int32)
    both = arcs(
        len(ids),
        np.concatenate((source, target)),
        np.concatenate((target, source)),
        np.concatenate((passed[:, 0], passed[:, 1])),
        np.concatenate((place, place)),
    )
    return both, ordered
