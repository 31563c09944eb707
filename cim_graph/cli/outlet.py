"""Files that a command writes: under a name of their own until all is written, so that no part passes for all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from cim_graph.kernel.errors import BadInputError


def check_free(path: Path, *, force: bool) -> None:
    """Raise BadInputError where a file cannot take this name, or is there already and may not be written over."""
    if path.is_dir() or not path.parent.is_dir():
        raise BadInputError(f"{path} is no file that can be written")
    if path.exists() and not force:
        raise BadInputError(f"{path} is there already; give another name, or --force")


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give the name to write under; the file takes its own when all of it is written, and leaves nothing if not."""
    part = path.with_name(f".{token_hex(8)}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise BadInputError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
