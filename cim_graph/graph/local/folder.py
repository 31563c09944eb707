"""Folders and files that several processes share: made, locked, written whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path

from cim_graph.kernel.errors import SetupError


def make_folder(folder: Path) -> None:
    """Make a folder where it is missing; raise SetupError where that cannot be."""
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn a failure to write into a SetupError that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise SetupError(f"the disk of {path} is full; free some space and try again") from error
        raise SetupError(
            f"{path} cannot be written ({error.strerror or error}); point CIM_DATA_DIR and CIM_CACHE_DIR to folders "
            "that you may write to"
        ) from error


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file so that it is seen complete or not at all, whatever happens meanwhile; OSError where it cannot."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    partial.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Be the only one in here: others wait. The lock dies with the process that holds it."""
    with path.open("ab") as file:
        flock(file, LOCK_EX)
        yield


class Presence:
    """A mark that this process uses something; it is gone with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("ab")
        flock(self._file, LOCK_SH)

    def end(self) -> None:
        """Take the mark away."""
        self._file.close()


def somebody_present(path: Path) -> bool:
    """Whether any process, this one included, has such a mark."""
    with path.open("ab") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return True
        return False
