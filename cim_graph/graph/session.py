"""Running statements: reads that are retried, writes in one transaction, both with time limits and bookmarks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import uniform
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from neo4j import READ_ACCESS, WRITE_ACCESS, AsyncDriver, AsyncGraphDatabase, AsyncResult, AsyncTransaction, Query
from neo4j.api import Bookmarks
from neo4j.exceptions import (
    DriverError,
    Neo4jError,
)
from prometheus_client import Histogram

from cim_graph.graph.adhoc import Answer, answer_of, stated
from cim_graph.graph.parameters import sent, told_in_a_word
from cim_graph.graph.refusals import explained, is_passing, translated
from cim_graph.graph.statement import BoundRead, BoundWrite

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from cim_graph.settings import Settings

R = TypeVar("R", bound="DataclassInstance")
T = TypeVar("T")

ALL_ROWS = 1 << 31
AT_ONCE = 8
"""Reads that one request, or one job, has under way at once: the others wait for their turn."""
RESERVED = 2
"""Connections for reads beside a transaction."""
READ_TRIES = 4
WRITE_TRIES = 12
LONGEST_PAUSE = 2.0
SLOW_SECONDS = 1.0
SLOW_BATCH_SECONDS = 10.0
"""A statement of a command writes thousands of rows; on a server that has just started that takes seconds."""

_SERVER = "CALL dbms.components() YIELD versions, edition RETURN versions[0] AS version, edition LIMIT 1"
_ANYTHING = "MATCH (n) WHERE NOT n:Migration RETURN 1 LIMIT 1"
log = structlog.get_logger(__name__)
SECONDS = Histogram("cim_statement_seconds", "Time a statement took, result included", ["statement"])


@dataclass(slots=True)
class _Recorder:
    """What the benchmarks keep of a load: every statement and its parameters, batch by batch."""

    transactions: list[list[tuple[str, dict[str, Any]]]] = field(default_factory=list)


class Transaction:
    """One transaction of a command: whatever runs in it becomes true together, or not at all."""

    def __init__(
        self, transaction: AsyncTransaction, recorder: list[tuple[str, dict[str, Any]]] | None, graph: "Graph"
    ) -> None:
        self._transaction = transaction
        self._recorder = recorder
        self._graph = graph

    def within(self) -> "Within":
        """Return the graph as this transaction sees it."""
        return Within(self._graph, self)

    async def beside(self, bound: BoundRead[R]) -> list[R]:
        """Run a read outside the transaction: of what is committed, over connections that are kept for this."""
        return await self._graph.read_beside(bound)

    async def run(self, bound: BoundRead[R] | BoundWrite[R]) -> list[R]:
        """Run a statement and return its rows."""
        statement = bound.statement
        if self._recorder is not None:
            self._recorder.append((statement.text, told_in_a_word(bound.arguments)))
        started = perf_counter()
        with sent(bound.arguments) as arguments:
            result = await self._transaction.run(statement.text, arguments)
            rows = [statement.row(*record) for record in await result.fetch(ALL_ROWS)]
        _measure(statement.name, started, len(rows), SLOW_BATCH_SECONDS)
        return rows

    async def ask(self, text: str, most: int) -> Answer:
        """Run a statement that a person typed; raise BadInputError where it makes no sense."""
        return await _asked(lambda: self._transaction.run(text), most)


class Graph:
    """The database as the services see it.

    A copy made by `following` waits for the writes behind some bookmarks and collects the bookmarks of its own. What it
    reads at once is bounded, so that no request takes all connections from the others.
    """

    def __init__(
        self,
        driver: AsyncDriver,
        settings: "Settings",
        bookmarks: frozenset[str] = frozenset(),
        reserve: AsyncDriver | None = None,
    ) -> None:
        self.driver = driver
        self.reserve = reserve
        """Connections for reads beside a transaction: were they of one pool, all could wait for each other."""
        self.settings = settings
        self.bookmarks = bookmarks
        self._turns = asyncio.Semaphore(AT_ONCE)
        self.recorder: _Recorder | None = None

    def following(self, bookmarks: Iterable[str]) -> "Graph":
        """Return a copy that sees at least what these bookmarks stand for."""
        return Graph(self.driver, self.settings, frozenset(bookmarks), self.reserve)

    def record(self) -> _Recorder:
        """Keep what is written from now on; for the benchmarks."""
        self.recorder = _Recorder()
        return self.recorder

    async def read(self, bound: BoundRead[R]) -> list[R]:
        """Run a read and return all its rows; retried while the server is passing through trouble.

        It is sent as an auto-commit query, marked as a read: half the cost of a managed transaction. The rows are
        fetched before anything is returned, so that a retry repeats nothing that a caller has seen.
        """
        async with self._turns:
            return await _retried(lambda: self._read_once(bound), READ_TRIES)

    async def read_beside(self, bound: BoundRead[R]) -> list[R]:
        """Run a read while a transaction is open that is the caller's own."""
        return await _retried(lambda: self._read_over(self.reserve or self.driver, bound), READ_TRIES)

    async def _read_once(self, bound: BoundRead[R]) -> list[R]:
        return await self._read_over(self.driver, bound)

    async def _read_over(self, driver: AsyncDriver, bound: BoundRead[R]) -> list[R]:
        return await self._alone(driver, bound, READ_ACCESS, self.settings.query_seconds)

    async def _alone(
        self, driver: AsyncDriver, bound: BoundRead[R] | BoundWrite[R], access: str, seconds: float
    ) -> list[R]:
        """Run a statement as an auto-commit query and return its rows: what it wrote is committed then."""
        statement = bound.statement
        query = Query(statement.text, {"statement": statement.name}, seconds)
        started = perf_counter()
        async with driver.session(
            database=self.settings.neo4j_database,
            default_access_mode=access,
            bookmarks=Bookmarks.from_raw_values(self.bookmarks) if self.bookmarks else None,
            fetch_size=-1,
        ) as session:
            result = await session.run(query, told_in_a_word(bound.arguments))
            rows = [statement.row(*record) for record in await result.fetch(ALL_ROWS)]
        _measure(statement.name, started, len(rows))
        return rows

    async def write(self, name: str, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do work in one transaction and commit it; done again from the start when it meets a passing trouble.

        A unique key that another transaction took in the meantime is such a trouble: the work looks again and finds it.
        """
        return await _retried(lambda: self._write_once(name, work), WRITE_TRIES)

    async def add(self, bound: BoundWrite[R]) -> None:
        """Run one write that may be done twice, as an auto-commit query: it is committed when this returns.

        That is one way to the server and back, where a transaction takes three, and half of its processor time.
        """
        seconds = self.settings.write_seconds
        await _retried(lambda: self._alone(self.driver, bound, WRITE_ACCESS, seconds), WRITE_TRIES)

    async def rehearse(self, name: str, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do work in one transaction and take it back: what it answers is what would be, and nothing of it stays.

        It holds the locks of a write meanwhile. `Within` lets services read what the transaction has written.
        """
        return await _retried(lambda: self._write_once(name, work, kept=False), WRITE_TRIES)

    async def _write_once(self, name: str, work: Callable[[Transaction], Awaitable[T]], *, kept: bool = True) -> T:
        recorded: list[tuple[str, dict[str, Any]]] | None = [] if self.recorder else None
        async with self.driver.session(
            database=self.settings.neo4j_database,
            default_access_mode=WRITE_ACCESS,
            bookmarks=Bookmarks.from_raw_values(self.bookmarks) if self.bookmarks else None,
            fetch_size=-1,
        ) as session:
            async with await session.begin_transaction(
                metadata={"statement": name}, timeout=self.settings.write_seconds
            ) as transaction:
                value = await work(Transaction(transaction, recorded, self))
                await (transaction.commit() if kept else transaction.rollback())
            if not kept:
                return value
            self.bookmarks = frozenset((await session.last_bookmarks()).raw_values)
        if self.recorder and recorded is not None:
            self.recorder.transactions.append(recorded)
        return value

    async def administer(
        self, text: str, arguments: dict[str, Any] | None = None, seconds: float | None = None
    ) -> list[dict[str, Any]]:
        """Run a schema or status statement of the product's own; for migrations and diagnosis.

        It may take `seconds`, or as long as any read.
        """
        query = Query(text, timeout=seconds or self.settings.query_seconds)

        async def once() -> list[dict[str, Any]]:
            async with self.driver.session(database=self.settings.neo4j_database) as session:
                return await (await session.run(query, arguments or {})).data()

        return await _retried(once, READ_TRIES)

    @asynccontextmanager
    async def holding(self, text: str) -> AsyncIterator[None]:
        """Keep open what a statement of the product's own locks, and take it back in the end; for migrations."""
        async with (
            self.driver.session(database=self.settings.neo4j_database) as session,
            await session.begin_transaction() as transaction,
        ):
            await (await transaction.run(text)).consume()
            yield
            await transaction.rollback()

    async def ask(self, text: str, most: int) -> Answer:
        """Run a read that a person typed; raise BadInputError where it makes no sense."""

        async def once() -> Answer:
            async with self.driver.session(
                database=self.settings.neo4j_database, default_access_mode=READ_ACCESS
            ) as session:
                query = Query(text, timeout=self.settings.query_seconds)
                return await _asked(lambda: session.run(query), most)

        return await _retried(once, READ_TRIES)

    async def is_filled(self) -> bool:
        """Whether anything is kept but what migrations leave."""
        return bool(await self.administer(_ANYTHING))

    async def server(self) -> tuple[str, str]:
        """Return the server's version and edition."""
        [found] = await self.administer(_SERVER)
        return found["version"], found["edition"]

    async def close(self) -> None:
        """Close every connection."""
        await self.driver.close()
        if self.reserve is not None:
            await self.reserve.close()


class Within(Graph):
    """The graph as one open transaction sees it, what it has written among the rest: one read at a time."""

    def __init__(self, graph: Graph, transaction: Transaction) -> None:
        super().__init__(graph.driver, graph.settings, graph.bookmarks, graph.reserve)
        self._transaction = transaction
        self._one = asyncio.Lock()

    async def read(self, bound: BoundRead[R]) -> list[R]:
        """Run a read inside the transaction."""
        async with self._one:
            return await self._transaction.run(bound)


async def connect(uri: str, user: str, password: str, settings: "Settings") -> Graph:
    """Open a driver and make sure that the server answers; raise SetupError or UnavailableError with what to do."""

    def opened(connections: int) -> AsyncDriver:
        return AsyncGraphDatabase.driver(
            uri,
            auth=(user, password),
            max_connection_pool_size=connections,
            connection_acquisition_timeout=settings.query_seconds,
            connection_timeout=10,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
            user_agent="cim-graph",
        )

    with explained(uri, user):
        driver = opened(settings.pool_size)
        try:
            async with driver.session(database=settings.neo4j_database, default_access_mode=READ_ACCESS) as session:
                await (await session.run("RETURN 1")).consume()
        except BaseException:
            await driver.close()
            raise
    return Graph(driver, settings, reserve=opened(RESERVED))


async def _asked(run: Callable[[], Awaitable[AsyncResult]], most: int) -> Answer:
    try:
        return await answer_of(await run(), most)
    except Neo4jError as error:
        if (told := stated(error)) is not None:
            raise told from error
        raise


async def _retried(once: Callable[[], Awaitable[T]], tries: int) -> T:
    for attempt in range(1, tries + 1):
        try:
            return await once()
        except (Neo4jError, DriverError) as error:
            if attempt == tries or not is_passing(error):
                raise translated(error) from error
            log.debug("statement.retry", attempt=attempt, error=str(error)[:200])
        await asyncio.sleep(min(LONGEST_PAUSE, 0.05 * 2**attempt) * uniform(0.5, 1.0))  # noqa: S311 (not a secret)
    raise AssertionError("unreachable")  # pragma: no cover


def _measure(name: str, started: float, rows: int, slow: float = SLOW_SECONDS) -> None:
    seconds = perf_counter() - started
    SECONDS.labels(name).observe(seconds)
    if seconds > slow:
        log.warning("statement.slow", statement=name, seconds=round(seconds, 3), rows=rows)
