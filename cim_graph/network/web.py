"""The part of the network that has been looked at, and the simple ways through it: pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

UNSAID = 1.0
"""Strength, in percent, that a relationship without a share is counted with."""
MOST_TRIED = 100_000
"""Steps that one search for ways may look at."""


@dataclass(frozen=True, slots=True)
class Step:
    """The strongest relationship between two parties, its strength in percent."""

    relationship: str
    strength: float


@dataclass(frozen=True, slots=True)
class Web:
    """For each party that was looked at, the steps from it by the party they lead to; both directions are kept."""

    steps: dict[str, dict[str, Step]] = field(default_factory=dict)

    def add(self, here: str, there: str, step: Step) -> None:
        """Take a relationship in; of several between two parties the strongest stays, then the first by id."""
        known = self.steps.setdefault(here, {}).get(there)
        if known is None or (-step.strength, step.relationship) < (-known.strength, known.relationship):
            self.steps[here][there] = step
            self.steps.setdefault(there, {})[here] = step

    def distances(self, target: str, most: int) -> dict[str, int]:
        """Return how many steps each party lies from another, for those within `most`."""
        found = {target: 0}
        level = [target]
        for steps in range(1, most + 1):
            level = [there for here in level for there in self.steps.get(here, ()) if there not in found]
            found |= dict.fromkeys(level, steps)
            if not level:
                break
        return found

    def strength(self, way: tuple[str, ...]) -> float:
        """Return the product of the strengths along a way, 0 to 1."""
        product = 1.0
        for here, there in pairwise(way):
            product *= self.steps[here][there].strength / 100
        return product


@dataclass(slots=True)
class _Effort:
    """How many steps may still be looked at."""

    left: int


def shortest_ways(web: Web, source: str, target: str, length: int, most: int) -> list[tuple[str, ...]]:
    """Return ways of at most `length` steps that pass no party twice: shorter first, then stronger, then by ids.

    At least `most` where there are that many, and then all of the longest length among them. Where the web is so dense
    that 100,000 steps do not show them all, those over the strongest relationships are tried first.
    """
    far = web.distances(target, length)
    effort = _Effort(MOST_TRIED)
    found: list[tuple[str, ...]] = []
    for steps in range(far.get(source, length + 1), length + 1):
        ways = list(_ways(web, (source,), steps, far, effort))
        found += sorted(ways, key=lambda way: (-web.strength(way), way))
        if len(found) >= most:
            break
    return found


def _ways(
    web: Web, way: tuple[str, ...], left: int, far: Mapping[str, int], effort: _Effort
) -> Iterator[tuple[str, ...]]:
    """Yield the ways of exactly `left` more steps; `far` tells how many each party needs at least."""
    if not left:
        yield way
        return
    steps = web.steps.get(way[-1], {})
    effort.left -= len(steps)
    ahead = [there for there in steps if (far.get(there) == 0 if left == 1 else 0 < far.get(there, left) < left)]
    for there in sorted(ahead, key=lambda there: (-steps[there].strength, there)):
        if there not in way and effort.left > 0:
            yield from _ways(web, (*way, there), left - 1, far, effort)
