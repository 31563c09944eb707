"""Files of the real world: compressed, cut off, and larger than memory."""

import gzip
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

import psutil
import pytest

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import Importer, Line
from cim_loaders.bods import importer as bods
from cim_loaders.gleif import importer as gleif
from cim_loaders.senzing import importer as senzing
from cim_loaders.table import importer as table

HEADER = b"LEI,Entity.LegalName\n"
ROWS = HEADER + b"".join(b"%020d,Name %d\n" % (number, number * 7919) for number in range(20_000))


def taken_until_refused(content: bytes) -> int:
    """Return how many rows were taken before the file was refused as damaged."""
    taken: list[Line] = []
    with gzip.open(io.BytesIO(content)) as file, pytest.raises(BadInputError, match="breaks off or is damaged"):
        taken.extend(item for item in gleif.read(cast("BinaryIO", file)) if isinstance(item, Line))
    return len(taken)


def test_rows_before_the_place_where_a_gzip_breaks_off_are_taken() -> None:
    assert taken_until_refused(gzip.compress(ROWS)[:-5000]) > 1000


def test_a_gzip_with_a_wrong_check_sum_is_refused() -> None:
    damaged = bytearray(gzip.compress(ROWS))
    damaged[-8:-4] = b"\0\0\0\0"
    assert taken_until_refused(bytes(damaged)) > 1000


class Pieces(io.RawIOBase):
    """A file that is made while it is read, so that nobody holds it whole."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        self._rest = self._rest or next(self._pieces, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def xml(records: int) -> Iterator[bytes]:
    names = b"".join(b"<OtherEntityName>Name %d</OtherEntityName>" % number for number in range(20))
    record = b"<LEIRecord><LEI>A</LEI><Entity><OtherEntityNames>" + names + b"</OtherEntityNames></Entity></LEIRecord>"
    yield b"<LEIData><LEIRecords>"
    for _ in range(records // 100):
        yield record * 100
    yield b"</LEIRecords></LEIData>"


def sheet(records: int) -> Iterator[bytes]:
    yield HEADER
    for _ in range(records // 100):
        yield b"A,Name\n" * 100


def lines(records: int) -> Iterator[bytes]:
    for _ in range(records // 100):
        yield b'{"statementId": "not a valid statement"}\n' * 100


def entities(records: int) -> Iterator[bytes]:
    for number in range(records):
        yield b'{"DATA_SOURCE": "A", "RECORD_ID": "%d", "FEATURES": [{"NAME_FULL": "Ann"}]}\n' % number


def cells(records: int) -> Iterator[bytes]:
    yield b"id;name\n"
    for number in range(records):
        yield b"%d;Ann\n" % number


TABLE = table.mapped(b"{source: a, records: [{type: person, key: '{id}', names: ['{name}']}]}")


@pytest.mark.parametrize(
    ("importer", "content"),
    [(gleif, xml), (gleif, sheet), (bods, lines), (senzing, entities), (TABLE, cells)],
)
def test_a_large_file_takes_flat_memory(importer: Importer, content: Callable[[int], Iterator[bytes]]) -> None:
    def read(records: int) -> int:
        return sum(1 for _ in importer.read(cast("BinaryIO", Pieces(content(records)))))

    process = psutil.Process()
    read(1000)
    before = process.memory_info().rss
    assert read(10_000) == 10_000
    assert process.memory_info().rss - before < 10_000_000
