"""The statements of deals."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Ids, Read, Versioned, Write


@dataclass(frozen=True, slots=True)
class Asked:
    """Parties, and the name of the scheme that assesses their risk."""

    ids: list[str]
    scheme: str


@dataclass(frozen=True, slots=True)
class StandingRow:
    """What the registry says of a party: rows of `identifiers` are scheme and last day, empty where none is stated.

    Rows of `hits` are list, entry and probability as text, of `confirmed` list and entry. `reviews` holds the day of
    the next review of its risk, empty where there is none, and nothing where it was not assessed.
    """

    id: str
    kind: str
    status: str
    flags: list[str]
    identifiers: list[list[str]]
    hits: list[list[str]]
    confirmed: list[list[str]]
    reviews: list[str]


@dataclass(frozen=True, slots=True)
class EndingRow:
    """A record of a party that may say that it is dead, or dissolved, as it came."""

    id: str
    source: str
    payload: str


@dataclass(frozen=True, slots=True)
class Alarming:
    """Parties whose alerts are asked for; `suspicion`: also those of suspicion."""

    ids: list[str]
    suspicion: bool


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """An alert that is not closed."""

    id: str
    party: str
    kind: str
    severity: int
    text: str
    suspects: bool


@dataclass(frozen=True, slots=True)
class Same:
    """Parties, product, currency, and the day."""

    ids: list[str]
    product: str
    currency: str
    day: str


@dataclass(frozen=True, slots=True)
class AllowedRow:
    """A deal that was allowed, up to an amount as decimal text; `covers` are the keys of the reasons that it is for."""

    id: str
    amount: str
    by: str
    until: str
    covers: list[str]


@dataclass(frozen=True, slots=True)
class Allowing:
    """A deal to allow, and the records that name its parties."""

    deal: dict[str, Any]
    records: list[str]


STANDING = Read("deals/standing", Asked, StandingRow)
ENDINGS = Read("deals/endings", Ids, EndingRow)
ALARMS = Read("deals/alarms", Alarming, AlarmRow)
ALLOWANCES = Read("deals/allowances", Same, AllowedRow)
ALLOW = Write("deals/allow", Allowing, Versioned)
