"""The statements of risk: what lies around parties, and what schemes look at of them."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Found, Ids, Read


@dataclass(frozen=True, slots=True)
class Around:
    """Parties, the kinds of relationships that are meant, the day, and how many are looked at of each party."""

    ids: list[str]
    kinds: list[str]
    day: str
    widest: int


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


AROUND = Read("risk/around", Around, Items)
DESCRIBED = Read("risk/described", Ids, Items)
PAGE = Read("risk/page", Turn, Leaf)
DECIDED = Read("risk/decided", Since, Found)
CONFIRMED = Read("risk/confirmed", Ids, Confirmed)
