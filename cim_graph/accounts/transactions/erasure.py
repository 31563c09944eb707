"""What transactions say of somebody in words is taken out of the files; amounts, days and directions stay.

Files are never changed: those that hold such transactions are written anew, under other names, and the graph lists them
instead in the transaction of the command.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from cim_graph.accounts.transactions.columns import copy, database
from cim_graph.accounts.transactions.prepare import NAME, NUMBER
from cim_graph.accounts.transactions.store import FILES, LOCK, REPLACE, FileRow, Replacing
from cim_graph.graph.statement import Empty
from cim_graph.kernel.ids import sequence_id

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cim_graph.accounts.transactions.ledger import Ledger
    from cim_graph.graph.session import Transaction

Row = dict[str, Any]
_CHANGED: Final = ("key", "account", "other", "counterparty", "purpose", "device", "payload")
_KEPT: Final = ("type", "source", "at", "amount", "currency", "direction", "country", "channel")
"""Fields of a transaction that say how it was, and not of whom."""
_NAMING: Final = "account = ANY($accounts) OR other = ANY($others)"


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who is erased: how files name what was theirs, and the ids by which it is named from now on.

    `tells`: whether a text of others is about them.
    """

    accounts: Mapping[str, str]
    ends: Mapping[str, str]
    tells: Callable[[str], bool]


def account_names(id_: str, number: str | None) -> dict[str, str]:
    """Return how files name an account, each with its id."""
    return {id_: id_, **({NUMBER + number: id_} if number else {})}


async def erase_words(ledger: "Ledger", transaction: "Transaction", gone: Gone) -> int:
    """Take out what transactions say of somebody; answer how many files were written anew."""
    if not gone.accounts and not gone.ends:
        return 0
    await transaction.run(LOCK(Empty()))
    listed = [row for row in await transaction.run(FILES(Empty())) if row.content == "rows"]
    came = await asyncio.to_thread(_written, ledger, listed, gone) if listed else {}
    if came:
        await transaction.run(REPLACE(Replacing(list(came.values()), list(came))))
    return len(came)


def _written(ledger: "Ledger", listed: Sequence[FileRow], gone: Gone) -> dict[str, Row]:
    by_path = {str(ledger.objects.local(row.id)): row for row in listed}
    asked = {"accounts": list(gone.accounts), "others": [*gone.accounts, *gone.ends]}
    came: dict[str, Row] = {}
    with database() as connection:
        found = connection.execute(
            "SELECT DISTINCT filename FROM read_parquet($rows, filename = true, hive_partitioning = false) "  # noqa: S608
            f"WHERE {_NAMING}",
            {"rows": list(by_path), **asked},
        ).fetchall()
        for path in sorted(path for (path,) in found):
            _change(connection, path, asked, gone)
            came[by_path[path].id] = _kept(connection, ledger, by_path[path])
            ledger.objects.renew(by_path[path].id)
    return came


def _change(connection: "DuckDBPyConnection", path: str, asked: Mapping[str, Any], gone: Gone) -> None:
    names = ("id", "version", *_CHANGED)
    found = connection.execute(
        f"SELECT {', '.join(names)} FROM read_parquet($file, hive_partitioning = false) WHERE {_NAMING}",  # noqa: S608
        {"file": path, **asked},
    ).fetchall()
    rows = [_erased(dict(zip(names, row, strict=True)), gone) for row in found]
    given = {name: [None if row[name] is None else str(row[name]) for row in rows] for name in names}
    picked = ", ".join(f'unnest($"{name}"::VARCHAR[]) AS "{name}"' for name in names)
    connection.execute(f"CREATE OR REPLACE TABLE changed AS SELECT {picked}", given)
    replaced = ", ".join(f"CASE WHEN c.id IS NULL THEN t.{name} ELSE c.{name} END AS {name}" for name in _CHANGED)
    connection.execute(
        f"CREATE OR REPLACE TABLE written AS SELECT t.* REPLACE ({replaced}) "  # noqa: S608
        "FROM read_parquet($file, hive_partitioning = false) AS t "
        "LEFT JOIN changed AS c ON c.id = t.id AND c.version::INTEGER = t.version ORDER BY t.moment",
        {"file": path},
    )


def _kept(connection: "DuckDBPyConnection", ledger: "Ledger", of: FileRow) -> Row:
    name = f"{of.id.rpartition('/')[0]}/rows-{sequence_id()}.parquet"
    copy(connection, "written", ledger.objects.place(name))
    ledger.objects.keep(name)
    return {"id": name, "content": of.content, "day": of.day, "rows": of.rows}


def _erased(row: Row, gone: Gone) -> Row:
    """Return a transaction as it stays: of an account of theirs how it was, of one of others without who they were."""
    said = orjson.loads(row["payload"])
    if row["account"] in gone.accounts:
        row = _own(row, said, gone.accounts[row["account"]])
    elif row["other"] in gone.accounts or row["other"] in gone.ends:
        row = _of_others(row, said, gone)
    if (named := gone.accounts.get(row["other"]) or gone.ends.get(row["other"])) is not None:
        row = {**row, "other": named}
    return row


def _own(row: Row, said: Row, account: str) -> Row:
    left: Row = {name: said[name] for name in _KEPT if name in said}
    payload: Row = {**left, "key": row["id"], "account": {"source": said["source"], "key": account}}
    other = None if (row["other"] or "").startswith(NAME) else row["other"]
    nothing: Row = dict.fromkeys(("counterparty", "purpose", "device"))
    return {**row, **nothing, "key": row["id"], "account": account, "other": other, "payload": _text(payload)}


def _of_others(row: Row, said: Row, gone: Gone) -> Row:
    named = gone.accounts.get(row["other"]) or gone.ends[row["other"]]
    payload = {name: value for name, value in said.items() if name not in {"counterparty", "counterpartyAccount"}}
    end = "counterpartyAccount" if row["other"] in gone.accounts else "counterparty"
    payload[end] = {"source": said["source"], "key": named}
    purpose = row["purpose"]
    if purpose and gone.tells(purpose):
        purpose = payload["purpose"] = None
    return {**row, "counterparty": None, "purpose": purpose, "payload": _text(payload)}


def _text(payload: Row) -> str:
    return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS).decode()
