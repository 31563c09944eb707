"""Integrated shares as sparse rows, and how to ask them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from cim_graph.ownership.model.leaves import Leaves, chunks
from cim_graph.ownership.model.pairs import Keys, ranges, summed
from cim_graph.ownership.model.structure import NOBODY, Marks, Numbers, Percents

_PARTS = 8
"""Of holders of leaves, shares below that part of the least that is asked for are looked at in the end only."""

_LAID_OUT = 1_000_000
"""Entries to run through: the length of a row times how often it is asked."""

Pairs = tuple[Numbers, Numbers, Percents]


@dataclass(slots=True)
class Shares:
    """Integrated shares: a party's row has its owners and their fractions; itself with 1 where it is an owner.

    `place[j]` of `rows` is the row of j, with its entries in no order; some rows are nobody's. `around` is N[i, i] of
    owners in circles. `lost[j]`: no share in j is too small by more; only shares of the owners marked `pruned` are too
    small. `closed`: circles that nobody outside owns; they were taken apart, and the stakes in them, marked `void`, do
    not count. Where there are `leaves`, their rows are empty but for themselves, and follow from those of their
    holders. `below` are parties whose shares are bounds that no fraction can tell, if there are such.
    """

    rows: csr_array
    place: Numbers
    around: Percents
    lost: Percents
    pruned: Marks
    closed: tuple[Numbers, ...]
    void: Marks
    leaves: Leaves | None = None
    below: Marks | None = None

    def trimmed(self, party: Numbers | int, owner: Numbers | int) -> Any:  # noqa: ANN401, one mark or many
        """Return whether something of an owner may be missing in the row of a party."""
        return (self.lost[party] > 0) & self.pruned[owner]

    def row(self, party: int) -> tuple[Numbers, Percents]:
        """Return the owners of a party and their shares, itself left out."""
        bounds = self.rows.indptr
        at = slice(bounds[self.place[party]], bounds[self.place[party] + 1])
        owner, value = self.rows.indices[at], self.rows.data[at]
        if self.leaves is not None and self.leaves.marks[party]:
            stakes, _ = self.leaves.of_parties(np.array([party], np.int32))
            owner, value = self._summed(self.leaves, stakes[self.leaves.weight[stakes] > 0])
        other = owner != party
        return owner[other], value[other]

    def pairs(self, least: float, among: Marks | None = None) -> Pairs:
        """Return party, owner and share wherever somebody else, one of `among`, owns at least that fraction."""
        large = self._larger(least, among)
        whose = np.full(len(self.rows.indptr) - 1, NOBODY, np.int32)
        whose[self.place] = np.arange(len(self.place), dtype=np.int32)
        party = np.repeat(whose, np.diff(large.indptr))
        other = (party != large.indices) & (party != NOBODY)
        party, owner, value = party[other], large.indices[other], large.data[other]
        if self.leaves is None:
            return party, owner, value
        more = self._of_leaves(self.leaves, least, among)
        return np.concatenate((party, more[0])), np.concatenate((owner, more[1])), np.concatenate((value, more[2]))

    def of(self, party: Numbers, owner: Numbers) -> Percents:
        """Return the shares of given pairs, 0 where there are none."""
        shares = self._stored(party, owner)
        if self.leaves is None:
            return shares
        rows = np.flatnonzero(self.leaves.marks[party])
        often = self._often(party[rows], self.leaves.counts(np.arange(len(self.place), dtype=np.int32)))
        for one in np.flatnonzero(often).tolist():
            at = rows[party[rows] == one]
            shares[at] += self._laid_out(*self.row(one))[owner[at]]
        rows = rows[~often[party[rows]]]
        for chunk in chunks(self.leaves.counts(party[rows])):
            at, place = self.leaves.of_parties(party[rows[chunk]])
            parts = self.leaves.weight[at] * self._stored(self.leaves.holder[at], owner[rows[chunk]][place])
            shares[rows[chunk]] += np.bincount(place, parts, len(chunk))
        return shares

    @staticmethod
    def _often(asked: Numbers, lengths: Keys) -> Marks:
        """Return of which rows so many single entries are asked that they are laid out, since each runs through one."""
        return np.bincount(asked, minlength=len(lengths)) * lengths > _LAID_OUT

    def _laid_out(self, owner: Numbers, value: Percents) -> Percents:
        return np.asarray(np.bincount(owner, value, minlength=self.rows.shape[1]), np.float64)

    def has(self, party: int, owner: int) -> bool:
        """Return whether an owner has a share of a party, or is it."""
        return party == owner or bool((self.row(party)[0] == owner).any())

    def _stored(self, party: Numbers, owner: Numbers) -> Percents:
        row, bounds = self.place[party], self.rows.indptr
        often = self._often(row, np.diff(bounds).astype(np.int64))
        shares, seldom = np.zeros(len(party)), np.flatnonzero(~often[row])
        if len(seldom):
            shares[seldom] = self.rows[row[seldom], owner[seldom]]
        for one in np.flatnonzero(often).tolist():
            entries, at = slice(bounds[one], bounds[one + 1]), np.flatnonzero(row == one)
            shares[at] = self._laid_out(self.rows.indices[entries], self.rows.data[entries])[owner[at]]
        return shares

    def _larger(self, least: float, among: Marks | None) -> csr_array:
        """Return the rows with their entries from some fraction on."""
        large = np.flatnonzero(self.rows.data >= least)
        if among is not None:
            large = large[among[self.rows.indices[large]]]
        bounds = np.searchsorted(large, self.rows.indptr).astype(np.int32)
        return csr_array((self.rows.data[large], self.rows.indices[large], bounds), shape=self.rows.shape)

    def _summed(self, leaves: Leaves, stakes: Keys) -> tuple[Numbers, Percents]:
        """Return owners and shares of a leaf, given the stakes in it."""
        place, bounds = self.place[leaves.holder[stakes]], self.rows.indptr.astype(np.int64)
        counts, at = bounds[place + 1] - bounds[place], ranges(bounds[place], bounds[place + 1])
        values = np.repeat(leaves.weight[stakes], counts) * self.rows.data[at]
        owner, value = summed(self.rows.indices[at].astype(np.int64), values)
        return owner.astype(np.int32), value

    def _of_leaves(self, leaves: Leaves, least: float, among: Marks | None) -> Pairs:
        """Return the same of leaves.

        First only the larger shares of holders are added up: what is left out of a sum is less, for each holder, than
        the least of those times the holder's stake. Who can come to `least` with that is added up in full.
        """
        floor = least / _PARTS
        bound = least - max(floor, 0) * leaves.stated()
        party, owner, value = self._roughly(leaves, self._larger(floor, among), bound)
        if floor > 0:
            value = self.of(party, owner)
        enough = value >= least
        return party[enough], owner[enough], value[enough]

    def _roughly(self, leaves: Leaves, large: csr_array, bound: Percents) -> Pairs:
        """Return party, owner and what the larger shares of its holders bring together, where that is in bounds."""
        stakes = leaves.stakes()
        held, place, weight = leaves.held[stakes], self.place[leaves.holder[stakes]], leaves.weight[stakes]
        found: list[Pairs] = [(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0))]
        for part in chunks(np.diff(large.indptr)[place], held):
            first = np.flatnonzero(np.concatenate(([True], held[part[1:]] != held[part[:-1]])))
            starts = np.append(first, len(part)).astype(np.int32)
            product = csr_array((weight[part], place[part], starts), shape=(len(first), large.shape[0])) @ large
            party = np.repeat(held[part[first]], np.diff(product.indptr))
            enough = product.data >= bound[party]
            found.append((party[enough], product.indices[enough], product.data[enough]))
        party, owner, value = (np.concatenate([part[at] for part in found]) for at in range(3))
        return party, owner, value
