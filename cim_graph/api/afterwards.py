"""What goes on after an answer was given: relationships of large parties that merged or part are moved on."""

import asyncio
from typing import TYPE_CHECKING

import structlog

from cim_graph.kernel.errors import CimError
from cim_graph.matching.gathering import gather

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor

log = structlog.get_logger(__name__)


class Afterwards:
    """The tasks of a process that nobody waits for; what they leave undone when it ends, whoever comes next does."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def gather(self, graph: "Graph", commands: "Commands", actor: "Actor") -> None:
        """Move what is left of merges and splits."""
        task = asyncio.create_task(_gathered(graph, commands, actor))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """End what goes on, between two transactions or in one that is then undone."""
        for task in (tasks := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _gathered(graph: "Graph", commands: "Commands", actor: "Actor") -> None:
    try:
        await gather(graph, commands, actor)
    except CimError as error:
        log.warning("gathering.failed", error=str(error))
