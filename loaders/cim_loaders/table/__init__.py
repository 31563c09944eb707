"""Tables of any system, CSV or Parquet, as records by a mapping that the bank writes, or has drafted (`cim map`)."""

from collections.abc import Iterator
from hashlib import blake2b
from typing import BinaryIO

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import Line, Rejection
from cim_graph.records.parse import RecordError
from cim_loaders.table.filling import records
from cim_loaders.table.mapping import Mapping, check_columns, mapping
from cim_loaders.table.rows import table


class TableImporter:
    """Reads CSV (any separator and encoding) and Parquet by a mapping; each row becomes the records that it names."""

    title = "Tables, CSV or Parquet, by a mapping: --map FILE; `cim map` drafts one"

    def __init__(self, mapped: Mapping | None = None, digest: str = "") -> None:
        self.name = f"table:{digest}" if digest else "table"
        self._mapping = mapped

    def mapped(self, document: bytes) -> "TableImporter":
        """Return the importer by a mapping (YAML), whose loads are named by the mapping, too."""
        return TableImporter(mapping(document), blake2b(document, digest_size=6).hexdigest())

    def draft(self, stream: BinaryIO, source: str) -> str:
        """Return a mapping (YAML) for the records of a source, drafted from the header and a sample of the rows."""
        from cim_loaders.table.draft import draft  # noqa: PLC0415 (what tells values apart takes long to import)

        return draft(stream, source)

    def read(self, stream: BinaryIO) -> Iterator[Line | Rejection]:
        """Translate a table; raises BadInputError where a column of the mapping is not there."""
        if self._mapping is None:
            raise BadInputError("A table needs a mapping: --map FILE. `cim map TABLE` drafts one.")
        read = table(stream, self._mapping.encoding, self._mapping.delimiter)
        check_columns(self._mapping, read.columns)
        for row in read.rows:
            if isinstance(row, Rejection):
                yield row
                continue
            number, values = row
            try:
                found = list(records(self._mapping.records, self._mapping.source, values))
            except RecordError as error:
                yield Rejection(number, error.field, error.reason, " | ".join(values.values()))
                continue
            yield from (Line(number, record) for record in found)


importer = TableImporter()
