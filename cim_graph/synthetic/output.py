"""A synthetic bank as files: JSON Lines, compressed where the name ends in .gz, whole or not there at all."""

import gzip
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

import orjson

from cim_graph.kernel.errors import BadInputError, SetupError
from cim_graph.synthetic.bank import Chunk, chunks
from cim_graph.synthetic.records import Record

STANDARD_OUTPUT = "-"
GZIP_LEVEL = 2

Write = Callable[[list[Record]], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written, counted by `type` (records) and by `what` (truths)."""

    records: Counter[str] = field(default_factory=Counter)
    truths: Counter[str] = field(default_factory=Counter)

    def add(self, chunk: Chunk) -> None:
        """Count a part of the bank."""
        self.records.update(str(record["type"]) for record in chunk.records)
        self.truths.update(str(truth["what"]) for truth in chunk.truths)


def write_bank(
    parties: int, seed: int, out: str, truth: str | None = None, step: Callable[[int], None] = lambda _: None
) -> Summary:
    """Write the records of a bank to the file `out`, and what is true of it to `truth`; `-` is standard output.

    A file takes its name when it is complete and replaces what stood there. `step` is told of each part how many party
    records it has. Raises BadInputError for numbers or names that make no sense, SetupError where a file cannot be
    written or Faker is missing.
    """
    _check_names(out, truth)
    summary = Summary()
    with ExitStack() as files:
        write_records = files.enter_context(_target(out))
        write_truths = files.enter_context(_target(truth)) if truth is not None else _nowhere
        for chunk in chunks(parties, seed):
            write_records(chunk.records)
            write_truths(chunk.truths)
            summary.add(chunk)
            step(chunk.parties)
    return summary


def _check_names(out: str, truth: str | None) -> None:
    if "\0" in out + (truth or ""):
        raise BadInputError("the name of a file cannot hold a null byte")
    if truth is not None and Path(truth).resolve() == Path(out).resolve():
        raise BadInputError(f"records and truth cannot both go to {out}: give the truth another name")


def _nowhere(_: list[Record]) -> None:
    """Write nothing."""


@contextmanager
def _target(name: str) -> Iterator[Write]:
    """Give what writes records, one JSON object a line, to the file of that name."""
    with _explained(name), _opened(name) as file:

        def write(records: list[Record]) -> None:
            with _explained(name):
                file.write(b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records))

        yield write


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Say which file cannot be written, and why."""
    try:
        yield
    except OSError as error:
        where = "standard output" if name == STANDARD_OUTPUT else name
        raise SetupError(
            f"cannot write {where}: {error.strerror}; name a place that exists, may be written and has room"
        ) from error


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    path = Path(name).resolve()
    if name == STANDARD_OUTPUT:
        with open(sys.stdout.fileno(), "wb", closefd=False) as stdout:
            yield stdout
        return
    # A pipe or a device is written to as it is; nothing may take its place.
    special = path.exists() and not path.is_file()
    with path.open("wb") if special else _beside(path) as file, _packed(file, name) as stream:
        yield stream


@contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    """Give a file that takes the name when it is complete, and is gone when it never is."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _packed(file: BinaryIO, name: str) -> Iterator[BinaryIO]:
    if not name.endswith(".gz"):
        yield file
        return
    # No name and no time inside: the same bank gives the same bytes.
    with gzip.GzipFile("", "wb", GZIP_LEVEL, file, mtime=0) as packed:
        yield cast("BinaryIO", packed)
