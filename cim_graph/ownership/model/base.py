"""The beneficial owners of a whole base at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cim_graph.ownership.model.judgement import judge
from cim_graph.ownership.model.regime import Regime
from cim_graph.ownership.model.structure import Numbers, Percents, Structure


@dataclass(frozen=True, slots=True)
class Roll:
    """Every beneficial owner of every party, in columns sorted by subject and owner; shares are percent.

    Bit n of `routes` says that the owner counts by the route `codes[n]`.
    """

    subject: Numbers
    owner: Numbers
    ownership: Percents
    ownership_min: Percents
    ownership_max: Percents
    voting: Percents
    routes: NDArray[np.uint32]
    codes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.subject)

    def reasons(self, row: int) -> tuple[str, ...]:
        """Return the codes of the routes by which a row counts."""
        return tuple(code for bit, code in enumerate(self.codes) if int(self.routes[row]) >> bit & 1)


def all_owners(structure: Structure, regime: Regime, threshold: float | None = None) -> Roll:
    """Return the beneficial owners of all parties that are no persons: what `beneficial_owners` says of each."""
    judged = judge(structure, regime, threshold)
    size = len(structure.parties)
    subject, owner = judged.keys // size, judged.keys % size
    rows = np.flatnonzero(~structure.parties.persons[subject])
    ownership = np.round(100 * judged.ownership[rows], 10)
    return Roll(
        subject=subject[rows].astype(np.int32),
        owner=owner[rows].astype(np.int32),
        ownership=ownership,
        ownership_min=ownership,
        ownership_max=np.round(100 * judged.most[rows], 10) if judged.settled.banded else ownership,
        voting=np.round(100 * judged.voting[rows], 10),
        routes=judged.routes[rows],
        codes=judged.codes,
    )
