"""The commands of a run over the whole base: it begins, writes batch after batch, comes to its end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cim_graph.commands.model import Event, Outcome
from cim_graph.graph.statement import Ids, Rows
from cim_graph.kernel.errors import ConflictError
from cim_graph.ownership.whole.changes import Change, Kind
from cim_graph.ownership.whole.store import (
    ALTER,
    BEGIN,
    CLAIM,
    FINISH,
    JOIN,
    LEAVE,
    VERSIONS,
    Batch,
    Begun,
    Finished,
)

if TYPE_CHECKING:
    from cim_graph.commands.model import Context

EVENT = "owner.changed"
_WRITES = {Kind.JOINED: JOIN, Kind.CHANGED: ALTER, Kind.LEFT: LEAVE}


@dataclass(frozen=True, slots=True)
class BeginOwners:
    """A run of a regime begins; an earlier one that is still under way may write no more."""

    regime: str
    run: str
    name: str = field(default="beginOwners", init=False)

    def answer_type(self) -> type[bool]:
        """Return the class of the answer, which says nothing more."""
        return bool


@dataclass(frozen=True, slots=True)
class ChangeOwners:
    """A batch of a run, counted from 1: what became of owners, all of a subject together."""

    regime: str
    run: str
    batch: int
    changes: Sequence[Change]
    name: str = field(default="changeOwners", init=False)

    def answer_type(self) -> type[int]:
        """Return the class of the answer: how many subjects were told about."""
        return int


@dataclass(frozen=True, slots=True)
class FinishOwners:
    """A run has written all that changed; so many parties have so many beneficial owners."""

    regime: str
    run: str
    subjects: int
    owners: int
    name: str = field(default="finishOwners", init=False)

    def answer_type(self) -> type[bool]:
        """Return the class of the answer, which says nothing more."""
        return bool


async def begin_owners(command: BeginOwners, context: "Context") -> Outcome[bool]:
    """Take the regime over."""
    await context.transaction.run(BEGIN(Begun(command.regime, command.run, context.at)))
    return Outcome(answer=True, changed=True, detail={"regime": command.regime, "run": command.run})


async def change_owners(command: ChangeOwners, context: "Context") -> Outcome[int]:
    """Write a batch, once; raise ConflictError where a newer run has begun meanwhile."""
    batch = Batch(command.regime, command.run, command.batch, context.at)
    standing = await context.transaction.run(CLAIM(batch))
    if not standing or standing[0].run != command.run:
        raise ConflictError(
            f"a newer run over the owners of {command.regime} has begun; this one leaves the rest to it"
        )
    if standing[0].batch >= command.batch:
        return Outcome(0, changed=False)
    for kind, write in _WRITES.items():
        if rows := [_row(change, command) for change in command.changes if change.kind is kind]:
            await context.transaction.run(write(Rows(rows)))
    events = await _events(command, context)
    detail = {"regime": command.regime, "run": command.run, "batch": command.batch, **_counts(command.changes)}
    return Outcome(len(events), changed=True, detail=detail, events=events)


async def finish_owners(command: FinishOwners, context: "Context") -> Outcome[bool]:
    """Note the end of a run."""
    numbers = {"subjects": command.subjects, "owners": command.owners}
    await context.transaction.run(FINISH(Finished(command.regime, command.run, context.at, **numbers)))
    return Outcome(answer=True, changed=True, detail={"regime": command.regime, "run": command.run, **numbers})


def _row(change: Change, command: ChangeOwners) -> dict[str, Any]:
    properties: dict[str, Any] = {"regime": command.regime}
    if change.kind is not Kind.LEFT:
        properties |= {
            "ownership": change.ownership,
            "voting": change.voting,
            "reasons": list(change.reasons),
            "run": command.run,
        }
    return {"subject": change.subject, "owner": change.owner, "properties": properties}


async def _events(command: ChangeOwners, context: "Context") -> list[Event]:
    by_subject: dict[str, list[Change]] = defaultdict(list)
    for change in command.changes:
        by_subject[change.subject].append(change)
    [found] = await context.transaction.run(VERSIONS(Ids(list(by_subject))))
    versions = dict(zip(found.ids, found.versions, strict=True))
    return [
        Event(EVENT, {subject: versions.get(subject, 0)}, _told(command, changes))
        for subject, changes in by_subject.items()
    ]


def _told(command: ChangeOwners, changes: Iterable[Change]) -> Mapping[str, Any]:
    told: dict[str, Any] = {"regime": command.regime, "run": command.run}
    for change in changes:
        told.setdefault(change.kind.value, []).append(change.owner)
    return told


def _counts(changes: Sequence[Change]) -> dict[str, int]:
    return {kind.value: sum(change.kind is kind for change in changes) for kind in Kind}
