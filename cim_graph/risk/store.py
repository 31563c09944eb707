"""The statements of risk: what lies around parties, and what schemes look at of them."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Found, Ids, Read


@dataclass(frozen=True, slots=True)
class Around:
    """Parties by `id` with the `strength` of risk at each, and how it goes on from there.

    `kinds` of relationships are meant. `weights` of a kind: of a relationship that comes in, of one that goes out, 1
    where the share counts, and the percent where none is stated. At most `room` parties next to them, none of those
    `looked` at before, are looked at, too, where risk gets there with the `threshold`; at each party `widest`
    relationships, as of the day.
    """

    rows: list[dict[str, Any]]
    kinds: list[str]
    weights: dict[str, list[float]]
    threshold: float
    looked: list[str]
    room: int
    day: str
    widest: int


@dataclass(frozen=True, slots=True)
class Surrounding:
    """Relationships in one row, a list of values for each, and which parties beside those asked were looked at."""

    items: list[list[Any]]
    further: list[str]


@dataclass(frozen=True, slots=True)
class Items:
    """All that was found in one row, a list of values for each."""

    items: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Turn:
    """So many parties after one, the kinds of relationships that are meant, and the day."""

    after: str
    rows: int
    kinds: list[str]
    day: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of parties and the relationships that go out from them, a list of values for each."""

    items: list[list[Any]]
    ties: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Since:
    """From a moment on."""

    since: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A party that was confirmed to be an entry of a list, and the relationship that says so."""

    id: str
    entry: str
    relationship: str


AROUND = Read("risk/around", Around, Surrounding)
DESCRIBED = Read("risk/described", Ids, Items)
PAGE = Read("risk/page", Turn, Leaf)
DECIDED = Read("risk/decided", Since, Found)
CONFIRMED = Read("risk/confirmed", Ids, Confirmed)
