"""Names of organizations and arrangements as evidence: one feature, used like that of people (`people.py`).

companies = Companies.of([names_of_record_0, ...])       # CompanyName.of(StatedName) prepares one name
found = compare_named(companies.take(left_rows), companies.take(right_rows))
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.alignment import grids
from cim_graph.matching.model.company_likeness import LEVELS, Distinction, Level, Sides, judge
from cim_graph.matching.model.company_names import MOST_WORDS, CompanyName
from cim_graph.matching.model.generic_words import GENERIC
from cim_graph.matching.model.joining import join
from cim_graph.matching.model.legal_forms import forms_contradict
from cim_graph.matching.model.named import Rows, best_of_each, numbered
from cim_graph.matching.model.remembered import Remembered
from cim_graph.matching.model.words import Words, agreements

__all__ = ["LEVELS", "Companies", "Compared", "Distinction", "Level", "Names", "compare", "compare_named"]

Indexes = NDArray[np.intp]
_LONG = 7
"""Letters from which on one typing error in a word is likelier than another name."""


@dataclass(frozen=True, slots=True)
class Names:
    """Different names by number: their words, forms and initials, and the words' own columns."""

    words: Words
    agree: Remembered[np.int32]
    rows: NDArray[np.int32]
    lengths: NDArray[np.int8]
    generic: NDArray[np.bool_]
    numbers: NDArray[np.bool_]
    """By word: whether it is generic, whether it is a number."""
    forms: NDArray[np.int32]
    contradict: NDArray[np.bool_]
    """Whether two forms by number contradict each other."""
    joined: NDArray[np.int32]
    initials: NDArray[np.int32]
    """The words written as one, and what they may be abbreviated to: equal where the texts are, -1 for none."""
    texts: NDArray[np.object_]
    """By the number of the words written as one: the words."""

    @staticmethod
    def of(names: Sequence[CompanyName]) -> "Names":
        """Prepare names; they keep their numbers."""
        known: dict[str, int] = {}
        rows = np.full((len(names), MOST_WORDS), -1, np.int32)
        for number, name in enumerate(names):
            for place, word in enumerate(name.words):
                rows[number, place] = known.setdefault(word, len(known))
        forms = {form: number for number, form in enumerate(dict.fromkeys(["", *(name.form for name in names)]))}
        joined, initials = _written(names)
        texts = np.empty(joined.max(initial=-1) + 1, object)
        texts[joined] = np.array([" ".join(name.words) for name in names] or [""], object)[: len(names)]
        words, numbers = Words.of([(word, "w") for word in known]), np.array([word.isdigit() for word in known], bool)
        return Names(
            words,
            Remembered(len(known), partial(_agreements, words, numbers)),
            rows,
            (rows >= 0).sum(axis=1, dtype=np.int8),
            np.array([word in GENERIC for word in known], bool),
            numbers,
            np.array([forms[name.form] for name in names], np.int32),
            np.array([[forms_contradict(one, other) for other in forms] for one in forms], bool),
            joined,
            initials,
            texts,
        )

    def compare(self, left: Indexes, right: Indexes) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """Return the level and the Distinction of pairs of names by number."""
        levels = np.full(len(left), Level.NONE, np.int8)
        distinct = np.zeros(len(left), np.int8)
        if not len(left):
            return levels, distinct
        for grid in grids(self.rows, self.lengths, left, right, self.agree):
            sides = tuple(self._side(words) for words in (grid.left, grid.right))
            levels[grid.pairs], distinct[grid.pairs] = judge(grid, (sides[0], sides[1]), self._join)
        self._forms_and_initials(levels, left, right)
        distinct[levels == Level.ACRONYM] = Distinction.NONE
        return levels, distinct

    def _side(self, words: NDArray[np.int32]) -> Sides:
        """Tell the words; where all are generic (General Motors), they are what the name has to tell."""
        some = words >= 0
        generic = some & self.generic[words]
        telling = np.any(some & ~generic, axis=1, keepdims=True)
        short = some & (self.words.written.lengths[words] < _LONG)
        return Sides(some, generic & telling, some & self.numbers[words], short)

    def _join(
        self, names: tuple[NDArray[np.int32], NDArray[np.int32]], some: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    ) -> NDArray[np.int8]:
        return join(self.words, names, some).agreement

    def _forms_and_initials(self, levels: NDArray[np.int8], left: Indexes, right: Indexes) -> None:
        forms = self.forms[left], self.forms[right]
        same = levels == Level.EQUIVALENT
        levels[same & self.contradict[forms]] = Level.OTHER_FORM
        levels[same & (forms[0] == forms[1]) & (self.joined[left] == self.joined[right])] = Level.EXACT
        short = (levels < Level.ACRONYM) & (levels > Level.NONE)
        for one, other in ((left, right), (right, left)):
            for column in range(self.initials.shape[1]):
                levels[short & (self.joined[one] == self.initials[other, column])] = Level.ACRONYM


def _agreements(
    words: Words, numbers: NDArray[np.bool_], left: NDArray[np.int32], right: NDArray[np.int32]
) -> NDArray[np.int8]:
    """Return the Agreement of words; a number agrees with none but itself."""
    found = agreements(words, left, right)
    found[(numbers[left] | numbers[right]) & (left != right)] = 0
    return found


def _written(names: Sequence[CompanyName]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    known: dict[str, int] = {}
    joined = np.array([known.setdefault("".join(name.words), len(known)) for name in names], np.int32)
    initials = np.full((len(names), max((len(name.initials) for name in names), default=0)), -1, np.int32)
    for number, name in enumerate(names):
        for place, text in enumerate(name.initials):
            initials[number, place] = known.get(text, -1)
    return joined, initials


@dataclass(frozen=True, slots=True)
class Companies:
    """A column: the names of organizations of many records; row i speaks of the record `rows[i]`."""

    names: Names
    held: Rows
    rows: Indexes

    @property
    def words(self) -> NDArray[np.object_]:
        """Return the text behind a term: a name without its legal form."""
        return self.names.texts

    @staticmethod
    def of(records: Sequence[Sequence[CompanyName]]) -> "Companies":
        """Prepare the names of records, one sequence a record, the primary name first."""
        unique, held = numbered(records)
        return Companies(Names.of(unique), held, np.arange(len(records)))

    def take(self, rows: Indexes) -> "Companies":
        """Return a column whose row i is row `rows[i]` of this one."""
        return replace(self, rows=self.rows[rows])

    def terms(self) -> NDArray[np.int32]:
        """Return the term of each row's primary name, an index to `words`; -1 where there is none."""
        primary = self.held.first(self.rows)
        terms: NDArray[np.int32] = np.where(primary >= 0, self.names.joined[primary], -1).astype(np.int32)
        return terms


@dataclass(frozen=True, slots=True)
class Compared:
    """What the names of pairs come to; of several names the two that agree best."""

    levels: NDArray[np.int8]
    terms: NDArray[np.int32]
    """What both agree on as an index to `words`; -1 where they do not, or write it differently."""
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    """Which of the record's names was compared, by its place in the record; -1 where there is none."""
    distinct: NDArray[np.int8]
    """The Distinction of these names."""


def compare_named(left: Companies, right: Companies) -> Compared:
    """Compare two equally long columns that were taken from one."""
    names = left.held.pairs(left.rows, right.held, right.rows)
    levels, distinct = left.names.compare(names.least, names.most)
    found = best_of_each(names, levels.astype(np.int64), levels[:, None])
    joined = left.names.joined
    terms = np.where(joined[names.least] == joined[names.most], joined[names.least], -1)
    return Compared(
        found.of(levels, Level.NONE),
        found.of(terms.astype(np.int32), -1),
        found.left,
        found.right,
        found.of(distinct, 0),
    )


def compare(left: Companies, right: Companies) -> NDArray[np.int8]:
    """Return the level of two equally long columns that were taken from one."""
    return compare_named(left, right).levels
