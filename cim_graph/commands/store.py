"""The trail and the outbox."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Empty, Read, Write


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the trail and of the outbox."""

    entry: dict[str, Any]
    parties: list[str]
    versions: list[int]


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the trail, and several of the outbox."""

    entry: dict[str, Any]
    events: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Load:
    """The name of a load."""

    load: str


@dataclass(frozen=True, slots=True)
class Lines:
    """The first and the last line of a batch."""

    first: int
    last: int


REMEMBER = Write("commands/remember", Entry, Empty)
TELL = Write("commands/tell", Told, Empty)
LINES_DONE = Read("commands/lines_done", Load, Lines)
