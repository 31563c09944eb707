"""The statements by which groups are written, listed and decided about."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Empty, Ids, Read, Rows, Versioned, Write
from cim_graph.kernel.ids import Span


@dataclass(frozen=True, slots=True)
class Stored:
    """Groups of the last run in columns; exposures are decimal text."""

    ids: list[str]
    fingerprints: list[str]
    exposures: list[str]
    large: list[bool]
    breached: list[bool]


@dataclass(frozen=True, slots=True)
class Memberships:
    """The members of a group, each its id, its reasons as JSON text and its exposure."""

    id: str
    members: list[list[str]]


@dataclass(frozen=True, slots=True)
class Writing:
    """Groups with what has changed of them, and when."""

    rows: list[dict[str, Any]]
    at: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that is done; `large_total` is what all large exposures come to, decimal text."""

    kind: str
    run: str
    at: str
    day: str
    groups: int
    limits: str
    large_total: str


@dataclass(frozen=True, slots=True)
class OfKind:
    """A kind of group."""

    kind: str


@dataclass(frozen=True, slots=True)
class Run:
    """The last run over the groups of a kind."""

    run: str
    at: str
    groups: int
    limits: str
    large_total: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of groups: how many members at least, how many groups, from which worth and id on."""

    kind: str
    size: int
    worth: float
    after: str
    first: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as the last run wrote it; a member is id, exposure and reasons; the latter two and the rest are text."""

    id: str
    core: str
    members: list[list[str]]
    exposure: str
    currency: str
    share: str | None
    large: bool
    breached: bool
    exceptions: str
    warnings: str


@dataclass(frozen=True, slots=True)
class Since:
    """A kind of group, and a moment."""

    kind: str
    since: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Something that changed of a group."""

    id: str
    at: str
    group: str
    change: str
    parties: list[str]
    groups: list[str]
    relationships: list[str]
    text: str


@dataclass(frozen=True, slots=True)
class Deciding:
    """A decision, and the records of the parties that it is about."""

    record: str
    anchor: str
    decision: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Revoking:
    """A decision that no longer stands from a moment on."""

    id: str
    at: str


STORED = Read("groups/stored", Span, Stored)
MEMBERSHIPS = Read("groups/memberships", Ids, Memberships)
WRITE = Write("groups/write", Writing, Versioned)
DISSOLVE = Write("groups/dissolve", Ids, Versioned)
ANNOUNCE = Write("groups/announce", Rows, Empty)
END_RUN = Write("groups/end_run", Ended, Empty)
RUN = Read("groups/run", OfKind, Run)
LIST = Read("groups/list", Asked, GroupRow)
CHANGES = Read("groups/changes", Since, ChangeRow)
DECIDE = Write("groups/decide", Deciding, Versioned)
REVOKE = Write("groups/revoke", Revoking, Versioned)
