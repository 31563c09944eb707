"""Rules that run on events: they follow the numbers of the outbox, from one that is kept, and raise what they find.

Who looks twice at an event raises nothing new by that, so the number is kept after the alerts.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cim_graph.commands.model import Outcome
from cim_graph.events.feed import AT_ONCE, after, still_kept
from cim_graph.graph.statement import Empty
from cim_graph.monitoring.happenings import EVENTS
from cim_graph.monitoring.store import FOLLOW, FOLLOWED, Last
from cim_graph.monitoring.watching import At, raised_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cim_graph.commands.model import Context
    from cim_graph.commands.service import Commands
    from cim_graph.events.model import Happening
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.monitoring.rules import Rule

_BEGINNING: Final = 0


@dataclass(frozen=True, slots=True)
class KeepPlace:
    """Events up to a number have been looked at."""

    place: int
    name: str = field(default="keepPlace", init=False)

    def answer_type(self) -> type[bool]:
        """Return the class of the answer, which says nothing more."""
        return bool


async def keep_place(command: KeepPlace, context: "Context") -> Outcome[bool]:
    """Keep the number; nothing that the trail should tell has changed."""
    await context.transaction.run(FOLLOW(Last(command.place)))
    return Outcome(answer=True, changed=False)


async def follow_events(graph: "Graph", commands: "Commands", actor: "Actor", rules: "Sequence[Rule]") -> int:
    """Look at all events that came since the last time, and answer how many alerts were raised or joined."""
    live = [rule for rule in rules if rule.live and rule.kind in EVENTS]
    kept = await graph.read(FOLLOWED(Empty()))
    place = await still_kept(graph, kept[0].last if kept else _BEGINNING)
    total = 0
    while happenings := await after(graph, place):
        for one in happenings:
            for rule in live:
                if hits := found(rule, one):
                    told = await raised_by(graph, commands, actor, rule, hits)
                    total += told.raised + told.joined
        place = happenings[-1].place
        await commands.follow(graph, actor, KeepPlace(place))
        if len(happenings) < AT_ONCE:
            break
    return total


def found(rule: "Rule", happening: "Happening") -> list[At]:
    """Return what a rule finds in an event."""
    kind = EVENTS[rule.kind]
    return list(kind.find(rule.thresholds, happening)) if happening.name == kind.event else []
