"""Integrated shares of many pairs at once as whole numbers, exactly, where few steps lie between.

A share over at most e steps is a whole number of 1 / whole^e; as long as that fits 64 bits no fraction is needed.
"""

from dataclasses import dataclass

import numpy as np

from cim_graph.ownership.model.pairs import Keys, Units, distinct, found, joined, pointers, ranges
from cim_graph.ownership.model.shares import Shares
from cim_graph.ownership.model.stakes import Stakes

_BITS = 61
_MOST_STEPS = 6
_FITTING = 1.5


@dataclass(frozen=True, slots=True)
class Numerators:
    """For each pair asked about: its share is `units` / whole^`steps`; steps are 0 where this way of counting fails."""

    units: Units
    steps: Units


@dataclass(frozen=True, slots=True)
class _Ways:
    """Pairs of party and owner as keys, sorted; what the owner holds directly; and the pairs of holders they rest on.

    `direct` is -1 for pairs that are not counted: they lie too far up, are no whole number of units, or too large.
    """

    keys: Keys
    direct: Units
    parent: Keys
    child: Keys
    units: Units


def numerators(stakes: Stakes, shares: Shares, keys: Keys, *, of_votes: bool) -> Numerators:
    """Count the shares of pairs party * size + owner. Circles, suspended votes and long chains are not counted here."""
    steps = min(_MOST_STEPS, int(_BITS / np.log2(stakes.whole)))
    ways = _ways(stakes, shares, distinct(keys), steps, of_votes=of_votes)
    units, taken = _counted(ways, stakes.whole, steps)
    place = np.searchsorted(ways.keys, keys)
    return Numerators(units[place], taken[place])


def _ways(stakes: Stakes, shares: Shares, asked: Keys, steps: int, *, of_votes: bool) -> _Ways:
    """Go up from the pairs, holder by holder, as long as the owner has a share there."""
    size, starts = stakes.size, pointers(stakes.held, stakes.size)
    columns = stakes.votes if of_votes else stakes.capital
    counted, large = ~shares.void & (columns > 0), np.empty(0, np.int64)
    every, new, edges = asked, asked, []
    for _ in range(steps):
        begin, end = starts[new // size], starts[new // size + 1]
        rows, parent = ranges(begin, end), np.repeat(new, end - begin)
        used = counted[rows]
        rows, parent = rows[used], parent[used]
        holder, owner = stakes.holder[rows], (parent % size).astype(np.int32)
        own = holder == owner
        share = shares.of(holder, owner)
        leads = own | (share > 0)
        child = np.where(own, -1, holder.astype(np.int64) * size + owner)
        large = joined(large, distinct(child[~own & (share > _FITTING)]))
        edges.append((parent[leads], child[leads], columns[rows[leads]]))
        new = distinct(child[leads & ~own])
        new = new[~found(new, every)]
        every = distinct(np.concatenate((every, new)))
    parent, child, units = (np.concatenate([edge[at] for edge in edges]) for at in range(3))
    own = child < 0
    direct = np.zeros(len(every), np.int64)
    direct[np.searchsorted(every, parent[own])] = units[own]
    odd = found(every, joined(large, new))
    if of_votes:
        odd |= stakes.castable[every // size] != stakes.whole
    direct[odd] = -1
    return _Ways(every, direct, parent[~own], child[~own], units[~own])


def _counted(ways: _Ways, whole: int, steps: int) -> tuple[Units, Units]:
    """Add up, those first that rest on nothing else; what rests on a circle or on too much is left with 0 steps."""
    parent, child = np.searchsorted(ways.keys, ways.parent), np.searchsorted(ways.keys, ways.child)
    units, taken = np.zeros(len(ways.keys), np.int64), np.zeros(len(ways.keys), np.int64)
    size = len(ways.keys)
    for step in range(1, steps + 1):
        waiting = np.bincount(parent[taken[child] == 0], minlength=size) > 0
        ready = (taken == 0) & ~waiting & (ways.direct >= 0)
        use = ready[parent]
        scaled = ways.units[use] * units[child[use]] * whole ** (step - 1 - taken[child[use]])
        total = np.zeros(size, np.int64)
        np.add.at(total, parent[use], scaled)
        units[ready] = total[ready] + ways.direct[ready] * whole ** (step - 1)
        taken[ready] = step
    return units, taken
