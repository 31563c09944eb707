"""`cim undo`: a batch is taken back as a whole, step by step, so that one that was cut short can be gone on with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Read
from cim_graph.intake.daily import daily
from cim_graph.intake.obstacles import slices, survey, trail
from cim_graph.intake.origin import What, new_batch
from cim_graph.intake.undoing import BeginUndo, EndUndo, TakeBack
from cim_graph.kernel.errors import ConflictError, NotFoundError
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.stamps import Change

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor

AT_ONCE = 500
"""Changes that are taken back in one transaction."""
LATEST = "~"
"""Sorts after every batch."""


@dataclass(frozen=True, slots=True)
class Named:
    """The id of a batch."""

    id: str


@dataclass(frozen=True, slots=True)
class Recent:
    """Batches before one, at most so many."""

    before: str
    rows: int


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch: when it began, who brought it, how, from which files; what it took back, and what took it back."""

    id: str
    at: str
    by: str
    what: str
    files: list[str]
    undoes: str | None
    undone_by: str | None
    finished_at: str | None


@dataclass(frozen=True, slots=True)
class ListedBatch(BatchRow):
    """A batch, and how many records, facts and accounts it brought and changed."""

    born: int
    changed: int


@dataclass(frozen=True, slots=True)
class Undone:
    """The batch that took another one back, and how many changes it took back now; none where all was done before."""

    undo: str
    changes: int


BATCH = Read("intake/batch", Named, BatchRow)
BATCHES = Read("intake/batches", Recent, ListedBatch)


async def batches(graph: "Graph", most: int) -> list[ListedBatch]:
    """Return the last batches, the last first."""
    return await graph.read(BATCHES(Recent(LATEST, most)))


async def undo(
    graph: "Graph", commands: "Commands", actor: "Actor", batch: str, reason: str, told: Callable[[int], None]
) -> Undone:
    """Take a batch back, or go on where that was stopped; `told` hears of changes that were looked at.

    Does nothing, and raises ConflictError with what to take back first, where newer work builds on it. Raises
    NotFoundError for a batch that there is not.
    """
    found = await _named(graph, batch)
    earlier = await _named(graph, found.undone_by) if found.undone_by else None
    if earlier is not None and earlier.finished_at is not None:
        return Undone(earlier.id, 0)
    if found.what == What.UNDO and found.finished_at is None:
        raise ConflictError(
            f"{batch} was cut short while it took {found.undoes} back; finish that: cim undo {found.undoes}"
        )
    met, pending = await survey(graph, batch, earlier.id if earlier else None)
    if met.found:
        raise ConflictError(met.told(batch))
    id_ = earlier.id if earlier else new_batch()
    await commands.execute(graph, actor, BeginUndo(batch, id_, reason))
    changes = 0
    for turn in _TURNS:
        async for row in trail(graph, batch):
            wanted = filter(turn, row.changes(batch))
            for some in slices(wanted, AT_ONCE):
                report = await commands.execute(graph, actor, TakeBack(batch, id_, reason, tuple(some), row.at))
                changes += report.accepted
                told(len(some))
    for kept, forgot in pending.steps(AT_ONCE):
        await commands.execute(graph, actor, TakeBack(batch, id_, reason, kept=kept, forgot=forgot))
    await daily(graph, commands, actor)
    await commands.execute(graph, actor, EndUndo(id_))
    return Undone(id_, changes)


async def _named(graph: "Graph", batch: str) -> BatchRow:
    rows = await graph.read(BATCH(Named(batch)))
    if not rows:
        raise NotFoundError(f"there is no batch {batch[:40]!r}; cim undo --list shows them")
    return rows[0]


def _goes_first(change: Change) -> bool:
    """Whether it is a fact or an account that goes: before the records at its ends, so that it is drawn once."""
    return change.id[0] != Kind.RECORD and not change.stood


def _is_record(change: Change) -> bool:
    return change.id[0] == Kind.RECORD


def _comes_last(change: Change) -> bool:
    """Whether it is a fact or an account that is stated again: after the records at its ends."""
    return change.id[0] != Kind.RECORD and change.stood


_TURNS: Iterable[Callable[[Change], bool]] = (_goes_first, _is_record, _comes_last)
