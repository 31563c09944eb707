"""Rows of integrated shares, put together from the rows of holders."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cim_graph.kernel.errors import CostExceededError
from cim_graph.ownership.model.pairs import Keys, distinct, pointers, ranges, summed
from cim_graph.ownership.model.structure import Marks, Numbers, Percents

Column = NDArray[np.integer[Any]]

CEILING = 1e6
"""Shares that contradict each other can grow without end; no fraction grows beyond this."""
_SMALL = 20_000
_CHUNK = 1_000_000
_MOST = 2**31 - 1


@dataclass(slots=True)
class Store:
    """Rows of shares one after the other in columns that grow: row n is `bounds[n]` to `bounds[n + 1]` of the entries.

    `place` says which row is that of each party, and, from `size` on, which is its unit row. Row 0 is empty.
    """

    place: Numbers
    bounds: Numbers
    owner: Numbers
    value: Percents
    count: int
    filled: int
    pruned: Marks

    @classmethod
    def of_units(cls, owners: Marks, room: int) -> "Store":
        """Begin with the unit rows of the owners; a party's own row is its unit row until it is computed.

        Memory for `room` more entries is set aside; as long as nothing is written there the system does not give it.
        """
        units = np.flatnonzero(owners).astype(np.int32)
        place = np.zeros(len(owners), np.int32)
        place[units] = np.arange(1, len(units) + 1, dtype=np.int32)
        bounds = np.empty(len(owners) + len(units) + 2, np.int32)
        bounds[: len(units) + 2] = np.maximum(np.arange(-1, len(units) + 1), 0)
        owner, value = _enlarged(units, len(units) + room), _enlarged(np.ones(len(units)), len(units) + room)
        none = np.zeros(len(owners), bool)
        return cls(np.tile(place, 2), bounds, owner, value, len(units) + 1, len(units), none)

    def append(self, parties: Column, counts: Keys, owner: Numbers, value: Percents) -> None:
        """Add the rows of parties, with that many entries each; CostExceededError where they cannot be numbered."""
        self._reserve(len(owner))
        self.owner[self.filled : self.filled + len(owner)] = owner
        self.value[self.filled : self.filled + len(owner)] = value
        rows = slice(self.count + 1, self.count + 1 + len(parties))
        self.bounds[rows] = self.filled + np.cumsum(counts)
        self.place[parties] = np.arange(self.count, self.count + len(parties), dtype=np.int32)
        self.count += len(parties)
        self.filled += len(owner)

    def _reserve(self, more: int) -> None:
        needed = self.filled + more
        if needed > _MOST:
            raise CostExceededError(
                f"there are {needed:,} integrated shares and {_MOST:,} can be numbered; ask about parts of the base"
            )
        if needed > len(self.owner):
            room = max(needed, len(self.owner) * 3 // 2)
            self.owner, self.value = _enlarged(self.owner, room), _enlarged(self.value, room)

    def matrix(self) -> csr_array:
        """Return all rows as a matrix over all parties, which shares the memory of the columns.

        What is handed to the constructor it copies, where it is less than half of an array.
        """
        matrix = csr_array((self.count, len(self.pruned)))
        matrix.data, matrix.indices = self.value[: self.filled], self.owner[: self.filled]
        matrix.indptr = self.bounds[: self.count + 1]
        return matrix


def _enlarged(column: NDArray[Any], room: int) -> NDArray[Any]:
    larger = np.empty(room, column.dtype)
    larger[: len(column)] = column
    return larger


@dataclass(frozen=True, slots=True)
class Recipe:
    """What rows are made of: entries `starts[j]` to `starts[j + 1]` are references to rows and weights."""

    starts: Keys
    row: Keys
    weight: Percents

    @classmethod
    def of(cls, size: int, parts: list[tuple[Column, Column, Percents]]) -> "Recipe":
        """Sort parts of party, row and weight by party."""
        party, row, weight = (np.concatenate([part[at] for part in parts]) for at in range(3))
        order = np.argsort(party, kind="stable")
        return cls(pointers(party, size), row[order].astype(np.int64), weight[order])

    def is_made(self, parties: Column) -> Marks:
        """Return which parties have a row of their own, other than their unit row."""
        return self.starts[parties + 1] > self.starts[parties]

    def of_parties(self, parties: Column) -> tuple[Keys, Keys, Percents]:
        """Return the number of entries of each party, and their rows and weights."""
        at = ranges(self.starts[parties], self.starts[parties + 1])
        return self.starts[parties + 1] - self.starts[parties], self.row[at], self.weight[at]


def bounded(parties: Column, recipe: Recipe, store: Store) -> list[Column]:
    """Split parties so that none of the products takes too much memory."""
    if not len(parties):
        return []
    counts, rows, _ = recipe.of_parties(parties)
    place = store.place[rows]
    lengths = (store.bounds[place + 1] - store.bounds[place]).astype(np.int64)
    work = np.add.reduceat(lengths, np.cumsum(counts) - counts)
    return np.split(parties, np.flatnonzero(np.diff(np.cumsum(work) // _CHUNK)) + 1)


def advance(parties: Column, recipe: Recipe, store: Store, lost: Percents, pruned: float, ceiling: float) -> None:
    """Compute the rows of parties whose holders are done."""
    counts, rows, weight = recipe.of_parties(parties)
    local = np.repeat(np.arange(len(parties)), counts)
    product = multiplied(local, rows, weight, len(parties), store)
    np.minimum(product.data, ceiling, out=product.data)
    gone = _kept(product, pruned, store.pruned)
    if gone is not None or lost[rows].any():
        loss = np.bincount(local, weight * lost[rows], len(parties))
        lost[parties] = loss if gone is None else loss + gone
    store.append(parties, np.diff(product.indptr), product.indices, product.data)


def multiplied(local: Keys, rows: Keys, weight: Percents, count: int, store: Store) -> csr_array:
    """Return the sums of weighted rows as a matrix: entry n goes into row `local[n]` of `count`, sorted."""
    place, size = store.place[rows], len(store.pruned)
    start, stop = store.bounds[place].astype(np.int64), store.bounds[place + 1].astype(np.int64)
    lengths = stop - start
    if lengths.sum() < _SMALL:
        at = ranges(start, stop)
        keys, values = summed(
            np.repeat(local, lengths) * size + store.owner[at], np.repeat(weight, lengths) * store.value[at]
        )
        return csr_array((values, keys % size, pointers(keys // size, count)), shape=(count, size))
    needed, starts = distinct(place), pointers(local, count).astype(np.int32)
    factors = csr_array((weight, np.searchsorted(needed, place).astype(np.int32), starts), shape=(count, len(needed)))
    product: csr_array = factors @ store.matrix()[needed]
    return product


def _kept(product: csr_array, pruned: float, marks: Marks) -> Percents | None:
    """Drop what is too small; return the largest share dropped of each row, if any."""
    small = product.data < pruned
    if not small.any():
        return None
    marks[product.indices[small]] = True
    counts = np.diff(product.indptr)
    row = np.repeat(np.arange(len(counts)), counts)
    gone = np.zeros(len(counts))
    np.maximum.at(gone, row[small], product.data[small])
    product.indptr = pointers(row[~small], len(counts)).astype(product.indptr.dtype)
    product.indices, product.data = product.indices[~small], product.data[~small]
    return gone


def dropped(product: csr_array, pruned: float) -> Percents:
    """Prune a matrix; return for each row the sum of what was dropped."""
    np.minimum(product.data, CEILING, out=product.data)
    before = product.sum(axis=1)
    _kept(product, pruned, np.zeros(product.shape[1], bool))
    return np.asarray(np.maximum(before - product.sum(axis=1), 0))
