"""What an exporter is: a translator of records into another format, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Record = dict[str, Any]


@dataclass(slots=True)
class Written:
    """What became of a party and its ties: JSON objects of the format, and the ties that it has no words for."""

    objects: list[Record]
    left_out: list[Record] = field(default_factory=list)


class Exporter(Protocol):
    """A format to write. `name` is what `cim export NAME` takes, `title` a line of help.

    `is_golden`: whether it writes golden parties, each with its ties of today, or what each source says.
    An exporter registers itself as an entry point of the group `cim_graph.exporters`.
    """

    name: str
    title: str
    is_golden: bool

    def write(self, party: Record, ties: Sequence[Record]) -> Written:
        """Translate a party and the relationships that begin at it, given as records."""
        ...
