"""The Global LEI System of GLEIF as records: legal entities, who consolidates whom, why one names no parent."""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from cim_graph.records.importer import Line, Rejection
from cim_loaders.gleif.entities import entity
from cim_loaders.gleif.relationships import DELETED, deletion, exception, relationship
from cim_loaders.gleif.rows import Columns, Level, Row, rows
from cim_loaders.source_file import opened


class GleifImporter:
    """Reads the Golden Copy in CSV and the Common Data Formats in XML, of level 1 and 2; the content tells which.

    All three files are of one source, so that a relationship finds its ends. With `--snapshot`, give all three in
    one command, or what is only in the others would be retracted.
    """

    name = "gleif"
    title = "Legal entities and their parents: GLEIF Golden Copy CSV or CDF XML"

    def __init__(self, source: str = "gleif") -> None:
        self._source = source

    def read(self, stream: BinaryIO) -> Iterator[Line | Rejection]:
        """Translate a stream; the number of a line is that of the CSV, or the place of the record in the XML."""
        for row in rows(opened(stream)):
            missing = None if isinstance(row, Rejection) else _missing(row)
            if isinstance(row, Rejection):
                yield row
            elif missing:
                yield Rejection(row.number, missing, f"{missing} is empty, so the row names nothing.")
            else:
                for record in self._records(row):
                    yield Line(row.number, record)

    def _records(self, row: Row) -> Iterable[dict[str, Any]]:
        if DELETED in row.columns:
            return deletion(row.columns, self._source, _keys(row))
        if row.level is Level.ENTITIES:
            return [entity(row.columns, self._source)]
        if row.level is Level.RELATIONSHIPS:
            return [relationship(row.columns, self._source)]
        return exception(row.columns, self._source)


def _missing(row: Row) -> str | None:
    """Return the first column that a row cannot do without; a name it can, since registers hold nameless parties."""
    needed = [column for column in row.level.value if column != "Entity.LegalName"]
    return next((column for column in needed if not row.columns.get(column)), None)


def _keys(row: Row) -> list[str]:
    columns: Columns = row.columns
    if row.level is Level.ENTITIES:
        return [columns["LEI"]]
    if row.level is Level.EXCEPTIONS:
        key = f"{columns['LEI']}|{columns['Exception.Category']}"
        return [f"{key}|parent", key]
    start, end, kind = (columns[name] for name in row.level.value)
    return [f"{start}|{kind}|{end}"]


importer = GleifImporter()
