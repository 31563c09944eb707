"""What has still to be resolved: a few records one by one, many with the whole base."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Found, Read
from cim_graph.matching.gathering import gather
from cim_graph.matching.resolving import ResolveRecords
from cim_graph.matching.whole.base import COUNTED, Counted, Edition
from cim_graph.matching.whole.run import Ran, run

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.matching.models import Models

AT_ONCE = 50
"""Records that are resolved in one transaction."""


@dataclass(frozen=True, slots=True)
class Pending:
    """The first records after one that have still to be resolved."""

    after: str
    rows: int


PENDING = Read("matching/pending", Pending, Found)


async def resolve_pending(
    graph: "Graph",
    commands: "Commands",
    actor: "Actor",
    models: "Models",
    told: Callable[[str], None],
    *,
    everything: bool = False,
) -> Ran:
    """Resolve what is pending, or everything again; `told` hears what is being done.

    What changes while the whole base is compared is resolved after it, if that is not much; the rest stays pending.
    """
    counted = await _counted(graph)
    ran = Ran(0, 0)
    if everything or counted.is_much:
        ran = await run(graph, commands, actor, models, told)
        if (counted := await _counted(graph)).is_much:
            await gather(graph, commands, actor)
            return ran
    moved = resolved = 0
    after = ""
    while rows := await graph.read(PENDING(Pending(after, AT_ONCE))):
        told(f"resolving {resolved + len(rows):,} of {counted.pending:,} records")
        ids = tuple(row.id for row in rows)
        moved += await commands.follow(graph, actor, ResolveRecords(ids))
        resolved, after = resolved + len(ids), ids[-1]
    await gather(graph, commands, actor)
    return replace(ran, records=ran.records or resolved, moved=ran.moved + moved)


async def _counted(graph: "Graph") -> Counted:
    [counted] = await graph.read(COUNTED(Edition()))
    return counted
