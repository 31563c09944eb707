"""The outbox by its numbers."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Empty, Read, Write


@dataclass(frozen=True, slots=True)
class Pulse:
    """The last number, whether entries wait for one, whether a webhook is owed something."""

    last: int
    unplaced: bool
    owed: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What is done alone: `outbox` gives numbers, `webhooks` changes what is kept of them."""

    name: str


@dataclass(frozen=True, slots=True)
class Last:
    """The number that was given last."""

    last: int


@dataclass(frozen=True, slots=True)
class First:
    """How many."""

    first: int


@dataclass(frozen=True, slots=True)
class Named:
    """An entry."""

    id: str


@dataclass(frozen=True, slots=True)
class Until:
    """The last entry."""

    last: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that waits for its number."""

    id: str
    parties: list[str]
    versions: list[int]


@dataclass(frozen=True, slots=True)
class Places:
    """Numbers of entries, and the last number that was given."""

    rows: list[dict[str, Any]]
    last: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Numbers after one, up to another."""

    after: int
    until: int


@dataclass(frozen=True, slots=True)
class Told:
    """An entry that has its number."""

    place: int
    id: str
    at: str
    command: str
    event: str | None
    parties: list[str]
    versions: list[int]
    detail: str | None


@dataclass(frozen=True, slots=True)
class Pruning:
    """Entries that were told before a moment, at most so many."""

    before: str
    most: int


@dataclass(frozen=True, slots=True)
class Gone:
    """How many went."""

    gone: int


OUTBOX = Turn("outbox")
OF_WEBHOOKS = Turn("webhooks")

PULSE = Read("events/pulse", Empty, Pulse)
TURN = Write("events/turn", Turn, Last)
UNPLACED = Read("events/unplaced", First, Named)
UNPLACED_UNTIL = Read("events/unplaced_until", Until, Entry)
PLACE = Write("events/place", Places, Empty)
PRUNE = Write("events/prune", Pruning, Gone)
PRUNED = Read("events/pruned", Empty, Last)
AFTER = Read("events/after", Stretch, Told)
