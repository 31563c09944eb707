"""Two that store at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from cim_graph.commands.model import Context
from cim_graph.graph.session import Graph, Transaction
from cim_graph.intake.model import Report
from cim_graph.intake.prepare import prepare
from cim_graph.intake.service import SubmitRecords, SubmitRecordsHandler
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import moment_text, system_clock
from cim_graph.matching.models import Models

Submit = Callable[[list[Any]], Awaitable[Report]]
Record = dict[str, Any]
Race = Callable[[list[Record], list[Record]], Awaitable[Report]]

BLOCKED = "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*) AS waiting"


@asynccontextmanager
async def stored_and_not_committed(graph: Graph, records: list[Record]) -> AsyncIterator[None]:
    stored, commit = asyncio.Event(), asyncio.Event()

    async def work(transaction: Transaction) -> None:
        context = Context(transaction, Actor("first"), moment_text(system_clock()))
        for prepared in prepare(enumerate(records), {}):
            await SubmitRecordsHandler(Rank(), Models())(SubmitRecords(prepared), context)
        stored.set()
        await commit.wait()

    first = asyncio.create_task(graph.write("first", work))
    await stored.wait()
    try:
        yield
    finally:
        commit.set()
        await first


@pytest.fixture
def race(graph: Graph, take: Submit) -> Callable[[list[Record], list[Record]], Coroutine[Any, Any, Report]]:
    """Store the first records, let the second ones run into their locks, then commit the first."""

    async def race(first: list[Record], second: list[Record]) -> Report:
        async with stored_and_not_committed(graph, first):
            later = asyncio.ensure_future(take(second))
            while not later.done() and (await graph.administer(BLOCKED))[0]["waiting"] == 0:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return await later

    return race
