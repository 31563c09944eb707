"""The statements by which groups are read."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Found, Ids, Read
from cim_graph.kernel.ids import Span


@dataclass(frozen=True, slots=True)
class At:
    """Parties, the kinds of relationships that may connect, of RELATED_TO the roles, the day; `widest` at one party."""

    ids: list[str]
    kinds: list[str]
    roles: list[str]
    day: str
    widest: int


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice of ids, from one up to another, and which relationships may connect on a day."""

    start: str
    end: str
    kinds: list[str]
    roles: list[str]
    day: str


@dataclass(frozen=True, slots=True)
class Web:
    """What may connect, in columns.

    `ids`, `kinds` and `flags` are of parties. `relationships`, `holders`, `held` and `shares` (percent, -1 where none
    is stated) are of holdings; a row of `special` says more of one of them: its id, least and most share, votes,
    whether these are suspended, and on whose behalf it is held. A row of `ties` is kind, id, from, to, means or role,
    share, material, replaceable. A row of `rebutted` is an id and JSON text, one of `dormant` a party and votes in it
    that are suspended.
    """

    ids: list[str]
    kinds: list[str]
    flags: list[list[str]]
    relationships: list[str]
    holders: list[str]
    held: list[str]
    shares: list[float]
    special: list[list[Any]]
    ties: list[list[Any]]
    rebutted: list[list[str]]
    dormant: list[list[str]]


@dataclass(frozen=True, slots=True)
class Living:
    """Parties, and how many may share an address."""

    ids: list[str]
    most: int


@dataclass(frozen=True, slots=True)
class Addresses:
    """A slice of ids of addresses, and how many may share one."""

    start: str
    end: str
    most: int


@dataclass(frozen=True, slots=True)
class Lived:
    """Persons and addresses side by side."""

    ids: list[str]
    addresses: list[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """Ids in one row."""

    ids: list[str]


@dataclass(frozen=True, slots=True)
class Sums:
    """Parties, amounts as decimal text and currencies side by side."""

    ids: list[str]
    amounts: list[str]
    currencies: list[str]


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of knowing; nothing stands for now."""

    known: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """A rate (with `per` and `rate`) or a capital (with `amount`), and from which day it holds."""

    source: str
    currency: str
    per: str | None
    rate: str | None
    amount: str | None
    valid_from: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Decisions about groups of some kinds, as known at a moment; nothing stands for now."""

    kinds: list[str]
    known: str | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision by hand: a party belongs to the group of another (`included`), or does not; until when, and why."""

    id: str
    kind: str
    party: str
    anchor: str
    included: bool
    reason: str
    by: str
    at: str
    until: str | None


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag, quoted as the index wants it."""

    flag: str


AROUND = Read("groups/around", At, Web)
SLICE = Read("groups/slice", Slice, Web)
HOMES = Read("groups/homes", Living, Lived)
ALL_HOMES = Read("groups/all_homes", Addresses, Lived)
OWED = Read("groups/owed", Ids, Sums)
ALL_OWED = Read("groups/all_owed", Span, Sums)
PARTY_IDS = Read("groups/party_ids", Span, Listed)
TERMS = Read("groups/terms", Moment, Term)
DECISIONS = Read("groups/decisions", Standing, Decided)
FLAGGED = Read("groups/flagged", Flag, Found)
