"""The statements of alerts and cases, and of what rules ask of the graph."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Empty, Ids, Read, Rows, Write


@dataclass(frozen=True, slots=True)
class Peer:
    """A party and what makes others its peers."""

    id: str
    peers: str


@dataclass(frozen=True, slots=True)
class Latest:
    """The last alert of a kind at a party, by the place in what was asked."""

    number: int
    id: str
    status: str
    last_day: str


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert; `evidence` is JSON text, as it was when the alert was raised; `paths` too: ids of relationships.

    `retired`: no record describes its party any more.
    """

    id: str
    place: str
    kind: str
    severity: int
    status: str
    party: str
    raised_at: str
    text: str
    evidence: str
    paths: str | None
    retired: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Which alerts: of statuses, kinds and a party where these are given; `suspicion`: also those of suspicion."""

    statuses: list[str] | None
    kinds: list[str] | None
    party: str | None
    suspicion: bool
    before: str
    first: int


@dataclass(frozen=True, slots=True)
class AtParties:
    """Whose alerts are asked for."""

    ids: list[str]
    suspicion: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Alerts or cases by their ids."""

    ids: list[str]
    suspicion: bool


@dataclass(frozen=True, slots=True)
class Deciding:
    """What becomes of an alert."""

    id: str
    suspicion: bool
    decision: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Now:
    """A moment."""

    at: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case: its alerts and parties by their ids, and its notes as JSON text."""

    id: str
    place: str
    title: str
    status: str
    assignee: str | None
    alerts: list[str]
    parties: list[str]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class OfCase:
    """A case."""

    id: str


@dataclass(frozen=True, slots=True)
class FiledAlert:
    """A case and one of its alerts as they are kept, its party, and what sources said of that when it was raised."""

    kept: dict[str, Any]
    alert: dict[str, Any]
    party: str
    said: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class AskedCases:
    """Which cases: of statuses and of an assignee where these are given."""

    statuses: list[str] | None
    assignee: str | None
    before: str
    first: int


@dataclass(frozen=True, slots=True)
class Opening:
    """A case and the alerts that it is about."""

    case: dict[str, Any]
    alerts: list[str]


@dataclass(frozen=True, slots=True)
class Updating:
    """What changes of a case, what is noted, and when."""

    id: str
    changes: dict[str, Any]
    notes: list[str]
    at: str


@dataclass(frozen=True, slots=True)
class Least:
    """What a number has to reach."""

    least: float


@dataclass(frozen=True, slots=True)
class Within:
    """From a day, and before another."""

    begin: str
    end: str


@dataclass(frozen=True, slots=True)
class Linked:
    """Flags that make a party risky, and how many records may share something, within a time."""

    begin: str
    end: str
    flags: list[str]
    widest: int


@dataclass(frozen=True, slots=True)
class OfMembers:
    """Alerts of such a severity within a time, but for those of a rule; `suspicion`: also those of suspicion."""

    begin: str
    end: str
    severity: int
    but: str
    suspicion: bool


@dataclass(frozen=True, slots=True)
class Due:
    """What was due before a day."""

    before: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Papers of schemes that ended before a day."""

    before: str
    schemes: list[str]


@dataclass(frozen=True, slots=True)
class Stated:
    """An exposure as its source states it, JSON text, and as it did before."""

    id: str
    party: str
    now: str
    before: str | None
    day: str


@dataclass(frozen=True, slots=True)
class Last:
    """A number of the outbox."""

    last: int


@dataclass(frozen=True, slots=True)
class Found:
    """A party at which something in the graph fires: the numbers as JSON would have them, and what it hangs on.

    `paths` are ids of relationships; `day` is when it began, where that is known.
    """

    party: str
    numbers: dict[str, Any]
    paths: list[list[str]]
    day: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of the alerts of a rule; `hours` is the mean time until they were closed."""

    kind: str
    raised: int
    open: int
    closed: int
    hits: int
    hours: float | None


PEERS = Read("monitoring/peers", Empty, Peer)
LOCK = Write("monitoring/lock", Empty, Empty)
LATEST = Read("monitoring/latest", Rows, Latest)
RAISE = Write("monitoring/raise", Rows, Empty)
JOIN = Write("monitoring/join", Rows, Empty)
ALERTS = Read("monitoring/alerts", Asked, AlertRow)
AT_PARTIES = Read("monitoring/at_parties", AtParties, AlertRow)
BY_IDS = Read("monitoring/by_ids", Named, AlertRow)
DECIDE = Write("monitoring/decide", Deciding, AlertRow)
WAKE = Write("monitoring/wake", Now, AlertRow)
CASES = Read("monitoring/cases", AskedCases, CaseRow)
CASES_BY_IDS = Read("monitoring/cases_by_ids", Ids, CaseRow)
CASE_FILE = Read("monitoring/case_file", OfCase, FiledAlert)
OPEN = Write("monitoring/open", Opening, CaseRow)
UPDATE = Write("monitoring/update", Updating, CaseRow)
LIST_HITS = Read("monitoring/list_hits", Least, Found)
GROUP_LIMITS = Read("monitoring/group_limits", Least, Found)
PROVISIONS = Read("monitoring/provisions", Least, Found)
RINGS = Read("monitoring/rings", Within, Found)
RISKY_LINKS = Read("monitoring/risky_links", Linked, Found)
OF_MEMBERS = Read("monitoring/of_members", OfMembers, Found)
PAPERS = Read("monitoring/papers", Ended, Found)
REVIEWS_DUE = Read("monitoring/reviews_due", Due, Found)
EXPOSURES = Read("monitoring/exposures", Within, Stated)
FOLLOWED = Read("monitoring/followed", Empty, Last)
FOLLOW = Write("monitoring/follow", Last, Empty)
COUNTED = Read("monitoring/counted", Empty, Counted)
