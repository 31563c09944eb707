"""The steps that lead down to a party: stakes with their shares, roles in trusts, stated control."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import log

import numpy as np

from cim_graph.ownership.model.pairs import Keys, grouped
from cim_graph.ownership.model.structure import Percents, Structure

ROLES = ("SETTLOR_OF", "TRUSTEE_OF", "PROTECTOR_OF", "BENEFICIARY_OF")
LIMIT = 100_000
"""No more steps than that are looked at for one question."""


@dataclass(frozen=True, slots=True)
class Way:
    """One step from a holder to what is held; `share` is a fraction of 1, 1 for a role in a trust, 0 if unknown."""

    holder: int
    target: int
    share: float
    relationship: str


@dataclass(frozen=True, slots=True)
class Steps:
    """All steps of a structure by what they lead to; `by_control` has those that carry no share as well."""

    structure: Structure
    share: Percents
    stakes: tuple[Keys, Keys]
    ties: tuple[Keys, Keys]

    @classmethod
    def of(cls, structure: Structure) -> "Steps":
        """Sort stakes and ties by what they lead to."""
        holdings, ties, size = structure.holdings, structure.ties, len(structure.parties)
        share = np.where(np.isnan(holdings.share), holdings.least, holdings.share)
        return cls(
            structure, np.nan_to_num(share, nan=0.0) / 100, grouped(holdings.held, size), grouped(ties.target, size)
        )

    def up(self, party: int, *, by_control: bool = False) -> Iterator[Way]:
        """Return the steps to a party."""
        holdings, ties = self.structure.holdings, self.structure.ties
        for row in _rows(self.stakes, party):
            if self.share[row] > 0 or by_control:
                yield Way(int(holdings.holder[row]), party, float(self.share[row]), holdings.relationships[row])
        for row in _rows(self.ties, party):
            if ties.kind[row] in ROLES or (by_control and ties.kind[row] == "CONTROLS"):
                yield Way(int(ties.source[row]), party, 1.0, ties.relationships[row])


def _rows(index: tuple[Keys, Keys], party: int) -> Keys:
    order, starts = index
    return order[starts[party] : starts[party + 1]]


@dataclass(slots=True)
class Descent:
    """The steps that lead down to a subject, by where they begin.

    `best` is the logarithm of the most that any chain from there carries, so that long chains do not come to 0.

    `cut`: more leads there than was looked at.
    """

    subject: int
    down: dict[int, list[Way]] = field(default_factory=dict)
    best: dict[int, float] = field(default_factory=dict)
    cut: bool = False


def descent(steps: Steps, subject: int) -> Descent:
    """Find from where shares lead to a subject: the largest products first (Dijkstra)."""
    found, queue, looked = Descent(subject), [(0.0, subject)], 0
    while queue:
        cost, node = heappop(queue)
        if node in found.best:
            continue
        found.best[node] = -cost
        for way in steps.up(node):
            looked += 1
            found.down.setdefault(way.holder, []).append(way)
            if way.holder not in found.best:
                heappush(queue, (cost - log(way.share), way.holder))
        if looked > LIMIT:
            found.cut = True
            break
    return found


def shortest(steps: Steps, subject: int, owner: int) -> list[Way]:
    """Return the shortest way down by any step, also one that carries no share; nothing if there is none."""
    came: dict[int, Way | None] = {subject: None}
    queue = deque([subject])
    while queue and owner not in came and len(came) < LIMIT:
        for way in steps.up(queue.popleft(), by_control=True):
            if way.holder not in came:
                came[way.holder] = way
                queue.append(way.holder)
    ways = []
    step = came.get(owner)
    while step is not None:
        ways.append(step)
        step = came[step.target]
    return ways
