"""The way in: records are stored, linked and drawn in one command a batch."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from cim_graph.accounts import landing as accounts
from cim_graph.commands.model import Context, Outcome
from cim_graph.graph.statement import Ids
from cim_graph.intake.daily import daily
from cim_graph.intake.early import done, keep, kept
from cim_graph.intake.model import Progress, Report
from cim_graph.intake.prepare import Prepared, Retracted, prepare
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.ranks import Rank
from cim_graph.parties import landing as parties
from cim_graph.relationships import landing as relationships
from cim_graph.relationships.drawing import Rules
from cim_graph.relationships.joining import release, settle

if TYPE_CHECKING:
    from asyncio import Event

    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph, Transaction
    from cim_graph.kernel.actor import Actor

Stated = TypeVar("Stated", relationships.Known, accounts.Known)


@dataclass(frozen=True, slots=True)
class SubmitRecords:
    """Records of sources are to be stored as they now are."""

    prepared: Prepared
    progress: Progress | None = None
    name: str = field(default="submitRecords", init=False)

    def answer_type(self) -> type[Report]:
        """Return the class of the answer."""
        return Report


class SubmitRecordsHandler:
    """Stores a batch: parties first, since all else stands on them; then what is taken back; then what has waited."""

    def __init__(self, rank: Rank) -> None:
        self._rank = rank

    async def __call__(self, command: SubmitRecords, context: Context) -> Outcome[Report]:
        """Store the batch."""
        prepared, transaction = command.prepared, context.transaction
        rules = Rules(context.at[:10], context.at, self._rank)
        report = Report(rejected=list(prepared.rejected), problems=dict(prepared.problems))
        changed: dict[str, int] = {}
        landed = await parties.land(transaction, prepared.parties, context.at, self._rank)
        _take(report, changed, landed)
        if prepared.facts:
            _take(report, changed, await relationships.land(transaction, prepared.facts, rules))
        if prepared.holdings:
            _take(report, changed, await accounts.land(transaction, prepared.holdings, context.at))
        identifiers = set(landed.identifiers)
        if prepared.retractions:
            identifiers |= await self._retract(prepared.retractions, context, rules, report, changed)
        if early := await kept(transaction, prepared):
            identifiers |= await self._retract(early, context, rules, Report(), changed)
        joining = await settle(transaction, landed.described, sorted(identifiers), rules)
        changed |= joining.parties
        report.postponed = joining.postponed
        return Outcome(
            report,
            changed=report.accepted > 0,
            parties=changed,
            detail={"accepted": report.accepted, "unchanged": report.unchanged, "waiting": report.waiting},
            progress=command.progress.properties() if command.progress else {},
        )

    async def _retract(
        self,
        retractions: Sequence[Retracted],
        context: Context,
        rules: Rules,
        report: Report,
        changed: dict[str, int],
    ) -> set[str]:
        """Take back whatever stands under these keys; answer the identifiers that were carried."""
        transaction = context.transaction
        wanted = {kind + item.digest: item for item in retractions for kind in item.kinds}
        known = await transaction.run(parties.HOLD(Ids(_ids(wanted, Kind.RECORD))))
        records = [row for row in known if row.version and not row.retracted and wanted[row.id].means(row.at)]
        versions = await relationships.held(transaction, _ids(wanted, Kind.FACT))
        facts = [
            _taken_back(row, wanted[row.id].at) for row in versions if row.is_known and wanted[row.id].means(row.at)
        ]
        stored = await accounts.held(transaction, _ids(wanted, *accounts.KINDS))
        holdings = [
            _taken_back(row, wanted[row.id].at) for row in stored if not row.retracted and wanted[row.id].means(row.at)
        ]
        if facts:
            _take(report, changed, await relationships.retract(transaction, facts, rules))
        if holdings:
            _take(report, changed, await accounts.retract(transaction, holdings, context.at))
        found = {id_[1:] for rows in (records, facts, holdings) for id_ in map(attrgetter("id"), rows)}
        stand = [(row.id, row.at, row.is_known) for row in versions]
        stand += [(row.id, row.at, not row.retracted) for row in known if row.version]
        stand += [(row.id, row.at, not row.retracted) for row in stored]
        there = {id_[1:] for id_, at, stands in stand if stands or not wanted[id_].follows(at)}
        await _miss(transaction, [item for item in retractions if item.digest not in found], there, report)
        await done(transaction, found)
        if not records:
            return set()
        changed |= await release(transaction, [row.id for row in records], rules)
        retiring = [parties.Retiring(row, wanted[row.id].reason, wanted[row.id].at) for row in records]
        taken = await parties.retract(
            transaction, sorted(retiring, key=lambda item: item.known.id), context.at, self._rank
        )
        _take(report, changed, taken)
        return taken.identifiers


async def _miss(
    transaction: "Transaction", missed: Sequence[Retracted], there: Collection[str], report: Report
) -> None:
    """Keep retractions of what has not come yet, or was taken back earlier; the others change nothing."""
    new = await keep(transaction, (item for item in missed if item.digest not in there))
    report.accepted += new
    report.unchanged += len(missed) - new


def _taken_back(row: Stated, said: str | None) -> Stated:
    return replace(row, at=said or row.at)


def _ids(wanted: Iterable[str], *kinds: Kind) -> list[str]:
    return sorted(id_ for id_ in wanted if id_[0] in kinds)


def _take(
    report: Report, changed: dict[str, int], landing: parties.Landing | relationships.Landing | accounts.Landing
) -> None:
    report.accepted += landing.accepted
    report.unchanged += landing.unchanged
    report.waiting += getattr(landing, "waiting", 0)
    changed |= landing.parties


async def submit(
    graph: "Graph", commands: "Commands", actor: "Actor", records: Sequence[Any], ranks: Mapping[str, int]
) -> Report:
    """Take records, each on its own: the answer tells what became of them and which were set aside, and why."""
    return await store(graph, commands, actor, enumerate(records), ranks)


async def store(
    graph: "Graph", commands: "Commands", actor: "Actor", records: Iterable[tuple[int, Any]], ranks: Mapping[str, int]
) -> Report:
    """Prepare and store numbered records as one batch, or several where a key comes again."""
    report = Report()
    for prepared in prepare(records, ranks):
        report.add(await store_batch(graph, commands, actor, SubmitRecords(prepared)))
    return report


async def store_batch(
    graph: "Graph", commands: "Commands", actor: "Actor", command: SubmitRecords, stop: "Event | None" = None
) -> Report:
    """Store a batch; facts of a crowd that it put on the schedule are joined after it, some at a time, until `stop`."""
    report = await commands.execute(graph, actor, command)
    if report.postponed:
        await daily(graph, commands, actor, stop)
    return report
