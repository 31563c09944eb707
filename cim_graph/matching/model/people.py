"""Names of people as evidence, part by part: given, family, patronymic.

A record's names are prepared once (`PersonName.of`), the names of many records make a column (`People.of`), and columns
that are taken at the rows of pairs are compared:

    people = People.of([names_of_record_0, names_of_record_1, ...])
    found = compare_named(people.take(left_rows), people.take(right_rows))
    found.levels["given"]            # int8, one a pair
    people.words[found.terms["given"]]  # the text whose frequency counts, where the term is not -1

`compare` gives the levels alone. A pair's levels depend on the names of the two records and on nothing else: not on the
other pairs, nor on which of the two stands left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.alignment import grids
from cim_graph.matching.model.joining import join
from cim_graph.matching.model.name_parts import KINDS, LEVELS, PARTS, Level, judge, pairings, weak
from cim_graph.matching.model.named import Best, Rows, best_of_each, numbered
from cim_graph.matching.model.person_names import MOST_WORDS, PersonName
from cim_graph.matching.model.remembered import Remembered
from cim_graph.matching.model.twin_names import may_be_two
from cim_graph.matching.model.words import Words, agreements

__all__ = ["LEVELS", "PARTS", "Compared", "Level", "Names", "People", "compare", "compare_named"]

Indexes = NDArray[np.intp]
_KIND = {kind: number for number, kind in enumerate(KINDS)}
_STRENGTH = np.array([0, -12, -4, -1, 5, 6, 4, 8, 9, 10], np.int64)
"""How much a level speaks for a pair of names being the ones to compare, from NONE on."""


@dataclass(frozen=True, slots=True)
class Names:
    """Different names by number: their words, how many, the kind of each word, and the words' own columns."""

    words: Words
    agree: Remembered[np.int32]
    rows: NDArray[np.int32]
    lengths: NDArray[np.int8]
    kinds: NDArray[np.int8]
    genders: NDArray[np.int8]
    """Of each name: 1 for a woman's, -1 for a man's, 0 where it does not tell."""
    vocabulary: NDArray[np.object_]
    """The text of each canonical word."""

    @staticmethod
    def of(names: Sequence[PersonName]) -> "Names":
        """Prepare names; they keep their numbers."""
        known: dict[tuple[str, str], int] = {}
        longest = max((len(name.words) for name in names), default=1)
        width = min(longest, MOST_WORDS)
        numbers, parts = [], []
        for name in names:
            rest = width - len(name.words)
            numbers += [known.setdefault(word, len(known)) for word in zip(name.words, name.parts, strict=True)]
            numbers += [-1] * rest
            parts += [_KIND[part] for part in name.parts] + [len(KINDS)] * rest
        rows = np.array(numbers, np.int32).reshape(len(names), width)
        kinds = np.array(parts, np.int8).reshape(rows.shape)
        words = Words.of(list(known))
        return Names(
            words,
            Remembered(len(known), partial(agreements, words)),
            rows,
            (rows >= 0).sum(axis=1, dtype=np.int8),
            kinds,
            np.array([name.gender for name in names], np.int8),
            words.vocabulary(),
        )

    def compare(self, left: Indexes, right: Indexes) -> tuple[NDArray[np.int8], NDArray[np.int32], NDArray[np.int8]]:
        """Return levels and terms of pairs of names by number, a column for each of PARTS, and which may be twins'.

        A term is the number of the word that both agree on in `vocabulary`; -1 where they do not.
        """
        levels = np.full((len(left), len(PARTS)), Level.NONE, np.int8)
        terms = np.full((len(left), len(PARTS)), -1, np.int32)
        twins = np.zeros(len(left), np.int8)
        for grid in grids(self.rows, self.lengths, left, right, self.agree):
            size = grid.left.shape[1]
            kinds = self._kinds(left[grid.pairs], size), self._kinds(right[grid.pairs], size)
            steps = pairings(grid, *kinds)
            joined = join(self.words, (grid.left, grid.right), weak(steps, *kinds))
            genders = self.genders[left[grid.pairs]], self.genders[right[grid.pairs]]
            woman = genders[0] + genders[1] > 0
            unlike = genders[0] * genders[1] < 0
            verdict = judge(steps, joined if joined.found.any() else None, *kinds, woman)
            self._keep_roots_apart(verdict.levels, grid.left, grid.right)
            levels[grid.pairs] = verdict.levels
            terms[grid.pairs] = self._terms(grid.left, grid.right, verdict.by, verdict.levels)
            given = verdict.levels[:, 0]
            twins[grid.pairs] = self._twins(grid.left, grid.right, verdict.by[:, 0], given)
            twins[grid.pairs] |= unlike & (given >= 0) & (given < Level.EQUIVALENT)
            alone = (given == Level.NONE) & (verdict.levels[:, 1] >= Level.EQUIVALENT)
            twins[grid.pairs] |= alone & (self.lengths[left[grid.pairs]] != self.lengths[right[grid.pairs]])
            for part in (1, 2):
                perhaps = self._twins(grid.left, grid.right, verdict.by[:, part], verdict.levels[:, part])
                twins[grid.pairs] |= perhaps & _untold(verdict.by[:, part], *kinds)
        return levels, terms, twins

    def _kinds(self, names: Indexes, size: int) -> NDArray[np.int8]:
        return np.asfortranarray(self.kinds[names, :size])

    def _keep_roots_apart(self, levels: NDArray[np.int8], left: NDArray[np.int32], right: NDArray[np.int32]) -> None:
        """Take a family of the same root and another ending for no husband's: Hüseynova, Hüseynli."""
        family = PARTS.index("family")
        asked = np.flatnonzero(levels[:, family] == Level.RENAMED)
        one, other = self._roots(left[asked]), self._roots(right[asked])
        same = ((one[:, :, None] == other[:, None, :]) & (one >= 0)[:, :, None]).any(axis=(1, 2))
        levels[asked[same], family] = Level.DIFFERENT

    def _roots(self, words: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the roots of families that have an ending, -1 of other words."""
        return np.where((words >= 0) & (self.words.endings[words] > 0), self.words.roots[words], -1)

    def _twins(
        self, left: NDArray[np.int32], right: NDArray[np.int32], by: NDArray[np.int8], levels: NDArray[np.int8]
    ) -> NDArray[np.bool_]:
        every = np.arange(len(left))
        one = np.where(by[:, 0] >= 0, left[every, by[:, 0]], -1)
        other = np.where(by[:, 1] >= 0, right[every, by[:, 1]], -1)
        return may_be_two(self.words, one, other, levels)

    def _terms(
        self, left: NDArray[np.int32], right: NDArray[np.int32], by: NDArray[np.int8], levels: NDArray[np.int8]
    ) -> NDArray[np.int32]:
        every = np.arange(len(left))[:, None]
        one = self.words.canonical[left[every, by[:, :, 0]]]
        other = self.words.canonical[right[every, by[:, :, 1]]]
        told = (by[:, :, 0] >= 0) & (levels >= Level.EQUIVALENT) & (one == other)
        return np.where(told, one, -1).astype(np.int32)


def _untold(by: NDArray[np.int8], left: NDArray[np.int8], right: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Tell where both words that a part was told from may be given names just as well: Jane and June Doe Smith."""
    every = np.arange(len(by))
    found = np.asarray((by >= 0).all(axis=1), bool)
    for side, kinds in enumerate((left, right)):
        found &= kinds[every, by[:, side]] == _KIND["u"]
    return found


@dataclass(frozen=True, slots=True)
class People:
    """A column: the names of people of many records; row i speaks of the record `rows[i]`, which may have no name."""

    names: Names
    held: Rows
    rows: Indexes

    @property
    def words(self) -> NDArray[np.object_]:
        """Return the text behind a term, for all columns that were taken from one."""
        return self.names.vocabulary

    @staticmethod
    def of(records: Sequence[Sequence[PersonName]]) -> "People":
        """Prepare the names of records, one sequence a record, the primary name first."""
        unique, held = numbered(records)
        return People(Names.of(unique), held, np.arange(len(records)))

    def take(self, rows: Indexes) -> "People":
        """Return a column whose row i is row `rows[i]` of this one."""
        return replace(self, rows=self.rows[rows])

    def terms(self) -> dict[str, NDArray[np.int32]]:
        """Return the term of each part of each row's primary name, an index to `words`; -1 where it is not stated.

        Frequencies are counted over these.
        """
        primary = self.held.first(self.rows)
        known = np.flatnonzero(primary >= 0)
        answer = {}
        for part, kinds in zip(PARTS, ("g", "f", "pm"), strict=True):
            terms = np.full(len(self.rows), -1, np.int32)
            numbers = [KINDS.index(kind) for kind in kinds]
            fits = np.isin(self.names.kinds[primary[known]], numbers)
            words = self.names.rows[primary[known], fits.argmax(axis=1)]
            terms[known] = np.where(fits.any(axis=1), self.names.words.canonical[words], -1)
            answer[part] = terms
        return answer


@dataclass(frozen=True, slots=True)
class Compared:
    """What the names of pairs come to; of several names the two that agree best."""

    levels: dict[str, NDArray[np.int8]]
    terms: dict[str, NDArray[np.int32]]
    """By part, the word that both agree on as an index to `words`; -1 where they do not, or write it differently."""
    left: NDArray[np.int16]
    """Which of the left record's names was compared, by its place in the record; -1 where there is none."""
    right: NDArray[np.int16]
    twins: NDArray[np.bool_]
    """Whether the given names may be those of two children of one family (`twin_names.py`), a boy and a girl too; or
    whether one of the two names is nothing but a family."""


def compare_named(left: People, right: People) -> Compared:
    """Compare two equally long columns that were taken from one."""
    names = left.held.pairs(left.rows, right.held, right.rows)
    levels, terms, twins = left.names.compare(names.least, names.most)
    found: Best = best_of_each(names, _STRENGTH[levels + 1].sum(axis=1), levels)
    return Compared(
        {part: found.of(levels[:, place], Level.NONE) for place, part in enumerate(PARTS)},
        {part: found.of(terms[:, place], -1) for place, part in enumerate(PARTS)},
        found.left,
        found.right,
        found.of(twins, 0).astype(bool),
    )


def compare(left: People, right: People) -> dict[str, NDArray[np.int8]]:
    """Return the level of each part for two equally long columns that were taken from one."""
    return compare_named(left, right).levels
