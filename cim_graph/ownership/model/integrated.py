"""Integrated ownership N = (I - W)^-1 of all parties at once, as sparse rows.

W[i, j] is the share of j that i holds directly; N[i, j] sums the products of shares over all ways from i to j. Rows are
computed in the order of ownership, owners first, so each stake is used once however many ways lead over it; circles are
solved as small dense systems. Between companies in a circle the integrated share is N[i, j] / N[i, i], so that nobody
owns itself around the circle (Brioschi, Buzzacchi, Colombo, Journal of Banking and Finance 13, 1989; Baldone, Brioschi,
Paleari, 1998).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from cim_graph.ownership.model.loops import DENSE, Circles, Growth, circles, growth, levels, sparse
from cim_graph.ownership.model.pairs import Keys, Units, distinct, grouped, pointers, ranges, summed
from cim_graph.ownership.model.stakes import Stakes
from cim_graph.ownership.model.structure import Marks, Numbers, Percents

PRUNED = 1e-9
"""A share below this fraction is dropped from the row of a party; `lost` bounds what that can take from any share."""
CEILING = 1e6
"""Shares that contradict each other can grow without end; no fraction grows beyond this."""
_DOUBLINGS = 60
_FINER = 1e-3
_SMALL = 20_000
_CHUNK = 20_000_000
_LOOKED_AT = 2_000_000
_RESERVED = 8


@dataclass(slots=True)
class Shares:
    """Integrated shares: row j has the owners of j and their fractions; itself with 1 where it is an owner.

    `stop[j] - start[j]` entries of `owner` and `value` belong to j, in no order. `around` is N[i, i] of owners in
    circles. `lost[j]`: no share in j is too small by more; only shares of the owners `pruned` are. `closed`: circles that nobody outside owns; they were taken
    apart, and the stakes in them, marked `void`, do not count.
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
        for chunk in np.split(np.arange(len(party)), np.flatnonzero(np.diff(np.cumsum(counts) // _LOOKED_AT)) + 1):
            at = ranges(self.start[party[chunk]], self.stop[party[chunk]])
            hit = np.flatnonzero(self.owner[at] == np.repeat(owner[chunk], counts[chunk]))
            shares[np.repeat(chunk, counts[chunk])[hit]] = self.value[at[hit]]
        return shares

    def has(self, party: int, owner: int) -> bool:
        """Return whether an owner has a share of a party, or is it."""
        return party == owner or bool((self.owner[self.start[party] : self.stop[party]] == owner).any())


def integrated(stakes: Stakes, owners: Marks, *, of_votes: bool = False, pruned: float = PRUNED) -> Shares:
    """Return what the parties marked as owners hold of every party in the end, of its capital or of its votes."""
    weights = stakes.weights(of_votes=of_votes)
    units, whole = _exact(stakes, of_votes=of_votes)
    found = circles(stakes, weights, units, whole)
    grown = growth(stakes, weights, found)
    if grown.unsolved:
        found, grown = _without(stakes, weights, found, grown)
    rows = np.flatnonzero((weights > 0) & ~found.void)
    return _Build(stakes, weights, owners, found, grown, pruned).run(rows)


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
class _Store:
    """Rows of shares one after the other in columns that grow. Row size + i is the unit row of party i."""

    start: Keys
    stop: Keys
    owner: Numbers
    value: Percents
    filled: int
    pruned: Marks

    @classmethod
    def of_units(cls, owners: Marks, room: int) -> "_Store":
        """Begin with the unit rows of the owners; a party's own row is its unit row until it is computed.

        Memory for `room` more entries is set aside; as long as nothing is written there the system does not give it.
        """
        units = np.flatnonzero(owners).astype(np.int32)
        start = np.zeros(len(owners), np.int64)
        start[units] = np.arange(len(units))
        stop = start + owners
        owner, value = _enlarged(units, len(units) + room), _enlarged(np.ones(len(units)), len(units) + room)
        return cls(np.tile(start, 2), np.tile(stop, 2), owner, value, len(units), np.zeros(len(owners), bool))

    def append(self, parties: Keys, counts: Keys, owner: Numbers, value: Percents) -> None:
        """Add the rows of parties, with that many entries each."""
        ends = self.filled + np.cumsum(counts)
        self._reserve(len(owner))
        self.owner[self.filled : self.filled + len(owner)] = owner
        self.value[self.filled : self.filled + len(owner)] = value
        self.start[parties], self.stop[parties] = ends - counts, ends
        self.filled += len(owner)

    def _reserve(self, more: int) -> None:
        needed = self.filled + more
        if needed > len(self.owner):
            room = max(needed, len(self.owner) * 3 // 2)
            self.owner, self.value = _enlarged(self.owner, room), _enlarged(self.value, room)

    def take(self, rows: Keys) -> csr_array:
        """Return rows as a matrix over all parties."""
        counts = self.stop[rows] - self.start[rows]
        at = ranges(self.start[rows], self.stop[rows])
        bounds = np.concatenate(([0], np.cumsum(counts)))
        return csr_array((self.value[at], self.owner[at], bounds), shape=(len(rows), len(self.start) // 2))


def _enlarged(column: NDArray[Any], room: int) -> NDArray[Any]:
    larger = np.empty(room, column.dtype)
    larger[: len(column)] = column
    return larger


@dataclass(slots=True)
class _Build:
    """Row by row, owners first. `rows` are references into the store, with weights, by party."""

    stakes: Stakes
    weights: Percents
    owners: Marks
    found: Circles
    grown: Growth
    pruned: float

    def run(self, rows: Keys) -> Shares:
        """Compute all rows from the stakes that count."""
        store, lost = _Store.of_units(self.owners, _RESERVED * len(self.stakes)), np.zeros(2 * self.stakes.size)
        between = rows[~self.found.inner[rows]]
        recipe = self._recipe(between)
        layers, endless = levels(self.found, self.stakes, between), list[Numbers]()
        of_component, starts = grouped(self.found.component, len(self.found.size_of))
        for layer in layers:
            large = self.found.size_of[layer] > DENSE
            parties = of_component[ranges(starts[layer[~large]], starts[layer[~large] + 1])]
            for part in _bounded(parties[recipe.is_made(parties)], recipe, store):
                _advance(part, recipe, store, lost, self.pruned)
            for component in layer[large]:
                parties = of_component[starts[component] : starts[component + 1]]
                if not _go_round(parties, recipe, store, lost, self):
                    endless.append(parties.astype(np.int32))
        return self._shares(store, lost, self.found.closed + tuple(endless))

    def _recipe(self, between: Keys) -> "_Recipe":
        """Say what each row is made of: rows of holders and unit rows, solved for parties in small circles."""
        size = self.stakes.size
        ring = np.zeros(size, bool)
        ring[self.grown.party] = True
        plain = between[~ring[self.stakes.held[between]]]
        parts = [(self.stakes.held[plain], self.stakes.holder[plain], self.weights[plain])]
        if ring.any():
            grown = self.grown
            factors = csr_array((grown.factor, grown.source, pointers(grown.party, size)), shape=(size, size))
            inflow = (factors @ sparse(self.stakes, self.weights, between[ring[self.stakes.held[between]]])).tocoo()
            parts.append((inflow.row, inflow.col, inflow.data))
            own = self.owners[grown.source]
            parts.append((grown.party[own], grown.source[own] + size, grown.factor[own]))
        held = np.zeros(size, bool)
        held[self.stakes.held[plain]] = True
        large = (self.found.size_of[self.found.component] > DENSE) & ~held
        units = np.flatnonzero(self.owners & ~ring & (held | large))
        parts.append((units, units + size, np.ones(len(units))))
        return _Recipe.of(size, parts)

    def _shares(self, store: _Store, lost: Percents, closed: tuple[Numbers, ...]) -> Shares:
        size, around = self.stakes.size, np.ones(self.stakes.size)
        own = self.grown.party == self.grown.source
        around[self.grown.party[own]] = self.grown.factor[own]
        shares = Shares(
            store.start[:size],
            store.stop[:size],
            store.owner[: store.filled],
            store.value[: store.filled],
            around,
            lost[:size],
            store.pruned,
            closed,
            self._void(closed),
        )
        large = np.flatnonzero(self.owners & (self.found.size_of[self.found.component] > DENSE)).astype(np.int32)
        if len(large):
            around[large] = np.maximum(shares.of(large, large), 1)
        ring = np.flatnonzero((around > 1)[shares.owner]) if (self.owners & (around > 1)).any() else large
        shares.value[ring] /= around[shares.owner[ring]]
        return shares

    def _void(self, closed: tuple[Numbers, ...]) -> Marks:
        inside = np.zeros(self.stakes.size, bool)
        inside[np.concatenate((*closed, np.empty(0, np.int32)))] = True
        return self.found.void | (self.found.inner & inside[self.stakes.held])


@dataclass(frozen=True, slots=True)
class _Recipe:
    """What rows are made of: entries `starts[j]` to `starts[j + 1]` are references to rows and weights."""

    starts: Keys
    row: Keys
    weight: Percents

    @classmethod
    def of(cls, size: int, parts: list[tuple[Numbers, Numbers, Percents]]) -> "_Recipe":
        party, row, weight = (np.concatenate([part[at] for part in parts]) for at in range(3))
        order, starts = grouped(party.astype(np.int32), size)
        return cls(starts, row[order].astype(np.int64), weight[order])

    def is_made(self, parties: Keys) -> Marks:
        """Return which parties have a row of their own, other than their unit row."""
        return self.starts[parties + 1] > self.starts[parties]

    def of_parties(self, parties: Keys) -> tuple[Keys, Keys, Percents]:
        """Return the number of entries of each party, and their rows and weights."""
        at = ranges(self.starts[parties], self.starts[parties + 1])
        return self.starts[parties + 1] - self.starts[parties], self.row[at], self.weight[at]


def _bounded(parties: Keys, recipe: _Recipe, store: _Store) -> list[Keys]:
    """Split parties so that none of the products takes too much memory."""
    if not len(parties):
        return []
    counts, rows, _ = recipe.of_parties(parties)
    work = np.add.reduceat(store.stop[rows] - store.start[rows], np.cumsum(counts) - counts)
    return np.split(parties, np.flatnonzero(np.diff(np.cumsum(work) // _CHUNK)) + 1)


def _advance(parties: Keys, recipe: _Recipe, store: _Store, lost: Percents, pruned: float) -> None:
    """Compute the rows of parties whose holders are done."""
    counts, rows, weight = recipe.of_parties(parties)
    local = np.repeat(np.arange(len(parties)), counts)
    product = _product(local, rows, weight, len(parties), store)
    gone = _kept(product, pruned, store.pruned)
    if gone is not None or lost[rows].any():
        loss = np.bincount(local, weight * lost[rows], len(parties))
        lost[parties] = loss if gone is None else loss + gone
    store.append(parties, np.diff(product.indptr), product.indices, product.data)


def _product(local: Keys, rows: Keys, weight: Percents, count: int, store: _Store) -> csr_array:
    lengths = store.stop[rows] - store.start[rows]
    size = len(store.start) // 2
    if lengths.sum() < _SMALL:
        at = ranges(store.start[rows], store.stop[rows])
        keys, values = summed(
            np.repeat(local, lengths) * size + store.owner[at], np.repeat(weight, lengths) * store.value[at]
        )
        return csr_array((values, keys % size, pointers(keys // size, count)), shape=(count, size))
    needed = distinct(rows)
    place = np.searchsorted(needed, rows)
    factors = csr_array(
        (weight, place, np.concatenate(([0], np.cumsum(np.bincount(local, minlength=count))))),
        shape=(count, len(needed)),
    )
    return factors @ store.take(needed)


def _kept(product: csr_array, pruned: float, marks: Marks) -> Percents | None:
    """Drop what is too small and hold what grows too much; return the largest share dropped of each row, if any."""
    np.minimum(product.data, CEILING, out=product.data)
    small = product.data < pruned
    if not small.any():
        return None
    marks[product.indices[small]] = True
    counts = np.diff(product.indptr)
    row = np.repeat(np.arange(len(counts)), counts)
    gone = np.zeros(len(counts))
    np.maximum.at(gone, row[small], product.data[small])
    product.indptr = np.concatenate(([0], np.cumsum(np.bincount(row[~small], minlength=len(counts))))).astype(
        product.indptr.dtype
    )
    product.indices, product.data = product.indices[~small], product.data[~small]
    return gone


def _go_round(parties: Keys, recipe: _Recipe, store: _Store, lost: Percents, build: _Build) -> bool:
    """Compute the rows of a large circle: what comes from outside, then 1, 2, 4… steps around until nothing is left.

    (I - A)^-1 = (I + A)(I + A^2)(I + A^4)…; `astray` bounds what pruning took from a row of the power of A. Returns
    whether it ends; a circle that feeds on itself does not, and is left with what comes from outside.
    """
    counts, rows, weight = recipe.of_parties(parties)
    local = np.repeat(np.arange(len(parties)), counts)
    outside = _product(local, rows, weight, len(parties), store)
    loss = np.bincount(local, weight * lost[rows], len(parties))
    total, step, astray = outside, _inner(parties, build), np.zeros(len(parties))
    for _ in range(_DOUBLINGS):
        if not step.nnz:
            break
        loss = loss + step @ loss + astray
        total = total + step @ total
        loss += _dropped(total, build.pruned * _FINER)
        astray = astray + step @ astray
        step = step @ step
        astray += _dropped(step, build.pruned * _FINER)
    solved = not step.nnz
    total = total if solved else outside
    lost[parties] = loss + _dropped(total, build.pruned)
    store.pruned[outside.indices] |= bool(lost[parties].any())
    store.append(parties, np.diff(total.indptr), total.indices, total.data)
    return solved


def _inner(parties: Keys, build: _Build) -> csr_array:
    """Return the stakes within one circle as a matrix over its members."""
    place = np.full(build.stakes.size, -1, np.int64)
    place[parties] = np.arange(len(parties))
    rows = np.flatnonzero(build.found.inner & (place[build.stakes.held] >= 0))
    ends = place[build.stakes.held[rows]], place[build.stakes.holder[rows]]
    return coo_array((build.weights[rows], ends), shape=(len(parties),) * 2).tocsr()


def _dropped(product: csr_array, pruned: float) -> Percents:
    """Prune a matrix; return for each row the sum of what was dropped."""
    before = product.sum(axis=1)
    _kept(product, pruned, np.zeros(product.shape[1], bool))
    return np.maximum(before - product.sum(axis=1), 0)
