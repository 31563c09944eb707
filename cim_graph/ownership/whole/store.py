"""The statements of a run over the whole base."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Empty, Ids, Read, Rows, Write


@dataclass(frozen=True, slots=True)
class Turn:
    """The parties after one, so many of them; the regime whose stored owners are wanted with them; the day it is."""

    after: str
    rows: int
    regime: str
    day: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """Some parties, what is held in them, and what is stored of them under a regime; in columns.

    A row of `flags` is a party and its flags. A row of `special` is a holding that says more than its share: holder,
    held, share, least and most share, votes, whether these are suspended, on whose behalf it is held. A row of `ties`
    is kind, id, from, to, means or role, and what it is about.
    """

    ids: list[str]
    kinds: list[str]
    jurisdictions: list[str]
    flags: list[list[Any]]
    holders: list[str]
    held: list[str]
    shares: list[float]
    special: list[list[Any]]
    ties: list[list[Any]]
    subjects: list[str]
    owners: list[str]
    ownership: list[float]
    voting: list[float]
    reasons: list[list[str]]


@dataclass(frozen=True, slots=True)
class OfRegime:
    """A regime."""

    regime: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Parties, and who was stored as their owner, in columns."""

    subjects: list[str]
    owners: list[str]


@dataclass(frozen=True, slots=True)
class Begun:
    """A run of a regime, and when it began."""

    regime: str
    run: str
    at: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of a run of a regime, counted from 1, and the moment it is."""

    regime: str
    run: str
    batch: int
    at: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The run that stands, and the last batch that was written of it."""

    run: str
    batch: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that has come to its end: when, and how many parties have how many beneficial owners."""

    regime: str
    run: str
    at: str
    subjects: int
    owners: int


@dataclass(frozen=True, slots=True)
class Versions:
    """Parties and their versions, in columns."""

    ids: list[str]
    versions: list[int]


PAGE = Read("ownership/page", Turn, Leaf)
LEFT_OVER = Read("ownership/left_over", OfRegime, Pairs)
BEGIN = Write("ownership/begin", Begun, Empty)
CLAIM = Write("ownership/claim", Batch, Standing)
FINISH = Write("ownership/finish", Finished, Empty)
VERSIONS = Read("ownership/versions", Ids, Versions)
JOIN = Write("ownership/join", Rows, Empty)
ALTER = Write("ownership/alter", Rows, Empty)
LEAVE = Write("ownership/leave", Rows, Empty)
