"""Answering what a level of a query asks: today in one statement, the past from what sources said."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from cim_graph.profiles.past import PAST_PARTS, past_level
from cim_graph.profiles.today import NOTHING_FURTHER, today

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.profiles.model import Answers, Further, Wants

Today = Callable[["Graph", "Wants", "Further"], Awaitable["Answers"]]


async def level(
    graph: "Graph",
    wants: "Wants",
    as_of: "AsOf",
    rank: "Rank",
    further: "Further" = NOTHING_FURTHER,
    today: Today = today,
) -> "Answers":
    """Answer every want for each of its ids, as its part says; raise BadInputError for a cursor of another list.

    What is wanted `further` is answered where the same statement can: of today. Those answers hold the parties found.
    """
    if as_of.is_now:
        return await today(graph, wants, further)
    then = PAST_PARTS[as_of.known is not None]
    past = {want: ids for want, ids in wants.items() if want.part in then}
    of_today = {want: ids for want, ids in wants.items() if want.part not in then}
    answers = await today(graph, of_today, NOTHING_FURTHER) if of_today else {}
    return answers | await past_level(graph, past, as_of, rank) if past else answers
