"""What goes on for events beside the answers of a process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from cim_graph.events.courier import Courier, HttpCourier
from cim_graph.events.delivery import Dispatcher
from cim_graph.events.kafka import KafkaCourier
from cim_graph.events.rounds import Patience
from cim_graph.events.stream import Stream

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.events.hub import Hub
    from cim_graph.graph.session import Graph
    from cim_graph.settings import Settings


@asynccontextmanager
async def attended(
    graph: "Graph", commands: "Commands", hub: "Hub", settings: "Settings", *, deliver: bool
) -> AsyncIterator[None]:
    """Give events their numbers, tell the hub, and deliver to webhooks if that is wanted, until the block ends."""
    own = graph.following(())
    dispatcher = _dispatcher(own, commands, settings) if deliver else None
    works = [Stream(own, commands, hub, dispatcher.wake if dispatcher else None).run()]
    if dispatcher is not None:
        works.append(dispatcher.run())
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _dispatcher(graph: "Graph", commands: "Commands", settings: "Settings") -> Dispatcher:
    http = HttpCourier(settings)
    couriers: dict[str, Courier] = {"http": http, "https": http, "kafka": KafkaCourier(settings)}
    return Dispatcher(graph, commands, couriers, Patience(), settings.webhook_seconds)
