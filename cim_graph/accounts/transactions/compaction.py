"""Files of what came become files of days, and what is older than is kept goes."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from cim_graph.accounts.transactions.columns import copy, database
from cim_graph.accounts.transactions.ledger import Ledger
from cim_graph.accounts.transactions.store import BASE, FILES, REPLACE, FileRow, Replacing
from cim_graph.commands.model import Context, Outcome
from cim_graph.graph.statement import Empty
from cim_graph.kernel.ids import sequence_id

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cim_graph.accounts.transactions.objects import Objects
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor

MOST_OF_A_DAY: Final = 8
"""Files of one day, from which on they become one."""
LEFT_FOR: Final = timedelta(hours=1)
"""How long a file stays that nobody lists any more, or not yet: somebody may read it still, or write it just now."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """How many files came instead of how many others, and how many transactions went with their day."""

    came: int
    gone: int
    forgotten: int


@dataclass(frozen=True, slots=True)
class SortTransactions:
    """Files of what came are to be sorted by day; days before `keep_from` are to go."""

    keep_from: str | None = None
    name: str = field(default="sortTransactions", init=False)

    def answer_type(self) -> type[Sorted]:
        """Return the class of the answer."""
        return Sorted


class SortTransactionsHandler:
    """Sorts the files of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def __call__(self, command: SortTransactions, context: Context) -> Outcome[Sorted]:
        """Write the files of days, and list them in place of those that they were made of."""
        transaction = context.transaction
        base, listed = await self._ledger.locked(transaction)
        old = [row for row in listed if row.day is not None and row.day < (command.keep_from or "")]
        taken = _to_sort(listed, old)
        came = await asyncio.to_thread(_Sorting(self._ledger, base).done, taken, command.keep_from) if taken else []
        gone = [row.id for row in (*taken, *old)]
        if gone:
            await transaction.run(REPLACE(Replacing(came, gone)))
            await asyncio.to_thread(self._renew, gone)
        forgotten = sum(row.rows for row in (*taken, *old) if row.content == "rows")
        done = Sorted(len(came), len(gone), forgotten - sum(row["rows"] for row in came if row["content"] == "rows"))
        told = {"came": done.came, "gone": done.gone, "forgotten": done.forgotten, "keepFrom": command.keep_from}
        return Outcome(done, changed=bool(gone), detail=told)

    def _renew(self, gone: Sequence[str]) -> None:
        for name in gone:
            self._ledger.objects.renew(name)


@dataclass(frozen=True, slots=True)
class _Sorting:
    """Files are written anew, under the names of a base."""

    ledger: Ledger
    base: str

    def done(self, taken: Sequence[FileRow], keep_from: str | None) -> list[dict[str, Any]]:
        """Write what some files hold by day, and what ended as one; answer what is to be listed."""
        came: list[dict[str, Any]] = []
        with database() as connection:
            if rows := self._paths(taken, "rows"):
                connection.execute(
                    "CREATE TABLE came AS SELECT *, strftime(moment, '%Y-%m-%d') AS day "
                    "FROM read_parquet($rows, hive_partitioning = false) "
                    "WHERE moment >= coalesce($from, '0001-01-01')::TIMESTAMP",
                    {"rows": rows, "from": keep_from},
                )
                days = connection.execute("SELECT day, count(*) FROM came GROUP BY day ORDER BY day").fetchall()
                came += [self._day(connection, day, count) for day, count in days]
            if ended := self._paths(taken, "ended"):
                connection.execute(
                    "CREATE OR REPLACE TABLE written AS FROM read_parquet($ended, union_by_name = true)",
                    {"ended": ended},
                )
                came.append(self._written(connection, f"{self.base}/ended/{sequence_id()}.parquet", "ended", None))
        return came

    def _day(self, connection: "DuckDBPyConnection", day: str, count: int) -> dict[str, Any]:
        connection.execute(
            "CREATE OR REPLACE TABLE written AS SELECT * EXCLUDE (day) FROM came WHERE day = $day ORDER BY moment",
            {"day": day},
        )
        return self._written(connection, f"{self.base}/day={day}/{sequence_id()}.parquet", "rows", day) | {
            "rows": count
        }

    def _written(self, connection: "DuckDBPyConnection", name: str, content: str, day: str | None) -> dict[str, Any]:
        copy(connection, "written", self.ledger.objects.place(name))
        self.ledger.objects.keep(name)
        count = connection.execute("SELECT count(*) FROM written").fetchall()[0][0]
        return {"id": name, "content": content, "day": day, "rows": count}

    def _paths(self, taken: Sequence[FileRow], content: str) -> list[str]:
        return [str(self.ledger.objects.local(row.id)) for row in taken if row.content == content]


async def tidied(graph: "Graph", ledger: Ledger, commands: "Commands", actor: "Actor", keep_from: str | None) -> int:
    """Sort files by day, let days go that are over, and delete files that do not count; answer how many of these."""
    await commands.follow(graph, actor, SortTransactions(keep_from))
    return await sweep(graph, ledger, datetime.now(UTC))


async def sweep(graph: "Graph", ledger: Ledger, now: datetime) -> int:
    """Delete this base's files that nobody lists, unless they are young; answer how many."""
    bases = await graph.read(BASE(Empty()))
    kept = {row.id for row in await graph.read(FILES(Empty()))} if bases else set()
    return await asyncio.to_thread(_swept, ledger.objects, bases[0].base, kept, now) if bases else 0


def _swept(objects: "Objects", base: str, kept: set[str], now: datetime) -> int:
    before = (now.astimezone(UTC) - LEFT_FOR).timestamp()
    old = [name for name, changed in objects.names(base) if name not in kept and changed < before]
    for name in old:
        objects.drop(name)
    return len(old)


def _to_sort(listed: Sequence[FileRow], old: Sequence[FileRow]) -> list[FileRow]:
    """Return what came, days of very many files, and what ended where that is in several files."""
    landed = [row for row in listed if row.day is None and row.content == "rows"]
    of_day = Counter(row.day for row in listed if row.content == "rows" and row.day)
    scattered = [row for row in listed if row.day and of_day[row.day] >= MOST_OF_A_DAY and row not in old]
    ended = [row for row in listed if row.content == "ended"]
    return [*landed, *scattered, *(ended if len(ended) > 1 else [])]
