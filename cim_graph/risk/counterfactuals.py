"""Which relationships would have to be absent for a party to fall into a lower class.

A set that takes nothing from the paths that are shown leaves every strength as it is, so each smallest set holds a
relationship of a path that is shown; after that is gone, one of a path that is shown then, and so on: all sets of up to
three are found by that. Beyond, one set is found greedily: what lowers the score most goes first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cim_graph.risk.service import Ground, assessed

if TYPE_CHECKING:
    from cim_graph.risk.assessment import Assessment
    from cim_graph.risk.versions import Version

EXACT: Final = 3
"""Up to so many relationships the smallest sets are found; larger sets are found greedily."""
MOST: Final = 12
"""Relationships of the largest set that is looked for greedily."""
TRIED: Final = 2000
"""Assessments of one search; where more would be needed, it goes on greedily."""

Absent = frozenset[str]


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Relationships, and the assessment without them; `smallest`: whether all smaller sets were tried."""

    without: tuple[str, ...]
    assessment: "Assessment"
    smallest: bool


def counterfactuals(ground: Ground, version: "Version", limit: int) -> list[Counterfactual]:
    """Return the smallest sets whose absence brings the party to a lower class: the lowest score first, then by ids."""
    search = _Search(ground, version)
    level: list[Absent] = [frozenset()]
    whole = False
    for _ in range(EXACT):
        level = sorted({more for absent in level for more in search.further(absent)}, key=sorted)
        if len(level) + search.tried > TRIED:
            break
        if lower := [absent for absent in level if search.lowers(absent)]:
            return search.told(lower, smallest=True)[:limit]
    else:
        whole = True
    greedy = search.greedily()
    return search.told(greedy, smallest=whole and all(len(absent) <= EXACT + 1 for absent in greedy))[:limit]


class _Search:
    """Assesses a party without some relationships, each set once."""

    def __init__(self, ground: Ground, version: "Version") -> None:
        self._ground = ground
        self._version = version
        self._known: dict[Absent, Assessment] = {}
        self._place = self._of(frozenset())

    @property
    def tried(self) -> int:
        """How many sets were assessed."""
        return len(self._known)

    def without(self, absent: Absent) -> "Assessment":
        """Return the assessment without some relationships."""
        if absent not in self._known:
            ties = {id_: tie for id_, tie in self._ground.ties.items() if id_ not in absent}
            self._known[absent] = assessed(replace(self._ground, ties=ties), self._version, "")
        return self._known[absent]

    def _of(self, absent: Absent) -> int:
        return self._version.scheme.place(self.without(absent).word)

    def lowers(self, absent: Absent) -> bool:
        """Whether the class is lower without these."""
        return self._of(absent) < self._place

    def further(self, absent: Absent) -> Iterator[Absent]:
        """Yield the set with one more: each relationship on the paths that are shown without it."""
        for one in {id_ for way in self.without(absent).propagated for id_ in way.relationships}:
            yield absent | {one}

    def greedily(self) -> list[Absent]:
        """Return one set, or none: what lowers the score most goes first."""
        absent: Absent = frozenset()
        while len(absent) < MOST and (ahead := list(self.further(absent))):
            absent = min(ahead, key=lambda more: (self.without(more).score, sorted(more)))
            if self.lowers(absent):
                return [absent]
        return []

    def told(self, sets: Iterable[Absent], *, smallest: bool) -> list[Counterfactual]:
        """Return sets with what they come to."""
        found = [Counterfactual(tuple(sorted(absent)), self.without(absent), smallest) for absent in sets]
        return sorted(found, key=lambda one: (one.assessment.score, one.without))
