"""What parties owe, each alone, and the rates that another amount is weighed by."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cim_graph.groups.books import books, weighing
from cim_graph.groups.model.exposure import Book, Exchange
from cim_graph.groups.rulebook import Rulebook
from cim_graph.groups.source import Source
from cim_graph.kernel.vocabulary import GroupKind

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf


async def owing(
    graph: "Graph", ids: Sequence[str], book: Rulebook, as_of: "AsOf", rank: "Rank"
) -> tuple[Book, Exchange]:
    """Return what parties owe, in the reporting currency, with the capital and the rates."""
    source = Source(graph, book.rules[GroupKind.CONNECTED_CLIENTS], as_of, rank)
    weights = await weighing(source)
    return await books(source, ids, weights), weights.exchange
