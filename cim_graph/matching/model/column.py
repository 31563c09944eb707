"""What records hold of one feature, in columns: each value once, and which values each record has.

Pairs of records become pairs of values, and the best pair of values stands for a pair of records, so that a record with
three telephones is like one with the third alone.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Indexes = NDArray[np.intp]
Levels = NDArray[np.int8]
Flags = NDArray[np.bool_]
Parts = NDArray[np.int32]
Weights = NDArray[np.int32]
Value = TypeVar("Value", bound=Hashable)
NO_EVIDENCE = -1
"""The level of a pair of which one side says nothing."""

_BITS_OF_WEIGHT = 32
_LEAST_WEIGHT = 1 << 31


@dataclass(frozen=True, slots=True)
class Column(Generic[Value]):
    """Values of records: record `r` has `values[codes[starts[r]:starts[r] + widths[r]]]`."""

    values: Sequence[Value]
    starts: Indexes
    codes: Indexes
    widths: Indexes
    """How many values each record has."""

    @property
    def is_shared(self) -> bool:
        """Whether two records may have values: one value alone is one record's."""
        return len(self.codes) > 1

    @property
    def objects(self) -> NDArray[Any]:
        """Return the values as an array of objects, to be taken from by codes."""
        made = np.empty(len(self.values), object)
        made[:] = self.values
        return made

    def expand(self, left: Indexes, right: Indexes) -> "ValuePairs":
        """Return all pairs of values of pairs of records, in the order of the pairs."""
        many, width = self.widths[left], self.widths[right]
        sizes = many * width
        if not len(sizes) or sizes.max() <= 1:
            pairs = np.flatnonzero(sizes)
            firsts = self.codes[self.starts[left[pairs]]], self.codes[self.starts[right[pairs]]]
            return ValuePairs(len(left), pairs, np.arange(len(pairs)), *firsts)
        pairs = np.repeat(np.arange(len(left)), sizes)
        heads = np.cumsum(sizes) - sizes
        place = np.arange(len(pairs)) - heads[pairs]
        row, cell = np.divmod(place, width[pairs])
        some = np.flatnonzero(sizes)
        return ValuePairs(
            len(left),
            some,
            heads[some],
            self.codes[self.starts[left[pairs]] + row],
            self.codes[self.starts[right[pairs]] + cell],
        )


@dataclass(frozen=True, slots=True)
class ValuePairs:
    """Pairs of values, `left` and `right` by code, of `total` pairs of records.

    Those of the record pair `pairs[i]` begin at `heads[i]`; a pair of records that is not among `pairs` has none.
    """

    total: int
    pairs: Indexes
    heads: Indexes
    left: Indexes
    right: Indexes

    def best(self, levels: Levels, weights: Weights) -> tuple[Levels, Weights]:
        """Return level and weight of each pair of records: its highest level, and the greatest weight on it."""
        if len(self.pairs) == len(levels):
            return self._spread(levels, weights)
        ranked = (levels.astype(np.int64) << _BITS_OF_WEIGHT) + (weights.astype(np.int64) + _LEAST_WEIGHT)
        ranked = np.maximum.reduceat(ranked, self.heads)
        return self._spread(ranked >> _BITS_OF_WEIGHT, (ranked & ((1 << _BITS_OF_WEIGHT) - 1)) - _LEAST_WEIGHT)

    def any(self, flags: Flags) -> Flags:
        """Tell of each pair of records whether any pair of its values is flagged."""
        found = np.zeros(self.total, bool)
        if len(self.pairs):
            found[self.pairs] = np.logical_or.reduceat(flags, self.heads)
        return found

    def _spread(self, levels: NDArray[np.integer], weights: NDArray[np.integer]) -> tuple[Levels, Weights]:
        found, weighed = np.full(self.total, NO_EVIDENCE, np.int8), np.zeros(self.total, np.int32)
        found[self.pairs], weighed[self.pairs] = levels, weights
        return found, weighed


def column(records: Sequence[Sequence[Value]]) -> Column[Value]:
    """Put the values of records into a column; a record may have none."""
    known: dict[Value, int] = {}
    codes = [known.setdefault(value, len(known)) for values in records for value in values]
    widths = np.fromiter(map(len, records), np.intp, len(records))
    return Column(list(known), np.cumsum(widths) - widths, np.array(codes, np.intp), widths)


def numbered(texts: Sequence[str]) -> Indexes:
    """Return numbers that are equal where texts are; 0 is the empty one."""
    known: dict[str, int] = {"": 0}
    return np.array([known.setdefault(text, len(known)) for text in texts], np.intp)


ValueLevels = Callable[[Indexes, Indexes], Levels]
"""Levels of equally many values by code, left and right: the same whichever side is which, whatever the other pairs."""
