"""Those who listen in one process: what was numbered last is kept for all of them once, and nothing for each."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from prometheus_client import Counter, Gauge

from cim_graph.events.feed import after as told_after
from cim_graph.events.feed import resumed
from cim_graph.events.model import EVERYTHING, Happening, Wanted, cursor_of
from cim_graph.kernel.errors import UnavailableError

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph

KEPT: Final = 1_000
"""Events that are kept; who is further behind once it had caught up is too slow."""
_PATIENCE: Final = 0.1

DROPPED = Counter("cim_event_subscribers_dropped", "Subscribers that were too slow")
LISTENING = Gauge("cim_event_subscribers", "Subscribers that listen", multiprocess_mode="livesum")


class TooSlowError(UnavailableError):
    """A subscriber that did not keep up; its text has the cursor to come back with."""

    def __init__(self, place: int) -> None:
        super().__init__(f"events came faster than they were taken; come back with after: {cursor_of(place)!r}")


class Hub:
    """The last events, and how far the numbers have come, for whoever listens."""

    def __init__(self, kept: int = KEPT) -> None:
        self._last: deque[Happening] = deque(maxlen=kept)
        self._more = asyncio.Condition()
        self._listeners = 0
        self.head: int | None = None

    @property
    def heard(self) -> bool:
        """Whether anybody listens."""
        return self._listeners > 0

    async def tell(self, happenings: Sequence[Happening], head: int) -> None:
        """Hear what follows the head, and how far it goes now; what nobody listened for is not kept."""
        async with self._more:
            if not happenings:
                self._last.clear()
            self._last.extend(happenings)
            self.head = head
            self._more.notify_all()

    async def follow(
        self, graph: "Graph", place: int | None, wanted: Wanted = EVERYTHING
    ) -> AsyncGenerator[Happening, None]:
        """Yield what comes after a number, without an end; without a number, what comes from now on.

        Nothing is kept for a listener that takes its time: one that had caught up and fell behind all that is kept gets
        a TooSlowError.
        """
        self._listeners += 1
        LISTENING.inc()
        try:
            async with aclosing(self._followed(graph, place, wanted)) as followed:
                async for happening in followed:
                    yield happening
        finally:
            self._listeners -= 1
            LISTENING.dec()

    async def _followed(self, graph: "Graph", place: int | None, wanted: Wanted) -> AsyncGenerator[Happening, None]:
        seen = await self._begun(None if place is None else await resumed(graph, place))
        caught_up = False
        while True:
            happenings = await self._next(seen)
            if happenings is None:
                if caught_up:
                    DROPPED.inc()
                    raise TooSlowError(seen)
                happenings = await told_after(graph, seen) or await _nothing_yet()
            else:
                caught_up = True
            for happening in happenings:
                if happening in wanted:
                    yield happening
                seen = happening.place

    async def _begun(self, place: int | None) -> int:
        async with self._more:
            await self._more.wait_for(lambda: self.head is not None)
            return self.head if place is None and self.head is not None else place or 0

    async def _next(self, seen: int) -> list[Happening] | None:
        """Wait for what comes after a number; nothing where it is kept no longer."""
        async with self._more:
            await self._more.wait_for(lambda: (self.head or 0) > seen)
            kept_from = self._last[0].place if self._last else (self.head or 0) + 1
            if seen + 1 < kept_from:
                return None
            return [happening for happening in self._last if happening.place > seen]


async def _nothing_yet() -> list[Happening]:
    """Give the database a moment: another member of a cluster may not have what the numbers promise."""
    await asyncio.sleep(_PATIENCE)
    return []
