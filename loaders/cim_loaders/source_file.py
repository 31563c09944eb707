"""The bytes of a source file, before any format speaks: what can be wrong with them, said in words."""

import gzip
import io
import zlib
from typing import BinaryIO

from cim_graph.kernel.errors import BadInputError

_UTF8_BOM = b"\xef\xbb\xbf"
_NOT_TEXT = {
    b"\xff\xfe": "It is UTF-16. Save it as UTF-8, for example: iconv -f UTF-16 -t UTF-8.",
    b"\xfe\xff": "It is UTF-16. Save it as UTF-8, for example: iconv -f UTF-16 -t UTF-8.",
    b"\x1f\x8b": "It is still compressed with gzip. Give the file a name that ends in .gz, or unpack it.",
    b"PK": "It is a zip archive. Unpack it and load the file inside.",
}


class _Checked(io.RawIOBase):
    """A stream whose decompression may fail on the way: the failure becomes one that a caller understands."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as cause:
            raise BadInputError(f"The compressed file breaks off or is damaged ({cause}). Fetch it again.") from cause
        buffer[: len(data)] = data
        return len(data)


def opened(stream: BinaryIO) -> io.BufferedReader:
    """Return the stream at its first byte of content: a UTF-8 byte order mark is skipped.

    Raises BadInputError for an empty file, UTF-16 or UTF-32, and archives; reading raises it for a damaged gzip.
    """
    reader: io.BufferedReader = io.BufferedReader(_Checked(stream), 1 << 16)
    head = reader.peek(4)[:4]
    if not head:
        raise BadInputError("The file is empty. Check where it comes from, or leave it out.")
    for mark, advice in _NOT_TEXT.items():
        if head.startswith(mark):
            raise BadInputError(f"The file is not plain UTF-8 text. {advice}")
    if b"\x00" in head:
        raise BadInputError("The file is not plain UTF-8 text: it holds zero bytes. Save it as UTF-8.")
    if head.startswith(_UTF8_BOM):
        reader.read(len(_UTF8_BOM))
    return reader
