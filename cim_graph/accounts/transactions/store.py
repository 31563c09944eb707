"""The statements by which the graph lists the files of transactions."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Empty, Found, Ids, Read, Rows, Write


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file: `rows`, or `ended` for versions that hold no longer, and its day, unless it has several."""

    id: str
    content: str
    day: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class Base:
    """What the names of a base's files begin with: several bases may keep theirs in one place."""

    base: str


@dataclass(frozen=True, slots=True)
class Undone:
    """A batch that was taken back, or is being."""

    batch: str


@dataclass(frozen=True, slots=True)
class Replacing:
    """Files that come, and the ids of those that go."""

    rows: list[dict[str, Any]]
    gone: list[str]


@dataclass(frozen=True, slots=True)
class AccountParties:
    """An account by its id and number, the parties that hold it, and the first record of theirs that does."""

    id: str
    number: str | None
    parties: list[str]
    source: str
    key: str


@dataclass(frozen=True, slots=True)
class Named:
    """A record or an identifier, the party that it leads to, and the record by which it does."""

    id: str
    party: str
    source: str
    key: str


LOCK = Write("accounts/lock_files", Empty, Base)
BASE = Read("accounts/base", Empty, Base)
FILES = Read("accounts/files", Empty, FileRow)
UNDONE = Read("accounts/undone", Empty, Undone)
LIST = Write("accounts/list_files", Rows, Empty)
REPLACE = Write("accounts/replace_files", Replacing, Empty)
ACCOUNT_PARTIES = Read("accounts/account_parties", Empty, AccountParties)
UNDESCRIBED = Read("accounts/undescribed", Ids, Found)
LED_TO = Read("accounts/led_to", Ids, Named)
