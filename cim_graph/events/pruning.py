"""What the outbox told long ago is forgotten, once every webhook has had it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cim_graph.commands.model import Outcome
from cim_graph.events.store import PRUNE, Pruning
from cim_graph.kernel.times import moment_text, system_clock

if TYPE_CHECKING:
    from asyncio import Event as Stop

    from cim_graph.commands.model import Context
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor

AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class PruneEvents:
    """Entries that were told before a moment are to be forgotten, at most so many."""

    before: str
    most: int = AT_ONCE
    name: str = field(default="pruneEvents", init=False)

    def answer_type(self) -> type[int]:
        """Return the class of the answer: how many went."""
        return int


async def prune_events(command: PruneEvents, context: "Context") -> Outcome[int]:
    """Forget them. The trail keeps nothing of it: that would be a new entry beside those that went."""
    [row] = await context.transaction.run(PRUNE(Pruning(command.before, command.most)))
    return Outcome(row.gone, changed=False)


async def prune(graph: "Graph", commands: "Commands", actor: "Actor", days: int, stop: "Stop | None" = None) -> int:
    """Forget what was told more than so many days ago, until `stop` is set, and return how many entries that were."""
    before = moment_text(system_clock() - timedelta(days=days))
    total = 0
    while not (stop and stop.is_set()):
        gone = await commands.follow(graph, actor, PruneEvents(before))
        total += gone
        if gone < AT_ONCE:
            break
    return total
