"""The statements of the network: candidates of a search, steps from parties, what lies among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from cim_graph.access.rights import Areas
from cim_graph.graph.statement import Ids, Read, Rows
from cim_graph.relationships.projection import Fact


@dataclass(frozen=True, slots=True)
class Items:
    """All that was found in one row, a list of values for each: a row for each costs the driver more than the walk."""

    items: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Sought:
    """A Lucene query over names, and which parties are meant; the first `window` hits are filtered, `most` are kept."""

    query: str
    window: int
    most: int
    kinds: list[str] | None
    statuses: list[str] | None
    countries: list[str] | None
    scope: Areas


@dataclass(frozen=True, slots=True)
class Named:
    """Candidates, in columns."""

    ids: list[str]
    names: list[list[str]]


@dataclass(frozen=True, slots=True)
class Carried:
    """Values of identifiers and accounts, ids of contacts, and which parties are meant; `most` of each kind."""

    values: list[str]
    contacts: list[str]
    most: int
    kinds: list[str] | None
    statuses: list[str] | None
    countries: list[str] | None
    scope: Areas


@dataclass(frozen=True, slots=True)
class Carrier:
    """A party that carries a value, and which."""

    id: str
    matched: str


@dataclass(frozen=True, slots=True)
class Outward:
    """Parties to step from, those seen before, how many are wanted; `widest` relationships of each are looked at."""

    ids: list[str]
    seen: list[str]
    kinds: list[str] | None
    widest: int
    most: int


@dataclass(frozen=True, slots=True)
class Listed:
    """Ids in one row."""

    ids: list[str]


@dataclass(frozen=True, slots=True)
class Reach:
    """A party, how many steps to go from it, and where counting may stop."""

    id: str
    depth: int
    kinds: list[str] | None
    most: int


@dataclass(frozen=True, slots=True)
class Reached:
    """A number of parties; `parted`: some have several nodes now, and steps between these were not made."""

    count: int
    parted: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """Parties to step from, those seen before, and how many are wanted."""

    ids: list[str]
    seen: list[str]
    kinds: list[str] | None
    most: int


@dataclass(frozen=True, slots=True)
class Among:
    """Parties; one with more than `widest` relationships is looked at from the others."""

    ids: list[str]
    kinds: list[str] | None
    widest: int


@dataclass(frozen=True, slots=True)
class At:
    """Parties whose relationships are asked for, where no more than `widest` lie at one; `most` in all."""

    ids: list[str]
    kinds: list[str] | None
    widest: int
    most: int


@dataclass(frozen=True, slots=True)
class Ties:
    """Relationships in columns: the party asked for, the other one, the relationship, its strength (-1: it has none).

    `crowds` are parties that more lie at than one wants to look at.
    """

    crowds: list[str]
    here: list[str]
    there: list[str]
    relationships: list[str]
    strengths: list[float]

    def rows(self) -> Iterator[tuple[str, str, str, float]]:
        """Return the columns side by side."""
        return zip(self.here, self.there, self.relationships, self.strengths, strict=True)


class Moment(TypedDict):
    """Records of the parties asked for, the day on which facts are to hold, and the moment until which they were known.

    Nothing stands for today, and for now. `ends`: which end of a fact has to be there: FROM, TO,
    ON_BEHALF_OF.
    """

    records: list[str]
    ends: list[str]
    kinds: list[str] | None
    day: str | None
    known: str | None
    widest: int


@dataclass(frozen=True, slots=True)
class Then:
    """What is asked about a moment."""

    asked: Moment


@dataclass(frozen=True, slots=True)
class FactThen(Fact):
    """A version of a fact as it was known then, and since when it is known no longer.

    `beyond` are the records of parties at its ends at which more facts lie than were read.
    """

    known_to: str | None = None
    uid: str = ""
    beyond: Sequence[str] = ()


NAMED = Read("network/named", Sought, Named)
CARRYING = Read("network/carrying", Carried, Carrier)
PARTIES = Read("network/parties", Ids, Items)
NEAREST = Read("network/nearest", Outward, Listed)
REACH = Read("network/reach", Reach, Reached)
BESIDE = Read("network/beside", Beside, Listed)
AMONG = Read("network/among", Among, Items)
TIES = Read("network/ties", At, Ties)
STEPPED = Read("network/stepped", Rows, Items)
THEN = Read("network/then", Then, FactThen)
