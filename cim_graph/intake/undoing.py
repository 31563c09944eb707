"""Taking back what a batch changed: what it brought goes, what it changed is stated again as it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from cim_graph.accounts import landing as accounts
from cim_graph.commands.model import Context, Outcome
from cim_graph.graph.statement import Empty, Found, Ids, Read, Rows, Write
from cim_graph.intake.early import remembered
from cim_graph.intake.model import Report
from cim_graph.intake.obstacles import Obstacles, in_the_way, overtaken
from cim_graph.intake.origin import ledger
from cim_graph.intake.prepare import prepare
from cim_graph.intake.storing import Storing
from cim_graph.kernel.errors import CimError, ConflictError
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.stamps import Change, Stamp
from cim_graph.matching.judging import reasoned
from cim_graph.matching.turns import turn
from cim_graph.parties import landing as parties
from cim_graph.relationships import landing as relationships
from cim_graph.relationships.drawing import Rules

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.kernel.ranks import Rank
    from cim_graph.matching.models import Models

NEVER = ""
"""The source's own time of what it never said: whatever comes is newer."""

Holding = TypeVar("Holding", relationships.Known, accounts.Known)
Known = parties.Known | relationships.Known | accounts.Known


@dataclass(frozen=True, slots=True)
class Version:
    """What was said in a version, and the source's own time of it, or of taking it back."""

    id: str
    payload: str
    at: str | None


@dataclass(frozen=True, slots=True)
class Beginning:
    """Which batch takes back which other one, when, and on whose behalf."""

    batch: str
    undo: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Ending:
    """When a batch was taken back to its end."""

    id: str
    at: str


VERSIONS = Read("intake/versions", Rows, Version)
BEGIN = Write("intake/begin_undo", Beginning, Found)
END = Write("intake/end_undo", Ending, Empty)
SIGN = Write("intake/sign", Rows, Empty)
HOLD = Write("intake/hold", Ids, Empty)


@dataclass(frozen=True, slots=True)
class BeginUndo:
    """A batch is to be taken back by another."""

    batch: str
    undo: str
    reason: str
    name: str = field(default="beginUndo", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the batch that takes the other one back."""
        return str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Some changes of a batch are to be taken back; retractions that it kept are to be forgotten, or the other way.

    `at` is the moment at which the batch made them.
    """

    batch: str
    undo: str
    reason: str
    changes: tuple[Change, ...] = ()
    at: str = ""
    kept: tuple[str, ...] = ()
    forgot: tuple[str, ...] = ()
    name: str = field(default="takeBack", init=False)

    def answer_type(self) -> type[Report]:
        """Return the class of the answer."""
        return Report


@dataclass(frozen=True, slots=True)
class EndUndo:
    """All of a batch is taken back."""

    undo: str
    name: str = field(default="endUndo", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the batch that takes the other one back."""
        return str


async def begin_undo(command: BeginUndo, context: Context) -> Outcome[str]:
    """Take down that a batch is being taken back, so that it can be gone on with.

    Raises ConflictError where somebody else has begun to meanwhile, BadInputError for a reason that says nothing.
    """
    by = context.actor.subject
    reasoned(command.reason)
    if not await context.transaction.run(BEGIN(Beginning(command.batch, command.undo, context.at, by))):
        raise ConflictError(f"{command.batch} is being taken back already; see what became of it: cim undo --list")
    return Outcome(command.undo, changed=True, detail={"batch": command.batch, "reason": command.reason})


async def end_undo(command: EndUndo, context: Context) -> Outcome[str]:
    """Take down that all of a batch is taken back."""
    await context.transaction.run(END(Ending(command.undo, context.at)))
    return Outcome(command.undo, changed=True)


class TakeBackHandler:
    """Takes back changes of a batch."""

    def __init__(self, rank: "Rank", models: "Models") -> None:
        self._rank = rank
        self._models = models

    async def __call__(self, command: TakeBack, context: Context) -> Outcome[Report]:
        """Take changes back that were not yet; raise ConflictError where something newer was written meanwhile."""
        transaction = context.transaction
        again = [remembered(text) for text in command.forgot]
        held = await _held(transaction, command.changes)
        rules = Rules(context.at[:10], context.at, self._rank)
        if any(_goes(change) for change in command.changes):
            rules = await turn(transaction, rules)
        await self._check(transaction, command)
        changes = [change for change in command.changes if _stands(held.get(change.id), command)]
        writers = {change.id: change.writers for change in changes} | {one.id: one.writers for one in again}
        stamp = Stamp(command.undo, writers)
        storing = Storing(transaction, rules, Report(), stamp)
        before = await _before(transaction, [change for change in changes if not _is_gone(change, held[change.id])])
        await _take_back(storing, changes, held, before, command.reason)
        for prepared in prepare(_said(changes, before), self._rank.ranks):
            if prepared.rejected:
                raise CimError(f"what was said before cannot be stated again: {prepared.rejected[0].reason}")
            await storing.restore(prepared)
        await storing.join()
        await storing.match(self._models, now=False)
        await storing.forget(command.kept)
        await storing.keep(one.retracted for one in again)
        pending = storing.pending.columns()
        told = {"batch": command.batch, "changes": len(changes), "reason": command.reason}
        return Outcome(
            storing.report,
            changed=bool(changes or any(pending.values())),
            parties=storing.changed,
            detail=told,
            progress=ledger(command.undo, storing.changes, pending),
            events=storing.told(told),
        )

    @staticmethod
    async def _check(transaction: "Transaction", command: TakeBack) -> None:
        """Look again at what stands in the way, now that nobody can write there any more."""
        met = Obstacles()
        if command.changes:
            met.add(await in_the_way(transaction.run, command.changes, command.at, command.batch, command.undo))
        if command.kept or command.forgot:
            ids = {*command.kept, *(remembered(text).id for text in command.forgot)}
            await transaction.run(HOLD(Ids(sorted(ids))))
            met.add(await overtaken(transaction.run, command.kept, command.forgot, command.batch, command.undo))
        if met.found:
            raise ConflictError(met.told(command.batch, "it was not taken back to its end"))


async def _held(transaction: "Transaction", changes: Iterable[Change]) -> Mapping[str, Known]:
    """Lock what was changed and return how it is."""
    ids = sorted(change.id for change in changes)
    records = [id_ for id_ in ids if id_[0] == Kind.RECORD]
    holdings = [id_ for id_ in ids if id_[0] in accounts.KINDS]
    found: dict[str, Known] = {}
    if records:
        found |= {row.id: row for row in await transaction.run(parties.HOLD(Ids(records)))}
    found |= await relationships.standing(transaction, [id_ for id_ in ids if id_[0] == Kind.FACT])
    return found | {row.id: row for row in await accounts.held(transaction, holdings)}


def _goes(change: Change) -> bool:
    """Whether it is a record that goes: who judges it waits for the same turn."""
    return change.id[0] == Kind.RECORD and not change.stood


def _stands(known: Known | None, command: TakeBack) -> bool:
    """Whether a change is still to be taken back."""
    return known is not None and known.batch != command.undo


async def _before(transaction: "Transaction", changes: Iterable[Change]) -> Mapping[str, Version]:
    """Return what was said before changes, of those that found something."""
    rows = [{"id": change.id, "version": change.version} for change in changes if change.version is not None]
    found = {row.id: row for row in await transaction.run(VERSIONS(Rows(rows)))} if rows else {}
    if missing := [row["id"] for row in rows if row["id"] not in found]:
        raise CimError(f"history does not tell what {missing[0]} said before; please report this")
    return found


def _is_gone(change: Change, known: Known) -> bool:
    """Whether what had been taken back when it was found is so still, in the same version: it says nothing else."""
    return not change.stood and change.version == known.version


def _said(changes: Iterable[Change], before: Mapping[str, Version]) -> list[tuple[int, str]]:
    return [(number, before[change.id].payload) for number, change in enumerate(changes) if change.stood]


async def _take_back(
    storing: Storing,
    changes: Sequence[Change],
    held: Mapping[str, Known],
    before: Mapping[str, Version],
    reason: str,
) -> None:
    """Take back what found nothing, or what its source had taken back."""
    facts, holdings, records, gone = [], [], list[parties.Retiring](), list[dict[str, Any]]()
    for change in changes:
        if change.stood:
            continue
        known, said = held[change.id], before[change.id].at if change.id in before else NEVER
        if isinstance(known, parties.Known) and not known.retracted:
            records.append(parties.Retiring(known, reason, said))
        elif isinstance(known, relationships.Known) and known.is_known:
            facts.append(_at(known, said))
        elif isinstance(known, accounts.Known) and not known.retracted:
            holdings.append(_at(known, said))
        else:
            gone.append({"id": change.id, "fact": change.id, **storing.stamp.on(change.id)})
    await storing.take_back(facts, holdings, storing.report)
    if records:
        await storing.retire(records, storing.report)
    if gone:
        storing.changes += [held[row["id"]].change for row in gone]
        await storing.transaction.run(SIGN(Rows(gone)))


def _at(known: Holding, said: str | None) -> Holding:
    return replace(known, at=said or NEVER)
