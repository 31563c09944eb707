"""Weights of evidence: log2 of how much likelier it is among pairs of one party than among others.

A weight is a whole number of thousandths of a bit, so that sums are exact: the same on every machine, in any order and
however many pairs are weighed at once.
"""

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.column import Weights
from cim_graph.matching.model.document import FeatureModel
from cim_graph.matching.model.features import Feature

if TYPE_CHECKING:
    from collections.abc import Sequence

BIT = 1000
_MOST_BITS = 64
_TOTALS = np.arange(-_MOST_BITS * BIT, _MOST_BITS * BIT + 1)
_PROBABILITIES = 1 / (1 + np.exp2(-_TOTALS / BIT))
_DOUBTS = np.rint(BIT * np.log2(1 + np.exp2(_TOTALS / BIT))).astype(np.int32)


def weight(chance: float, other: float) -> int:
    """Return the weight of what has this chance among pairs of one party, and that among others."""
    return round(BIT * log2(chance / other))


def probability(totals: Weights) -> NDArray[np.float64]:
    """Return the probability of each sum of all weights, prior odds among them."""
    chances: NDArray[np.float64] = _PROBABILITIES[np.clip(totals, _TOTALS[0], _TOTALS[-1]) - _TOTALS[0]]
    return chances


def against(totals: Weights, relatives: Weights) -> Weights:
    """Return the odds of one party against two of whatever kind, where both sums are odds against two strangers.

    What home and family explain, as twins share all but the given name, speaks for one party no longer.
    """
    doubts: Weights = _DOUBTS[np.clip(relatives, _TOTALS[0], _TOTALS[-1]) - _TOTALS[0]]
    return totals - doubts


def total(chance: float) -> int:
    """Return the sum of weights at which a probability is reached."""
    return weight(chance, 1 - chance)


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weights of one feature: by level, with 0 for no evidence at the end; on `common` levels that of the value added.

    That of a value is the more the rarer it is: on the level `same`, level and value come to m over its frequency.
    `relatives` are weights by level of relatives against strangers; `kin` is whether the value counts with these, too.
    """

    levels: Weights
    common: NDArray[np.bool_]
    terms: Weights
    relatives: Weights
    kin: bool

    def of(self, levels: NDArray[np.int8], terms: NDArray[np.integer]) -> Weights:
        """Return the weight of each level, with that of the value by its code; -1 is no value."""
        weights = self.levels[levels]
        counts = np.flatnonzero(self.common[levels] & (terms >= 0))
        weights[counts] += self.terms[terms[counts]]
        return weights

    def of_relatives(self, levels: NDArray[np.int8], weights: Weights) -> Weights:
        """Return the weight of each level between relatives, where `weights` are those between records of one party."""
        relatives = self.relatives[levels]
        return relatives + (weights - self.levels[levels]) if self.kin else relatives


class WeighedFeature:
    """The weights of a feature by a model, prepared once for all vocabularies of values."""

    def __init__(self, feature: Feature, model: FeatureModel) -> None:
        levels = feature.levels
        self._kin = feature.kin
        self._levels = np.array([*(weight(model.m[level], model.u[level]) for level in levels), 0], np.int32)
        self._relatives = np.array([*(weight(model.r[level], model.u[level]) for level in levels), 0], np.int32)
        self._common = np.array([*(level in feature.common for level in levels), False], bool)
        self._rest, self._listed = 0, dict[str, int]()
        self.weighs_values = bool(feature.common) and model.rest is not None
        if feature.common and model.rest is not None:
            usual = model.u[levels[-1]]
            self._rest = weight(usual, model.rest)
            self._listed = {text: weight(usual, frequency) for text, frequency in model.frequencies.items()}

    def of(self, texts: "Sequence[str] | NDArray[np.object_]") -> Weighing:
        """Return the weights for a vocabulary, where values weigh anything."""
        terms = np.full(len(texts) if self.weighs_values else 0, self._rest, np.int32)
        if self._listed:
            terms[:] = [self._listed.get(text, self._rest) for text in texts]
        return Weighing(self._levels, self._common, terms, self._relatives, self._kin)
