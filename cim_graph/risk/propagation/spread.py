"""From each origin to every party that its risk reaches: the strongest path within a depth, cut below a threshold.

A weight is at most 1, so no path grows stronger by going on or around: what falls below the threshold is dropped at
once, and the strongest walk within the depth is the strongest path. Steps are taken for all origins together; a step
looks only at what got stronger by the step before, so that each strength is the best of all paths of so many steps.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cim_graph.risk.propagation.arcs import Arcs, Numbers, Places, Strengths

ORIGINS_AT_ONCE = 1000
"""So many origins are spread together: more take memory and leave the cache, fewer are all overhead."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Parties with risk of their own, by ascending numbers, and how strong it is, 0 to 1."""

    party: Numbers
    strength: Strengths


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far risk travels: the least strength that counts, and the most relationships on a path."""

    threshold: float
    depth: int


@dataclass(frozen=True, slots=True)
class Step:
    """What one step made stronger: keys (the place of the origin times the parties, plus the party), and by which arc.

    The arc of the first step, in which origins stand at themselves, is -1.
    """

    key: Places
    strength: Strengths
    arc: Numbers

    @property
    def size(self) -> int:
        """How much got stronger."""
        return len(self.key)


@dataclass(frozen=True, slots=True)
class Spread:
    """What reached whom: place of the origin, party, strength; and the steps by which it came there.

    Ordered by origin and party. Origins themselves are not among the parties that their own risk reaches.
    """

    arcs: Arcs
    origins: Origins
    origin: Numbers
    party: Numbers
    strength: Strengths
    steps: tuple[Step, ...]


def spread(arcs: Arcs, origins: Origins, bounds: Bounds) -> Spread:
    """Return what reaches whom from every origin."""
    parts = [_spread(arcs, origins, part, bounds) for part in _parts(len(origins.party))]
    steps = tuple(_joined([part[number] for part in parts]) for number in range(bounds.depth + 1)) if parts else ()
    key, strength = _best(parts)
    origin, party = np.divmod(key, max(arcs.size, 1))
    return Spread(arcs, origins, origin.astype(np.int32), party.astype(np.int32), strength, steps)


def _parts(count: int) -> Iterator[NDArray[np.int64]]:
    for start in range(0, count, ORIGINS_AT_ONCE):
        yield np.arange(start, min(count, start + ORIGINS_AT_ONCE), dtype=np.int64)


def _spread(arcs: Arcs, origins: Origins, places: Places, bounds: Bounds) -> list[Step]:
    strong = places[origins.strength[places] >= bounds.threshold]
    key = strong * arcs.size + origins.party[strong]
    steps = [Step(key, origins.strength[strong], np.full(len(key), -1, dtype=np.int32))]
    known = steps[0]
    for _ in range(bounds.depth):
        found = _stronger(known, _strongest(_reached(arcs, steps[-1], bounds.threshold)))
        steps.append(found)
        known = _updated(known, found)
    return steps


def _reached(arcs: Arcs, step: Step, threshold: float) -> Step:
    """Take one step on from all that got stronger by the one before, by every arc."""
    origin, party = np.divmod(step.key, arcs.size)
    begin = arcs.begins[party]
    count = arcs.begins[party + 1] - begin
    total = int(count.sum())
    row = np.repeat(np.arange(step.size), count)
    arc = np.arange(total) + np.repeat(begin - (np.cumsum(count) - count), count)
    strength = step.strength[row] * arcs.weight[arc]
    kept = np.flatnonzero(strength >= threshold)
    arc = arc[kept]
    return Step(origin[row[kept]] * arcs.size + arcs.head[arc], strength[kept], arc.astype(np.int32))


def _strongest(step: Step) -> Step:
    """Keep one of each key: the strongest, and of equals the one whose arc comes first."""
    order = np.lexsort((step.arc, -step.strength, step.key))
    key = step.key[order]
    first = np.ones(len(key), dtype=np.bool_)
    np.not_equal(key[1:], key[:-1], out=first[1:])
    kept = order[first]
    return Step(step.key[kept], step.strength[kept], step.arc[kept])


def _stronger(known: Step, found: Step) -> Step:
    """Keep what is stronger than what was known."""
    before = np.zeros(found.size)
    at = np.minimum(np.searchsorted(known.key, found.key), max(known.size - 1, 0))
    if known.size:
        same = known.key[at] == found.key
        before[same] = known.strength[at[same]]
    kept = found.strength > before
    return Step(found.key[kept], found.strength[kept], found.arc[kept])


def _updated(known: Step, found: Step) -> Step:
    """Return what is known after a step: each key once, as it was found last."""
    at = np.minimum(np.searchsorted(found.key, known.key), max(found.size - 1, 0))
    stays = found.key[at] != known.key if found.size else np.ones(known.size, dtype=np.bool_)
    key = np.concatenate((known.key[stays], found.key))
    order = np.argsort(key, kind="stable")
    strength = np.concatenate((known.strength[stays], found.strength))[order]
    return Step(key[order], strength, np.concatenate((known.arc[stays], found.arc))[order])


def _joined(steps: list[Step]) -> Step:
    return Step(
        np.concatenate([step.key for step in steps]),
        np.concatenate([step.strength for step in steps]),
        np.concatenate([step.arc for step in steps]),
    )


def _best(parts: list[list[Step]]) -> tuple[Places, Strengths]:
    """Return every key that was reached, in order, and its strength, but origins at themselves."""
    keys, strengths = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for steps in parts:
        known = steps[0]
        for step in steps[1:]:
            known = _updated(known, step)
        away = known.arc >= 0
        keys.append(known.key[away])
        strengths.append(known.strength[away])
    return np.concatenate(keys), np.concatenate(strengths)
