"""Webhooks, and what each is owed."""

from dataclasses import dataclass
from typing import Any

from cim_graph.events.store import Told
from cim_graph.graph.statement import Empty, Ids, Read, Write


@dataclass(frozen=True, slots=True)
class Adding:
    """The properties of a new webhook."""

    webhook: dict[str, Any]


@dataclass(frozen=True, slots=True)
class One:
    """The id of a webhook."""

    id: str


@dataclass(frozen=True, slots=True)
class Pausing:
    """A webhook, and the moment."""

    id: str
    at: str


@dataclass(frozen=True, slots=True)
class Replaying:
    """A webhook, and the number after which it begins again."""

    id: str
    place: int


@dataclass(frozen=True, slots=True)
class Known:
    """A webhook that there is."""

    id: str
    url: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as its operator sees it. `cursor` is a number; `owed` and `dead` count events."""

    id: str
    url: str
    events: list[str]
    secret_file: str | None
    created_at: str
    created_by: str
    paused_at: str | None
    cursor: int
    delivered: int
    owed: int
    dead: int
    error: str | None
    failed_at: str | None


@dataclass(frozen=True, slots=True)
class Dead:
    """An event that was given up."""

    place: int
    id: str
    event: str | None
    parties: list[str]
    attempts: int
    died_at: str
    error: str


@dataclass(frozen=True, slots=True)
class Claiming:
    """Who claims, for how long, and how many."""

    holder: str
    milliseconds: int
    most: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A webhook that was claimed."""

    id: str
    url: str
    events: list[str]
    secret_file: str | None
    cursor: int


@dataclass(frozen=True, slots=True)
class Owed(Told):
    """An entry that waits to be tried again: how often it was tried, and how many milliseconds it still waits."""

    attempts: int
    wait: int


@dataclass(frozen=True, slots=True)
class Settling:
    """How far a webhook has come, and for how long it is held on."""

    id: str
    holder: str
    cursor: int
    delivered: int
    milliseconds: int
    error: str | None
    at: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a webhook waits for."""

    id: str
    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Burying:
    """What is given up, and when."""

    ids: list[str]
    at: str


ADD = Write("events/add_webhook", Adding, Empty)
WEBHOOKS = Read("events/webhooks", Empty, Webhook)
PAUSE = Write("events/pause_webhook", Pausing, Known)
RESUME = Write("events/resume_webhook", One, Known)
REPLAY = Write("events/replay_webhook", Replaying, Known)
REMOVE = Write("events/remove_webhook", One, Known)
DEAD = Read("events/dead", One, Dead)
CLAIM = Write("events/claim", Claiming, Claimed)
OWED = Read("events/owed", One, Owed)
SETTLE = Write("events/settle", Settling, Known)
TAKEN = Write("events/taken", Ids, Empty)
KEEP = Write("events/keep", Keeping, Empty)
BURY = Write("events/bury", Burying, Empty)
DUE = Write("events/due", One, Empty)
