"""The names of records by number, and which names of two records speak for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.company_names import CompanyName
from cim_graph.matching.model.person_names import PersonName

Indexes = NDArray[np.intp]
Number = TypeVar("Number", np.int8, np.int32)
Name = TypeVar("Name", PersonName, CompanyName)


@dataclass(frozen=True, slots=True)
class NamePairs:
    """All pairs of names of `total` pairs of records, those of one together.

    `owner` is the pair of records, `left` and `right` the places of the names in the two records, `least` and `most`
    the numbers of the two names in their order, so that a pair of names is the same from either side.
    """

    total: int
    owner: Indexes
    left: Indexes
    right: Indexes
    least: Indexes
    most: Indexes


@dataclass(frozen=True, slots=True)
class Rows:
    """Names by number: record `r` has `numbers[starts[r]:starts[r + 1]]`."""

    starts: Indexes
    numbers: Indexes

    @staticmethod
    def of(records: Sequence[Sequence[int]]) -> "Rows":
        """Put the names of records in a row."""
        starts = np.zeros(len(records) + 1, np.intp)
        np.cumsum([len(names) for names in records], out=starts[1:])
        return Rows(starts, np.array([number for names in records for number in names], np.intp))

    def first(self, records: Indexes) -> Indexes:
        """Return the number of the first name of each record; -1 where there is none."""
        found = np.full(len(records), -1, np.intp)
        some = self.starts[records + 1] > self.starts[records]
        found[some] = self.numbers[self.starts[records[some]]]
        return found

    def pairs(self, left: Indexes, others: "Rows", right: Indexes) -> NamePairs:
        """Return every pair of names of equally many pairs of records."""
        many = self.starts[left + 1] - self.starts[left]
        width = others.starts[right + 1] - others.starts[right]
        owner = np.repeat(np.arange(len(left)), many * width)
        begins = np.cumsum(many * width) - many * width
        row, column = np.divmod(np.arange(len(owner)) - begins[owner], np.maximum(width, 1)[owner])
        one = self.numbers[self.starts[left[owner]] + row]
        other = others.numbers[others.starts[right[owner]] + column]
        return NamePairs(len(left), owner, row, column, np.minimum(one, other), np.maximum(one, other))


def numbered(records: Sequence[Sequence[Name]]) -> tuple[list[Name], Rows]:
    """Return the different names, in an order that two of them have in any company, and which of them records hold."""
    unique = sorted({name for names in records for name in names})
    numbers = {name: number for number, name in enumerate(unique)}
    return unique, Rows.of([[numbers[name] for name in names] for names in records])


@dataclass(frozen=True, slots=True)
class Best:
    """For each pair of records the pair of names that speaks for it, by its number among the pairs of names."""

    owner: Indexes
    chosen: Indexes
    left: NDArray[np.int16]
    right: NDArray[np.int16]

    def of(self, values: NDArray[Number], nothing: int) -> NDArray[Number]:
        """Return the chosen pair's value for each pair of records; `nothing` where one of the two has no name."""
        found = np.full(len(self.left), nothing, values.dtype)
        found[self.owner] = values[self.chosen]
        return found


def best_of_each(pairs: NamePairs, strength: NDArray[np.int64], levels: NDArray[np.int8]) -> Best:
    """Choose the strongest pair of names of each pair of records.

    Of equally strong ones that with the higher levels, then that with the earliest names; of two that cross, the names
    decide, so that it does not matter which of the records is left.
    """
    keys = [-levels[:, place].astype(np.int64) for place in reversed(range(levels.shape[1]))]
    later = np.maximum(pairs.left, pairs.right), np.minimum(pairs.left, pairs.right)
    first = np.ones(len(pairs.owner), bool)
    first[1:] = pairs.owner[1:] != pairs.owner[:-1]
    chosen = np.flatnonzero(first)
    if len(chosen) < len(pairs.owner):
        several = np.flatnonzero(~(first & np.append(first[1:], True)))
        order = (pairs.left, pairs.most, pairs.least, later[1], later[0], *keys, -strength, pairs.owner)
        best = several[np.lexsort([key[several] for key in order])]
        chosen[~np.append(first[1:], True)[chosen]] = best[first[several]]
    owner = pairs.owner[chosen]
    places = np.full((2, pairs.total), -1, np.int16)
    places[0, owner], places[1, owner] = pairs.left[chosen], pairs.right[chosen]
    return Best(owner, chosen, places[0], places[1])
