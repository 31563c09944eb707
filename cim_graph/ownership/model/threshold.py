"""Whether a share reaches a threshold, decided exactly."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

import numpy as np

from cim_graph.ownership.model.exact import Exactly
from cim_graph.ownership.model.numerators import numerators
from cim_graph.ownership.model.pairs import Keys, Units, ranges
from cim_graph.ownership.model.shares import Pairs, Shares
from cim_graph.ownership.model.stakes import Stakes
from cim_graph.ownership.model.structure import Marks, Numbers, Percents

TIE = 1e-9
"""Floating point within this fraction of a threshold does not decide."""
_FEW = 50


@dataclass(frozen=True, slots=True)
class Threshold:
    """A part of the whole, exactly; `inclusive`: reaching it is enough."""

    part: Fraction
    inclusive: bool

    @classmethod
    def of_percent(cls, percent: float, *, inclusive: bool) -> "Threshold":
        """Return the threshold that a number in percent states: 33.3 is 333/1000."""
        return cls(Fraction(repr(float(percent))) / 100, inclusive)

    def met(self, share: Fraction) -> bool:
        """Return whether a share, as a fraction of 1, passes."""
        return share >= self.part if self.inclusive else share > self.part

    def least(self, whole: int) -> int:
        """Return the least number of units of a whole that pass; nobody passes with none."""
        part = self.part * whole
        return max(ceil(part) if self.inclusive else floor(part) + 1, 1)

    def least_of(self, wholes: Units) -> Units:
        """Return the same for many wholes."""
        distinct, place = np.unique(wholes, return_inverse=True)
        return np.array([self.least(int(whole)) for whole in distinct], np.int64)[place]


@dataclass(frozen=True, slots=True)
class Measure:
    """Integrated shares of capital or of votes in one state of the bands, measured exactly where that is needed.

    `majorities` are parties and owners with a majority in them, where a regime asks for them.
    """

    stakes: Stakes
    shares: Shares
    exactly: Exactly
    majorities: tuple[Numbers, Numbers]

    @classmethod
    def of(cls, stakes: Stakes, shares: Shares, *, of_votes: bool) -> "Measure":
        """Return shares with what decides about them exactly."""
        none = np.empty(0, np.int32)
        return cls(stakes, shares, Exactly.of(stakes, shares, of_votes=of_votes), (none, none))

    def for_votes(self) -> "Measure":
        """Return the same measure of votes, which are as the capital is."""
        return replace(self, exactly=replace(self.exactly, of_votes=True))

    def passing(self, threshold: Threshold, among: Marks) -> Pairs:
        """Return party, owner, one of `among`, and share wherever the owner's share passes a threshold."""
        return self.passed(threshold, self.near(threshold, among))

    def near(self, threshold: Threshold, among: Marks) -> Pairs:
        """Return party, owner and share wherever the share passes a threshold, or may as far as is known."""
        slack = TIE + float(self.shares.lost.max(initial=0))
        return self.shares.pairs(float(threshold.part) - slack, among)

    def passed(self, threshold: Threshold, near: Pairs) -> Pairs:
        """Return those that pass of the shares near a threshold, or near a lower one."""
        (party, owner, value), part = near, float(threshold.part)
        kept = value + self.shares.lost[party] >= part - TIE
        party, owner, value = party[kept], owner[kept], value[kept]
        passes = value > part + TIE
        close = np.flatnonzero(~passes)
        passes[close] = self.decided(threshold, party[close], owner[close], value[close])
        return party[passes], owner[passes], value[passes]

    def decided(self, threshold: Threshold, party: Numbers, owner: Numbers, value: Percents) -> Marks:
        """Decide about shares too close to a threshold for floating point.

        A direct stake that passes is enough; all others are solved as fractions. Where that is too much work, a share
        within rounding of the threshold counts as equal to it.
        """
        passes = self._direct(threshold, party, owner)
        for at in self._left(threshold, party, owner, passes):
            met = self._met(threshold, int(party[at]), int(owner[at]))
            near = threshold.inclusive and value[at] >= float(threshold.part) - TIE
            passes[at] = near if met is None else met
        return passes

    def _left(self, threshold: Threshold, party: Numbers, owner: Numbers, passes: Marks) -> Keys:
        """Decide many pairs in whole numbers; return those that are left for fractions."""
        rows = np.flatnonzero(~passes)
        if len(rows) < _FEW:
            return rows
        keys = party[rows].astype(np.int64) * self.stakes.size + owner[rows]
        counted = numerators(self.stakes, self.shares, keys, of_votes=self.exactly.of_votes)
        needed = np.array([threshold.least(self.stakes.whole**steps) for steps in range(counted.steps.max() + 1)])
        met = (counted.steps > 0) & (counted.units >= needed[counted.steps])
        passes[rows[met]] = True
        left: Keys = rows[~met & ((counted.steps == 0) | self.shares.trimmed(party[rows], owner[rows]))]
        return left

    def _met(self, threshold: Threshold, party: int, owner: int) -> bool | None:
        share = self.exactly.share(party, owner, at_least=True)
        if share is not None and not threshold.met(share) and self.shares.trimmed(party, owner):
            share = self.exactly.share(party, owner)
        return None if share is None else threshold.met(share)

    def _direct(self, threshold: Threshold, party: Numbers, owner: Numbers) -> Marks:
        """Return where the stake that the owner holds directly passes by itself."""
        stakes, starts = self.stakes, self.exactly.starts
        rows = ranges(starts[party], starts[party + 1])
        asked = np.repeat(np.arange(len(party)), starts[party + 1] - starts[party])
        own = (stakes.holder[rows] == owner[asked]) & ~self.shares.void[rows]
        units = stakes.votes if self.exactly.of_votes else stakes.capital
        held = np.zeros(len(party), np.int64)
        held[asked[own]] = units[rows[own]]
        whole = stakes.castable[party] if self.exactly.of_votes else np.full(len(party), stakes.whole)
        return np.asarray(held >= threshold.least_of(whole))
