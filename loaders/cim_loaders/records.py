"""The record format itself: one JSON object a line."""

from collections.abc import Iterator
from typing import BinaryIO

from cim_graph.records.importer import Line, Rejection
from cim_graph.records.parse import LONGEST_LINE


class RecordLines:
    """JSON Lines, read line by line; empty lines are passed over, lines that are too long set aside unread."""

    name = "records"
    title = "the record format: one JSON object a line"

    def read(self, stream: BinaryIO) -> Iterator[Line | Rejection]:
        """Yield the lines of a stream, numbered from 1."""
        number = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                _skip_rest(stream)
                yield Rejection(number, None, f"is longer than {LONGEST_LINE:,} bytes")
            elif text := line.strip():
                yield Line(number, text.removeprefix(b"\xef\xbb\xbf") if number == 1 else text)


def _skip_rest(stream: BinaryIO) -> None:
    while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


importer = RecordLines()
