"""What a new day brings: facts that begin or end on it; and what is left of merges and splits."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cim_graph.commands.model import Context, Outcome
from cim_graph.kernel.ranks import Rank
from cim_graph.matching.gathering import gather
from cim_graph.relationships.drawing import Rules
from cim_graph.relationships.schedule import draw_due

if TYPE_CHECKING:
    from asyncio import Event

    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many facts were found on the schedule, and how many of them were drawn: others may have drawn the rest."""

    found: int
    drawn: int


@dataclass(frozen=True, slots=True)
class DrawDue:
    """The relationships of facts whose day has come are to be drawn again, of at most so many facts."""

    most: int
    name: str = field(default="drawDue", init=False)

    def answer_type(self) -> type[Drawn]:
        """Return the class of the answer."""
        return Drawn


class DrawDueHandler:
    """Draws what has begun or ended, as of the day (UTC) of the command."""

    def __init__(self, rank: Rank) -> None:
        self._rank = rank

    async def __call__(self, command: DrawDue, context: Context) -> Outcome[Drawn]:
        """Draw one batch."""
        rules = Rules(context.at[:10], context.at, self._rank)
        drawn = await draw_due(context.transaction, rules, command.most)
        return Outcome(
            Drawn(drawn.accepted + drawn.unchanged, drawn.accepted),
            changed=drawn.accepted > 0,
            parties=drawn.parties,
            detail={"day": rules.day, "facts": drawn.accepted},
        )


async def daily(graph: "Graph", commands: "Commands", actor: "Actor", stop: "Event | None" = None) -> int:
    """Do what the day asks for, until `stop` is set, and answer how many facts began or ended.

    What is left of merges and splits is moved, too.

    Safe to run at any time, twice, and from several processes: what one has done the others no longer find.
    """
    total = 0
    while not (stop and stop.is_set()):
        drawn = await commands.follow(graph, actor, DrawDue(BATCH))
        if not drawn.found:
            break
        total += drawn.drawn
    await gather(graph, commands, actor, stop)
    return total
