"""What goes on for events in every process of the API: numbers are given, and whoever listens hears what got one."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import structlog
from prometheus_client import Counter, Gauge

from cim_graph.events.feed import after
from cim_graph.events.numbering import number_all
from cim_graph.events.store import PULSE, Pulse
from cim_graph.graph.statement import Empty
from cim_graph.kernel.actor import Actor

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.events.hub import Hub
    from cim_graph.graph.session import Graph

EVENTS: Final = Actor("events")
LOOK_SECONDS: Final = 0.25
"""How long a commit of another process may go unnoticed."""
REST_SECONDS: Final = 0.2
"""Commits that follow one another get their numbers together."""
PAUSE_SECONDS: Final = 2.0

NUMBERED = Counter("cim_events_numbered", "Events that this process gave their numbers")
HEAD = Gauge("cim_events_last_place", "The last number of an event", multiprocess_mode="max")

log = structlog.get_logger(__name__)


class Stream:
    """Gives numbers and tells the hub, until it is cancelled. `owed` is called where a webhook has something to get."""

    def __init__(self, graph: "Graph", commands: "Commands", hub: "Hub", owed: Callable[[], None] | None) -> None:
        self._graph = graph
        self._commands = commands
        self._hub = hub
        self._owed = owed

    async def run(self) -> None:
        """Look a few times a second, sooner where this process has committed something since the last look."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 (whatever it was, it is tried again)
                log.warning("events.failed", error=str(error))
                await asyncio.sleep(PAUSE_SECONDS)
            await asyncio.sleep(REST_SECONDS)
            await self._commands.committed(LOOK_SECONDS - REST_SECONDS)

    async def look(self) -> None:
        """Give what numbers are missing, and tell what got one."""
        [pulse] = await self._graph.read(PULSE(Empty()))
        if pulse.unplaced:
            NUMBERED.inc(await number_all(self._graph, self._commands, EVENTS))
            [pulse] = await self._graph.read(PULSE(Empty()))
        HEAD.set(pulse.last)
        await self._tell(pulse)
        if pulse.owed and self._owed is not None:
            self._owed()

    async def _tell(self, pulse: Pulse) -> None:
        head = self._hub.head
        if head is None or not self._hub.heard or pulse.last < head:
            if head != pulse.last:
                await self._hub.tell([], pulse.last)
            return
        while head < pulse.last and (happenings := await after(self._graph, head)):
            head = happenings[-1].place
            await self._hub.tell(happenings, head)
