"""The parties of an answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Ids
from cim_graph.kernel.ids import Kind, kind_of
from cim_graph.network.store import PARTIES
from cim_graph.parties.model import PartyRow
from cim_graph.parties.past import past_rows

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf


async def rows(graph: "Graph", ids: Sequence[str], as_of: "AsOf", rank: "Rank") -> dict[str, PartyRow]:
    """Return parties by id, as they are or were known; those that nobody had described are left out."""
    asked = [id_ for id_ in ids if kind_of(id_) is Kind.PARTY]
    if not asked:
        return {}
    if as_of.known is not None:
        return await past_rows(graph, asked, as_of.known, rank)
    [found] = await graph.read(PARTIES(Ids(asked)))
    return {row.id: row for row in (PartyRow(*item) for item in found.items)}
