"""What is asked of the network of parties, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.pages import measured
from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.parties.model import PartyRow
from cim_graph.relationships.model import RelationshipRow

LONGEST_WAY = 10
MOST_WAYS = 50
DEEPEST = 4
MOST_PARTIES = 2000

Kinds = tuple[RelationshipKind, ...] | None
"""Kinds of relationships to walk; nothing stands for all of them."""


FOUND = "found "
"""How keys of what was found begin."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A party that a text finds, how well (0 to 1), and what matched: `name: Məmmədova Leyla`, `phone: +994…`."""

    party: PartyRow
    score: float
    matched: str


def hit_key(key: str) -> tuple[float, str]:
    """Read the score and the party behind a key of what was found; ValueError for one that is no key."""
    return measured(key, Kind.PARTY, FOUND)


@dataclass(frozen=True, slots=True)
class Ends:
    """The ids of two parties that ways are to connect."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Most:
    """How long a way may be, in relationships, and how many ways are wanted."""

    length: int = 6
    ways: int = 5


@dataclass(frozen=True, slots=True)
class Way:
    """A chain of parties, each tied to the next by the relationship between them, so one fewer than parties.

    `share` is what the first holds of the last, or the last of the first, by this way alone, in percent; nothing where
    not every step is an OWNS with a share, or where they do not all point one way.
    """

    parties: Sequence[PartyRow]
    relationships: Sequence[RelationshipRow]
    share: float | None


@dataclass(frozen=True, slots=True)
class Around:
    """How far to look from a party, along which relationships, and how many parties are wanted besides itself."""

    depth: int = 1
    kinds: Kinds = None
    limit: int = 200


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A party, those near it, and every relationship among them.

    The party itself comes first. `total` counts all parties within the depth, the party itself among them; where
    `truncated`, not all of them are here.
    """

    parties: Sequence[PartyRow]
    relationships: Sequence[RelationshipRow]
    total: int
    truncated: bool


def check_most(most: Most) -> None:
    """Raise BadInputError for bounds of connections that cannot be."""
    _within("maxLength", most.length, 1, LONGEST_WAY)
    _within("limit", most.ways, 1, MOST_WAYS)


def check_around(around: Around) -> None:
    """Raise BadInputError for bounds of a neighbourhood that cannot be."""
    _within("depth", around.depth, 0, DEEPEST)
    _within("limit", around.limit, 1, MOST_PARTIES)


def _within(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise BadInputError(f"`{name}` is {value}; ask for {least} to {most}")
