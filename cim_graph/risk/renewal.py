"""Assessments follow what happens: events are taken in the order of their numbers, none before the last is done.

One process does so at a time, and another takes over half a minute after that one is gone. What was under way then is
done again, and says nothing new.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from typing import Final
from uuid import uuid4

import structlog

from cim_graph.events.feed import after, resumed
from cim_graph.events.model import PARTIES_CHANGED, Happening
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.times import today
from cim_graph.risk.dossier import Cause
from cim_graph.risk.keeping import BEHIND, RENEWAL, Behind, HoldRenewal, Looking, Standing
from cim_graph.risk.renewing import OF_A_PASS, Renewer, renew, renew_all
from cim_graph.risk.store import DECIDED, Since

LOOK_SECONDS: Final = 0.25
IDLE_SECONDS: Final = 3.0
PAUSE_SECONDS: Final = 5.0
QUIET_SECONDS: Final = 10.0
"""After a load the base is assessed as a whole once nothing large has come for so long."""
LEASE: Final = 30_000
"""Milliseconds that renewal stays with a process that is gone."""
MOST_CHANGED: Final = 500
"""Parties that a part of the feed may name to be renewed one by one; beyond, the whole base is assessed in one pass."""
PUBLISHED: Final = "publishRiskScheme"
KEPT: Final = "keepAssessments"
UNMOVED: Final = frozenset(
    {"owner.changed", "group.changed", "alert.raised", "deal.checked", "deal.allowed", "webhook.changed"}
)
"""Events by which no fact changes that a scheme looks at."""

DECIDING: Final = frozenset({"decideAlert", "openCase", "updateCase"})
"""Commands by which alerts are escalated, closed or reported."""

log = structlog.get_logger(__name__)


class Renewal:
    """Renews what events concern."""

    def __init__(self, by: Renewer) -> None:
        self._by = by
        self._holder = uuid4().hex
        self._quiet_at = 0.0

    async def run(self) -> None:
        """Look for what happened, until cancelled."""
        while True:
            try:
                pause = await self.look()
            except Exception as error:  # noqa: BLE001 (whatever it was, it is tried again)
                log.warning("risk.failed", error=str(error))
                pause = PAUSE_SECONDS
            await asyncio.sleep(pause)

    async def look(self) -> float:
        """Do the next thing that has to be done, and return for how long there is nothing to do."""
        behind = await self._by.graph.read(BEHIND(Looking(RENEWAL, self._holder)))
        if not behind:
            return IDLE_SECONDS
        [now] = behind
        due = (now.owed or now.passed < today()) and monotonic() >= self._quiet_at
        if not now.mine or not (due or now.last > now.place) or not await self._hold(now.place, LEASE):
            return LOOK_SECONDS
        async with self._holding(now.place):
            return await self._take(now) if now.last > now.place else await self._pass(now)

    async def _take(self, now: Behind) -> float:
        """Take the next part of the feed; where some of it is forgotten, or it is large, the whole base is owed."""
        graph = self._by.graph
        try:
            happenings = await after(graph, await resumed(graph, now.place))
        except BadInputError:
            await self._hold(now.last, 0, owed=True)
            return 0.0
        causes = await self._decided(happenings) | causes_of(happenings)
        if whole := len(causes) > MOST_CHANGED:
            self._quiet_at = monotonic() + QUIET_SECONDS
        elif causes:
            written = await renew(self._by, causes)
            log.debug("risk.renewed", changed=len(causes), kept=written.kept, told=written.told)
        whole = whole or any(one.command == PUBLISHED for one in happenings)
        await self._hold(max([now.place, *(one.place for one in happenings)]), 0, owed=whole or None)
        return 0.0 if happenings else LOOK_SECONDS

    async def _decided(self, happenings: Sequence[Happening]) -> dict[str, Cause]:
        """Return whom alerts concern on which somebody decided: no event names these, and no cause names that event."""
        decided = [one for one in happenings if one.command in DECIDING]
        if not decided:
            return {}
        first = min(one.at for one in decided)
        rows = await self._by.graph.read(DECIDED(Since(first)))
        return dict.fromkeys([row.id for row in rows], Cause(PARTIES_CHANGED, None, first))

    async def _pass(self, now: Behind) -> float:
        done = await renew_all(self._by, OF_A_PASS)
        log.info("risk.pass", parties=done.parties, kept=done.kept, told=done.told)
        await self._hold(now.place, 0, owed=False)
        return 0.0

    async def _hold(self, place: int, milliseconds: int, *, owed: bool | None = None) -> list[Standing]:
        holding = HoldRenewal(self._holder, place, milliseconds, owed)
        return await self._by.commands.follow(self._by.graph, self._by.actor, holding)

    @asynccontextmanager
    async def _holding(self, place: int) -> AsyncIterator[None]:
        """Keep others from renewing for as long as that takes here."""

        async def beat() -> None:
            while True:
                await asyncio.sleep(LEASE / 3000)
                await self._hold(place, LEASE)

        beating = asyncio.create_task(beat())
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)


def causes_of(happenings: Iterable[Happening]) -> dict[str, Cause]:
    """Return whose facts changed by these events, each with the first of them that names it."""
    causes: dict[str, Cause] = {}
    for one in happenings:
        if one.command != KEPT and one.name not in UNMOVED:
            causes = dict.fromkeys(one.parties, Cause(one.name, one.id, one.at)) | causes
    return causes
