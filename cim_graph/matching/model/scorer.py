"""The one scorer: pairs of records and a model become levels, weights, probabilities and decisions.

`findMatches` asks it for one record's candidates and the bulk run for millions of pairs. A pair's answer rests on its
two records and the model alone, to the last bit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model import companies, people
from cim_graph.matching.model.column import NO_EVIDENCE, Flags, Indexes, Levels, ValuePairs, Weights
from cim_graph.matching.model.document import Model
from cim_graph.matching.model.features import COMPANY, FEATURES, PEOPLE, PLACE
from cim_graph.matching.model.pool import Pool, Values
from cim_graph.matching.model.rules import Ruled, Told, rule
from cim_graph.matching.model.weights import WeighedFeature, Weighing, against, probability, weight

Texts = Sequence[str] | NDArray[np.object_]
"""Values of a feature by number, as frequencies count them."""


@dataclass(frozen=True, slots=True)
class Scores:
    """One row a pair; levels and weights have a column a feature, in the order of `FEATURES`.

    Weights are thousandths of a bit. `total` is their sum with the prior odds, `odds` what is left of it against pairs
    of relatives, too; `probability` is that of `odds`.
    """

    levels: Levels
    weights: Weights
    total: Weights
    relatives: Weights
    odds: Weights
    probability: NDArray[np.float64]
    ruled: Ruled

    def __len__(self) -> int:
        return len(self.total)


class Scorer:
    """Scores pairs of the records of a pool by a model."""

    def __init__(self, pool: Pool, model: Model) -> None:
        self.pool = pool
        self.model = model
        strangers = 1 - model.prior - model.relatives
        self._prior, self._relatives = weight(model.prior, strangers), weight(model.relatives, strangers)
        self._weighed = _weighed(_Kept(model))
        self._weighings: dict[str, Weighing] = {}

    def score(self, left: Indexes, right: Indexes) -> Scores:
        """Score pairs of records by number; the same whichever of the two is left."""
        found = Found.of(len(left), self._relatives)
        twins, distinct = self._people(left, right, found), self._companies(left, right, found)
        for values in self.pool.values:
            if values.column.is_shared:
                self._values(values, values.column.expand(left, right), found)
        total = found.weights.sum(axis=0, dtype=np.int32) + np.int32(self._prior)
        odds = against(total, found.relatives)
        lists = self.pool.listed[left] + self.pool.listed[right]
        told = Told(self.pool.kinds[left] == self.pool.kinds[right], twins, distinct, lists)
        ruled = rule(found.levels, found.weights, odds, told, self.model)
        return Scores(found.levels.T, found.weights.T, total, found.relatives, odds, probability(odds), ruled)

    def _people(self, left: Indexes, right: Indexes, found: "Found") -> Flags:
        """Compare names of people; return which may be twins'."""
        of = self.pool.people
        if not len(of.words):
            return np.zeros(len(left), bool)
        persons = people.compare_named(of.take(left), of.take(right))
        for feature in PEOPLE:
            self._weigh(feature.name, of.words, persons.levels[feature.name], persons.terms[feature.name], found)
        return persons.twins

    def _companies(self, left: Indexes, right: Indexes, found: "Found") -> Levels:
        """Compare names of organizations; return their Distinction."""
        of = self.pool.companies
        if not len(of.words):
            return np.zeros(len(left), np.int8)
        named = companies.compare_named(of.take(left), of.take(right))
        self._weigh(COMPANY.name, of.words, named.levels, named.terms, found)
        return named.distinct

    def _weigh(self, name: str, texts: Texts, levels: Levels, terms: NDArray[np.int32], found: "Found") -> None:
        weighing = self._weighing(name, lambda: texts)
        found.put(name, weighing, levels, weighing.of(levels, terms))

    def _values(self, values: Values, pairs: ValuePairs, found: "Found") -> None:
        """Weigh the best pair of values of each pair of records; where no two say anything, there is nothing to do."""
        if not len(pairs.left):
            return
        weighing = self._weighing(values.feature.name, lambda: values.texts)
        levels = values.compare(pairs.left, pairs.right)
        best, weights = pairs.best(levels, weighing.of(levels, pairs.left))
        if values.feature.torn is not None:
            level = values.feature.levels.index(values.feature.torn)
            torn = pairs.any(levels == 0) & (best > level)
            best[torn], weights[torn] = level, weighing.levels[level]
        found.put(values.feature.name, weighing, best, weights)

    def _weighing(self, name: str, texts: Callable[[], Texts]) -> Weighing:
        """Return the weights of a feature in the pool, made when they are first asked for."""
        if (known := self._weighings.get(name)) is None:
            known = self._weighings[name] = self._weighed[PLACE[name]].of(texts())
        return known


@dataclass(frozen=True, slots=True)
class Found:
    """Levels and weights as features are compared, a row a feature, and the sum of weights of relatives."""

    levels: Levels
    weights: Weights
    relatives: Weights

    @staticmethod
    def of(pairs: int, relatives: int) -> "Found":
        """Begin with no evidence of anything, and the prior odds of relatives."""
        shape = (len(FEATURES), pairs)
        return Found(
            np.full(shape, NO_EVIDENCE, np.int8), np.zeros(shape, np.int32), np.full(pairs, relatives, np.int32)
        )

    def put(self, name: str, weighing: Weighing, levels: Levels, weights: Weights) -> None:
        """Take up what a feature comes to."""
        place = PLACE[name]
        self.levels[place], self.weights[place] = levels, weights
        self.relatives[:] += weighing.of_relatives(levels, weights)


class _Kept:
    """A model that is told from others by being that very object: its documents are long."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and self.model is other.model

    def __hash__(self) -> int:
        return id(self.model)


@lru_cache(maxsize=8)
def _weighed(kept: _Kept) -> list[WeighedFeature]:
    return [WeighedFeature(one, kept.model.features[one.name]) for one in FEATURES]
