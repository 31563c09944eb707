"""The dispatcher: takes webhooks that are owed something, and delivers round by round until they are owed nothing."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from prometheus_client import Counter, Gauge

from cim_graph.events.courier import Courier, Destination
from cim_graph.events.feed import happening_of, last_place, read
from cim_graph.events.model import Wanted
from cim_graph.events.rounds import Fate, Letter, Patience, Result, deliver
from cim_graph.events.settling import ClaimWebhooks, SettleRound
from cim_graph.events.stream import EVENTS
from cim_graph.events.webhook_store import OWED, Claimed, One

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph

MOST_KEPT: Final = 100
"""Events that wait to be tried again for one webhook: beyond, it comes no further."""
AT_ONCE: Final = 16
"""Webhooks that one process serves at once."""
LEASE_SECONDS: Final = 30.0
"""How long a webhook stays with a process that is gone, beyond what a round may take."""
END_SECONDS: Final = 5.0

DELIVERED = Counter("cim_webhook_deliveries", "Deliveries by what became of them", ["webhook", "fate"])
LAG = Gauge("cim_webhook_lag", "Events that a webhook is behind", ["webhook"], multiprocess_mode="mostrecent")

log = structlog.get_logger(__name__)


class Dispatcher:
    """Delivers for whatever webhooks nobody else serves. `couriers` are those of each scheme of addresses."""

    def __init__(
        self, graph: "Graph", commands: "Commands", couriers: Mapping[str, Courier], patience: Patience, answer: float
    ) -> None:
        self._graph = graph
        self._commands = commands
        self._couriers = couriers
        self._patience = patience
        self._holder = uuid4().hex
        self._lease = int((LEASE_SECONDS + patience.seconds + answer) * 1000)
        self._owed = asyncio.Event()
        self._serving: set[asyncio.Task[None]] = set()
        self._ending = False

    def wake(self) -> None:
        """Hear that a webhook is owed something."""
        self._owed.set()

    async def run(self) -> None:
        """Serve until cancelled; rounds under way get a moment to end, so that nobody waits for their leases."""
        try:
            while True:
                await self._owed.wait()
                self._owed.clear()
                try:
                    await self.take()
                except Exception as error:  # noqa: BLE001 (whatever it was, it is tried again)
                    log.warning("webhooks.failed", error=str(error))
        finally:
            self._ending = True
            await self.end()

    async def take(self) -> None:
        """Claim webhooks and begin to serve them."""
        room = AT_ONCE - len(self._serving)
        if room <= 0:
            return
        for webhook in await self._commands.execute(
            self._graph, EVENTS, ClaimWebhooks(self._holder, self._lease, room)
        ):
            task = asyncio.create_task(self._serve(webhook))
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)

    async def end(self) -> None:
        """Wait a moment for rounds under way, and let go of connections."""
        if self._serving:
            _, late = await asyncio.wait(self._serving, timeout=END_SECONDS)
            for task in late:
                task.cancel()
        for courier in self._couriers.values():
            await courier.close()

    async def served(self) -> None:
        """Wait until all that was taken is served."""
        while self._serving:
            await asyncio.wait(self._serving)

    async def _serve(self, webhook: Claimed) -> None:
        try:
            cursor: int | None = webhook.cursor
            while cursor is not None:
                cursor = await self._round(webhook, cursor)
        except Exception as error:  # noqa: BLE001 (one webhook must not end the others; its lease brings it back)
            log.warning("webhook.failed", webhook=webhook.id, error=str(error))

    async def _round(self, webhook: Claimed, cursor: int) -> int | None:
        """Deliver what is there, and return where to go on; nothing where all is done for now."""
        letters = [
            Letter(happening_of(row), row.attempts, row.wait, kept=True)
            for row in await self._graph.read(OWED(One(webhook.id)))
        ]
        new = await read(self._graph, cursor, max(0, MOST_KEPT - len(letters)), Wanted(frozenset(webhook.events)))
        letters += [Letter(happening) for happening in new.happenings]
        results = await self._delivered(webhook, letters)
        onward = new.more and (new.until > cursor or any(result.done for result in results))
        more = not self._ending and (onward or _hurried(results))
        lease = self._lease if more else _rest(results)
        settling = SettleRound(webhook.id, self._holder, new.until, results, lease)
        counts = await self._commands.execute(self._graph, EVENTS, settling)
        LAG.labels(webhook.id).set(max(0, await last_place(self._graph) - new.until))
        return new.until if more and counts else None

    async def _delivered(self, webhook: Claimed, letters: list[Letter]) -> list[Result]:
        courier = self._couriers[urlsplit(webhook.url).scheme]
        destination = Destination(webhook.url, webhook.secret_file)
        results = await deliver(letters, lambda happening: courier.bring(happening, destination), self._patience)
        for result in results:
            if result.fate is not Fate.HELD:
                DELIVERED.labels(webhook.id, result.fate.value).inc()
            if result.fate in {Fate.FAILED, Fate.DEAD}:
                told = {"happening": result.letter.happening.id, "fate": result.fate.value, "error": result.error}
                log.info("webhook.delivery", webhook=webhook.id, **told)
        return results


def _rest(results: list[Result]) -> int:
    """Return for how many milliseconds there is nothing to do, whatever happens: so much is kept that no more fits."""
    waits = [result.wait for result in results if not result.done]
    return min(waits) if len(waits) >= MOST_KEPT else 0


def _hurried(results: list[Result]) -> bool:
    """Whether something waits for nothing but the next round."""
    return any(result.fate is Fate.HELD and result.wait == 0 for result in results)
