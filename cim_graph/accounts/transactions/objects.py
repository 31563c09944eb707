"""Where the files of transactions lie."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cim_graph.accounts.transactions.bucket import SCHEME, Bucket
from cim_graph.kernel.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Objects(Protocol):
    """Keeps files under names; a file that was kept is never changed."""

    def place(self, name: str) -> Path:
        """Return where a file of this name is to be written before it is kept."""
        ...

    def keep(self, name: str) -> None:
        """Keep what was written, such that a loss of power does not lose it."""
        ...

    def local(self, name: str) -> Path:
        """Return where a kept file can be read."""
        ...

    def renew(self, name: str) -> None:
        """Let a file count as changed just now, so that it stays a while for those who read it."""
        ...

    def drop(self, name: str) -> None:
        """Let go of a file; one that is not there is none."""
        ...

    def names(self, under: str) -> "Iterator[tuple[str, float]]":
        """Yield the names of all files of a base, each with the time of its last change."""
        ...


class Folder:
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def place(self, name: str) -> Path:
        """Return where a file of this name is to be written."""
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def keep(self, name: str) -> None:
        """Bring a file and its entry in the folder to the disk."""
        path = self._root / name
        path.chmod(0o600)
        for each in (path, path.parent):
            handle = os.open(each, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def local(self, name: str) -> Path:
        """Return the file itself."""
        return self._root / name

    def renew(self, name: str) -> None:
        """Set the time of a file's last change to now."""
        if (self._root / name).exists():
            os.utime(self._root / name)

    def drop(self, name: str) -> None:
        """Delete a file."""
        (self._root / name).unlink(missing_ok=True)

    def names(self, under: str) -> "Iterator[tuple[str, float]]":
        """Yield every file of a base with the time of its last change."""
        for path in (self._root / under).rglob("*.parquet"):
            yield str(path.relative_to(self._root)), path.stat().st_mtime


def objects(address: str | None, data: Path) -> Objects:
    """Return where files lie by what the settings say: a bucket, a folder, or else the one in the data folder.

    Raises SetupError for an address of a bucket that names none.
    """
    if address is None or not address.startswith(SCHEME):
        return Folder(Path(address) if address else data / "transactions")
    name, _, prefix = address.removeprefix(SCHEME).partition("/")
    if not name:
        raise SetupError(f"CIM_TRANSACTIONS names no bucket: {address}; write s3://BUCKET/PREFIX")
    beside = Folder(data / "transactions-fetched" / name / prefix.strip("/"))
    return Bucket(name, prefix.strip("/"), beside)
