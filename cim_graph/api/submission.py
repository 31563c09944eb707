"""Records handed over through the API."""

from collections.abc import Sequence

import strawberry

from cim_graph.accounts.transactions.undescribed import undescribed
from cim_graph.api.base import Info
from cim_graph.api.changing import check_changes
from cim_graph.api.scalars import JSON
from cim_graph.approvals.wire import SUBMIT
from cim_graph.intake.model import Rejected, Report
from cim_graph.intake.prepare import prepare
from cim_graph.intake.service import submit
from cim_graph.kernel.errors import BadInputError, ProposedError


@strawberry.type
class RecordRejection:
    """A record that was set aside: its place in the list, from 0, the field, the reason."""

    index: int
    field: str | None
    reason: str


@strawberry.type
class RecordProblem:
    """What is wrong with values or fields of records that were taken: they were kept as given. How often it came."""

    text: str
    count: int


@strawberry.type
class SubmitRecordsResult:
    """What became of records. `waiting`: taken, and not joined yet, since another end is not known."""

    accepted: int
    unchanged: int
    waiting: int
    rejected: list[RecordRejection]
    problems: list[RecordProblem] = strawberry.field(
        default_factory=list,
        description="Values that cannot be, and fields that the record format does not have: they were kept as given.",
    )
    unknown_accounts: int = strawberry.field(
        default=0,
        description="How many transactions were taken, or wait for approval, and name accounts no record describes.",
    )
    unknown_account_examples: list[str] = strawberry.field(
        default_factory=list, description="A few of these accounts, as they are written."
    )
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
    await check_changes(info, [{"command": SUBMIT, "records": [record]} for record in records])
    ranks = context.settings.source_ranks
    try:
        report = await submit(context.graph, context.commands, context.actor, records, ranks)
    except ProposedError as proposed:
        return _result(await _waiting(info, records), proposed.request)
    return _result(report)


async def _waiting(info: Info, records: Sequence[JSON]) -> Report:
    """Return what can be known of records that wait for approval; those that were set aside are not among them."""
    prepared, report = prepare(enumerate(records), {}), Report()
    transactions = [item for part in prepared for item in part.transactions]
    holdings = [item for part in prepared for item in part.holdings]
    for part in prepared:
        report.add(Report(rejected=part.rejected, problems=part.problems))
    report.undescribed = await undescribed(info.context.graph.read, transactions, holdings)
    return report


def _result(report: Report, request: str | None = None) -> SubmitRecordsResult:
    return SubmitRecordsResult(
        accepted=report.accepted,
        unchanged=report.unchanged,
        waiting=report.waiting,
        rejected=[_rejection(item) for item in report.rejected],
        problems=[RecordProblem(text=text, count=count) for text, count in report.problems.items()],
        unknown_accounts=report.undescribed.transactions,
        unknown_account_examples=report.undescribed.examples(),
        change_request=None if request is None else strawberry.ID(request),
    )


def _rejection(item: Rejected) -> RecordRejection:
    return RecordRejection(index=item.index, field=item.field, reason=item.reason)
