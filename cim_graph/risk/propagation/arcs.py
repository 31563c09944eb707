"""The ways on which risk travels, by where they begin: one for each pair of parties, the strongest."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Places = NDArray[np.int64]
Strengths = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Arcs:
    """Arcs in the order of their tails, and of their heads among those; those of party n begin at `begins[n]`.

    `weight` lies above 0 and is at most 1; `relationship` is the number of the relationship that an arc follows.
    """

    begins: Places
    tail: Numbers
    head: Numbers
    weight: Strengths
    relationship: Numbers

    @property
    def size(self) -> int:
        """How many parties there are."""
        return len(self.begins) - 1


def arcs(size: int, tail: Numbers, head: Numbers, weight: Strengths, relationship: Numbers) -> Arcs:
    """Return the arcs among so many parties: of those with the same ends the strongest, of equals the first.

    First is the one whose relationship has the least number. Arcs without weight lead nowhere, nor do those of a party
    to itself.
    """
    if np.any(weight > 1) or np.any(np.isnan(weight)):
        raise ValueError("a weight of propagation lies between 0 and 1")
    useful = np.flatnonzero((weight > 0) & (tail != head))
    pair = tail[useful].astype(np.int64) * size + head[useful]
    order = np.lexsort((relationship[useful], -weight[useful], pair))
    first = np.ones(len(order), dtype=np.bool_)
    np.not_equal(pair[order][1:], pair[order][:-1], out=first[1:])
    kept = useful[order[first]]
    begins = np.searchsorted(tail[kept], np.arange(size + 1)).astype(np.int64)
    return Arcs(begins, tail[kept], head[kept], weight[kept], relationship[kept])
