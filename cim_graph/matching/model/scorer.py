"""The one scorer: pairs of records and a model become levels, weights, probabilities and decisions.

`findMatches` asks it for one record's candidates and the bulk run for millions of pairs. A pair's answer rests on its
two records and the model alone, to the last bit.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model import companies, people
from cim_graph.matching.model.column import NO_EVIDENCE, Indexes, Levels, Weights
from cim_graph.matching.model.document import Model
from cim_graph.matching.model.features import COMPANY, FEATURES, PEOPLE, PLACE
from cim_graph.matching.model.pool import Pool, Values
from cim_graph.matching.model.rules import Ruled, Told, rule
from cim_graph.matching.model.weights import WeighedFeature, Weighing, against, probability, weight

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        words: dict[str, Sequence[Any] | NDArray[np.object_]] = {
            **dict.fromkeys(people.PARTS, pool.people.words),
            COMPANY.name: pool.companies.words,
        }
        words |= {values.feature.name: values.texts for values in pool.values}
        weighed = _weighed(_Kept(model))
        self._weighings = [of_feature.of(words[one.name]) for one, of_feature in zip(FEATURES, weighed, strict=True)]

    def score(self, left: Indexes, right: Indexes) -> Scores:
        """Score pairs of records by number; the same whichever of the two is left."""
        levels = np.empty((len(FEATURES), len(left)), np.int8)
        weights = np.empty((len(FEATURES), len(left)), np.int32)
        told = self._names(left, right, levels, weights)
        for values in self.pool.values:
            place = PLACE[values.feature.name]
            levels[place], weights[place] = _best(values, self._weighings[place], left, right)
        total = weights.sum(axis=0, dtype=np.int32) + np.int32(self._prior)
        relatives = np.full(len(left), self._relatives, np.int32)
        for weighed, of_feature, by_level in zip(self._weighings, levels, weights, strict=True):
            relatives += weighed.of_relatives(of_feature, by_level)
        odds = against(total, relatives)
        ruled = rule(levels, weights, odds, told, self.model)
        return Scores(levels.T, weights.T, total, relatives, odds, probability(odds), ruled)

    def _names(self, left: Indexes, right: Indexes, levels: Levels, weights: Weights) -> Told:
        pool = self.pool
        persons = people.compare_named(pool.people.take(left), pool.people.take(right))
        for feature in PEOPLE:
            self._weigh(feature.name, persons.levels[feature.name], persons.terms[feature.name], levels, weights)
        named = companies.compare_named(pool.companies.take(left), pool.companies.take(right))
        self._weigh(COMPANY.name, named.levels, named.terms, levels, weights)
        lists = pool.listed[left] + pool.listed[right]
        return Told(pool.kinds[left] == pool.kinds[right], persons.twins, named.distinct, lists)

    def _weigh(self, name: str, found: Levels, terms: NDArray[np.int32], levels: Levels, weights: Weights) -> None:
        place = PLACE[name]
        levels[place], weights[place] = found, self._weighings[place].of(found, terms)


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


def _best(values: Values, weighed: Weighing, left: Indexes, right: Indexes) -> tuple[Levels, Weights]:
    pairs = values.column.expand(left, right)
    if not len(pairs.left):
        return np.full(len(left), NO_EVIDENCE, np.int8), np.zeros(len(left), np.int32)
    levels = values.compare(pairs.left, pairs.right)
    found, weights = pairs.best(levels, weighed.of(levels, pairs.left))
    if values.feature.torn is not None:
        level = values.feature.levels.index(values.feature.torn)
        torn = pairs.any(levels == 0) & (found > level)
        found[torn], weights[torn] = level, weighed.levels[level]
    return found, weights
