"""Where walks take place: today's projections, or the facts of the past."""

from typing import TYPE_CHECKING

from cim_graph.network.past import Past
from cim_graph.network.today import Today

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.network.model import Kinds

CROWD = 2000
"""Relationships of one party that a walk looks at on its way; a party with more is a crowd."""

Ground = Today | Past


def ground(graph: "Graph", kinds: "Kinds", as_of: "AsOf", rank: "Rank") -> Ground:
    """Return where a question about a time is to be asked."""
    listed = None if kinds is None else [kind.value for kind in kinds]
    return Today(graph, listed) if as_of.is_now else Past(graph, listed, as_of, rank)
