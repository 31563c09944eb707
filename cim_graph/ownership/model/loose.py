"""Circles of which bands leave open whether anything is left for others: there the most is all.

The share of an owner p in j is the chance that a walk up from j, which goes on to each holder with the chance of its
stake, comes to p. As long as holders add up to no more than the whole, it grows with every stake and never exceeds one.
So the least of all bands bounds it from below, and the most of all, row by row held to one, from above, wherever that
can be solved. Where the most of a circle comes to more than the whole it cannot, and one is the bound for whoever has
anything in the circle.
"""

from dataclasses import replace

import numpy as np

from cim_graph.ownership.model.loops import Circles
from cim_graph.ownership.model.pairs import Units, flooded
from cim_graph.ownership.model.stakes import Stakes, totals
from cim_graph.ownership.model.structure import Marks, Percents

_LEFT = 1e-8
"""What the members of such a circle leave for others, so that whoever has a stake comes to all of it."""


def loosened(
    stakes: Stakes, weights: Percents, least: Percents, of: tuple[Units, Units], found: Circles
) -> tuple[Percents, Circles, Marks]:
    """Return weights and circles with those that bands may close held open, and mark all that lies below these.

    `stakes` and `weights` are the most of the bands, `of` are units and wholes.
    """
    (units, whole), component = of, found.component[stakes.held]
    within = found.inner | found.void
    full = found.void | (within & (totals(units, stakes.held, stakes.size) > whole)[stakes.held])
    loose = np.intersect1d(component[full], component[weights > least])
    rows = np.flatnonzero(within & np.isin(component, loose))
    if not len(rows):
        return weights, found, np.zeros(stakes.size, bool)
    sums, held = np.bincount(stakes.held[rows], weights[rows], stakes.size), stakes.held[rows]
    weights, inner, void = weights.copy(), found.inner.copy(), found.void.copy()
    weights[rows] *= (1 - _LEFT) / sums[held]
    inner[rows], void[rows] = True, False
    closed = tuple(circle for circle in found.closed if found.component[circle[0]] not in loose)
    start = np.zeros(stakes.size, bool)
    start[held] = True
    below = flooded(start, stakes.holder, stakes.held)
    return weights, replace(found, inner=inner, void=void, closed=closed), below
