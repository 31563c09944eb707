"""The statements of ownership: what lies above or below parties."""

from dataclasses import dataclass, field
from typing import Any

from cim_graph.graph.statement import Read


@dataclass(frozen=True, slots=True)
class Walk:
    """Parties to walk from, how many steps, how many parties and relationships to meet at most, and the day it is."""

    ids: list[str]
    depth: int
    most: int
    edges: int
    day: str


@dataclass(frozen=True, slots=True)
class Closure:
    """What a walk met, in columns.

    `ids`, `kinds`, `flags` and `jurisdictions` are of parties, of which the first `walked` were walked from, so that
    all that lies above (below) them is here. `relationships`, `holders`, `held` and `shares` (percent, -1 where none
    is stated) are of holdings; a row of `special` says more of one of them: its id, least and most share, votes,
    whether these are suspended, and on whose behalf it is held. A row of `ties` is kind, id, from, to, means or role,
    and what it is about. `stakes`, of a walk down, are the numbers of holdings that those walked from have.
    """

    ids: list[str]
    walked: int
    kinds: list[str]
    flags: list[list[str]]
    jurisdictions: list[str]
    relationships: list[str]
    holders: list[str]
    held: list[str]
    shares: list[float]
    special: list[list[Any]]
    ties: list[list[Any]]
    stakes: list[int] = field(default_factory=list)


UPSTREAM = Read("ownership/upstream", Walk, Closure)
DOWNSTREAM = Read("ownership/downstream", Walk, Closure)
