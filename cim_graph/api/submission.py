"""Records handed over through the API."""

from collections.abc import Sequence

import strawberry

from cim_graph.api.base import Info
from cim_graph.api.scalars import JSON
from cim_graph.intake.model import Rejected
from cim_graph.intake.service import submit
from cim_graph.kernel.errors import BadInputError


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


async def submit_records(info: Info, records: Sequence[JSON]) -> SubmitRecordsResult:
    """Take records, each on its own."""
    context = info.context
    most = context.settings.batch_size
    if len(records) > most:
        raise BadInputError(
            f"`records` holds {len(records)} records; hand over at most {most} at once, or use `cim load`"
        )
    report = await submit(context.graph, context.commands, context.actor, records, context.settings.source_ranks)
    return SubmitRecordsResult(
        accepted=report.accepted,
        unchanged=report.unchanged,
        waiting=report.waiting,
        rejected=[_rejection(item) for item in report.rejected],
    )


def _rejection(item: Rejected) -> RecordRejection:
    return RecordRejection(index=item.index, field=item.field, reason=item.reason)
