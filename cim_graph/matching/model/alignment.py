"""Which word of one name answers to which of another: the best pairs first, each word once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indexes = NDArray[np.int32]
Levels = NDArray[np.int8]
Agree = Callable[[Indexes, Indexes], Levels]
"""Agreement of equally many words by number."""
_SIZES = (1, 2, 3, 4, 6, 8, 12)
"""Names are compared in groups of at most so many words, so that short ones do not pay for long ones."""
_CHUNK = 1 << 20
"""Cells of a grid of words by words that are held at a time."""


@dataclass(frozen=True, slots=True)
class Grids:
    """Pairs of names, and a grid for each: what its words, in rows and in columns, are to each other.

    `pairs` says which pairs these are; `left` and `right` are their words by number, -1 where a name has fewer, column
    by column in memory: what is asked of all words of a name is asked many times faster so.
    """

    pairs: NDArray[np.intp]
    left: Indexes
    right: Indexes
    agreement: Levels


def grids(
    words: Indexes, lengths: Levels, left: NDArray[np.intp], right: NDArray[np.intp], agree: Agree
) -> Iterator[Grids]:
    """Lay out the words of pairs of names, names of like length together.

    `words` has a name a row, `lengths` says how many words of it there are.
    """
    longest = np.maximum(lengths[left], lengths[right])
    groups = np.searchsorted(_SIZES, longest)
    for group in np.flatnonzero(np.bincount(groups[longest > 0])).tolist():
        size = min(_SIZES[group], words.shape[1])  # names may be shorter than the largest size
        some = np.flatnonzero((groups == group) & (longest > 0))
        step = max(_CHUNK // (size * size), 1)
        for start in range(0, len(some), step):
            pairs = some[start : start + step]
            one, other = (np.asfortranarray(words[side[pairs], :size]) for side in (left, right))
            yield _grid(pairs, one, other, agree)


def _grid(pairs: NDArray[np.intp], left: Indexes, right: Indexes, agree: Agree) -> Grids:
    shape = (len(pairs), left.shape[1], right.shape[1])
    rows = np.broadcast_to(left[:, :, None], shape)
    columns = np.broadcast_to(right[:, None, :], shape)
    both = (rows >= 0) & (columns >= 0)
    agreement = np.zeros(shape, np.int8)
    agreement[both] = agree(rows[both], columns[both])
    return Grids(pairs, left, right, agreement)


@dataclass(frozen=True, slots=True)
class Step:
    """The next best pair of words of each pair of names; where there is none, `found` is false."""

    found: NDArray[np.bool_]
    row: NDArray[np.intp]
    column: NDArray[np.intp]


def align(scores: NDArray[np.int16]) -> Iterator[Step]:
    """Pair rows with columns by descending score; 0 is no pair. Of equals the first row, then the first column."""
    left = scores.copy()
    count, rows, columns = left.shape
    every = np.arange(count)
    for _ in range(min(rows, columns)):
        best = left.reshape(count, rows * columns).argmax(axis=1)
        row, column = np.divmod(best, columns)
        found = left[every, row, column] > 0
        if not found.any():
            return
        yield Step(found, row, column)
        left[every, row, :] = 0
        left[every, :, column] = 0
