"""Whom a change at some parties may concern: those that risk can come to from there, the nearest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from cim_graph.risk import surroundings
from cim_graph.risk.propagation.paths import path
from cim_graph.risk.propagation.spread import Bounds, Origins, Spread, spread
from cim_graph.risk.ties import Tie, weighed

if TYPE_CHECKING:
    from cim_graph.risk.reading import Reading
    from cim_graph.risk.scheme import Propagation

MOST: Final = 500
"""Parties that are renewed for what happened around them at once, those to which most risk can come."""


@dataclass(frozen=True, slots=True)
class Dependents:
    """Ids of parties, each with the party that changed and the relationships from there on; how many more there are."""

    ways: Mapping[str, tuple[str, tuple[str, ...]]]
    left: int


async def dependents(reading: "Reading", propagation: "Propagation", changed: Sequence[str]) -> Dependents:
    """Return whom risk of these parties, or risk that passes them, can come to."""
    ties: dict[str, Tie] = {}
    looked: set[str] = set()
    ahead, left = set(changed) if propagation.depth else set[str](), 0
    while ahead and (room := surroundings.MOST_PARTIES - len(looked)) > 0:
        now = sorted(ahead)[:room]
        left = len(ahead) - len(now)
        ties |= {tie.id: tie for tie in await reading.around(now, list(propagation.weights))}
        looked |= set(now)
        ids, _, found = _spread(propagation, changed, ties.values(), propagation.depth - 1)
        ahead = {ids[number] for number in found.party.tolist()} - looked
    ids, known, found = _spread(propagation, changed, ties.values(), propagation.depth)
    strongest = sorted(range(len(found.party)), key=lambda row: (-found.strength[row], int(found.party[row])))
    ways: dict[str, tuple[str, tuple[str, ...]]] = {}
    for row in strongest:
        if (id_ := ids[int(found.party[row])]) not in ways and id_ not in changed:
            way = path(found, row) if len(ways) < MOST else None
            ties_on = () if way is None else tuple(known[number].id for number in way.relationships)
            ways[id_] = ("" if way is None else ids[way.parties[0]], ties_on)
    kept = dict(list(ways.items())[:MOST])
    return Dependents(kept, left + len(ways) - len(kept))


def _spread(
    propagation: "Propagation", changed: Sequence[str], ties: Iterable[Tie], depth: int
) -> tuple[list[str], Sequence[Tie], Spread]:
    there = list(ties)
    ids = sorted({*changed, *(end for tie in there for end in (tie.source, tie.target))})
    roads, known = weighed(propagation, ids, there)
    begin = np.array(sorted(ids.index(one) for one in changed), dtype=np.int32)
    found = spread(roads, Origins(begin, np.ones(len(begin))), Bounds(propagation.threshold, depth))
    return ids, known, found
