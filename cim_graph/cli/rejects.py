"""The rejects file: what a load set aside, with where, why and the record itself, so that it can be mended."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import orjson

from cim_graph.intake.model import Rejected
from cim_graph.kernel.errors import BadInputError, SetupError


class Rejects:
    """Lines of JSON: file, line, field, reason, record; complete after every `write`."""

    def __init__(self, path: Path, file: BinaryIO, known: set[tuple[str, int]]) -> None:
        self.path = path
        self.count = 0
        self._file = file
        self._known = known

    def write(self, name: str, rejected: Iterable[Rejected]) -> None:
        """Add what a batch of a file set aside."""
        lines = []
        for item in rejected:
            self.count += 1
            if (name, item.index) not in self._known:
                line = {"file": name, "line": item.index, "field": item.field, "reason": item.reason}
                lines.append(orjson.dumps({**line, "record": item.record}, option=orjson.OPT_APPEND_NEWLINE))
        try:
            self._file.writelines(lines)
            self._file.flush()
        except OSError as error:
            raise _unwritable(self.path, error) from error


@contextmanager
def rejects_file(path: Path, inputs: Iterable[str], *, resume: bool) -> Iterator[Rejects]:
    """Open the rejects file before anything is loaded; one that stays empty is removed again.

    A load that goes on adds to what its earlier run set aside. Raises SetupError where the file cannot be written,
    BadInputError where it is one of those to be loaded.
    """
    for name in inputs:
        if path.exists() and Path(name).exists() and path.samefile(name):
            raise BadInputError(f"{path} is to be loaded itself; name another file for the rejects: --rejects FILE")
    known = _known(path) if resume else set()
    try:
        file = path.open("ab" if resume else "wb")
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        yield Rejects(path, file, known)
    finally:
        with suppress(OSError):
            file.close()
            if path.is_file() and not path.stat().st_size:
                path.unlink()


def _known(path: Path) -> set[tuple[str, int]]:
    if not path.is_file():
        return set()
    known = set()
    with path.open("rb") as file:
        for line in file:
            with suppress(orjson.JSONDecodeError, KeyError, TypeError):
                item = orjson.loads(line)
                known.add((item["file"], item["line"]))
    return known


def _unwritable(path: Path, error: OSError) -> SetupError:
    return SetupError(
        f"the rejects file {path} cannot be written ({error.strerror}); free some space or name another: --rejects FILE"
    )
