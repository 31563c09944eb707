"""Fetching what lies above or below parties: one statement for all of them, or facts a level at a time for the past."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cim_graph.kernel.times import today
from cim_graph.ownership import past
from cim_graph.ownership.store import DOWNSTREAM, UPSTREAM, Walk
from cim_graph.ownership.view import View, views

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf

EDGES = 4
"""Relationships that are read at most, for each party that may be met."""


async def above(graph: "Graph", ids: Sequence[str], as_of: "AsOf", rank: "Rank") -> dict[str, View]:
    """Return, of each party, everything that owns or controls it; bounded by CIM_OWNERSHIP_DEPTH and …_PARTIES."""
    walk = _walk(graph, ids)
    if not as_of.is_now:
        return views(await past.above(graph, walk, as_of, rank), walk.ids, walk.edges)
    [closure] = await graph.read(UPSTREAM(walk))
    return views(closure, walk.ids, walk.edges)


async def below(graph: "Graph", ids: Sequence[str], as_of: "AsOf", rank: "Rank") -> dict[str, View]:
    """Return, of each party, everything that it owns, or others own on its behalf; bounded as `above`."""
    walk = _walk(graph, ids)
    if not as_of.is_now:
        return views(await past.below(graph, walk, as_of, rank), walk.ids, walk.edges, down=True)
    [closure] = await graph.read(DOWNSTREAM(walk))
    return views(closure, walk.ids, walk.edges, down=True)


def _walk(graph: "Graph", ids: Sequence[str]) -> Walk:
    most = graph.settings.ownership_parties
    return Walk(list(dict.fromkeys(ids)), graph.settings.ownership_depth, most, most * EDGES, today())
