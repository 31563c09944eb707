"""Sparse pairs as sorted keys: the arithmetic that every rule over columns shares.

A pair (first, second) of parties among `size` is the key first * size + second.
"""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order

from cim_graph.ownership.model.structure import Marks, Numbers

Keys = NDArray[np.int64]
Units = NDArray[np.int64]
T = TypeVar("T", bound=np.generic)

_MANY = 10_000
_FEWER = 8


def ranges(start: Keys, stop: Keys) -> Keys:
    """Return start[0] … stop[0] - 1, start[1] … stop[1] - 1 and so on, one after the other."""
    count = stop - start
    places = np.repeat(start - before(count)[:-1], count)
    places += np.arange(len(places), dtype=np.int64)
    return places


def pointers(ordered: NDArray[np.integer], size: int) -> Keys:
    """Return where the rows of each of `size` parties begin in a sorted column, and where the last ends."""
    return before(np.bincount(ordered, minlength=size))


def before(counts: NDArray[np.integer]) -> Keys:
    """Return the sum of all counts before each, and that of all of them at the end."""
    sums = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=sums[1:])
    return sums


def grouped(column: NDArray[np.integer], size: int) -> tuple[Keys, Keys]:
    """Return the order that sorts a column of parties, equals as they stand, and the pointers into it.

    Of many rows a matrix is turned over: counting takes a quarter of what comparing takes.
    """
    if len(column) < _MANY:
        return np.argsort(column, kind="stable"), pointers(column, size)
    rows = np.arange(len(column) + 1, dtype=np.int32)
    turned = csr_array((np.ones(len(column), np.int8), column, rows), shape=(len(column), size)).tocsc()
    return turned.indices.astype(np.int64), turned.indptr.astype(np.int64)


def summed(keys: Keys, units: NDArray[T]) -> tuple[Keys, NDArray[T]]:
    """Return the distinct keys, sorted, and the sum of the units of each."""
    if not len(keys):
        return keys, units
    order = np.argsort(keys)
    keys, units = keys[order], units[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[first], np.add.reduceat(units, first)


def distinct(keys: NDArray[Any]) -> NDArray[Any]:
    """Return each key once, sorted. Of many keys numpy's own `unique` takes ten times as long."""
    ordered = np.sort(keys)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ordered)]]


def found(keys: Keys, among: Keys) -> Marks:
    """Return which keys are in a sorted column."""
    if not len(among):
        return np.zeros(len(keys), bool)
    place = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    return np.asarray(among[place] == keys)


def looked_up(keys: Keys, among: Keys, values: NDArray[T]) -> NDArray[T]:
    """Return the value of each key in a sorted column, 0 where it is missing."""
    if not len(among):
        return np.zeros(len(keys), values.dtype)
    place = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    return np.where(among[place] == keys, values[place], values.dtype.type(0))


def joined(one: Keys, other: Keys) -> Keys:
    """Return two sorted columns as one, each key once. A short one is laid into a long one without sorting again."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    if len(short) > len(long) // _FEWER:
        return merged(one, other)
    new = short[~found(short, long)]
    return np.insert(long, np.searchsorted(long, new), new) if len(new) else long


def merged(*columns: Keys) -> Keys:
    """Return sorted columns as one, each key once: the stable sort of numpy merges what is sorted in parts."""
    keys = np.sort(np.concatenate(columns), kind="stable")
    return keys[np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)]]


def turned(keys: Keys, size: int) -> tuple[Keys, Keys]:
    """Return sorted keys with first and second changed over, sorted again, and the order that sorts them."""
    second = keys % size
    order, _ = grouped(second, size)
    return second[order] * size + keys[order] // size, order


def added(keys: Keys, units: Units, more: Keys, their_units: Units) -> tuple[Keys, Units]:
    """Return units by sorted key with more units added to them; `more` is sorted, each key once."""
    known = found(more, keys)
    units = units.copy()
    units[np.searchsorted(keys, more[known])] += their_units[known]
    at = np.searchsorted(keys, more[~known])
    return np.insert(keys, at, more[~known]), np.insert(units, at, their_units[~known])


def flooded(start: Marks, source: Numbers, target: Numbers) -> Marks:
    """Mark parties that are marked, or that steps lead to from these."""
    first, size = np.flatnonzero(start).astype(np.int32), len(start)
    one, other = np.concatenate((source, np.full(len(first), size, np.int32))), np.concatenate((target, first))
    graph = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(size + 1, size + 1)).tocsr()
    marks = np.zeros(size + 1, bool)
    marks[breadth_first_order(graph, size, return_predecessors=False)] = True
    return marks[:size]
