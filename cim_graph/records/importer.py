"""What an importer is: a translator of one source format into records, and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Line:
    """One record read from a source, with the number of the line (or statement, or row) it came from, from 1."""

    number: int
    record: Mapping[str, Any] | bytes


@dataclass(frozen=True, slots=True)
class Rejection:
    """A line that was set aside: where, in which field, and why; `text` is the line as it came, where that helps."""

    line: int
    field: str | None
    reason: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a source holds that makes no record, and is not wrong: where, and what it is, in words that recur."""

    line: int
    reason: str


class Importer(Protocol):
    """A source format. `name` is what `cim load NAME FILE` takes, `title` a line of help.

    An importer registers itself as an entry point of the group `cim_graph.importers`.
    """

    name: str
    title: str

    def read(self, stream: BinaryIO) -> Iterator[Line | Rejection | LeftOut]:
        """Translate a stream (already decompressed) lazily, in constant memory where the format allows it."""
        ...


@runtime_checkable
class MappedImporter(Protocol):
    """A format that does not say what its values mean, such as a table: it is read by a mapping of its users."""

    def mapped(self, document: bytes) -> Importer:
        """Return the importer that reads by a mapping; raises BadInputError that says what is wrong with it."""
        ...

    def draft(self, stream: BinaryIO, source: str) -> str:
        """Return a mapping for a file of a source, as far as the file itself tells; raises BadInputError."""
        ...
