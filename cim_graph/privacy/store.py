"""What is asked of parties before they are erased, and what restricts and holds them."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Empty, Found, Ids, Read, Rows, Write
from cim_graph.privacy.ending import Held, Standing, version_of


@dataclass(frozen=True, slots=True)
class OnDay:
    """Parties, and the day it is."""

    ids: list[str]
    day: str


@dataclass(frozen=True, slots=True)
class Kept:
    """How a party stands, as the statement says it."""

    party: str
    kind: str
    status: str
    version: int
    restricted: str | None
    records: list[list[str]]
    versions: list[list[str]]
    gone: str | None
    accounts: list[list[str | None]]
    holds: list[str]
    erased: bool
    moving: bool
    begun: bool
    """Some of its records are erased, and others wait for that."""
    watched: bool
    """An alert or a case about it is not closed."""

    @property
    def standing(self) -> Standing:
        """What tells when its relationship ended."""
        found = [version_of(*said, current=True) for said in self.records]
        found += [version_of(*said, current=False) for said in self.versions]
        said = tuple(one for one in found if one is not None)
        return Standing(self.kind, self.status, said, tuple(map(_held, self.accounts)), self.gone)


def _held(account: list[str | None]) -> Held:
    closed, status, received_at = account
    return Held(closed, status, received_at or "")


@dataclass(frozen=True, slots=True)
class Paging:
    """Parties after an id, of some statuses or restricted, at most so many."""

    after: str
    statuses: list[str]
    rows: int


@dataclass(frozen=True, slots=True)
class Lifting:
    """Records, by whom and when what restricts them is lifted."""

    ids: list[str]
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Described:
    """A party, whoever still describes it, and all of its records."""

    party: str
    records: list[str]


@dataclass(frozen=True, slots=True)
class Holding:
    """A hold with its properties, and the records that it holds."""

    hold: dict[str, Any]
    records: list[str]


@dataclass(frozen=True, slots=True)
class Releasing:
    """Records, by whom, when and why what holds them is released."""

    ids: list[str]
    at: str
    by: str
    reason: str


STANDING = Read("privacy/standing", OnDay, Kept)
DESCRIBED = Read("privacy/described", Ids, Described)
PAGE = Read("privacy/page", Paging, Found)
RESTRICT = Write("privacy/restrict", Rows, Empty)
LIFT = Write("privacy/lift", Lifting, Found)
HOLD = Write("privacy/hold", Holding, Empty)
RELEASE = Write("privacy/release", Releasing, Found)
