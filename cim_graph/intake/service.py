"""The way in: records are stored, linked and drawn in one command a batch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cim_graph.accounts.transactions.compaction import SortTransactions
from cim_graph.accounts.transactions.ledger import Ledger
from cim_graph.commands.model import Context, Outcome
from cim_graph.intake.daily import daily
from cim_graph.intake.model import Progress, Report
from cim_graph.intake.origin import Origin, What, ledger, new_batch, open_batch
from cim_graph.intake.prepare import Prepared, prepare
from cim_graph.intake.storing import Storing
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.stamps import Stamp
from cim_graph.matching.models import Models
from cim_graph.relationships.drawing import Rules

if TYPE_CHECKING:
    from asyncio import Event as Stop

    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class SubmitRecords:
    """Records of sources are to be stored as they now are."""

    prepared: Prepared
    progress: Progress | None = None
    resolved: bool = True
    """Whether its records find their parties at once, and not later, all together."""
    origin: Origin | None = None
    """The batch that they are of; without one they are a batch of their own."""
    further: tuple[Prepared, ...] = ()
    """What was handed over with them and is stored after them, by commands of its own: keys that came again."""
    name: str = field(default="submitRecords", init=False)

    def answer_type(self) -> type[Report]:
        """Return the class of the answer."""
        return Report


class SubmitRecordsHandler:
    """Stores a batch."""

    def __init__(self, rank: Rank, models: Models, ledger: Ledger | None = None) -> None:
        self._rank = rank
        self._models = models
        self._ledger = ledger

    async def __call__(self, command: SubmitRecords, context: Context) -> Outcome[Report]:
        """Store the batch, and let its records find their parties."""
        prepared, transaction = command.prepared, context.transaction
        report = Report(rejected=list(prepared.rejected), problems=dict(prepared.problems))
        origin = command.origin or Origin(new_batch(), What.SUBMISSION)
        rules = Rules(context.at[:10], context.at, self._rank)
        storing = Storing(transaction, rules, report, Stamp(origin.id), self._ledger)
        await storing.store(prepared)
        await storing.match(self._models, now=command.resolved)
        if report.accepted:
            await open_batch(context, origin)
        told = {"accepted": report.accepted, "unchanged": report.unchanged, "waiting": report.waiting}
        told |= storing.moved
        return Outcome(
            report,
            changed=report.accepted > 0,
            parties=storing.changed,
            detail=told,
            progress={
                **(command.progress.properties() if command.progress else {}),
                **ledger(origin.id, storing.changes, storing.pending.columns()),
                **storing.moved,
            },
            events=storing.told(told),
        )


async def submit(
    graph: "Graph", commands: "Commands", actor: "Actor", records: Sequence[Any], ranks: Mapping[str, int]
) -> Report:
    """Take records, each on its own: the answer tells what became of them and which were set aside, and why."""
    return await store(graph, commands, actor, enumerate(records), ranks)


async def store(
    graph: "Graph", commands: "Commands", actor: "Actor", records: Iterable[tuple[int, Any]], ranks: Mapping[str, int]
) -> Report:
    """Prepare and store numbered records as one batch, or several where a key comes again."""
    report, origin = Report(), Origin(new_batch(), What.SUBMISSION)
    prepared = prepare(records, ranks)
    for number, one in enumerate(prepared, 1):
        command = SubmitRecords(one, origin=origin, further=tuple(prepared[number:]))
        report.add(await store_batch(graph, commands, actor, command))
    return report


async def store_batch(
    graph: "Graph", commands: "Commands", actor: "Actor", command: SubmitRecords, stop: "Stop | None" = None
) -> Report:
    """Store a batch; files of transactions are sorted by day where many have come.

    Facts of a crowd that it put on the schedule are joined after it, some at a time, until `stop`.
    """
    report = await commands.execute(graph, actor, command)
    if report.crowded:
        await commands.follow(graph, actor, SortTransactions())
    if report.postponed:
        await daily(graph, commands, actor, stop)
    return report
