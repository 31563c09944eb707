"""How two parties are connected."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from cim_graph.kernel.errors import NotFoundError
from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.network.ground import CROWD, Ground, ground
from cim_graph.network.model import Ends, Kinds, Most, Way, check_most
from cim_graph.network.service.parties import rows
from cim_graph.network.web import UNSAID, Step, Web, shortest_ways

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.parties.model import PartyRow
    from cim_graph.relationships.model import RelationshipRow

MOST_AT_ONCE = 20_000
"""Relationships that one step from one end looks at."""
MOST_LOOKED = 40_000
"""Relationships after which the search for a first way ends."""
ENOUGH_LOOKED = 5_000
"""Relationships after which the search for further ways ends."""

_SHOWN = 40


@dataclass(slots=True)
class _Side:
    """How far one has looked from an end: `rounds` steps, the first `radius` of them completely."""

    seen: set[str]
    frontier: list[str]
    radius: int = 0
    rounds: int = 0
    crowded: bool = False


async def connections(graph: "Graph", ends: Ends, kinds: Kinds, most: Most, as_of: "AsOf", rank: "Rank") -> list[Way]:
    """Return ways that connect two parties over relationships of some kinds, whatever their direction.

    Shorter ways first, then stronger ones (the product of the shares along the way; a relationship that states none
    counts as 1 %), then by the ids of their parties. A way passes no party twice and takes, between two parties, their
    strongest relationship. A party is connected with itself by the way that is only itself.

    Bounded: it looks from both ends, a step at a time, the side with fewer parties first. It never steps out of a
    crowd, a party with more than 2,000 relationships, but comes to it from both sides; so a step between two crowds is
    seen only where they are the ends themselves. It ends after 40,000 relationships without a way, after 5,000
    with one. Within that the shortest ways are found; further ones are the shortest of the part that was looked at.

    Raises NotFoundError for a party that there is not, BadInputError for a length outside 1 to 10 or a limit outside
    1 to 50.
    """
    check_most(most)
    known = await rows(graph, [ends.source, ends.target], as_of, rank)
    for name, id_ in (("from", ends.source), ("to", ends.target)):
        if id_ not in known:
            raise NotFoundError(f"no party has the id {id_[:_SHOWN]!r} that `{name}` gives; search for it first")
    if ends.source == ends.target:
        return [Way([known[ends.source]], [], None)]
    field = ground(graph, kinds, as_of, rank)
    web = await _looked_at(field, ends, most)
    found = shortest_ways(web, ends.source, ends.target, most.length, most.ways)[: most.ways]
    steps = sorted({step for way in found for step in pairwise(way)})
    passed = sorted({id_ for way in found for id_ in way})
    relationships, parties = await asyncio.gather(field.stepped(web, steps), rows(graph, passed, as_of, rank))
    ways = (_way(web, way, parties, relationships) for way in found)
    return [way for way in ways if way is not None]


async def _looked_at(field: Ground, ends: Ends, most: Most) -> Web:
    """Look from both ends until enough ways are known, or nothing is left to look at, or it has been much."""
    web, looked, bound = Web(), 0, MOST_LOOKED
    for row in await field.among([ends.source, ends.target], CROWD):
        if row.source_id != row.target_id:
            web.add(row.source_id, row.target_id, _step(row.id, row.strength))
    sides = (_Side({ends.source}, [ends.source]), _Side({ends.target}, [ends.target]))
    while looked < bound and (side := _next(sides, most.length)) is not None:
        looked += await _grow(field, web, side)
        if sides[0].seen.isdisjoint(sides[1].seen):
            continue
        sure = min(sides[0].radius + sides[1].radius, most.length)
        found = shortest_ways(web, ends.source, ends.target, sure, most.ways)
        if len(found) >= most.ways:
            break
        bound = ENOUGH_LOOKED if found else bound
    return web


def _next(sides: Sequence[_Side], length: int) -> _Side | None:
    """Return the side to look on from; none where the ways of this length are known, or an end is all alone."""
    if sum(side.radius for side in sides) >= length or any(not side.frontier and not side.crowded for side in sides):
        return None
    able = [side for side in sides if side.frontier and side.rounds < length]
    return min(able, key=lambda side: (side.crowded, len(side.frontier)), default=None)


async def _grow(field: Ground, web: Web, side: _Side) -> int:
    """Look one step further from a side; answer how many relationships that were."""
    ties = await field.ties(side.frontier, CROWD, MOST_AT_ONCE)
    ahead: dict[str, None] = {}
    for here, there, relationship, strength in ties.rows():
        if here != there:
            web.add(here, there, _step(relationship, strength))
            ahead[there] = None
    side.frontier = [id_ for id_ in ahead if id_ not in side.seen]
    side.seen.update(ahead)
    side.rounds += 1
    side.crowded |= bool(ties.crowds) or len(ties.here) >= MOST_AT_ONCE
    side.radius += not side.crowded
    return len(ties.here) + 1


def _step(relationship: str, strength: float | None) -> Step:
    return Step(relationship, UNSAID if strength is None or strength < 0 else strength)


def _way(
    web: Web, ids: Sequence[str], parties: "Mapping[str, PartyRow]", relationships: "Mapping[str, RelationshipRow]"
) -> Way | None:
    """Return a way as it is told; none where a party or relationship of it has just gone."""
    steps = [web.steps[here][there].relationship for here, there in pairwise(ids)]
    if not all(id_ in parties for id_ in ids) or not all(step in relationships for step in steps):
        return None
    rows_ = [relationships[step] for step in steps]
    return Way([parties[id_] for id_ in ids], rows_, _share(ids, rows_))


def _share(ids: Sequence[str], steps: "Sequence[RelationshipRow]") -> float | None:
    """Return the product of the shares along a way, in percent: 60 % of 50 % is 30 %."""
    onward = [(row.source_id, row.target_id) for row in steps]
    if onward not in (list(pairwise(ids)), [(b, a) for a, b in pairwise(ids)]):
        return None
    product = Decimal(100)
    for row in steps:
        if row.kind != RelationshipKind.OWNS or row.share is None:
            return None
        product *= Decimal(row.share) / 100
    return float(product)
