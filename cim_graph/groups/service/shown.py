"""The relationships that reasons name."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cim_graph.groups.source import EVERY_FACT
from cim_graph.network.past import Past
from cim_graph.relationships import service as relationships

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.relationships.model import RelationshipRow


async def shown(
    graph: "Graph", ids: Sequence[str], parties: Iterable[str], as_of: "AsOf", rank: "Rank"
) -> dict[str, "RelationshipRow"]:
    """Return relationships by id, as they are or were; of the past those that lay at these parties."""
    if as_of.is_now:
        return {row.id: row for row in await relationships.by_ids(graph, sorted(set(ids)))}
    wanted = set(ids)
    met = await Past(graph, None, as_of, rank).at(sorted(set(parties)), EVERY_FACT)
    return {row.id: row for row in met if row.id in wanted}
