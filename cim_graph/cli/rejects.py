"""The rejects file: what a load set aside, with where, why and the record itself, so that it can be mended."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from glob import escape
from itertools import count
from os import SEEK_END
from os.path import samestat
from pathlib import Path
from stat import S_ISREG
from tempfile import TemporaryFile
from typing import BinaryIO

import orjson

from cim_graph.intake.model import Rejected
from cim_graph.kernel.errors import BadInputError, SetupError


class Rejects:
    """Lines of JSON: file, line, field, reason, record; complete after every `write`.

    The file is made when there is something to write. What an earlier load left under its name is moved aside then, to
    FILE.1 and so on: nobody may have mended it yet. A load that goes on adds to what its earlier run set aside.
    """

    def __init__(self, path: Path, *, resume: bool) -> None:
        self.count = 0
        self._path = path
        self._resume = resume
        self._known = _known(path) if resume else set()
        self._file: BinaryIO | None = None

    def write(self, name: str, rejected: Iterable[Rejected]) -> None:
        """Add what a batch of a file set aside; raise SetupError where it cannot be written."""
        lines = []
        for item in rejected:
            self.count += 1
            if (name, item.index, orjson.dumps(item.record)) not in self._known:
                line = {"file": name, "line": item.index, "field": item.field, "reason": item.reason}
                lines.append(orjson.dumps({**line, "record": item.record}, option=orjson.OPT_APPEND_NEWLINE))
        if not lines:
            return
        try:
            if self._file is None:
                self._file = _opened(self._path, resume=self._resume)
            self._file.writelines(lines)
            self._file.flush()
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError):
            if self._file is not None:
                self._file.close()

    def place(self) -> Path:
        """Return where the file lies now: another load beside this one may have moved it aside."""
        if self._file is None:
            return self._path
        own = os.fstat(self._file.fileno())
        beside = sorted(self._path.parent.glob(f"{escape(self._path.name)}*"))
        return next((path for path in beside if path.is_file() and samestat(path.stat(), own)), self._path)


def _opened(path: Path, *, resume: bool) -> BinaryIO:
    if _is_device(path):
        return path.open("ab")
    with _alone(path.parent):
        if not resume:
            return _fresh(path)
        file = path.open("ab")
        if _is_torn(path):
            file.write(b"\n")
        return file


def _is_device(path: Path) -> bool:
    """Whether it is /dev/null, a pipe: nobody moves these aside. Looked at once: a file may be moved in between."""
    try:
        return not S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def _is_torn(path: Path) -> bool:
    """Whether the last line has no end, since the load that wrote it was killed."""
    with path.open("rb") as file:
        file.seek(-min(1, path.stat().st_size), SEEK_END)
        return file.read() not in {b"", b"\n"}


def _fresh(path: Path) -> BinaryIO:
    if path.exists():
        numbers = (number for number in count(1) if not path.with_name(f"{path.name}.{number}").exists())
        path.rename(path.with_name(f"{path.name}.{next(numbers)}"))
    return path.open("xb")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other loads from moving what lies in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        flock(descriptor, LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def rejects_file(path: Path, inputs: Iterable[str], *, resume: bool) -> Iterator[Rejects]:
    """Give the rejects of a load. Whether they can be written is tried before anything is loaded.

    Raises SetupError where they cannot, BadInputError where the file is one of those to be loaded.
    """
    for name in inputs:
        if path.exists() and Path(name).exists() and path.samefile(name):
            raise BadInputError(f"{path} is to be loaded itself; name another file for the rejects: --rejects FILE")
    try:
        _try(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    rejects = Rejects(path, resume=resume)
    try:
        yield rejects
    finally:
        rejects.close()


def _try(path: Path) -> None:
    """Write nothing where it is going to be written: what stands there already, and a new file beside it."""
    with suppress(FileNotFoundError):
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND))
    if not _is_device(path):
        TemporaryFile(dir=path.parent).close()


def _known(path: Path) -> set[tuple[str, int, bytes]]:
    if not path.is_file():
        return set()
    known = set()
    with path.open("rb") as file:
        for line in file:
            with suppress(orjson.JSONDecodeError, KeyError, TypeError):
                item = orjson.loads(line)
                known.add((item["file"], item["line"], orjson.dumps(item["record"])))
    return known


def _unwritable(path: Path, error: OSError) -> SetupError:
    return SetupError(
        f"the rejects file {path} cannot be written ({error.strerror}); free some space or name another: --rejects FILE"
    )
