"""What may be done to alerts and cases."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import orjson

from cim_graph.commands.model import Context, Event, Outcome
from cim_graph.graph.statement import Empty, Rows
from cim_graph.kernel.errors import BadInputError, NotFoundError
from cim_graph.kernel.ids import Kind, id_of, same_name, sequence_id
from cim_graph.kernel.printable import check_printable
from cim_graph.kernel.times import moment_text
from cim_graph.monitoring.rules import Rule
from cim_graph.monitoring.store import (
    BY_IDS,
    DECIDE,
    JOIN,
    LATEST,
    LOCK,
    OPEN,
    RAISE,
    UPDATE,
    WAKE,
    AlertRow,
    CaseRow,
    Deciding,
    Named,
    Now,
    Opening,
    Updating,
)
from cim_graph.monitoring.typologies.hit import Hit

RAISED = "alert.raised"
LONGEST_SLEEP: Final = timedelta(days=366)
"""What nobody wants to look at within a year is closed, which says so, and not put off."""
LONGEST_TEXT: Final = 2000
"""Characters of a reason, as of those of judgements and of classes by hand."""
LONGEST_NOTE: Final = 10_000
"""Characters of a note: some pages of what was found; longer ones belong into a file of their own."""
LONGEST_NAME: Final = 200
"""Characters of a title, and of who is to look at a case."""
MOST_ALERTS: Final = 1000
"""Alerts that are gathered at once: each is read, changed, and named in the trail."""


class AlertStatus(StrEnum):
    """What became of an alert."""

    OPEN = "OPEN"
    SNOOZED = "SNOOZED"
    ESCALATED = "ESCALATED"
    CLOSED = "CLOSED"


class CaseStatus(StrEnum):
    """How far a case has come; REPORTED: the authority was told."""

    OPEN = "OPEN"
    IN_REVIEW = "IN_REVIEW"
    REPORTED = "REPORTED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Raised:
    """How many alerts were raised, and how many repetitions joined one."""

    raised: int
    joined: int


@dataclass(frozen=True, slots=True)
class RaiseAlerts:
    """A rule fired at parties, each with what it found."""

    rule: Rule
    hits: Sequence[tuple[str, Hit]]
    name: str = field(default="raiseAlerts", init=False)

    def answer_type(self) -> type[Raised]:
        """Return the class of the answer."""
        return Raised


@dataclass(frozen=True, slots=True)
class WakeAlerts:
    """Snoozed alerts whose time has come are open again."""

    name: str = field(default="wakeAlerts", init=False)

    def answer_type(self) -> type[int]:
        """Return the class of the answer: how many."""
        return int


@dataclass(frozen=True, slots=True)
class DecideAlert:
    """Somebody says what becomes of an alert, and why; `until`: when a snoozed one is open again."""

    id: str
    status: AlertStatus
    reason: str
    until: str | None
    suspicion: bool = True
    """Whether whoever decides may know of suspicion."""
    name: str = field(default="decideAlert", init=False)

    def answer_type(self) -> type[AlertRow]:
        """Return the class of the answer."""
        return AlertRow


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Alerts are looked at together."""

    title: str
    alerts: tuple[str, ...]
    name: str = field(default="openCase", init=False)

    def answer_type(self) -> type[CaseRow]:
        """Return the class of the answer."""
        return CaseRow


@dataclass(frozen=True, slots=True)
class UpdateCase:
    """A case goes on: what is given changes; a note stays for ever."""

    id: str
    status: CaseStatus | None
    assignee: str | None
    note: str | None
    name: str = field(default="updateCase", init=False)

    def answer_type(self) -> type[CaseRow]:
        """Return the class of the answer."""
        return CaseRow


async def raise_alerts(command: RaiseAlerts, context: Context) -> Outcome[Raised]:
    """Raise an alert at each party, unless one says the same already, or one that is not closed takes it up."""
    rule, transaction = command.rule, context.transaction
    await transaction.run(LOCK(Empty()))
    asked = [{"number": n, "record": same_name(who, Kind.RECORD), "kind": rule.name} for n, (who, _) in _each(command)]
    latest = {row.number: row for row in await transaction.run(LATEST(Rows(asked)))}
    fresh, joined = [], []
    for number, (who, hit) in _each(command):
        last = latest.get(number)
        if last is not None and last.last_day >= hit.day:
            continue
        if last is not None and last.status != AlertStatus.CLOSED and last.last_day >= _before(hit.day, rule.join_days):
            evidence = orjson.dumps({"day": hit.day, "text": hit.text, **hit.evidence}).decode()
            joined.append({"id": last.id, "day": hit.day, "at": context.at, "evidence": evidence})
        else:
            fresh.append((who, _alert(rule, who, hit, context.at)))
    if fresh:
        rows = [{"record": same_name(who, Kind.RECORD), "alert": alert} for who, alert in fresh]
        await transaction.run(RAISE(Rows(rows)))
    if joined:
        await transaction.run(JOIN(Rows(joined)))
    return Outcome(
        Raised(len(fresh), len(joined)),
        changed=bool(fresh or joined),
        detail={"rule": rule.name, "raised": len(fresh), "joined": len(joined)},
        about=[] if rule.suspicion else [who for who, _ in fresh],
        events=[] if rule.suspicion else [_told(RAISED, who, alert) for who, alert in fresh],
    )


def _each(command: RaiseAlerts) -> list[tuple[int, tuple[str, Hit]]]:
    """Return one hit a party, the last, with its number: a rule fires once at a party in a run."""
    last = dict(sorted(command.hits, key=lambda one: one[1].day))
    return list(enumerate(sorted(last.items())))


def _before(day: str, days: int) -> str:
    return (date.fromisoformat(day[:10]) - timedelta(days=days)).isoformat()


def _alert(rule: Rule, who: str, hit: Hit, at: str) -> dict[str, Any]:
    return {
        "id": id_of(Kind.ALERT, rule.name, who, hit.day),
        "place": sequence_id(),
        "kind": rule.name,
        "severity": rule.severity,
        "suspicion": rule.suspicion,
        "status": AlertStatus.OPEN.value,
        "text": f"{rule.title}: {hit.text}",
        "evidence": orjson.dumps({"day": hit.day, **hit.evidence}).decode(),
        "paths": orjson.dumps(hit.paths).decode() if hit.paths else None,
        "raisedAt": at,
        "lastAt": at,
        "lastDay": hit.day,
        "repeats": 0,
    }


def _told(name: str, who: str, alert: dict[str, Any]) -> Event:
    return Event(name, {who: 0}, {"alert": alert["id"], "kind": alert["kind"], "severity": alert["severity"]})


async def wake_alerts(command: WakeAlerts, context: Context) -> Outcome[int]:  # noqa: ARG001 (as handlers are called)
    """Open alerts again that slept long enough."""
    woken = await context.transaction.run(WAKE(Now(context.at)))
    return Outcome(len(woken), changed=bool(woken), detail={"woken": len(woken)})


async def decide_alert(command: DecideAlert, context: Context) -> Outcome[AlertRow]:
    """Keep what somebody says of an alert; raise NotFoundError for one that is hidden, or is not there."""
    _said("a reason", command.reason, LONGEST_TEXT)
    if (command.status is AlertStatus.SNOOZED) != (command.until is not None):
        raise BadInputError("`until` says when a snoozed alert is open again: give it with SNOOZED, and only then")
    if command.until is not None and command.until <= context.at:
        raise BadInputError("`until` has to lie ahead")
    if command.until is not None and command.until > _latest(context.at):
        raise BadInputError(
            f"an alert sleeps for {LONGEST_SLEEP.days} days at most: give an earlier `until`, or close it"
        )
    decision = {
        "status": command.status.value,
        "until": command.until,
        "reason": command.reason,
        "decidedBy": context.actor.subject,
        "decidedAt": context.at,
    }
    found = await context.transaction.run(DECIDE(Deciding(command.id, command.suspicion, decision)))
    if not found:
        raise NotFoundError(f"there is no alert {command.id[:40]!r}; `alerts` lists them")
    return Outcome(found[0], changed=True, detail={"alert": command.id, **decision})


def _latest(at: str) -> str:
    return moment_text(datetime.fromisoformat(at) + LONGEST_SLEEP)


def gathered(command: OpenCase) -> list[str]:
    """Return the alerts of a case that is to be opened; raise BadInputError for none, too many, and a wrong title."""
    _said("a title", command.title, LONGEST_NAME)
    alerts = list(dict.fromkeys(command.alerts))
    if not alerts:
        raise BadInputError(
            "`alerts` is empty: name the alerts that the case is about, one at least; `alerts` lists them"
        )
    if len(alerts) > MOST_ALERTS:
        raise BadInputError(f"`alerts` names {len(alerts):,}; a case gathers {MOST_ALERTS:,} at most")
    return alerts


async def open_case(command: OpenCase, context: Context) -> Outcome[CaseRow]:
    """Open a case; raise NotFoundError where one of its alerts is not there."""
    alerts = gathered(command)
    found = await context.transaction.run(BY_IDS(Named(alerts, suspicion=True)))
    if missing := set(alerts) - {row.id for row in found}:
        raise NotFoundError(f"there is no alert {min(missing)[:40]!r}; `alerts` lists them")
    place = sequence_id()
    case = {
        "id": id_of(Kind.CASE, place),
        "place": place,
        "title": command.title.strip(),
        "status": CaseStatus.OPEN.value,
        "notes": [],
        "openedAt": context.at,
        "openedBy": context.actor.subject,
        "reported": False,
    }
    [row] = await context.transaction.run(OPEN(Opening(case, alerts)))
    return Outcome(row, changed=True, detail={"case": row.id, "alerts": alerts})


async def update_case(command: UpdateCase, context: Context) -> Outcome[CaseRow]:
    """Go on with a case; raise BadInputError where it is closed without a note, NotFoundError for one there is not."""
    if command.status is CaseStatus.CLOSED and not (command.note or "").strip():
        raise BadInputError("say why: a case is closed with a note")
    changes: dict[str, Any] = {}
    if command.status is not None:
        changes["status"] = command.status.value
        changes["closedAt"] = context.at if command.status is CaseStatus.CLOSED else None
        if command.status is CaseStatus.REPORTED:
            changes["reported"] = True
    if command.assignee is not None:
        changes["assignee"] = command.assignee.strip() or None
        _typed("`assignee`", command.assignee, LONGEST_NAME)
    notes = []
    if command.note is not None:
        _said("a note", command.note, LONGEST_NOTE)
        notes = [orjson.dumps({"at": context.at, "by": context.actor.subject, "text": command.note}).decode()]
    found = await context.transaction.run(UPDATE(Updating(command.id, changes, notes, context.at)))
    if not found:
        raise NotFoundError(f"there is no case {command.id[:40]!r}; `cases` lists them")
    return Outcome(found[0], changed=True, detail={"case": command.id, **changes, "noted": bool(notes)})


def _said(what: str, text: str, most: int) -> None:
    if not text.strip():
        raise BadInputError(f"{what} has to say something")
    _typed(what, text, most)


def _typed(what: str, text: str, most: int) -> None:
    if len(text) > most:
        raise BadInputError(f"{what} has {len(text):,} characters; say it in {most:,} at most")
    check_printable(what, text.replace("\n", " "))
