"""What stands when a change is proposed that holds only while nothing was added to that."""

from typing import TYPE_CHECKING, Any

from cim_graph.deals.allowing import allowing
from cim_graph.deals.check import Desk
from cim_graph.deals.commands import AllowDeal
from cim_graph.kernel.times import NOW
from cim_graph.risk.by_hand import setting
from cim_graph.risk.reading import Reading

if TYPE_CHECKING:
    from cim_graph.access.rights import Special
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank


async def grounded(graph: "Graph", rank: "Rank", sees: "frozenset[Special]", command: Any) -> Any:  # noqa: ANN401
    """Return a command with what stands, as far as somebody sees it who asks for it."""
    if isinstance(command, AllowDeal):
        return await allowing(Desk(graph, rank, sees), command.deal, command.reason)
    return await setting(Reading(graph, NOW, rank), command, sees)
