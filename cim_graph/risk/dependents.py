"""Whom a change at some parties may concern: those that risk can come to from there, the nearest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cim_graph.risk.propagation.paths import path
from cim_graph.risk.surroundings import Walk

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
    walk = Walk(reading, propagation, changed, back=False)
    await walk.run()
    ids, known, found = walk.spread(propagation.depth)
    strongest = sorted(range(len(found.party)), key=lambda row: (-found.strength[row], int(found.party[row])))
    ways: dict[str, tuple[str, tuple[str, ...]]] = {}
    for row in strongest:
        if (id_ := ids[int(found.party[row])]) not in ways and id_ not in changed:
            way = path(found, row) if len(ways) < MOST else None
            ties_on = () if way is None else tuple(known[number].id for number in way.relationships)
            ways[id_] = ("" if way is None else ids[way.parties[0]], ties_on)
    kept = dict(list(ways.items())[:MOST])
    return Dependents(kept, walk.left + len(ways) - len(kept))
