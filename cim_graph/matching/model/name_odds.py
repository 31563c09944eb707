"""How likely two names name one party, by the names alone: what screening asks, and what a model begins with.

A level's weight is the logarithm of m, how often it occurs with names of one party, over u, how often with those of two
that a search brought together. Such pairs already agree in something, so u is far from what it is with names drawn at
random. The tables are set by hand, for the first day; estimation replaces them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model import companies, people
from cim_graph.matching.model.companies import Companies
from cim_graph.matching.model.people import People

LIKELY = 0.5
"""From here on two names are rather of one party than not."""


@dataclass(frozen=True, slots=True)
class Odds:
    """m and u of a level."""

    m: float
    u: float

    @property
    def bits(self) -> float:
        """Return the weight of evidence."""
        return float(np.log2(self.m / self.u))


PEOPLE: Mapping[str, Mapping[str, Odds]] = {
    "given": {
        "different": Odds(0.01, 0.565), "renamed": Odds(0.01, 0.01), "resembling": Odds(0.03, 0.10),
        "mistyped": Odds(0.12, 0.05), "sound": Odds(0.08, 0.02), "initial": Odds(0.05, 0.02),
        "swapped": Odds(0.02, 0.005), "equivalent": Odds(0.15, 0.05), "exact": Odds(0.53, 0.18),
    },
    "family": {
        "different": Odds(0.01, 0.535), "renamed": Odds(0.02, 0.02), "resembling": Odds(0.03, 0.10),
        "mistyped": Odds(0.12, 0.05), "sound": Odds(0.08, 0.02), "initial": Odds(0.02, 0.04),
        "swapped": Odds(0.02, 0.005), "equivalent": Odds(0.15, 0.05), "exact": Odds(0.55, 0.18),
    },
    "patronymic": {
        "different": Odds(0.02, 0.67), "renamed": Odds(0.01, 0.01), "resembling": Odds(0.04, 0.06),
        "mistyped": Odds(0.10, 0.05), "sound": Odds(0.08, 0.03), "initial": Odds(0.06, 0.04),
        "swapped": Odds(0.01, 0.01), "equivalent": Odds(0.15, 0.04), "exact": Odds(0.53, 0.09),
    },
}  # fmt: skip
"""By part; a level that a part does not have weighs nothing."""

COMPANIES: Mapping[str, Odds] = {
    "different": Odds(0.02, 0.55), "resembling": Odds(0.03, 0.25), "contained": Odds(0.10, 0.11),
    "acronym": Odds(0.03, 0.01), "alike": Odds(0.20, 0.04), "other_form": Odds(0.02, 0.01),
    "equivalent": Odds(0.25, 0.02), "exact": Odds(0.35, 0.01),
}  # fmt: skip

PRIOR_BITS = -0.5
"""The odds, before the names are looked at, that two which a search brought together name one party."""


def _weights(levels: tuple[str, ...], odds: Mapping[str, Odds]) -> NDArray[np.float64]:
    """Return bits by level; no evidence, which is -1, stands at the end."""
    return np.array([*(odds[level].bits for level in levels), 0.0])


_PEOPLE = {part: _weights(people.LEVELS, odds) for part, odds in PEOPLE.items()}
_COMPANIES = _weights(companies.LEVELS, COMPANIES)


def _probability(bits: NDArray[np.float64]) -> NDArray[np.float64]:
    answer: NDArray[np.float64] = 1 / (1 + np.exp2(-(bits + PRIOR_BITS)))
    return answer


def of_people(left: People, right: People) -> NDArray[np.float64]:
    """Return the probability that the names of equally many people are of one; 0 where one of the two has no name."""
    found = people.compare_named(left, right)
    bits = sum((_PEOPLE[part][levels] for part, levels in found.levels.items()), np.zeros(len(found.left)))
    return np.where(found.left >= 0, _probability(bits), 0.0)


def of_companies(left: Companies, right: Companies) -> NDArray[np.float64]:
    """Return the probability that the names of equally many organizations are of one; 0 where one has no name."""
    found = companies.compare_named(left, right)
    return np.where(found.left >= 0, _probability(_COMPANIES[found.levels]), 0.0)
