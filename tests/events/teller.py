"""A command that tells what a test wants to be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cim_graph import bootstrap
from cim_graph.commands.model import Context, Event, Outcome
from cim_graph.commands.service import Commands
from cim_graph.events.numbering import NumberEvents, number_all
from cim_graph.events.stream import EVENTS
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.settings import Settings

TESTER = Actor("test")


@dataclass(frozen=True, slots=True)
class Say:
    """Something is to be told."""

    events: Sequence[Event] = ()
    parties: Mapping[str, int] = field(default_factory=dict)
    changed: bool = True
    name: str = field(default="say", init=False)

    def answer_type(self) -> type[bool]:
        return bool


async def say(command: Say, _: Context) -> Outcome[bool]:
    return Outcome(answer=True, changed=command.changed, parties=command.parties, events=command.events)


class Teller:
    """Tells events over a graph, and gives them their numbers."""

    def __init__(self, graph: Graph, settings: Settings) -> None:
        self.graph = graph
        self.commands = telling(settings)

    async def say(self, *events: tuple[str, Mapping[str, int]], detail: Mapping[str, Any] | None = None) -> None:
        await self.do(Say([Event(name, parties, detail or {}) for name, parties in events]))

    async def do(self, command: Any) -> Any:
        return await self.commands.execute(self.graph, TESTER, command)

    async def number(self) -> int:
        return await number_all(self.graph, self.commands, EVENTS)

    async def tell(self, *events: tuple[str, Mapping[str, int]]) -> None:
        await self.say(*events)
        await self.number()


def telling(settings: Settings) -> Commands:
    """Return every command of the product, and ours."""
    commands = bootstrap.commands(settings)
    commands.do.handlers[Say] = say  # a command of the product would bring its whole slice with it
    return commands


__all__ = ["NumberEvents", "Say", "Teller"]
