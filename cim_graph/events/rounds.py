"""One round of deliveries to one webhook: in order for each party, side by side for different ones."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import uniform
from time import monotonic
from typing import Final

from cim_graph.events.model import Happening

MINUTE: Final = 60.0
HOUR: Final = 3600.0

Bring = Callable[[Happening], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long what failed waits before it is tried again (seconds, try by try), and what a round may take.

    After the last of them it is given up: a day and a half after it was tried first.
    """

    pauses: Sequence[float] = (5, 30, 2 * MINUTE, 10 * MINUTE, HOUR, 3 * HOUR, 8 * HOUR, 24 * HOUR)
    seconds: float = 10
    at_once: int = 8

    def after(self, attempts: int) -> int | None:
        """Return how many milliseconds to wait after so many tries; nothing where it is given up."""
        if attempts > len(self.pauses):
            return None
        return int(self.pauses[attempts - 1] * 1000 * uniform(1, 1.2))  # noqa: S311 (not a secret)


class Fate(StrEnum):
    """What became of a delivery."""

    TAKEN = "taken"
    FAILED = "failed"
    DEAD = "dead"
    HELD = "held"
    """It was not tried: it waits for its time, for one before it, or for the next round."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An event to be delivered: how often it was tried, and how many milliseconds it still waits."""

    happening: Happening
    attempts: int = 0
    wait: int = 0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a letter, and of its tries."""

    letter: Letter
    fate: Fate
    attempts: int
    wait: int = 0
    error: str | None = None

    @property
    def done(self) -> bool:
        """Whether those behind it may follow."""
        return self.fate in {Fate.TAKEN, Fate.DEAD}


async def deliver(letters: Sequence[Letter], bring: Bring, patience: Patience) -> list[Result]:
    """Deliver letters in the order of their numbers: none before one that is about a party of its own is done with."""
    last: dict[str, asyncio.Task[Result]] = {}
    tasks: list[asyncio.Task[Result]] = []
    until = monotonic() + patience.seconds
    turns = asyncio.Semaphore(patience.at_once)
    async with asyncio.TaskGroup() as group:
        for letter in letters:
            before = {last[party] for party in letter.happening.parties if party in last}
            task = group.create_task(_in_turn(letter, before, _Round(bring, patience, turns, until)))
            last |= dict.fromkeys(letter.happening.parties, task)
            tasks.append(task)
    return [task.result() for task in tasks]


@dataclass(frozen=True, slots=True)
class _Round:
    bring: Bring
    patience: Patience
    turns: asyncio.Semaphore
    until: float


async def _in_turn(letter: Letter, before: "set[asyncio.Task[Result]]", here: _Round) -> Result:
    waits = [result.wait for result in [await task for task in before] if not result.done]
    if letter.wait > 0:
        waits.append(letter.wait)
    if waits:
        return Result(letter, Fate.HELD, letter.attempts, max(waits))
    async with here.turns:
        if monotonic() > here.until:
            return Result(letter, Fate.HELD, letter.attempts)
        error = await here.bring(letter.happening)
    attempts = letter.attempts + 1
    if error is None:
        return Result(letter, Fate.TAKEN, attempts)
    wait = here.patience.after(attempts)
    return Result(letter, Fate.DEAD if wait is None else Fate.FAILED, attempts, wait or 0, error)
