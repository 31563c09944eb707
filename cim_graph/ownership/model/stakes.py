"""Stakes made ready for computing: exact whole units, one row for a pair, treasury stock and bands settled.

A share is a whole number of units, `whole` of which are 100 percent, so sums and their thresholds are exact.
"""

from dataclasses import dataclass, replace

import numpy as np

from cim_graph.ownership.model.pairs import Units, grouped, pointers
from cim_graph.ownership.model.structure import Holdings, Marks, Numbers, Percents, Structure

PLACES = (2, 4, 6, 9, 13)
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
        share, votes = holdings.share[order], holdings.votes[order]
        least = np.where(np.isnan(share), _known(holdings.least[order], 0), share)
        most = np.where(np.isnan(share), _known(holdings.most[order], _WHOLE_PERCENT), share)
        loose = np.isnan(votes) & ~np.isnan(share)
        low = np.where(np.isnan(votes), np.where(loose, 0, least), votes)
        high = np.where(np.isnan(votes), np.where(loose, _WHOLE_PERCENT, most), votes)
        return cls(holder, held, holdings.suspended[order] | (holder == held), _clean(least, most), _clean(low, high))

    def settled(self, size: int) -> Settled:
        places = self._places()
        whole = _WHOLE_PERCENT * 10**places
        columns = [np.rint(column * 10**places).astype(np.int64) for column in (*self.capital, *self.votes)]
        first = self._firsts()
        suspended = [np.where(self.suspended, column, 0) for column in columns[2:]]
        cast = [np.where(self.suspended, 0, column) for column in columns[2:]]
        capital_least, capital_most, votes_least, votes_most = (_added(c, first) for c in (*columns[:2], *cast))
        held = self.held[first]
        castable = [np.maximum(whole - totals(column, self.held, size), 0) for column in suspended]
        votes_least = np.where(castable[0][held] > 0, votes_least, 0)
        votes_most = np.where(castable[1][held] > 0, votes_most, 0)
        room, stated = np.full(size, whole, np.int64), totals(columns[2], self.held, size)
        least = Stakes(size, whole, self.holder[first], held, capital_least, votes_least, castable[0])
        if all(np.array_equal(columns[at], columns[at + 1]) for at in (0, 2)):
            return Settled(least, least, banded=False, votes=stated)
        most = replace(
            least,
            capital=_most(capital_least, capital_most, held, room),
            votes=_most(votes_least, votes_most, held, castable[0]),
            castable=castable[1],
        )
        return Settled(least, most, banded=True, votes=stated)

    def _firsts(self) -> Units:
        same = (self.holder[1:] == self.holder[:-1]) & (self.held[1:] == self.held[:-1])
        return np.flatnonzero(np.concatenate(([True], ~same))[: len(self.held)])

    def _places(self) -> int:
        columns = (*self.capital, *self.votes)
        heaviest = max((np.bincount(self.held, column).max() for column in columns if len(column)), default=0.0)
        fitting = [places for places in PLACES if heaviest * 10.0**places < _ROOM] or [0]
        exact = [places for places in fitting if all(_is_exact(column, places) for column in columns)]
        return exact[0] if exact else fitting[-1]


def percent(fraction: float) -> float:
    """Return a fraction of 1 in percent, without the last digits that floating point makes up."""
    return round(100 * float(fraction), 10)


def totals(units: Units, held: Numbers, size: int) -> Units:
    """Return for each of `size` parties the sum of units; `held` is sorted."""
    bounds = np.concatenate(([0], np.cumsum(units)))
    at = pointers(held, size)
    return np.asarray(bounds[at[1:]] - bounds[at[:-1]])


def _known(column: Percents, otherwise: float) -> Percents:
    return np.where(np.isnan(column), otherwise, column)


def _clean(least: Percents, most: Percents) -> tuple[Percents, Percents]:
    low = np.clip(least, 0, _WHOLE_PERCENT)
    return low, np.maximum(np.clip(most, 0, _WHOLE_PERCENT), low)


def _is_exact(column: Percents, places: int) -> bool:
    scale = 10.0**places
    return np.array_equal(np.rint(column * scale) / scale, column)


def _added(units: Units, first: Units) -> Units:
    return np.add.reduceat(units, first) if len(first) else units


def _most(least: Units, most: Units, held: Numbers, room: Units) -> Units:
    left = room[held] - (totals(least, held, len(room))[held] - least)
    return np.maximum(least, np.minimum(most, left))
