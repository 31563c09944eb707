"""Who is the same: what stewards decide, and what became of parties."""

from collections.abc import Sequence

import strawberry

from cim_graph.api.base import Connection, Info, Node, connection
from cim_graph.api.lookup import parties_by_ids
from cim_graph.api.party import Party, SourceRecord, source_record
from cim_graph.api.scalars import JSON, DateTime
from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import NOW
from cim_graph.matching import lineage as service
from cim_graph.matching.judging import JudgeMatch, SplitParty, Verdict, WithdrawJudgement
from cim_graph.matching.model.formation import LineageKind
from cim_graph.matching.overriding import OverrideField
from cim_graph.parties.provenance import Provenance

strawberry.enum(LineageKind)


@strawberry.type(description="A steward's word on records: it outlives every run, until it is withdrawn.")
class Judgement(Node):
    """A steward's word on records."""

    same: bool
    by: str
    at: DateTime
    reason: str
    withdrawn: bool


@strawberry.type
class LineageEvent(Node):
    """What became of parties."""

    kind: LineageKind
    at: DateTime
    by: str
    reason: str | None
    parties: list[strawberry.ID] = strawberry.field(description="The survivor first.")
    records: list[strawberry.ID]


@strawberry.type
class FieldProvenance:
    """Where a golden value comes from."""

    field: str
    value: JSON | None
    record: SourceRecord | None
    rule: str = strawberry.field(description="The rule that chose it; of what a steward pinned, who did and why.")


@strawberry.type(description="What a write did: done at once, or now a change request that waits for another person.")
class WriteResult:
    """What a write did."""

    parties: list[Party]
    change_request: strawberry.ID | None


def judgement_of(row: service.JudgementRow) -> Judgement:
    """Return a judgement as the API has it."""
    return Judgement(
        id=strawberry.ID(row.id),
        same=row.same,
        by=row.by,
        at=DateTime(row.at),
        reason=row.reason,
        withdrawn=row.withdrawn,
    )


def provenance_of(row: Provenance) -> FieldProvenance:
    """Return where a golden value comes from as the API has it."""
    record = None if row.record is None else source_record(row.record)
    return FieldProvenance(field=row.field, value=JSON(row.value), record=record, rule=row.rule)


def event_of(row: service.LineageRow) -> LineageEvent:
    """Return an event as the API has it."""
    return LineageEvent(
        id=strawberry.ID(row.id),
        kind=LineageKind(row.kind),
        at=DateTime(row.at),
        by=row.by,
        reason=row.reason,
        parties=list(map(strawberry.ID, row.parties)),
        records=list(map(strawberry.ID, row.records)),
    )


async def decisions_by_ids(info: Info, ids: Sequence[str]) -> dict[str, Node | None]:
    """Return judgements and events by their ids."""
    graph = info.context.graph
    found: dict[str, Node | None] = {row.id: judgement_of(row) for row in await service.judgements_by_ids(graph, ids)}
    return found | {row.id: event_of(row) for row in await service.events_by_ids(graph, ids)}


async def feed(info: Info, page: Page) -> Connection[LineageEvent]:
    """Return merges and splits in order."""
    return connection(await service.feed(info.context.graph, page), event_of)


async def done(info: Info, command: JudgeMatch | SplitParty | WithdrawJudgement | OverrideField) -> WriteResult:
    """Do what a steward says."""
    context = info.context
    verdict: Verdict = await context.commands.execute(context.graph, context.actor, command)
    parties = await parties_by_ids(info, verdict.parties, NOW)
    return WriteResult(parties=[party for party in parties if party is not None], change_request=None)
