"""What lies around a party."""

import asyncio
from typing import TYPE_CHECKING

from cim_graph.kernel.ids import Kind, kind_of
from cim_graph.network.ground import CROWD, Ground, ground
from cim_graph.network.model import Around, Neighbourhood, check_around
from cim_graph.network.service.parties import rows

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf

MOST_COUNTED = 10_000
"""Parties at which counting stops, beyond those next to the party itself."""
MOST_BESIDE = 200_000
"""Relationships of the party itself that are looked at and counted."""


async def neighbourhood(graph: "Graph", id_: str, around: Around, as_of: "AsOf", rank: "Rank") -> Neighbourhood | None:
    """Return the parties near one and the relationships among them; nothing where there is no such party.

    The nearest come first, then those at the end of the strongest relationship, then by id; at most `around.limit`
    besides the party itself, and every relationship of the kinds asked for among them. Of the party itself up to
    200,000 relationships are looked at for the strongest, of others on the way the first 2,000, as stored.

    `total` counts the parties within the depth, itself among them: exactly up to 10,000, and those next to it up to
    200,000; where it says more than 10,000 for a depth of two or more, there are at least that many. About the past it
    walks facts, of each party 5,000, those of the largest share or of none first, and counts at most 2,000 parties.

    Raises BadInputError for a depth outside 0 to 4 or a limit outside 1 to 2,000.
    """
    check_around(around)
    if kind_of(id_) is not Kind.PARTY:
        return None
    field = ground(graph, around.kinds, as_of, rank)
    near, counted = await asyncio.gather(_near(field, id_, around), _counted(field, id_, around))
    known, drawn = await asyncio.gather(rows(graph, near, as_of, rank), field.among(near, CROWD))
    if id_ not in known:
        return None
    parties = [known[one] for one in near if one in known]
    relationships = [row for row in drawn if row.source_id in known and row.target_id in known]
    total = max(1 + counted, len(parties))
    return Neighbourhood(parties, relationships, total, total > len(parties) or bool(field.cut))


async def _near(field: Ground, id_: str, around: Around) -> list[str]:
    """Return the ids of the party and of those to show around it."""
    near, level, widest = [id_], [id_], MOST_BESIDE
    for _ in range(around.depth):
        room = around.limit + 1 - len(near)
        if not level or not room:
            break
        level = await field.nearest(level, near, widest, room)
        near += level
        widest = CROWD
    return near


async def _counted(field: Ground, id_: str, around: Around) -> int:
    """Count the parties within the depth besides the party itself."""
    if around.depth <= 1:
        return await field.reach(id_, around.depth, MOST_BESIDE)
    within = await field.reach(id_, around.depth, MOST_COUNTED)
    return max(within, await field.reach(id_, 1, MOST_BESIDE)) if within == MOST_COUNTED else within
