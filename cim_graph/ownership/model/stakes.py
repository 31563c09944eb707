"""Stakes made ready for computing: exact whole units, one row for a pair, treasury stock and bands settled.

A share is a whole number of units, `whole` of which are 100 percent, so sums and their thresholds are exact.
"""

from dataclasses import dataclass, replace

import numpy as np

from cim_graph.ownership.model.pairs import Units, before, grouped, pointers
from cim_graph.ownership.model.structure import Holdings, Marks, Numbers, Percents, Structure

PLACES = (2, 4, 6, 9, 12, 13)
"""Decimals of a percent that are tried; a share with more than the last is rounded to it."""
_ROOM = 2.0**61
_WHOLE_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Stakes:
    """Who holds what, sorted by held and holder, each pair once.

    `capital` and `votes` are units; votes that are suspended or unknown are 0. `castable` has for each party the units
    of votes in it that may be cast: whatever is not suspended, since the others are divided by that. Where that is
    nothing, nobody has votes.
    """

    size: int
    whole: int
    holder: Numbers
    held: Numbers
    capital: Units
    votes: Units
    castable: Units

    def __len__(self) -> int:
        return len(self.holder)

    @property
    def votes_follow(self) -> bool:
        """Whether every stake has as much of the votes as of the capital."""
        return np.array_equal(self.votes, self.capital) and bool((self.castable == self.whole).all())

    def weights(self, *, of_votes: bool) -> Percents:
        """Return the fraction of capital or of castable votes in each stake, from 0 to 1."""
        if not of_votes:
            return self.capital / self.whole
        return self.votes / np.maximum(self.castable, 1)[self.held]


@dataclass(frozen=True, slots=True)
class Settled:
    """Stakes with every band at its least and at its most; `banded`: the two differ somewhere.

    `votes` are the units of votes that are stated for each party, suspended ones too.
    """

    least: Stakes
    most: Stakes
    banded: bool
    votes: Units


def settle(structure: Structure) -> Settled:
    """Return the stakes of a structure: classes added up, treasury stock suspended, bands held to what can be.

    A stake in a person is left out. The most of a band is no more than what the least of the others leaves. Votes of
    which nothing is known are those of the capital's band, where it has one, or anything.
    """
    size, holdings = len(structure.parties), structure.holdings
    keep = np.flatnonzero(~structure.parties.persons[holdings.held])
    keep = keep[grouped(holdings.holder[keep], size)[0]]
    order = keep[grouped(holdings.held[keep], size)[0]]
    rows = _Rows.of(holdings, order)
    return rows.settled(size)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Stated stakes in order of held and holder: least and most of capital and of votes, in percent."""

    holder: Numbers
    held: Numbers
    suspended: Marks
    capital: tuple[Percents, Percents]
    votes: tuple[Percents, Percents]

    @classmethod
    def of(cls, holdings: Holdings, order: Units) -> "_Rows":
        holder, held = holdings.holder[order], holdings.held[order]
        suspended = holdings.suspended[order] | (holder == held)
        share, votes = holdings.share[order], holdings.votes[order]
        if not (np.isnan(share).any() or np.isnan(votes).any()):
            return cls(holder, held, suspended, _clean(share, share), _clean(votes, votes))
        least = np.where(np.isnan(share), _known(holdings.least[order], 0), share)
        most = np.where(np.isnan(share), _known(holdings.most[order], _WHOLE_PERCENT), share)
        loose = np.isnan(votes) & ~np.isnan(share)
        low = np.where(np.isnan(votes), np.where(loose, 0, least), votes)
        high = np.where(np.isnan(votes), np.where(loose, _WHOLE_PERCENT, most), votes)
        return cls(holder, held, suspended, _clean(least, most), _clean(low, high))

    def settled(self, size: int) -> Settled:
        places = self._places()
        whole, first = _WHOLE_PERCENT * 10**places, self._firsts()
        capital, votes = (_units(*column, 10**places) for column in (self.capital, self.votes))
        cast, castable = zip(*(self._cast(column, whole, size) for column in votes), strict=True)
        holder, held = self.holder[first], self.held[first]
        votes_least, votes_most = (np.where(castable[0][held] > 0, _added(column, first), 0) for column in cast)
        stated = totals(votes[0], self.held, size)
        least = Stakes(size, whole, holder, held, _added(capital[0], first), votes_least, castable[0])
        if capital[0] is capital[1] and votes[0] is votes[1]:
            return Settled(least, least, banded=False, votes=stated)
        capital_most = _most(least.capital, _added(capital[1], first), held, np.full(size, whole, np.int64))
        votes_most, room = _most_votes(least, _most(votes_least, votes_most, held, castable[0]), castable[1])
        most = replace(least, capital=capital_most, votes=votes_most, castable=room)
        return Settled(least, most, banded=True, votes=stated)

    def _cast(self, votes: Units, whole: int, size: int) -> tuple[Units, Units]:
        """Return the votes that are not suspended, and how many may be cast of each party."""
        if not self.suspended.any():
            return votes, np.full(size, whole, np.int64)
        suspended = totals(np.where(self.suspended, votes, 0), self.held, size)
        return np.where(self.suspended, 0, votes), np.maximum(whole - suspended, 0)

    def _firsts(self) -> Units:
        same = (self.holder[1:] == self.holder[:-1]) & (self.held[1:] == self.held[:-1])
        return np.flatnonzero(np.concatenate(([True], ~same))[: len(self.held)])

    def _places(self) -> int:
        columns = {id(column): column for column in (*self.capital, *self.votes)}.values()
        heaviest = max((np.bincount(self.held, column).max() for column in columns if len(column)), default=0.0)
        fitting = [places for places in PLACES if heaviest * 10.0**places < _ROOM] or [0]
        exact = (places for places in fitting if all(_is_exact(column, places) for column in columns))
        return next(exact, fitting[-1])


def percent(fraction: float) -> float:
    """Return a fraction of 1 in percent, without the last digits that floating point makes up."""
    return round(100 * float(fraction), 10)


def totals(units: Units, held: Numbers, size: int) -> Units:
    """Return for each of `size` parties the sum of units; `held` is sorted."""
    bounds = before(units)
    at = pointers(held, size)
    return np.asarray(bounds[at[1:]] - bounds[at[:-1]])


def _known(column: Percents, otherwise: float) -> Percents:
    return np.where(np.isnan(column), otherwise, column)


def _clean(least: Percents, most: Percents) -> tuple[Percents, Percents]:
    low = _held_to_the_whole(least)
    return low, low if most is least else np.maximum(_held_to_the_whole(most), low)


def _held_to_the_whole(column: Percents) -> Percents:
    if column.min(initial=0) >= 0 and column.max(initial=0) <= _WHOLE_PERCENT:
        return column
    return np.clip(column, 0, _WHOLE_PERCENT)


def _units(least: Percents, most: Percents, scale: int) -> tuple[Units, Units]:
    """Return both in whole units: one column, where they are the same."""
    low = np.rint(least * scale).astype(np.int64)
    if most is least:
        return low, low
    high = np.rint(most * scale).astype(np.int64)
    return low, low if np.array_equal(low, high) else high


def _is_exact(column: Percents, places: int) -> bool:
    scale = 10.0**places
    return np.array_equal(np.rint(column * scale) / scale, column)


def _added(units: Units, first: Units) -> Units:
    return np.add.reduceat(units, first) if len(first) < len(units) else units


def _most(least: Units, most: Units, held: Numbers, room: Units) -> Units:
    left = room[held] - (totals(least, held, len(room))[held] - least)
    return np.maximum(least, np.minimum(most, left))


def _most_votes(least: Stakes, most: Units, castable: Units) -> tuple[Units, Units]:
    """Return the most that votes can weigh, in units, and of how many for each party; `castable` is the least of these.

    Where suspended votes are a band, so is what may be cast: no less than the votes themselves and the least of the
    others.
    """
    open_, others = least.castable != castable, totals(least.votes, least.held, least.size)[least.held] - least.votes
    cast = np.maximum(castable[least.held], most + others)
    part = np.minimum(np.ceil(most / np.maximum(cast, 1) * least.whole), least.whole).astype(np.int64)
    return np.where(open_[least.held], part, most), np.where(open_, least.whole, castable)
