"""The lines of a CSV file as rows, such that one damaged row costs no other."""

import csv
from collections import deque
from collections.abc import Iterable, Sequence

# A quote that is never closed would swallow the rest of the file. No row of the files that are read runs over so many.
_MOST_LINES = 50


class CsvLines:
    """The lines of a CSV file, gathered into rows by their quotes; a quote within a value that has none is a letter."""

    def __init__(self, lines: Iterable[str], delimiter: str = ",") -> None:
        self._lines = iter(lines)
        self._delimiter = delimiter
        self._ahead: deque[str] = deque()
        self._taken = 0
        self.number = 0

    def row(self) -> list[str]:
        """Return the lines of the next row, none at the end."""
        self.number = self._taken + 1
        row: list[str] = []
        quotes = 0
        while len(row) < _MOST_LINES and (line := self._next()):
            row.append(line)
            quotes += line.count('"')
            if quotes % 2 == 0 or csv_values(row, self._delimiter) is not None:
                break
        return row

    def keep_first(self, row: list[str]) -> str:
        """Return the first line of a row that cannot be read; the others are read again, as rows of their own."""
        self._ahead.extendleft(reversed(row[1:]))
        self._taken -= len(row) - 1
        return row[0]

    def _next(self) -> str:
        line = self._ahead.popleft() if self._ahead else next(self._lines, "")
        self._taken += bool(line)
        return line


def csv_values(text: Sequence[str], delimiter: str = ",") -> list[str] | None:
    """Return the values of a row, none for an empty line; nothing when it cannot be read."""
    if any("\udc80" <= char <= "\udcff" for line in text if not line.isascii() for char in line):
        return None
    try:
        return next(csv.reader(text, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def csv_problem(line: str, values: Sequence[str] | None, columns: int) -> str:
    """Say why a row cannot be taken that should have so many columns."""
    if values is not None:
        return f"The row has {len(values)} columns, the header {columns}."
    if any("\udc80" <= char <= "\udcff" for char in line):
        return "The row is not UTF-8 text."
    return "A quote is opened and not closed as CSV wants it, or a value is longer than 131,072 characters."
