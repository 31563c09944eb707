"""Records handed over through the API."""

from collections.abc import Iterator, Sequence
from typing import Final

import strawberry

from cim_graph.api.base import Info
from cim_graph.api.lookup import check_open
from cim_graph.api.scalars import JSON
from cim_graph.intake.model import Rejected
from cim_graph.intake.prepare import prepare
from cim_graph.intake.service import submit
from cim_graph.kernel.errors import BadInputError, ProposedError
from cim_graph.kernel.ids import Kind, id_of

_ENDS: Final = ("from", "to", "party", "about", "onBehalfOf")


@strawberry.type
class RecordRejection:
    """A record that was set aside: its place in the list, from 0, the field, the reason."""

    index: int
    field: str | None
    reason: str


@strawberry.type
class SubmitRecordsResult:
    """What became of records. `waiting`: taken, and not joined yet, since another end is not known."""

    accepted: int
    unchanged: int
    waiting: int
    rejected: list[RecordRejection]
    change_request: strawberry.ID | None = strawberry.field(
        default=None, description="Where other people have to approve first: none of the records was taken yet."
    )


async def submit_records(info: Info, records: Sequence[JSON]) -> SubmitRecordsResult:
    """Take records, each on its own."""
    context = info.context
    most = context.settings.batch_size
    if len(records) > most:
        raise BadInputError(
            f"`records` holds {len(records)} records; hand over at most {most} at once, or use `cim load`"
        )
    await check_open(info, _named(records))
    ranks = context.settings.source_ranks
    try:
        report = await submit(context.graph, context.commands, context.actor, records, ranks)
    except ProposedError as proposed:
        return _waiting(records, proposed.request)
    return SubmitRecordsResult(
        accepted=report.accepted,
        unchanged=report.unchanged,
        waiting=report.waiting,
        rejected=[_rejection(item) for item in report.rejected],
    )


def _named(records: Sequence[JSON]) -> Iterator[str]:
    """Yield the parties that records describe or refer to by source and key; what is no record is told later."""
    for record in records:
        if isinstance(record, dict):
            holders = record.get("holders")
            held = [one.get("party") for one in holders if isinstance(one, dict)] if isinstance(holders, list) else []
            for named in (record, *(record.get(end) for end in _ENDS), *held):
                if (
                    isinstance(named, dict)
                    and isinstance(named.get("source"), str)
                    and isinstance(named.get("key"), str)
                ):
                    yield id_of(Kind.PARTY, named["source"], named["key"])


def _waiting(records: Sequence[JSON], request: str) -> SubmitRecordsResult:
    """Return what became of records that wait for approval; those that were set aside are not among them."""
    aside = prepare(enumerate(records), {})[0].rejected
    rejected = [_rejection(item) for item in aside]
    return SubmitRecordsResult(
        accepted=0, unchanged=0, waiting=0, rejected=rejected, change_request=strawberry.ID(request)
    )


def _rejection(item: Rejected) -> RecordRejection:
    return RecordRejection(index=item.index, field=item.field, reason=item.reason)
