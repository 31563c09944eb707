"""The daily look at what need not be kept any longer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Final

from cim_graph.access.trail import seal
from cim_graph.kernel.times import today
from cim_graph.privacy.due import Found, Verdict, verdict_on
from cim_graph.privacy.removal import ErasePersonalData, Removal
from cim_graph.privacy.store import PAGE, STANDING, OnDay, Paging

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.privacy.retention import Retention

AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class Pace:
    """How a base is looked through where others wait for answers meanwhile.

    After each page it rests so many times as long as reading it took. It begins behind an id, and ends there.
    """

    rest: float = 0.0
    start: str = ""


AT_A_STRETCH: Final = Pace()


async def looked_over(
    graph: "Graph", retention: "Retention", day: str, pace: Pace = AT_A_STRETCH
) -> AsyncIterator[Found]:
    """Yield the parties of which something has to become on a day."""
    began = monotonic()
    async for ids in _pages(graph, retention.statuses, pace.start):
        standing = await graph.read(STANDING(OnDay(ids, day)))
        verdicts = [verdict_on(kept, retention, day) for kept in standing]
        took = monotonic() - began
        for found in verdicts:
            if found.verdict is not Verdict.KEEP:
                yield found
        await asyncio.sleep(pace.rest * took)
        began = monotonic()


async def _pages(graph: "Graph", statuses: list[str], start: str) -> AsyncIterator[list[str]]:
    """Yield the parties behind an id, and then those up to it."""
    for after, last in ((start, None), *([("", start)] if start else [])):
        behind = after
        while page := await graph.read(PAGE(Paging(behind, statuses, AT_ONCE))):
            behind = page[-1].id
            if ids := [row.id for row in page if last is None or row.id <= last]:
                yield ids
            if last is not None and behind > last:
                break


async def keep_no_longer(
    graph: "Graph",
    commands: "Commands",
    actor: "Actor",
    retention: "Retention",
    stop: "asyncio.Event | None" = None,
    pace: Pace = AT_A_STRETCH,
) -> list[Found]:
    """Erase what is to be erased, until `stop` is set, and return that with all else that somebody should know.

    Each party is erased in a transaction of its own, one of very many records in several; so a run that is stopped goes
    on where it was, and what is left of a party stays closed meanwhile. The trail
    is sealed before, so that the digests of entries that lose their text are those of their text.
    """
    told: list[Found] = []
    sealed = False
    async for found in looked_over(graph, retention, today(), pace):
        if stop and stop.is_set():
            break
        if found.verdict is Verdict.ERASE:
            if not sealed:
                await seal(graph)
                sealed = True
            if not await _whole(graph, commands, actor, found.party):
                continue
        told.append(found)
    return told


async def _whole(graph: "Graph", commands: "Commands", actor: "Actor", party: str) -> bool:
    """Erase a party until nothing is left; answer whether it is."""
    removal = Removal.BEGUN
    while removal is Removal.BEGUN:
        removal = await commands.follow(graph, actor, ErasePersonalData(party))
    return removal is Removal.WHOLE
