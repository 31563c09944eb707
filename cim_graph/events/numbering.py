"""Numbers for what the outbox holds: given after the commit, one after the other, so that who follows misses none."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cim_graph.commands.model import Outcome
from cim_graph.events.order import in_order
from cim_graph.events.store import OUTBOX, PLACE, TURN, UNPLACED, UNPLACED_UNTIL, Entry, First, Places, Until

if TYPE_CHECKING:
    from cim_graph.commands.model import Context
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor

AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class NumberEvents:
    """Entries that wait for a number are to get it, at most so many."""

    most: int = AT_ONCE
    name: str = field(default="numberEvents", init=False)

    def answer_type(self) -> type[int]:
        """Return the class of the answer: how many got one."""
        return int


async def number_events(command: NumberEvents, context: "Context") -> Outcome[int]:
    """Give numbers. The trail keeps nothing of it: that would be an entry for each entry."""
    [turn] = await context.transaction.run(TURN(OUTBOX))
    entries = await _waiting(command.most, context)
    if entries:
        rows = [{"id": entry.id, "place": turn.last + step} for step, entry in enumerate(in_order(entries), start=1)]
        await context.transaction.run(PLACE(Places(rows, turn.last + len(rows))))
    return Outcome(len(entries), changed=False)


async def number_all(graph: "Graph", commands: "Commands", actor: "Actor") -> int:
    """Give numbers to all that waits, and return how many; what commits meanwhile may wait for the next time."""
    given = count = await commands.execute(graph, actor, NumberEvents())
    while count >= AT_ONCE:
        count = await commands.execute(graph, actor, NumberEvents())
        given += count
    return given


async def _waiting(most: int, context: "Context") -> list[Entry]:
    """Look twice: what commits while the first look passes by can be missed where one that follows it is not.

    Whatever an entry of the first look follows was committed before that look ended, so the second look finds it.
    """
    seen = await context.transaction.run(UNPLACED(First(most)))
    return await context.transaction.run(UNPLACED_UNTIL(Until(seen[-1].id))) if seen else []
