"""Who controls whom: the least fixpoint over votes and stated control, for all parties at once."""

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

from cim_graph.ownership.model.structure import Numbers, Percents, Structure


class How(IntFlag):
    """By which means somebody controls: several may hold at once."""

    VOTES = 1
    VOTES_WITH_CONTROLLED = 2
    FACT = 4
    FACT_OF_CONTROLLED = 8


@dataclass(frozen=True, slots=True)
class Relation:
    """Pairs of controller and controlled, sorted by both; transitive, and nobody controls itself.

    `how`: the flags of `How` that hold. `votes`: percent of the votes in `controlled` that the controller and all it
    controls cast together, suspended votes left out.
    """

    controller: Numbers
    controlled: Numbers
    how: NDArray[np.uint8]
    votes: Percents

    def __len__(self) -> int:
        return len(self.controller)


def control(structure: Structure) -> Relation:
    """Return everybody who controls anybody: over half of the votes, or a `CONTROLS` fact, alone or with its own.

    X controls E when the votes in E of X and of everything X controls exceed 50 percent, or when X or something it
    controls has a `CONTROLS` fact on E. The same code serves one closure and a base of millions.
    """
    raise NotImplementedError
