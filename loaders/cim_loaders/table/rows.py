"""Tables as rows of text: CSV of any separator and encoding, and Parquet; the content tells which."""

import io
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, cast

import orjson

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import Rejection
from cim_loaders.csv_lines import CsvLines, csv_problem, csv_values
from cim_loaders.table.text import SAMPLE, Manner, decoded, manner_of

_PARQUET = b"PAR1"
_OTHERS = {
    b"PK": "It is a workbook or another archive. Save the sheet as CSV (UTF-8).",
    b"\xd0\xcf\x11\xe0": "It is an old Excel workbook. Save the sheet as CSV (UTF-8).",
    b"\x1f\x8b": "It is packed twice. Unpack it once.",
}
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*\"|\[\s*[\[{])")
_ROWS_AT_ONCE = 2000
_KEPT_AS_TEXT = re.compile(r"'(\d[^']*)|=\"([^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, its rows with their numbers, and how it is written where it is text.

    The number of a row is that of its line in CSV, and its place in Parquet, from 1.
    """

    columns: Sequence[str]
    rows: Iterator[tuple[int, Mapping[str, str]] | Rejection]
    manner: Manner | None


def table(stream: BinaryIO, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """Open a table; raises BadInputError where it is none."""
    reader = io.BufferedReader(cast("io.RawIOBase", stream), SAMPLE)
    head = reader.peek(SAMPLE)
    for mark, advice in _OTHERS.items():
        if head.startswith(mark):
            raise BadInputError(f"The file is neither CSV nor Parquet. {advice}")
    if head.startswith(_PARQUET):
        return _parquet(reader)
    if _JSON.match(head):
        raise BadInputError(
            "The file is JSON, and no table. Load it by the format that it has (`cim load --help` names them), "
            "or save it as CSV (UTF-8)."
        )
    if not head.strip():
        raise BadInputError("The file is empty. Check where it comes from, or leave it out.")
    manner = manner_of(head, encoding, delimiter)
    lines = CsvLines(decoded(reader, manner.encoding), manner.delimiter)
    columns = _columns(lines, manner)
    return Table(columns, _csv_rows(lines, columns, manner), manner)


def _columns(lines: CsvLines, manner: Manner) -> list[str]:
    while text := lines.row():
        values = csv_values(text, manner.delimiter)
        if values is None:
            reason = csv_problem(text[0], None, 0).replace("UTF-8", manner.encoding.upper())
            raise BadInputError(f"The header cannot be read: {reason} The first line must name the columns.")
        if values:
            return _named(value.strip().removeprefix("\ufeff") for value in values)
    raise BadInputError("The table has no header: the first line must name the columns.")


def _named(values: Iterator[str]) -> list[str]:
    """Name columns that have no name, and those that have that of another."""
    names: list[str] = []
    for place, value in enumerate(values, 1):
        name = value or f"column {place}"
        names.append(name if name not in names else f"{name} ({place})")
    return names


def _csv_rows(
    lines: CsvLines, columns: Sequence[str], manner: Manner
) -> Iterator[tuple[int, Mapping[str, str]] | Rejection]:
    while text := lines.row():
        number = lines.number
        values = csv_values(text, manner.delimiter)
        if values == [] or (values and not any(value.strip() for value in values)):
            continue
        if values is not None and len(values) > len(columns) and not any(values[len(columns) :]):
            values = values[: len(columns)]
        if values is None or len(values) != len(columns):
            first = lines.keep_first(text)
            reason = csv_problem(first, values, len(columns)).replace("UTF-8", manner.encoding.upper())
            yield Rejection(number, None, reason, first.rstrip("\r\n").encode("utf-8", "replace").decode())
        else:
            yield number, {name: _plain(value) for name, value in zip(columns, values, strict=True)}


def _plain(value: str) -> str:
    """Return a value without what only keeps a spreadsheet from reading it as a number: `'0012`, `="0012"`."""
    text = value.strip()
    match = _KEPT_AS_TEXT.fullmatch(text)
    return next(filter(None, match.groups()), text) if match else text


def _parquet(stream: BinaryIO) -> Table:
    rows = _parquet_rows(stream)
    columns = next(rows)
    return Table(columns, _numbered(columns, rows), None)


def _numbered(columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, row in enumerate(rows, 1):
        yield number, {name: _text(value) for name, value in zip(columns, row, strict=True)}


def _parquet_rows(stream: BinaryIO) -> Iterator[Sequence[Any]]:
    """Yield the names of the columns, then the rows."""
    import duckdb  # noqa: PLC0415 (it takes long to import, and most loads do without)

    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        shutil.copyfileobj(stream, file, 1 << 20)
        file.flush()
        apart: dict[str, str | bool | int | float | list[str]] = {
            "threads": "1",
            "memory_limit": "512MB",
            "autoinstall_known_extensions": "false",
        }
        with duckdb.connect(config=apart) as database:
            try:
                found = database.execute("SELECT * FROM read_parquet(?)", [file.name])
                yield _named(str(column[0]) for column in found.description or [])
                while rows := found.fetchmany(_ROWS_AT_ONCE):
                    yield from rows
            except duckdb.Error as error:
                reason = str(error).splitlines()[0].replace(file.name, "the file")
                raise BadInputError(f"The Parquet file cannot be read: {reason}. Fetch it again.") from error


def _text(value: object) -> str:
    """Return a value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):  # a moment is one, too
        return value.isoformat()
    if isinstance(value, (list, dict)):
        return orjson.dumps(value, default=str).decode()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
