"""Alerts and cases: who may not see suspicion learns of none that is about it, nor how many there are."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import orjson
import strawberry

from cim_graph.access.rights import Special
from cim_graph.api.base import After, Connection, First, Info, Node, connection, of_row
from cim_graph.api.lookup import parties_at
from cim_graph.api.network import Path
from cim_graph.api.party import Party
from cim_graph.api.relationship import Relationship, related
from cim_graph.api.scalars import JSON, DateTime
from cim_graph.columnar import batched, column
from cim_graph.graph.statement import Ids
from cim_graph.kernel.errors import ForbiddenError, NotFoundError
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.pages import Page, Slice, cut, length, page
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.monitoring.commands import AlertStatus, CaseStatus, DecideAlert, OpenCase, UpdateCase, gathered
from cim_graph.monitoring.store import (
    ALERTS,
    AT_PARTIES,
    BY_IDS,
    CASES,
    CASES_BY_IDS,
    AlertRow,
    Asked,
    AskedCases,
    AtParties,
    CaseRow,
    Named,
)
from cim_graph.parties.service import called
from cim_graph.relationships.service import by_ids as relationships_by_ids

strawberry.enum(AlertStatus)
strawberry.enum(CaseStatus)
_NEWEST = "~"


async def _party(alerts: "Sequence[Alert]", info: Info) -> list[Any]:
    return await _parties_of(info, [alert.row for alert in alerts])


async def _parties_of(info: Info, rows: Sequence[AlertRow]) -> list[Party | None]:
    """Return the party of each alert; one that is there no more as it was known when the alert was raised."""
    return await parties_at(info, [(AsOf(known=row.raised_at) if row.retired else NOW, row.party) for row in rows])


def _evidence(root: "Alert") -> JSON:
    return JSON(orjson.loads(root.row.evidence))


async def _paths(alerts: "Sequence[Alert]", info: Info, first: int = 5) -> list[list[Path]]:
    """Return the ways along which each came, as far as they still stand and are open to the caller.

    Those beyond the first so many are not looked at: an event may name thousands of relationships.
    """
    most = length(first)
    named: list[list[list[str]]] = [orjson.loads(alert.row.paths)[:most] if alert.row.paths else [] for alert in alerts]
    ids = list(dict.fromkeys(id_ for paths in named for path in paths for id_ in path))
    rows = info.context.mask.seen(await relationships_by_ids(info.context.graph, ids)) if ids else []
    ends = list(dict.fromkeys(end for row in rows for end in (row.source_id, row.target_id)))
    parties: dict[str, Party] = {
        str(one.id): one for one in await parties_at(info, [(NOW, id_) for id_ in ends]) if one
    }
    known = {str(one.id): one for one in related(rows, parties, NOW, info.context.mask)}
    return [[_path([known[id_] for id_ in path]) for path in paths if known.keys() >= set(path)] for paths in named]


def _path(ties: "Sequence[Relationship]") -> Path:
    passed = {str(end.id): end for tie in ties for end in (tie.source, tie.target)}
    return Path(parties=list(passed.values()), relationships=list(ties), share=None)


@strawberry.type
class Alert(Node):
    """Something fired at a party."""

    row: strawberry.Private[AlertRow]
    kind: str = of_row("kind")
    severity: int = of_row("severity")
    status: AlertStatus = of_row("status")
    party: Party = batched(_party)
    raised_at: DateTime = of_row("raised_at")
    text: str = of_row("text")
    evidence: JSON = strawberry.field(
        resolver=_evidence, description="What fired, with its numbers as they were at that moment."
    )
    paths: list[Path] = batched(
        _paths,
        description="The ways along which it came, as they stand now: of the first, those that are open.",
    )


@strawberry.type
class CaseNote:
    """What somebody noted of a case."""

    at: DateTime
    by: str
    text: str


async def _case_alerts(cases: "Sequence[Case]", info: Info) -> list[list[Alert]]:
    found = await alerts_by_ids(info, [id_ for case in cases for id_ in case.row.alerts])
    return [[found[id_] for id_ in case.row.alerts if id_ in found] for case in cases]


async def _case_parties(cases: "Sequence[Case]", info: Info) -> list[list[Party]]:
    alerts = await alerts_by_ids(info, [id_ for case in cases for id_ in case.row.alerts])
    rows = [alert.row for alert in alerts.values()]
    found = {str(party.id): party for party in await _parties_of(info, rows) if party is not None}
    return [[party for id_ in case.row.parties if (party := found.get(id_)) is not None] for case in cases]


def _notes(root: "Case") -> list[CaseNote]:
    return [CaseNote(**orjson.loads(note)) for note in root.row.notes]


@strawberry.type
class Case(Node):
    """Alerts that are looked at together."""

    row: strawberry.Private[CaseRow]
    title: str = of_row("title")
    status: CaseStatus = of_row("status")
    assignee: str | None = of_row("assignee")
    alerts: list[Alert] = batched(_case_alerts)
    parties: list[Party] = batched(_case_parties)
    notes: list[CaseNote] = strawberry.field(resolver=_notes)


def place_key(key: str) -> str:
    """Read a key of a list of alerts or cases; ValueError for one that is none."""
    if len(key) != len("0" * 32) or not key.isalnum():
        raise ValueError(key)
    return key


def may_suspect(info: Info) -> bool:
    """Whether the caller may know of suspicion."""
    return Special.SUSPICION in info.context.rights.sees


async def alerts(
    info: Info, statuses: list[AlertStatus] | None, kinds: list[str] | None, party: str | None, asked: Page
) -> Connection[Alert]:
    """Return a page of alerts, the newest first, without those at parties that are closed to the caller."""
    wanted = Asked(
        None if statuses is None else [status.value for status in statuses],
        kinds,
        None if party is None else (await called(info.context.graph, [party]))[0],
        may_suspect(info),
        asked.after or _NEWEST,
        asked.first + 1,
    )
    found = cut(await info.context.graph.read(ALERTS(wanted)), asked, lambda row: row.place)
    open_ = await _open(info, found.items)
    return connection(Slice(open_, found.key, found.has_next, found.has_previous), _alert)


async def _open(info: Info, rows: Sequence[AlertRow]) -> list[AlertRow]:
    if info.context.rights.scope.whole:
        return list(rows)
    await _parties_of(info, rows)
    return [row for row in rows if row.party not in info.context.mask.closed]


async def of_parties(parties: "Sequence[Party]", info: Info, first: First = 20, after: After = None) -> list[Any]:
    """Return the alerts of each party, the newest first."""
    asked = page(first, after, place_key)
    rows = await info.context.graph.read(AT_PARTIES(AtParties(list(column(parties, "id")), may_suspect(info))))
    by_party: dict[str, list[AlertRow]] = defaultdict(list)
    for row in rows:
        if row.place < (asked.after or _NEWEST):
            by_party[row.party].append(row)
    return [connection(cut(by_party[party.id], asked, lambda row: row.place), _alert) for party in parties]


async def alerts_by_ids(info: Info, ids: Sequence[str]) -> dict[str, Alert]:
    """Return alerts that the caller may see, by their ids."""
    if not ids:
        return {}
    rows = await info.context.graph.read(BY_IDS(Named(list(ids), may_suspect(info))))
    return {row.id: _alert(row) for row in await _open(info, rows)}


async def cases_by_ids(info: Info, ids: Sequence[str]) -> dict[str, Case]:
    """Return cases by their ids; none for a caller who may not know of suspicion."""
    if not may_suspect(info) or not ids:
        return {}
    rows = await info.context.graph.read(CASES_BY_IDS(Ids(list(ids))))
    return {row.id: _case(row) for row in await _open_cases(info, rows)}


async def _open_cases(info: Info, rows: Sequence[CaseRow]) -> list[CaseRow]:
    """Leave out cases all of whose alerts are at parties that are closed to the caller."""
    if info.context.rights.scope.whole:
        return list(rows)
    open_ = await alerts_by_ids(info, [id_ for row in rows for id_ in row.alerts])
    return [row for row in rows if not open_.keys().isdisjoint(row.alerts)]


async def nodes(info: Info, ids: Sequence[str]) -> dict[str, Node | None]:
    """Return alerts and cases by their ids."""
    of_alerts = await alerts_by_ids(info, [id_ for id_ in ids if id_[0] == Kind.ALERT])
    return {**of_alerts, **await cases_by_ids(info, [id_ for id_ in ids if id_[0] == Kind.CASE])}


async def cases(info: Info, statuses: list[CaseStatus] | None, asked: Page, *, mine: bool | None) -> Connection[Case]:
    """Return a page of cases, the newest first."""
    wanted = AskedCases(
        None if statuses is None else [status.value for status in statuses],
        info.context.actor.subject if mine else None,
        asked.after or _NEWEST,
        asked.first + 1,
    )
    rows = await info.context.graph.read(CASES(wanted)) if may_suspect(info) else []
    found = cut(rows, asked, lambda row: row.place)
    open_ = await _open_cases(info, found.items)
    return connection(Slice(open_, found.key, found.has_next, found.has_previous), _case)


async def decided(info: Info, command: DecideAlert) -> Alert:
    """Do what somebody says of an alert."""
    await _known(info, [command.id])
    return _alert(await info.context.commands.execute(info.context.graph, info.context.actor, command))


async def _known(info: Info, ids: Sequence[str]) -> None:
    """Raise NotFoundError for an alert that there is not, or that is not for the caller."""
    found = await alerts_by_ids(info, ids)
    if missing := [id_ for id_ in ids if id_ not in found]:
        raise NotFoundError(f"there is no alert {min(missing)[:40]!r}; `alerts` lists them")


async def changed(info: Info, command: OpenCase | UpdateCase) -> Case:
    """Open a case, or go on with one."""
    info.context.rights.need(f"see.{Special.SUSPICION}")
    if isinstance(command, OpenCase):
        await _known(info, gathered(command))
    else:
        await _may_go_on(info, command)
    row: CaseRow = await info.context.commands.execute(info.context.graph, info.context.actor, command)
    return _case(row)


async def _may_go_on(info: Info, command: UpdateCase) -> None:
    """Raise NotFoundError for a case that is not for the caller, ForbiddenError where its end is for others, too."""
    case = (await cases_by_ids(info, [command.id])).get(command.id)
    if case is None:
        raise NotFoundError(f"there is no case {command.id[:40]!r}; `cases` lists them")
    ends = command.status in {CaseStatus.CLOSED, CaseStatus.REPORTED}
    if ends and len(await alerts_by_ids(info, case.row.alerts)) < len(case.row.alerts):
        raise ForbiddenError("it gathers alerts at parties that are closed to you, too; who sees all of them ends it")


def _alert(row: AlertRow) -> Alert:
    return Alert(id=strawberry.ID(row.id), row=row)


def _case(row: CaseRow) -> Case:
    return Case(id=strawberry.ID(row.id), row=row)
