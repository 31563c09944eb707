"""Integrated ownership N = (I - W)^-1 of all parties at once, as sparse rows.

W[i, j] is the share of j that i holds directly; N[i, j] sums the products of shares over all ways from i to j. Rows are
computed in the order of ownership, owners first, so each stake is used once however many ways lead over it; circles are
solved as small dense systems. Between companies in a circle the integrated share is N[i, j] / N[i, i], so that nobody
owns itself around the circle (Brioschi, Buzzacchi, Colombo, Journal of Banking and Finance 13, 1989; Baldone, Brioschi,
Paleari, 1998).
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array, csr_array

from cim_graph.ownership.model.leaves import Leaves
from cim_graph.ownership.model.loops import DENSE, Circles, Growth, Layer, circles, growth, levels, sparse
from cim_graph.ownership.model.loose import loosened
from cim_graph.ownership.model.pairs import Keys, Units, pointers
from cim_graph.ownership.model.rows import CEILING, Column, Recipe, Store, advance, bounded, dropped, multiplied
from cim_graph.ownership.model.shares import Shares
from cim_graph.ownership.model.stakes import Stakes
from cim_graph.ownership.model.stretches import shortened
from cim_graph.ownership.model.structure import Marks, Numbers, Percents

PRUNED = 1e-9
"""A share below this fraction is dropped from the row of a party; `lost` bounds what that can take from any share."""
_DOUBLINGS = 60
_FINER = 1e-3
_RESERVED = 16


def integrated(stakes: Stakes, owners: Marks, *, of_votes: bool = False, pruned: float = PRUNED) -> Shares:
    """Return what the parties marked as owners hold of every party in the end, of its capital or of its votes."""
    return Plan.of(stakes, of_votes=of_votes).shares(owners, pruned)


@dataclass(frozen=True, slots=True)
class Plan:
    """The circles and the order in which rows are computed, whoever the owners are. `between`: stakes that lead on.

    Where there are `leaves`, no rows are computed for them, and stakes in them are not among those that lead on.
    """

    stakes: Stakes
    weights: Percents
    found: Circles
    grown: Growth
    between: Keys
    layers: list[Layer]
    leaves: Leaves | None
    below: Marks | None = None

    @classmethod
    def of(cls, stakes: Stakes, *, of_votes: bool, without_leaves: bool = False, least: Stakes | None = None) -> "Plan":
        """Plan the shares of capital or of votes.

        Where `stakes` are the most of bands, `least` are the least of them: shares are then held to the whole, and
        circles that bands may close are held open; `below` marks what lies below these.
        """
        weights = stakes.weights(of_votes=of_votes)
        units, whole = _exact(stakes, of_votes=of_votes)
        found, below = circles(stakes, weights, units, whole), None
        if least is not None:
            low = least.weights(of_votes=of_votes)
            weights, found, below = loosened(stakes, weights, low, (units, whole), found)
        grown = growth(stakes, weights, found)
        if grown.unsolved:
            found, grown = _without(stakes, weights, found, grown)
        leaves = Leaves.of(stakes, weights) if without_leaves else None
        between = _leading(stakes, weights, found, leaves)
        return cls(stakes, weights, found, grown, between, levels(found, stakes, between), leaves, below)

    def part(self, chosen: Marks) -> "Plan":
        """Return a plan by some of the stakes, without leaves: all that lead up from whatever they are in, at least."""
        weights = np.where(chosen, self.weights, 0)
        leaves = Leaves.of(self.stakes, weights)
        between = _leading(self.stakes, weights, self.found, leaves)
        return replace(self, weights=weights, between=between, leaves=leaves)

    def shares(self, owners: Marks, pruned: float = PRUNED) -> Shares:
        """Return what the parties marked as owners hold of every party in the end."""
        return _Build(self, owners, pruned).run()

    def recipe(self, owners: Marks) -> Recipe:
        """Say what each row is made of: rows of holders and unit rows, solved for parties in small circles."""
        stakes, grown, weights, between = self.stakes, self.grown, self.weights, self.between
        size = stakes.size
        ring = np.zeros(size, bool)
        ring[grown.party] = True
        plain = between[~ring[stakes.held[between]]]
        held_by = (stakes.held[plain], stakes.holder[plain], weights[plain])
        parts: list[tuple[Column, Column, Percents]] = [held_by]
        if ring.any():
            factors = csr_array((grown.factor, grown.source, pointers(grown.party, size)), shape=(size, size))
            inflow = (factors @ sparse(stakes, weights, between[ring[stakes.held[between]]])).tocoo()
            parts.append((inflow.row, inflow.col, inflow.data))
            own = owners[grown.source]
            around = grown.around(size)[grown.source[own]]
            parts.append((grown.party[own], grown.source[own] + size, grown.factor[own] / around))
        held = np.zeros(size, bool)
        held[stakes.held[plain]] = True
        large = (self.found.size_of[self.found.component] > DENSE) & ~held
        units = np.flatnonzero(owners & ~ring & (held | large))
        parts.append((units, units + size, np.ones(len(units))))
        return Recipe.of(size, parts)


def _leading(stakes: Stakes, weights: Percents, found: Circles, leaves: Leaves | None) -> Keys:
    """Return the stakes over which rows are put together: none within a circle, none in leaves."""
    leading = (weights > 0) & ~found.void & ~found.inner
    if leaves is not None:
        leading &= ~leaves.marks[stakes.held]
    return np.flatnonzero(leading)


def _exact(stakes: Stakes, *, of_votes: bool) -> tuple[Units, Units]:
    if of_votes:
        return stakes.votes, np.maximum(stakes.castable, 1)
    return stakes.capital, np.full(stakes.size, stakes.whole, np.int64)


def _without(stakes: Stakes, weights: Percents, found: Circles, grown: Growth) -> tuple[Circles, Growth]:
    """Take apart circles that have no solution."""
    bad = np.isin(found.component[stakes.held], found.component[np.concatenate(grown.unsolved)])
    apart = Circles(
        found.component,
        found.size_of,
        found.inner & ~bad,
        found.void | (found.inner & bad),
        found.closed + grown.unsolved,
    )
    return apart, growth(stakes, weights, apart)


@dataclass(slots=True)
class _Build:
    """Row by row, owners first. `rows` are references into the store, with weights, by party."""

    plan: Plan
    owners: Marks
    pruned: float

    @property
    def ceiling(self) -> float:
        """What no share grows beyond: the whole, where it is the most of bands."""
        return CEILING if self.plan.below is None else 1.0

    def run(self) -> Shares:
        """Compute all rows from the stakes that count."""
        stakes, found = self.plan.stakes, self.plan.found
        store, lost = Store.of_units(self.owners, _RESERVED * len(stakes)), np.zeros(2 * stakes.size)
        layers, recipe = shortened(self.plan.layers, self.plan.recipe(self.owners))
        endless = list[Numbers]()
        for layer in layers:
            for part in bounded(layer.parties[recipe.is_made(layer.parties)], recipe, store):
                advance(part, recipe, store, lost, self.pruned, self.ceiling)
            for circle in layer.circles:
                if not _go_round(circle, recipe, store, lost, self):
                    endless.append(circle)
        return self._shares(store, lost, found.closed + tuple(endless))

    def _shares(self, store: Store, lost: Percents, closed: tuple[Numbers, ...]) -> Shares:
        size, grown, found = self.plan.stakes.size, self.plan.grown, self.plan.found
        around = grown.around(size)
        shares = Shares(
            store.matrix(),
            store.place[:size],
            around,
            self._lost(lost[:size]),
            store.pruned,
            closed,
            self._void(closed),
            self.plan.leaves,
            self.plan.below,
        )
        large = np.flatnonzero(self.owners & (found.size_of[found.component] > DENSE)).astype(np.int32)
        if len(large):
            around[large] = np.maximum(shares.of(large, large), 1)
            mark = np.zeros(size, bool)
            mark[large] = True
            owner, value = shares.rows.indices, shares.rows.data
            ring = np.flatnonzero(mark[owner])
            value[ring] /= around[owner[ring]]
        return shares

    def _lost(self, lost: Percents) -> Percents:
        """Return what may be missing of each party."""
        leaves = self.plan.leaves
        return lost.copy() if leaves is None or not lost.any() else lost + leaves.lost(lost)

    def _void(self, closed: tuple[Numbers, ...]) -> Marks:
        inside = np.zeros(self.plan.stakes.size, bool)
        inside[np.concatenate((*closed, np.empty(0, np.int32)))] = True
        return self.plan.found.void | (self.plan.found.inner & inside[self.plan.stakes.held])


def _go_round(parties: Numbers, recipe: Recipe, store: Store, lost: Percents, build: _Build) -> bool:
    """Compute the rows of a large circle: what comes from outside, then 1, 2, 4… steps around until nothing is left.

    (I - A)^-1 = (I + A)(I + A^2)(I + A^4)…; `astray` bounds what pruning took from a row of the power of A. Returns
    whether it ends; a circle that feeds on itself does not, and is left with what comes from outside.
    """
    counts, rows, weight = recipe.of_parties(parties)
    local = np.repeat(np.arange(len(parties)), counts)
    outside = multiplied(local, rows, weight, len(parties), store)
    loss = np.bincount(local, weight * lost[rows], len(parties))
    total, step, astray = outside, _inner(parties, build), np.zeros(len(parties))
    for _ in range(_DOUBLINGS):
        if not step.nnz:
            break
        loss = loss + step @ loss + astray
        total = total + step @ total
        loss += dropped(total, build.pruned * _FINER)
        astray = astray + step @ astray
        step = step @ step
        astray += dropped(step, build.pruned * _FINER)
    solved = not step.nnz
    total = total if solved else outside
    lost[parties] = loss + dropped(total, build.pruned)
    store.pruned[outside.indices] |= bool(lost[parties].any())
    store.append(parties, np.diff(total.indptr), total.indices, total.data)
    return solved


def _inner(parties: Numbers, build: _Build) -> csr_array:
    """Return the stakes within one circle as a matrix over its members."""
    place = np.full(build.plan.stakes.size, -1, np.int64)
    place[parties] = np.arange(len(parties))
    rows = np.flatnonzero(build.plan.found.inner & (place[build.plan.stakes.held] >= 0))
    ends = place[build.plan.stakes.held[rows]], place[build.plan.stakes.holder[rows]]
    return coo_array((build.plan.weights[rows], ends), shape=(len(parties),) * 2).tocsr()
