"""Patterns of levels over many pairs: each once, with how many pairs have it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.column import Levels
from cim_graph.matching.model.features import FEATURES

if TYPE_CHECKING:
    from cim_graph.matching.model.document import Model

Chances = NDArray[np.float64]
"""A row a feature, in the order of FEATURES, and a column a level; nothing beyond a feature's last level."""

_WIDTHS = np.array([len(feature.levels) for feature in FEATURES])
_WIDEST = int(_WIDTHS.max())
_EXISTS = np.arange(_WIDEST) < _WIDTHS[:, None]
_PLACES = np.concatenate([[1], np.cumprod(_WIDTHS[:-1].astype(np.int64) + 1)])
"""What a level of each feature counts in the number of a pattern; all patterns have numbers below 2^63."""


_IMPOSSIBLE = np.finfo(np.float64).tiny


_CASES = [
    (row, feature.levels.index(case), feature.levels.index(whole))
    for row, feature in enumerate(FEATURES)
    for case, whole in feature.cases.items()
]


@dataclass(frozen=True)
class Patterns:
    """Levels, a row a pattern and a column a feature, and how many pairs have each."""

    levels: Levels
    counts: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.counts)

    @cached_property
    def told(self) -> list[int]:
        """Places of the features that tell anything of any pair: of most bases these are few."""
        return np.flatnonzero((self.levels >= 0).any(axis=0)).tolist()


def patterns(levels: Levels) -> Patterns:
    """Return the patterns of pairs whose levels are given, a row a pair."""
    numbers = (levels.astype(np.int64) + 1) @ _PLACES
    _, first, counts = np.unique(numbers, return_index=True, return_counts=True)
    return Patterns(levels[first], counts.astype(np.float64))


def chances(model: "Model", which: Literal["m", "u", "r"]) -> Chances:
    """Return the chances of a model as a table."""
    table = np.zeros(_EXISTS.shape)
    for place, feature in enumerate(FEATURES):
        table[place, : len(feature.levels)] = list(getattr(model.features[feature.name], which).values())
    return table


def shares(counts: Chances, start: Chances) -> Chances:
    """Return what part of each feature's pairs is on each level; a level and its case share as at the start."""
    table: Chances = counts / counts.sum(axis=1, keepdims=True)
    for row, case, whole in _CASES:
        both = table[row, case] + table[row, whole]
        part = start[row, case] / (start[row, case] + start[row, whole])
        table[row, case], table[row, whole] = both * part, both * (1 - part)
    return table


def count(of: Patterns, weights: NDArray[np.float64]) -> Chances:
    """Return how many pairs are on each level of each feature, each pattern's weighed."""
    table = np.zeros(_EXISTS.shape)
    for place in of.told:
        levels = of.levels[:, place]
        said = levels >= 0
        table[place] = np.bincount(levels[said], (of.counts * weights)[said], _WIDEST)
    return table


def posteriors(
    of: Patterns, classes: Sequence[Chances], priors: NDArray[np.float64], free: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    """Return how likely each pattern is one of each class, a row a class, by the features that are free."""
    total = np.repeat(np.log(np.maximum(priors, _IMPOSSIBLE))[:, None], len(of), axis=1)
    logs = np.zeros((len(classes), len(_WIDTHS), _WIDEST + 1))
    logs[:, :, :_WIDEST] = np.log(np.where(_EXISTS, classes, 1))
    for place in of.told:
        if free is None or free[place]:
            total += logs[:, place, of.levels[:, place]]
    likely = np.exp(total - total.max(axis=0))
    shared: NDArray[np.float64] = likely / likely.sum(axis=0)
    return shared
