"""Transactions as columns: what files hold, and how what stands is read out of them, by DuckDB.

Rows are never changed. A version that holds no longer is named in a file of what ended, with the batch that ended it.
What stands are the rows of batches that were not taken back, without those that such a batch ended.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

COLUMNS: Final[Mapping[str, str]] = {
    "id": "VARCHAR",
    "version": "INTEGER",
    "source": "VARCHAR",
    "key": "VARCHAR",
    "hash": "VARCHAR",
    "moment": "TIMESTAMP",
    "account": "VARCHAR",
    "amount": "DECIMAL(18, 4)",
    "currency": "VARCHAR",
    "direction": "VARCHAR",
    "other": "VARCHAR",
    "counterparty": "VARCHAR",
    "country": "VARCHAR",
    "purpose": "VARCHAR",
    "channel": "VARCHAR",
    "device": "VARCHAR",
    "payload": "VARCHAR",
    "batch": "VARCHAR",
    "received": "TIMESTAMP",
}
ENDED: Final[Mapping[str, str]] = {
    "id": "VARCHAR",
    "version": "INTEGER",
    "batch": "VARCHAR",
    "moment": "TIMESTAMP",
    "said": "VARCHAR",
}
_MEMORY: Final = "1GB"


@dataclass(frozen=True, slots=True)
class Files:
    """The files that count, and the batches that do not."""

    rows: Sequence[str]
    ended: Sequence[str]
    undone: Sequence[str] = field(default=())

    def parameters(self) -> dict[str, Any]:
        """Return what the statements are asked."""
        return {"rows": list(self.rows), "ended": list(self.ended), "undone": list(self.undone)}


@contextmanager
def database() -> "Iterator[DuckDBPyConnection]":
    """Give a database in memory that loads nothing from anywhere."""
    import duckdb  # noqa: PLC0415 (most commands move no money)

    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY,
        "autoinstall_known_extensions": False,
        "preserve_insertion_order": False,
    }
    with duckdb.connect(config=settings) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def want(connection: "DuckDBPyConnection", ids: Collection[str]) -> None:
    """Make the table `wanted` of these ids: joined, many are found in one pass."""
    connection.execute("CREATE TABLE wanted AS SELECT unnest($ids::VARCHAR[]) AS id", {"ids": list(ids)})


def write(path: Path, rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> None:
    """Write rows as a file of columns."""
    picked = ", ".join(f'unnest($"{name}"::VARCHAR[])::{kind} AS "{name}"' for name, kind in columns.items())
    given = {name: [None if row[name] is None else str(row[name]) for row in rows] for name in columns}
    with database() as connection:
        connection.execute(f"CREATE TABLE written AS SELECT {picked}", given)
        copy(connection, "written", path)


def copy(connection: "DuckDBPyConnection", table: str, path: Path) -> None:
    """Write a table of ours, which is no text of anybody else's, to a file."""
    target = str(path).replace("'", "''")
    connection.execute(f"COPY {table} TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def standing(files: Files, picked: str) -> str:
    """Return a query, of our own words alone, for columns of the transactions that stand; asked `Files.parameters`.

    Without any file of what ended, or any batch that was taken back, nothing is looked up.
    """
    query = f"SELECT {picked} FROM read_parquet($rows) AS t"  # noqa: S608 (our own words)
    conditions = []
    if files.undone:
        conditions.append("NOT list_contains($undone, t.batch)")
    if files.ended:
        conditions.append(
            "NOT EXISTS (FROM read_parquet($ended) AS e WHERE e.id = t.id AND e.version = t.version"
            + (" AND NOT list_contains($undone, e.batch))" if files.undone else ")")
        )
    return f"{query} WHERE {' AND '.join(conditions)}" if conditions else query


def taken_back(files: Files) -> str:
    """Return a query for the last time, by the source's own, at which each transaction was taken back and still is."""
    undone = "AND NOT list_contains($undone, batch) " if files.undone else ""
    return (
        "SELECT id, max(said) AS said FROM ((SELECT NULL::VARCHAR AS said LIMIT 0) UNION ALL BY NAME "  # noqa: S608
        f"FROM read_parquet($ended, union_by_name = true)) WHERE said IS NOT NULL {undone}GROUP BY id"
    )  # files that were written before there was `said` are taken, too


def asked(query: str, files: Files, **more: object) -> dict[str, Any]:
    """Return those parameters that a query names."""
    return {name: value for name, value in {**files.parameters(), **more}.items() if f"${name}" in query}
