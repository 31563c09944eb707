"""Entries about what was seen: they are kept in groups, before the answers leave."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cim_graph.access.trail import REMEMBER_READS, Entries

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph

GROUP_SECONDS: Final = 0.01
"""So long the first of a group waits for others."""


@dataclass(slots=True, eq=False)
class _Group:
    entries: list[dict[str, Any]] = field(default_factory=list)
    kept: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Reads:
    """Keeps entries of requests that come together by one statement; one is under way, others gather meanwhile."""

    def __init__(self) -> None:
        self._open: _Group | None = None
        self._turn = asyncio.Lock()
        self._running: set[asyncio.Task[None]] = set()

    async def keep(self, graph: "Graph", entry: dict[str, Any]) -> None:
        """Return when an entry is kept; raise what prevents that, as UnavailableError: the answer must not leave."""
        group = self._open
        if group is None:
            group = self._open = _Group()
            task = asyncio.create_task(self._commit(graph, group))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        group.entries.append(entry)
        await asyncio.shield(group.kept)

    async def _commit(self, graph: "Graph", group: _Group) -> None:
        await asyncio.sleep(GROUP_SECONDS)
        async with self._turn:
            self._open = None
            try:
                await graph.following(frozenset()).add(REMEMBER_READS(Entries(group.entries)))
                group.kept.set_result(None)
            except Exception as error:  # noqa: BLE001 (whatever it is, those who wait have to hear of it)
                group.kept.set_exception(error)
                group.kept.exception()  # there may be nobody who waits
