"""The text of a table whose encoding and separator nobody states: told from its first bytes."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

from cim_graph.kernel.errors import BadInputError

SAMPLE = 1 << 18
DELIMITERS = (";", ",", "\t", "|")
_BEGINNING, _LEAST_NOUGHTS = 200, 2
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What the region's systems write beside UTF-8: Turkish and Azerbaijani, Cyrillic, and Western ones.
_LIKELY = ["cp1251", "cp1254", "cp1252", "cp1250", "koi8_r", "cp866", "iso8859_5", "iso8859_9"]
_SAMPLE_ROWS = 30


@dataclass(frozen=True, slots=True)
class Manner:
    """How a table is written."""

    encoding: str
    delimiter: str


def decoded(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the lines of a stream; a byte that the encoding does not have costs its row, not the file.

    Raises BadInputError where UTF-16 breaks off within a letter.
    """
    try:
        yield from io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
    except UnicodeError as error:
        raise BadInputError(
            f"The file is no {encoding.upper()} to its end, so it breaks off. Fetch it again."
        ) from error


def manner_of(head: bytes, encoding: str | None = None, delimiter: str | None = None) -> Manner:
    """Tell how a table is written from its first bytes; what is stated is not asked."""
    encoding = encoding or _encoding(head)
    if not _is_known(encoding):
        raise BadInputError(f"{encoding!r} is no encoding; known are utf-8, utf-16, cp1251, cp1254 and others")
    if delimiter is None:
        text = head.decode(encoding, "replace")
        delimiter = _delimiter(text[: text.rfind("\n") + 1].splitlines() or text.splitlines())
    return Manner(encoding, delimiter)


def _is_known(encoding: str) -> bool:
    try:
        "".encode(encoding)
    except LookupError:
        return False
    return True


def _encoding(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if (wide := _wide(head)) is not None:
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        best = from_bytes(head, cp_isolation=_LIKELY).best()
        return best.encoding if best else "cp1252"
    return "utf-8"


def _wide(head: bytes) -> str | None:
    """Return the UTF-16 that is not marked: every other byte of its ASCII is nought, and a stray one is none of it."""
    first, second = (head[side:_BEGINNING:2].count(0) for side in (0, 1))
    if min(first, second) > 0 or max(first, second) < _LEAST_NOUGHTS:
        return None
    return "utf-16-le" if second else "utf-16-be"


def _delimiter(lines: Iterable[str]) -> str:
    """Return the separator that gives most rows the same number of columns, and more than one."""
    sample = [line for line in lines if line.strip()][:_SAMPLE_ROWS]

    def columns(delimiter: str) -> tuple[int, int]:
        try:
            counts = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            return 0, 0
        first = counts[0] if counts else 1
        return (sum(count == first for count in counts) if first > 1 else 0), first

    return max(DELIMITERS, key=columns) if sample else ","
