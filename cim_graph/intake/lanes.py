"""Transactions of a load side by side: which parts of it may be stored at once, and in which order."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

from cim_graph.intake.model import Progress, Report
from cim_graph.intake.prepare import Prepared


@dataclass(frozen=True, slots=True)
class Part:
    """Records of one transaction, and the claims that keep others off: what they are named, what they refer to.

    `progress` is that of the last part of a batch, `batch` tells which parts are of one.
    """

    prepared: Prepared
    progress: Progress | None
    names: frozenset[str]
    ends: frozenset[str]
    batch: int | None = None

    def follows(self, other: "Part") -> bool:
        """Whether the other, which came first, must be done before.

        Both state something under one key, or this one takes down that their batch is done.
        """
        return not self.names.isdisjoint(other.names) or (self.progress is not None and self.batch == other.batch)

    def avoids(self, other: "Part") -> bool:
        """Whether the two would wait for each other's locks: one refers to what the other states, or both to one."""
        mine, others = self.names | self.ends, other.names | other.ends
        return not (self.ends.isdisjoint(others) and other.ends.isdisjoint(mine))


def parts_of(batch: Iterable[Prepared], progress: Progress | None) -> list[Part]:
    """Part a batch; its last part carries the progress, so that a batch counts as done when all of it is."""
    parts = [part for prepared in batch for part in prepared.split()]
    last, number = len(parts) - 1, progress.batch if progress else None
    return [
        Part(part, progress if place == last else None, frozenset(part.digests), frozenset(part.ends()), number)
        for place, part in enumerate(parts)
    ]


@dataclass(slots=True)
class Lanes:
    """Stores parts, as many at once as there are connections.

    Parts under one key are stored in the order in which they came. Parts that refer to each other are stored one after
    the other, in either order: who comes first is awaited by who comes later.
    """

    store: Callable[[Part], Coroutine[Any, Any, Report]]
    connections: int
    _ahead: list[Part] = field(default_factory=list)
    _running: dict["asyncio.Task[Report]", Part] = field(default_factory=dict)
    _done: list["asyncio.Task[Report]"] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._ahead) + len(self._running) + len(self._done)

    def add(self, parts: Iterable[Part]) -> None:
        """Take up parts, in order, and begin with those that may run."""
        self._ahead += parts
        self._begin()

    async def done(self) -> Report:
        """Wait until at least one part is stored, and return what became of those that are; raise what one raised."""
        if not self._done and self._running:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        report = Report()
        while self._done:
            report.add(self._done.pop().result())
        return report

    def drop(self) -> None:
        """Begin nothing more."""
        self._ahead.clear()

    async def close(self) -> None:
        """Begin nothing more, and wait until what runs is stored."""
        self.drop()
        if self._running:
            await asyncio.wait(self._running)

    def _begin(self) -> None:
        while len(self._running) < self.connections and (part := self._startable()) is not None:
            self._ahead.remove(part)
            task = asyncio.create_task(self.store(part))
            self._running[task] = part
            task.add_done_callback(self._end)

    def _end(self, task: "asyncio.Task[Report]") -> None:
        del self._running[task]
        self._done.append(task)
        if task.cancelled() or task.exception() is not None:
            self.drop()
        self._begin()

    def _startable(self) -> Part | None:
        running = list(self._running.values())
        for place, part in enumerate(self._ahead):
            before = [*running, *self._ahead[:place]]
            if not any(part.follows(other) for other in before) and not any(part.avoids(one) for one in running):
                return part
        return None
