"""What went over accounts, in the words of its source."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from cim_graph.accounts.transactions.columns import Files, asked, database, standing, want

if TYPE_CHECKING:
    from cim_graph.accounts.transactions.ledger import Ledger
    from cim_graph.graph.session import Graph
    from cim_graph.graph.statement import Ask

_OF_ACCOUNTS: Final = (
    "SELECT t.id, t.version, strftime(t.received, '%Y-%m-%dT%H:%M:%S.%fZ'), t.payload, s.id IS NOT NULL "
    "FROM read_parquet($rows, hive_partitioning = false) AS t LEFT JOIN ({stands}) AS s USING (id, version) "
    "WHERE t.account = ANY($accounts) ORDER BY t.moment, t.id, t.version"
)
_STATED: Final = "SELECT id, version, account, other, payload FROM ({stands}) SEMI JOIN wanted USING (id)"


@dataclass(frozen=True, slots=True)
class Stated:
    """A transaction that stands, in its version: the account and the other side as files name them, its record."""

    id: str
    version: int
    account: str
    other: str | None
    payload: str


@dataclass(frozen=True, slots=True)
class Told:
    """A version of a transaction, since when it is known, and whether it stands."""

    id: str
    version: int
    received_at: str
    payload: dict[str, Any]
    stands: bool


async def history(ledger: "Ledger", graph: "Graph", accounts: Collection[str]) -> list[Told]:
    """Return all versions of transactions of accounts, as files name these, in the order of their moments."""
    files = await ledger.files(graph.read)
    return await asyncio.to_thread(_of_accounts, files, accounts) if files.rows and accounts else []


async def stated(ledger: "Ledger", ask: "Ask", ids: Collection[str]) -> list[Stated]:
    """Return those of these transactions that stand."""
    files = await ledger.files(ask) if ids else None
    return await asyncio.to_thread(_stated, files, ids) if files and files.rows else []


def _stated(files: Files, ids: Collection[str]) -> list[Stated]:
    query = _STATED.format(stands=standing(files, "t.*"))
    with database() as connection:
        want(connection, ids)
        return [Stated(*row) for row in connection.execute(query, asked(query, files)).fetchall()]


def _of_accounts(files: Files, accounts: Collection[str]) -> list[Told]:
    query = _OF_ACCOUNTS.format(stands=standing(files, "t.id, t.version"))
    with database() as connection:
        rows = connection.execute(query, asked(query, files, accounts=list(accounts))).fetchall()
    return [Told(id_, version, at, orjson.loads(payload), stands) for id_, version, at, payload, stands in rows]
