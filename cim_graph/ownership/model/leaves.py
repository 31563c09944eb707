"""Parties that hold nothing: nobody's shares rest on theirs, so these are put together only where they are asked for.

Of a large base more than half of the parties are such, and with them more than half of all shares.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cim_graph.ownership.model.pairs import Keys, pointers, ranges
from cim_graph.ownership.model.stakes import Stakes
from cim_graph.ownership.model.structure import Marks, Numbers, Percents

_LOOKED_AT = 500_000


@dataclass(frozen=True, slots=True)
class Leaves:
    """Which parties hold nothing; the stakes in party j are `starts[j]` to `starts[j + 1]` of `holder` and `weight`."""

    marks: Marks
    starts: Keys
    held: Numbers
    holder: Numbers
    weight: Percents

    @classmethod
    def of(cls, stakes: Stakes, weights: Percents) -> "Leaves":
        """Find them by stakes that weigh something."""
        holds = np.zeros(stakes.size, bool)
        holds[stakes.holder[weights > 0]] = True
        return cls(~holds, pointers(stakes.held, stakes.size), stakes.held, stakes.holder, weights)

    def stakes(self) -> Keys:
        """Return the stakes in leaves that weigh something."""
        return np.flatnonzero(self.marks[self.held] & (self.weight > 0))

    def of_parties(self, parties: Numbers) -> tuple[Keys, Keys]:
        """Return the stakes in some leaves, one party after the other, and for each the place of its party."""
        at = ranges(self.starts[parties], self.starts[parties + 1])
        return at, np.repeat(np.arange(len(parties)), self.counts(parties))

    def counts(self, parties: Numbers) -> Keys:
        """Return how many stakes there are in each of some leaves."""
        return np.asarray(self.starts[parties + 1] - self.starts[parties])

    def stated(self) -> Percents:
        """Return the sum of the stakes in each party."""
        return np.asarray(np.bincount(self.held, self.weight, len(self.marks)), np.float64)

    def lost(self, lost: Percents) -> Percents:
        """Return what may be missing of each leaf, given what may be of its holders."""
        rows = self.stakes()
        parts = self.weight[rows] * lost[self.holder[rows]]
        return np.asarray(np.bincount(self.held[rows], parts, len(self.marks)), np.float64)


def chunks(counts: Keys, group: Numbers | None = None) -> Iterator[Keys]:
    """Split rows with that many entries each into parts of some hundred thousand entries; a group stays in one part."""
    part = np.cumsum(counts) // _LOOKED_AT
    if group is not None and len(group):
        first = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))
        part = np.repeat(part[first], np.diff(first, append=len(group)))
    if len(counts):
        yield from np.split(np.arange(len(counts)), np.flatnonzero(np.diff(part)) + 1)
