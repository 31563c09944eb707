"""What is found in the graph when rules run on a schedule: the thresholds of each kind, and what is asked."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import orjson

from cim_graph.graph.statement import BoundRead
from cim_graph.monitoring.loans import LOANS
from cim_graph.monitoring.store import (
    EXPOSURES,
    GROUP_LIMITS,
    LIST_HITS,
    OF_MEMBERS,
    PAPERS,
    PROVISIONS,
    REVIEWS_DUE,
    RINGS,
    RISKY_LINKS,
    Due,
    Ended,
    Found,
    Least,
    Linked,
    OfMembers,
    Within,
)
from cim_graph.monitoring.typologies.hit import Hit, Window

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.monitoring.rules import Rule


@dataclass(frozen=True, slots=True)
class Probability:
    """A likeness of at least so much."""

    probability: float


@dataclass(frozen=True, slots=True)
class Percent:
    """At least such a percent of the capital."""

    percent: float


@dataclass(frozen=True, slots=True)
class Part:
    """At least such a part of what is owed."""

    part: float


@dataclass(frozen=True, slots=True)
class Anew:
    """Whatever has just become so."""


@dataclass(frozen=True, slots=True)
class Link:
    """Flags that make a party risky, apart by blanks; what more than `widest` records share is shared by nobody."""

    flags: str
    widest: int


@dataclass(frozen=True, slots=True)
class OfMember:
    """Alerts of such a severity at least."""

    severity: int


@dataclass(frozen=True, slots=True)
class Paper:
    """Schemes of papers, apart by blanks, that ended so many days ago or longer."""

    schemes: str
    days: int


@dataclass(frozen=True, slots=True)
class Overdue:
    """Due so many days ago or longer."""

    days: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """The class of its thresholds, what is asked, and what is said where it fires."""

    thresholds: type[Any]
    ask: Callable[["Rule", Window], BoundRead[Found]]
    text: str


INDICATORS: Final[Mapping[str, Indicator]] = {
    "list-hit": Indicator(
        Probability, lambda rule, _: LIST_HITS(Least(rule.thresholds.probability)), "a record is like one of a list"
    ),
    "group-limit": Indicator(
        Percent,
        lambda rule, _: GROUP_LIMITS(Least(rule.thresholds.percent)),
        "the group's exposure is a large part of the capital",
    ),
    "provision": Indicator(
        Part, lambda rule, _: PROVISIONS(Least(rule.thresholds.part)), "a provision stands against what is owed"
    ),
    "new-ring": Indicator(
        Anew, lambda _, window: RINGS(Within(window.begin, window.end)), "it stands in a new ring of ownership"
    ),
    "risky-link": Indicator(
        Link,
        lambda rule, window: RISKY_LINKS(
            Linked(window.begin, window.end, rule.thresholds.flags.split(), rule.thresholds.widest)
        ),
        "it has come to share something with a risky party",
    ),
    "of-member": Indicator(
        OfMember,
        lambda rule, window: OF_MEMBERS(
            OfMembers(window.begin, window.end, rule.thresholds.severity, rule.name, rule.suspicion)
        ),
        "an alert was raised at another member of its group",
    ),
    "paper-ended": Indicator(
        Paper,
        lambda rule, window: PAPERS(Ended(_days_before(window.end, rule), rule.thresholds.schemes.split())),
        "a paper has ended, and none has taken its place",
    ),
    "review-overdue": Indicator(
        Overdue,
        lambda rule, window: REVIEWS_DUE(Due(_days_before(window.end, rule))),
        "the review of its risk was due, and nothing has been assessed anew since",
    ),
}


async def indicated(graph: "Graph", rule: "Rule", window: Window) -> list[tuple[str, Hit]]:
    """Return at which parties something in the graph fires; what has no day of its own is of the last of the window."""
    if rule.kind in LOANS:
        return await _of_loans(graph, rule, window)
    indicator = INDICATORS[rule.kind]
    rows = await graph.read(indicator.ask(rule, window))
    last = (date.fromisoformat(window.end) - timedelta(days=1)).isoformat()
    return [(row.party, _hit(row, rule, indicator.text, row.day or last)) for row in rows]


async def _of_loans(graph: "Graph", rule: "Rule", window: Window) -> list[tuple[str, Hit]]:
    _, find, text = LOANS[rule.kind]
    hits = []
    for row in await graph.read(EXPOSURES(Within(window.begin, window.end))):
        now, before = orjson.loads(row.now), orjson.loads(row.before) if row.before else {}
        if (numbers := find(rule.thresholds, now, before)) is not None:
            found = Found(row.party, {"exposure": row.id, **numbers}, [], row.day)
            hits.append((row.party, _hit(found, rule, text, row.day)))
    return hits


def _hit(found: Found, rule: "Rule", text: str, day: str) -> Hit:
    return Hit([found.party], day, text, {**asdict(rule.thresholds), **found.numbers}, found.paths)


def _days_before(end: str, rule: "Rule") -> str:
    return (date.fromisoformat(end) - timedelta(days=rule.thresholds.days)).isoformat()
