"""Entities that only say something of a party (an address, a passport, a sanction): kept on disk until it comes.

A file may name them before or after the party, and hold millions, so it is read twice: this is what the first time
leaves behind.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import orjson

from cim_loaders.ftm.words import SATELLITES

Json = dict[str, Any]

_TABLE = """
CREATE TABLE satellite (line INTEGER PRIMARY KEY, id TEXT, schema TEXT, used INTEGER DEFAULT 0, entity BLOB);
CREATE TABLE holder (id TEXT, line INTEGER);
"""
_INDEXES = "CREATE INDEX satellite_id ON satellite (id); CREATE INDEX holder_id ON holder (id)"
_NAMED = "SELECT line, entity FROM satellite WHERE id = ? ORDER BY line"
_HELD = "SELECT line, entity FROM satellite JOIN holder USING (line) WHERE holder.id = ? ORDER BY line"


class Satellites:
    """Satellites by their own ids, and by the ids of the parties that they name."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._used: set[int] = set()

    def fill(self, entities: Iterable[tuple[int, Json]]) -> None:
        """Take satellites up, with the numbers of their lines."""
        self._database.executescript(_TABLE)
        for line, entity in entities:
            holder = SATELLITES[entity["schema"]]
            row = (line, entity["id"], entity["schema"], orjson.dumps(entity))
            self._database.execute("INSERT INTO satellite (line, id, schema, entity) VALUES (?, ?, ?, ?)", row)
            ids = entity.get("properties", {}).get(holder, []) if holder else []
            self._database.executemany("INSERT INTO holder VALUES (?, ?)", [(id_, line) for id_ in ids])
        self._database.executescript(_INDEXES)

    def named(self, ids: Iterable[str]) -> list[Json]:
        """Return those of these ids."""
        return [entity for id_ in ids for entity in self._read(_NAMED, id_)]

    def of(self, party: str) -> list[Json]:
        """Return those that name a party."""
        return self._read(_HELD, party)

    def unused(self) -> Iterator[tuple[int, str, str]]:
        """Yield line, schema and id of those that nobody asked for."""
        self._flush()
        yield from self._database.execute("SELECT line, schema, id FROM satellite WHERE used = 0 ORDER BY line")

    def _read(self, question: str, id_: str) -> list[Json]:
        rows = self._database.execute(question, (id_,)).fetchall()
        self._used.update(line for line, _ in rows)
        if len(self._used) > _MOST_USED:
            self._flush()
        return [orjson.loads(entity) for _, entity in rows]

    def _flush(self) -> None:
        self._database.executemany(
            "UPDATE satellite SET used = 1 WHERE line = ?", [(line,) for line in sorted(self._used)]
        )
        self._used.clear()


_MOST_USED = 10_000


@contextmanager
def satellites(entities: Iterable[tuple[int, Json]]) -> Iterator[Satellites]:
    """Give numbered satellites, kept in a database of their own that goes with the context.

    A load reads on in whichever thread is free, one at a time.
    """
    with (
        tempfile.NamedTemporaryFile(suffix=".sqlite") as file,
        closing(sqlite3.connect(file.name, isolation_level=None, check_same_thread=False)) as database,
    ):
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        kept = Satellites(database)
        database.execute("BEGIN")
        kept.fill(entities)
        yield kept
