"""Integrated shares as sparse rows, and how to ask them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cim_graph.ownership.model.pairs import Keys, ranges
from cim_graph.ownership.model.structure import Marks, Numbers, Percents

_LOOKED_AT = 500_000


@dataclass(slots=True)
class Shares:
    """Integrated shares: row j has the owners of j and their fractions; itself with 1 where it is an owner.

    `stop[j] - start[j]` entries of `owner` and `value` belong to j, in no order. `around` is N[i, i] of owners in
    circles. `lost[j]`: no share in j is too small by more; only shares of the owners marked `pruned` are too small.
    `closed`: circles that nobody outside owns; they were taken apart, and the stakes in them, marked `void`, do not
    count.
    """

    start: Keys
    stop: Keys
    owner: Numbers
    value: Percents
    around: Percents
    lost: Percents
    pruned: Marks
    closed: tuple[Numbers, ...]
    void: Marks

    def trimmed(self, party: Numbers | int, owner: Numbers | int) -> Any:  # noqa: ANN401, one mark or many
        """Return whether something of an owner may be missing in the row of a party."""
        return (self.lost[party] > 0) & self.pruned[owner]

    def row(self, party: int) -> tuple[Numbers, Percents]:
        """Return the owners of a party and their shares, itself left out."""
        at = slice(self.start[party], self.stop[party])
        other = self.owner[at] != party
        return self.owner[at][other], self.value[at][other]

    def pairs(self, least: float) -> tuple[Numbers, Numbers, Percents]:
        """Return party, owner and share wherever somebody else owns at least that fraction."""
        at = np.flatnonzero(self.value >= least)
        rows = np.argsort(self.start, kind="stable")
        rows = rows[self.stop[rows] > self.start[rows]]
        if not len(rows):
            return rows.astype(np.int32), self.owner[:0], self.value[:0]
        party = rows[np.maximum(np.searchsorted(self.start[rows], at, side="right") - 1, 0)].astype(np.int32)
        other = (self.owner[at] != party) & (at >= self.start[party]) & (at < self.stop[party])
        return party[other], self.owner[at][other], self.value[at][other]

    def of(self, party: Numbers, owner: Numbers) -> Percents:
        """Return the shares of given pairs, 0 where there are none."""
        shares = np.zeros(len(party))
        counts = self.stop[party] - self.start[party]
        for chunk in _chunks(counts):
            at = ranges(self.start[party[chunk]], self.stop[party[chunk]])
            hit = np.flatnonzero(self.owner[at] == np.repeat(owner[chunk], counts[chunk]))
            shares[np.repeat(chunk, counts[chunk])[hit]] = self.value[at[hit]]
        return shares

    def has(self, party: int, owner: int) -> bool:
        """Return whether an owner has a share of a party, or is it."""
        return party == owner or bool((self.owner[self.start[party] : self.stop[party]] == owner).any())


def _chunks(counts: Keys) -> list[Keys]:
    """Split rows so that each part has no more than a few million entries."""
    return np.split(np.arange(len(counts)), np.flatnonzero(np.diff(np.cumsum(counts) // _LOOKED_AT)) + 1)
