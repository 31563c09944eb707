"""What may be done to groups: a run is written down, somebody decides by hand, a decision is taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from cim_graph.commands.model import Context, Event, Outcome
from cim_graph.graph.statement import Ids, Rows, Versioned
from cim_graph.groups.run_store import (
    ANNOUNCE,
    DECIDE,
    DISSOLVE,
    END_RUN,
    REVOKE,
    WRITE,
    Deciding,
    Ended,
    Revoking,
    Writing,
)
from cim_graph.kernel.errors import BadInputError, NotFoundError
from cim_graph.kernel.ids import Kind, kind_of, same_name, sequence_id
from cim_graph.kernel.vocabulary import GroupKind

EVENT = "group.changed"
_SHOWN = 40

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChangeGroups:
    """Some of what a run found is to be written, with what changed."""

    run: str
    written: Sequence[Row]
    gone: Sequence[str]
    changes: Sequence[Row]
    name: str = field(default="changeGroups", init=False)

    def answer_type(self) -> type[int]:
        """Return the class of the answer: how many groups were written or dissolved."""
        return int


@dataclass(frozen=True, slots=True)
class EndRun:
    """A run over the groups of a kind is done."""

    kind: GroupKind
    run: str
    day: str
    groups: int
    limits: str
    large_total: str
    name: str = field(default="endGroupRun", init=False)

    def answer_type(self) -> type[int]:
        """Return the class of the answer."""
        return int


@dataclass(frozen=True, slots=True)
class DecideMember:
    """Somebody decides that a party belongs to the group of another, or does not: why, and through which day."""

    kind: GroupKind
    party: str
    anchor: str
    included: bool
    reason: str
    until: str | None
    name: str = field(default="decideGroupMember", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the decision."""
        return str


@dataclass(frozen=True, slots=True)
class RevokeDecision:
    """A decision about a group no longer stands."""

    id: str
    name: str = field(default="revokeGroupDecision", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the decision."""
        return str


async def change_groups(command: ChangeGroups, context: Context) -> Outcome[int]:
    """Write what a run found."""
    touched: list[Versioned] = []
    if command.written:
        touched += await context.transaction.run(WRITE(Writing(list(command.written), context.at)))
    if command.gone:
        touched += await context.transaction.run(DISSOLVE(Ids(list(command.gone))))
    announced = [{**change, "at": context.at, "run": command.run} for change in command.changes]
    await context.transaction.run(ANNOUNCE(Rows(announced)))
    versions = {row.id: row.version for row in touched}
    return Outcome(
        len(command.written) + len(command.gone),
        changed=bool(command.written or command.gone),
        parties=versions,
        detail={"run": command.run, "written": len(command.written), "gone": len(command.gone)},
        events=[Event(EVENT, _versions(change["parties"], versions), change) for change in announced],
    )


def _versions(parties: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """Return the parties with their versions; 0 stands for one that the batch did not touch."""
    return {id_: known.get(id_, 0) for id_ in parties}


async def end_run(command: EndRun, context: Context) -> Outcome[int]:
    """Write down that a run is done."""
    told = asdict(command)
    told.pop("name")
    await context.transaction.run(END_RUN(Ended(**{**told, "kind": command.kind.value, "at": context.at})))
    return Outcome(command.groups, changed=True, detail={**told, "kind": command.kind.value})


def checked(decision: DecideMember) -> DecideMember:
    """Return a decision between two parties.

    The anchor may be a group, which stands for its core. Raises BadInputError for ids that are none, a reason that says
    nothing, a party and its own group, a day that does not exist.
    """
    anchor = decision.anchor
    if kind_of(anchor) is Kind[decision.kind.value]:
        anchor = same_name(anchor, Kind.PARTY)
    for id_ in (decision.party, anchor):
        if kind_of(id_) is not Kind.PARTY:
            raise BadInputError(f"{id_[:_SHOWN]!r} is no id of a party; take one that `search` gives")
    if decision.party == anchor:
        raise BadInputError("a party is always in its own group; name another one")
    if not decision.reason.strip():
        raise BadInputError("say why: a decision needs a reason")
    _check_day(decision.until)
    return replace(decision, anchor=anchor)


def _check_day(day: str | None) -> None:
    if day is None:
        return
    try:
        whole = date.fromisoformat(day).isoformat() == day
    except ValueError:
        whole = False
    if not whole:
        raise BadInputError(f"{day!r} is no day; write it like 2027-06-30")


async def decide_member(command: DecideMember, context: Context) -> Outcome[str]:
    """Keep a decision; raise NotFoundError where one of the parties is not there."""
    id_ = sequence_id()
    decision = {
        "id": id_,
        "kind": command.kind.value,
        "included": command.included,
        "reason": command.reason,
        "until": command.until,
        "by": context.actor.subject,
        "at": context.at,
    }
    records = (same_name(command.party, Kind.RECORD), same_name(command.anchor, Kind.RECORD))
    touched = await context.transaction.run(DECIDE(Deciding(*records, decision)))
    if not touched:
        raise NotFoundError("no such party; take ids that `search` gives")
    parties = {row.id: row.version for row in touched}
    return Outcome(
        id_, changed=True, parties=parties, detail={**decision, "party": command.party, "anchor": command.anchor}
    )


async def revoke_decision(command: RevokeDecision, context: Context) -> Outcome[str]:
    """Take a decision back; raise NotFoundError where none of this id stands."""
    touched = await context.transaction.run(REVOKE(Revoking(command.id, context.at)))
    if not touched:
        raise NotFoundError(f"no decision {command.id!r} stands; `cim groups decisions` lists those that do")
    return Outcome(
        command.id, changed=True, parties={row.id: row.version for row in touched}, detail={"id": command.id}
    )
