"""Questions of several requests that come while the database is busy travel together, in one statement.

A statement costs the driver and the database about half of what a profile costs, whatever it asks. So a process keeps a
few under way, and what comes meanwhile is asked by the next: the more clients, the longer the convoys. A question that
comes alone is asked at once.
"""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cim_graph.kernel.errors import CimError
from cim_graph.profiles.today import NOTHING_FURTHER, Question, today

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.profiles.model import Answers, Further, Wants

UNDER_WAY: Final = 2
"""Convoys from which on questions are gathered."""
PATIENCE: Final = 0.02
"""Seconds that a question is held back at most: a convoy that is long under way keeps nobody waiting."""
LARGE: Final = 100
"""Ids, or items of a page, beyond which a question travels alone."""
FULL: Final = 200
"""Ids of one convoy."""

Bookmarks = frozenset[str]


@dataclass(slots=True, eq=False)
class _Convoy:
    """What is asked together by the graph of the first of them; all want to see what the same bookmarks stand for."""

    graph: "Graph"
    bookmarks: Bookmarks
    question: Question = field(default_factory=Question)
    size: int = 0
    waiting: "list[asyncio.Future[None]]" = field(default_factory=list)
    task: "asyncio.Task[None] | None" = None

    async def travel(self) -> None:
        failure: CimError | None = None
        try:
            await self.question.ask(self.graph)
        except CimError as error:
            failure = error
        for one in self.waiting:
            if not one.done():
                one.set_result(None) if failure is None else one.set_exception(failure)

    def abandoned(self) -> bool:
        return all(one.cancelled() for one in self.waiting)


class Convoys:
    """The convoys of one process."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()
        self._gathered: dict[Bookmarks, _Convoy] = {}

    async def today(self, graph: "Graph", wants: "Wants", further: "Further" = NOTHING_FURTHER) -> "Answers":
        """Answer as `today` does. What was asked with others and failed is asked again alone."""
        size = sum(map(len, wants.values()))
        if size > LARGE or any(want.page.first > LARGE for want in wants):
            return await today(graph, wants, further)
        convoy = self._convoy(graph, size)
        answers = convoy.question.add(wants, further)
        come = asyncio.get_running_loop().create_future()
        convoy.size += size
        convoy.waiting.append(come)
        try:
            await come
        except CimError:
            if len(convoy.waiting) == 1:
                raise
            return await today(graph, wants, further)
        except asyncio.CancelledError:
            if convoy.task is not None and convoy.abandoned():
                convoy.task.cancel()
            raise
        return answers

    def _convoy(self, graph: "Graph", size: int) -> _Convoy:
        convoy = self._gathered.get(graph.bookmarks)
        if convoy is not None and convoy.size + size > FULL:
            self._depart(convoy)
            convoy = None
        if convoy is None:
            convoy = self._gathered[graph.bookmarks] = _Convoy(graph, graph.bookmarks)
            loop = asyncio.get_running_loop()
            if len(self._under_way) < UNDER_WAY:
                loop.call_soon(self._depart, convoy)
            else:
                loop.call_later(PATIENCE, self._depart, convoy)
        return convoy

    def _depart(self, convoy: _Convoy) -> None:
        if self._gathered.get(convoy.bookmarks) is not convoy:
            return
        del self._gathered[convoy.bookmarks]
        if convoy.abandoned():
            return
        convoy.task = asyncio.create_task(convoy.travel())
        self._under_way.add(convoy.task)
        convoy.task.add_done_callback(self._arrived)

    def _arrived(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        if self._gathered and len(self._under_way) < UNDER_WAY:
            self._depart(next(iter(self._gathered.values())))
