"""The files of a load: found by name or pattern, unpacked while they are read, and what is wrong with them said."""

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import Any, BinaryIO

from cim_graph.kernel.errors import BadInputError

STANDARD_INPUT = "-"
_UNPACKERS: dict[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
_ENDINGS = {".gz": b"\x1f\x8b", ".bz2": b"BZh", ".xz": b"\xfd7zXZ\x00"}
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_LONGEST_MARK = 6
_BUFFER = 1 << 16


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is being read: its content, unpacked, and how many bytes of the file itself are read."""

    name: str
    stream: BinaryIO
    position: Callable[[], int]


def named(patterns: Iterable[str]) -> list[str]:
    """Return the files that these names and patterns mean, in order; raise BadInputError for one that means none."""
    names: list[str] = []
    for pattern in patterns:
        if pattern == STANDARD_INPUT or Path(pattern).exists():
            found = [pattern]
        else:
            found = sorted(glob(pattern, recursive=True)) if has_magic(pattern) else []  # noqa: PTH207 (any root)
        if not found:
            raise BadInputError(f"there is no file {pattern}; check the name and the folder")
        names += found
    folders = [name for name in names if name != STANDARD_INPUT and Path(name).is_dir()]
    if folders:
        raise BadInputError(f"{folders[0]} is a folder; name the files in it, for example '{folders[0]}/*.jsonl'")
    return names


def size(name: str) -> int | None:
    """Return the bytes of a file; nothing where it is a pipe."""
    path = Path(name)
    return path.stat().st_size if name != STANDARD_INPUT and path.is_file() else None


@contextmanager
def opened(name: str) -> Iterator[Source]:
    """Open a file, packed or not; reading raises BadInputError where it is damaged or breaks off."""
    try:
        file = io.FileIO(sys.stdin.fileno(), closefd=False) if name == STANDARD_INPUT else io.FileIO(name)
    except OSError as error:
        raise BadInputError(f"{name} cannot be read: {error.strerror}") from error
    with file:
        packed: io.BufferedReader = io.BufferedReader(file, _BUFFER)
        unpacked = io.BufferedReader(_Checked(name, _unpacked(name, packed)), _BUFFER)
        yield Source(name, unpacked, file.tell if file.seekable() else lambda: 0)


def _unpacked(name: str, file: io.BufferedReader) -> BinaryIO:
    head = file.peek(_LONGEST_MARK)
    if head.startswith(_ZSTANDARD):
        raise BadInputError(f"{name} is packed with Zstandard; unpack it on the way: zstd -dc FILE | cim load FORMAT -")
    if (mark := _ENDINGS.get(Path(name).suffix)) and not head.startswith(mark):
        raise BadInputError(
            f"{name} is not packed as its name says, so it may be damaged; fetch it again, or rename it if it is plain"
        )
    unpackers = (unpacker for mark, unpacker in _UNPACKERS.items() if head.startswith(mark))
    unpacked: BinaryIO = next(unpackers, lambda plain: plain)(file)
    return unpacked


class _Checked(io.RawIOBase):
    """A stream whose unpacking may fail on the way: the failure becomes one that says which file, and what to do."""

    def __init__(self, name: str, stream: BinaryIO) -> None:
        self._name = name
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except (EOFError, OSError, zlib.error, lzma.LZMAError) as error:
            raise BadInputError(
                f"{self._name} breaks off or is damaged ({error}); what came before is stored. Fetch it again, and "
                "load it again: what is stored already changes nothing"
            ) from error
        buffer[: len(data)] = data
        return len(data)
