"""What goes on beside the answers of `cim up`: the first planning of large statements, and what each day brings."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import structlog

from cim_graph import bootstrap
from cim_graph.access.trail import seal
from cim_graph.accounts.transactions.compaction import tidied
from cim_graph.approvals.service import approvals_of
from cim_graph.events.pruning import prune
from cim_graph.graph.local import LocalServer
from cim_graph.intake.daily import daily
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import CimError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import NOW, today
from cim_graph.monitoring.following import follow_events
from cim_graph.monitoring.rules import rules
from cim_graph.network import service as network
from cim_graph.parties.model import EVERY_PARTY
from cim_graph.privacy.retention import retention
from cim_graph.privacy.service import Pace, keep_no_longer
from cim_graph.profiles.model import Part, Want
from cim_graph.profiles.service import level
from cim_graph.risk.renewal import Renewal
from cim_graph.risk.renewing import Renewer

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.settings import Settings

DAILY = Actor("daily")
MONITORING = Actor("monitoring")
RISK = Actor("risk")
_PAUSE_AFTER_FAILURE = 60.0
_LOOK_SECONDS = 3.0
_SEAL_SECONDS = 1.0
_FOLLOW_SECONDS = 2.0
_REST = 49.0
"""What looks through the whole base each day takes a fiftieth of the time: requests are answered by this process, too.

It begins anywhere, so that one which is often started anew comes to all parties in the end.
"""

log = structlog.get_logger(__name__)


@contextmanager
def background(settings: "Settings", graph: "Graph") -> Iterator[None]:
    """Plan statements before somebody waits for them, draw what each day (UTC) brings, renew assessments of risk.

    The local server is kept up, too.

    All of it goes on until the block ends.
    """
    works = [_planned(settings, graph), _days(settings, graph), _sealed(graph)]
    works += [_followed(settings, graph), _renewed(settings, graph), _forgotten(settings, graph)]
    if settings.embedded:
        works.append(_kept_up(LocalServer(settings)))
    tasks = [asyncio.create_task(_logged(work)) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except CimError as error:
        log.warning("background.failed", error=str(error))


async def _planned(settings: "Settings", graph: "Graph") -> None:
    """Ask once what nobody has: the server plans a large statement for a second when it meets it first."""
    await level(graph, {Want(part): ["nobody"] for part in Part}, NOW, settings.rank)
    await network.search(graph, "nobody", EVERY_PARTY, Page(1), NOW)


async def _sealed(graph: "Graph") -> None:
    """Seal the trail as it grows; several processes may do so, one after the other."""
    while True:
        try:
            await seal(graph)
        except CimError as error:
            log.warning("seal.failed", error=str(error))
            await asyncio.sleep(_PAUSE_AFTER_FAILURE)
        await asyncio.sleep(_SEAL_SECONDS)


async def _followed(settings: "Settings", graph: "Graph") -> None:
    """Let rules that run on events see them; of several processes that do so each finds what the others left."""
    commands, ruled = bootstrap.commands(settings), list(rules(settings.monitoring_file).values())
    while True:
        try:
            await follow_events(graph, commands, MONITORING, ruled)
        except CimError as error:
            log.warning("monitoring.failed", error=str(error))
            await asyncio.sleep(_PAUSE_AFTER_FAILURE)
        await asyncio.sleep(_FOLLOW_SECONDS)


async def _renewed(settings: "Settings", graph: "Graph") -> None:
    """Renew assessments of risk by what happens."""
    commands = bootstrap.commands(settings)
    own = graph.following(())
    await Renewal(Renewer(own, commands, RISK, settings.rank, settings.risk_scheme)).run()


async def _kept_up(server: LocalServer) -> None:
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            if await asyncio.to_thread(server.running) is None:
                log.warning("database.gone", doing="it is started again")
                await asyncio.to_thread(server.revive)
        except Exception as error:  # noqa: BLE001 (whatever it was, it is tried again)
            log.warning("database.gone", error=str(error))
            await asyncio.sleep(_PAUSE_AFTER_FAILURE)


async def _days(settings: "Settings", graph: "Graph") -> None:
    commands = bootstrap.commands(settings)

    async def work(day: str) -> None:
        await approvals_of(commands).catch_up(graph)
        await daily(graph, commands, DAILY)
        terms = retention(settings.retention_file)
        await prune(graph, commands, DAILY, terms.event_days)
        await tidied(graph, bootstrap.ledger(settings), commands, DAILY, terms.transactions_from(day))

    await _each_day(work, "daily.failed")


async def _forgotten(settings: "Settings", graph: "Graph") -> None:
    """Look each day for what need not be kept any longer: of a large base that may take more than the day."""
    commands = bootstrap.commands(settings)

    async def work(_: str) -> None:
        terms = retention(settings.retention_file)
        await keep_no_longer(graph, commands, DAILY, terms, pace=Pace(_REST, anywhere()))

    await _each_day(work, "retention.failed")


async def _each_day(work: Callable[[str], Awaitable[None]], failed: str) -> None:
    """Do what each day (UTC) brings, and wait for the next; what fails is told, and tried again after a while."""
    while True:
        day = today()
        try:
            await work(day)
        except CimError as error:
            log.warning(failed, error=str(error))
            await asyncio.sleep(_PAUSE_AFTER_FAILURE)
        else:
            await asyncio.sleep(seconds_to_midnight(datetime.now(UTC)) if day == today() else 0)


def anywhere() -> str:
    """Return an id before any party, by chance."""
    return id_of(Kind.PARTY, token_hex(8))


def seconds_to_midnight(now: datetime) -> float:
    """Return how long the day (UTC) still lasts."""
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - now).total_seconds()
