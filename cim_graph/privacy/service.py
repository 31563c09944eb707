"""The daily look at what need not be kept any longer."""

import asyncio
from collections.abc import AsyncIterator
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


async def looked_over(graph: "Graph", retention: "Retention", day: str, rest: float = 0.0) -> AsyncIterator[Found]:
    """Yield the parties of which something has to become on a day.

    After each page it rests so many times as long as reading it took: where others wait for answers meanwhile.
    """
    after, began = "", monotonic()
    while page := await graph.read(PAGE(Paging(after, retention.statuses, AT_ONCE))):
        standing = await graph.read(STANDING(OnDay([row.id for row in page], day)))
        verdicts = [verdict_on(kept, retention, day) for kept in standing]
        took = monotonic() - began
        for found in verdicts:
            if found.verdict is not Verdict.KEEP:
                yield found
        after = page[-1].id
        await asyncio.sleep(rest * took)
        began = monotonic()


async def keep_no_longer(
    graph: "Graph",
    commands: "Commands",
    actor: "Actor",
    retention: "Retention",
    stop: "asyncio.Event | None" = None,
    rest: float = 0.0,
) -> list[Found]:
    """Erase what is to be erased, until `stop` is set, and return that with all else that somebody should know.

    `rest` as for `looked_over`.

    Each party is erased in a transaction of its own, one of very many records in several; so a run that is stopped goes
    on where it was, and what is left of a party stays closed meanwhile. The trail
    is sealed before, so that the digests of entries that lose their text are those of their text.
    """
    told: list[Found] = []
    sealed = False
    async for found in looked_over(graph, retention, today(), rest):
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
