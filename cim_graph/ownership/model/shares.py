"""Integrated shares as sparse rows, and how to ask them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cim_graph.ownership.model.leaves import Leaves, chunks
from cim_graph.ownership.model.pairs import Keys, ranges, summed
from cim_graph.ownership.model.structure import Marks, Numbers, Percents

_PARTS = 8
"""Of holders of leaves, shares below that part of the least that is asked for are looked at in the end only."""

Pairs = tuple[Numbers, Numbers, Percents]


@dataclass(slots=True)
class Shares:
    """Integrated shares: row j has the owners of j and their fractions; itself with 1 where it is an owner.

    `stop[j] - start[j]` entries of `owner` and `value` belong to j, in no order. `around` is N[i, i] of owners in
    circles. `lost[j]`: no share in j is too small by more; only shares of the owners marked `pruned` are too small.
    `closed`: circles that nobody outside owns; they were taken apart, and the stakes in them, marked `void`, do not
    count. Where there are `leaves`, their rows are empty but for themselves, and follow from those of their holders.
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
    leaves: Leaves | None = None

    def trimmed(self, party: Numbers | int, owner: Numbers | int) -> Any:  # noqa: ANN401, one mark or many
        """Return whether something of an owner may be missing in the row of a party."""
        return (self.lost[party] > 0) & self.pruned[owner]

    def row(self, party: int) -> tuple[Numbers, Percents]:
        """Return the owners of a party and their shares, itself left out."""
        at = slice(self.start[party], self.stop[party])
        owner, value = self.owner[at], self.value[at]
        if self.leaves is not None and self.leaves.marks[party]:
            rows, _ = self.leaves.of_parties(np.array([party], np.int32))
            owner, value = self._summed(self.leaves, rows[self.leaves.weight[rows] > 0])
        other = owner != party
        return owner[other], value[other]

    def pairs(self, least: float, among: Marks | None = None) -> Pairs:
        """Return party, owner and share wherever somebody else, one of `among`, owns at least that fraction."""
        large = _Larger.of(self, least, among)
        entries = large.entries[ranges(large.start.astype(np.int64), large.stop.astype(np.int64))]
        party = np.repeat(np.arange(len(self.start), dtype=np.int32), large.stop - large.start)
        other = self.owner[entries] != party
        party, owner, value = party[other], self.owner[entries[other]], self.value[entries[other]]
        if self.leaves is None:
            return party, owner, value
        more = self._of_leaves(self.leaves, least, among)
        return np.concatenate((party, more[0])), np.concatenate((owner, more[1])), np.concatenate((value, more[2]))

    def of(self, party: Numbers, owner: Numbers) -> Percents:
        """Return the shares of given pairs, 0 where there are none."""
        shares = self._stored(party, owner)
        if self.leaves is not None:
            rows = np.flatnonzero(self.leaves.marks[party])
            at, place = self.leaves.of_parties(party[rows])
            parts = self.leaves.weight[at] * self._stored(self.leaves.holder[at], owner[rows][place])
            shares[rows] += np.bincount(place, parts, len(rows))
        return shares

    def has(self, party: int, owner: int) -> bool:
        """Return whether an owner has a share of a party, or is it."""
        return party == owner or bool((self.row(party)[0] == owner).any())

    def _stored(self, party: Numbers, owner: Numbers) -> Percents:
        shares = np.zeros(len(party))
        counts = self.stop[party] - self.start[party]
        for chunk in chunks(counts):
            at = ranges(self.start[party[chunk]], self.stop[party[chunk]])
            hit = np.flatnonzero(self.owner[at] == np.repeat(owner[chunk], counts[chunk]))
            shares[np.repeat(chunk, counts[chunk])[hit]] = self.value[at[hit]]
        return shares

    def _summed(self, leaves: Leaves, rows: Keys) -> tuple[Numbers, Percents]:
        """Return owners and shares of a leaf, given the stakes in it."""
        holder = leaves.holder[rows]
        counts, at = self.stop[holder] - self.start[holder], ranges(self.start[holder], self.stop[holder])
        owner, value = summed(self.owner[at].astype(np.int64), np.repeat(leaves.weight[rows], counts) * self.value[at])
        return owner.astype(np.int32), value

    def _of_leaves(self, leaves: Leaves, least: float, among: Marks | None) -> Pairs:
        """Return the same of leaves.

        First only the larger shares of holders are added up: what is left out of a sum is less, for each holder, than
        the least of those times the holder's stake. Who can come to `least` with that is added up in full.
        """
        floor = least / _PARTS
        bound = least - max(floor, 0) * leaves.stated()
        party, owner, value = self._roughly(leaves, _Larger.of(self, floor, among), bound)
        if floor > 0:
            value = self.of(party, owner)
        enough = value >= least
        return party[enough], owner[enough], value[enough]

    def _roughly(self, leaves: Leaves, large: "_Larger", bound: Percents) -> Pairs:
        """Return party, owner and what the larger shares of its holders bring together, where that is in bounds."""
        rows, size = leaves.stakes(), len(self.start)
        holder, held = leaves.holder[rows], leaves.held[rows]
        start = large.start[holder].astype(np.int64)
        counts = large.stop[holder] - start
        found = [(np.empty(0, np.int64), np.empty(0))]
        for part in chunks(counts, held):
            at = large.entries[ranges(start[part], start[part] + counts[part])]
            keys = np.repeat(held[part].astype(np.int64), counts[part]) * size + self.owner[at]
            keys, value = summed(keys, np.repeat(leaves.weight[rows[part]], counts[part]) * self.value[at])
            enough = value >= bound[keys // size]
            found.append((keys[enough], value[enough]))
        keys, value = (np.concatenate([part[at] for part in found]) for at in range(2))
        return (keys // size).astype(np.int32), (keys % size).astype(np.int32), value


@dataclass(frozen=True, slots=True)
class _Larger:
    """The entries of rows from some fraction on; `start[j]` to `stop[j]` of them belong to j."""

    entries: Keys
    start: Numbers
    stop: Numbers

    @classmethod
    def of(cls, shares: Shares, least: float, among: Marks | None) -> "_Larger":
        large = shares.value >= least
        if among is not None:
            large &= among[shares.owner]
        before = np.zeros(len(large) + 1, np.int32)
        np.cumsum(large, out=before[1:])
        return cls(np.flatnonzero(large), before[shares.start], before[shares.stop])
