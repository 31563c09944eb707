"""Erasures that are asked for, and holds: what becomes true at once. What is removed later is `removal`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cim_graph.commands.model import Context, Event, Outcome
from cim_graph.graph.statement import Ids, Rows
from cim_graph.kernel.errors import BadInputError, ConflictError, NotFoundError
from cim_graph.kernel.ids import Kind, kind_of, name_digest, same_name, sequence_id
from cim_graph.matching.forming import standings_of
from cim_graph.matching.judging import reasoned
from cim_graph.matching.sides import Side, sides
from cim_graph.matching.turns import turn
from cim_graph.parties.landing import HOLD as LANDING_HOLD
from cim_graph.parties.landing import Said, form
from cim_graph.parties.pins import RESTRICTION
from cim_graph.privacy.store import (
    DESCRIBED,
    HOLD,
    LIFT,
    RELEASE,
    RESTRICT,
    STANDING,
    Described,
    Holding,
    Kept,
    Lifting,
    OnDay,
    Releasing,
)
from cim_graph.relationships.drawing import Rules
from cim_graph.relationships.ends import lock

if TYPE_CHECKING:
    from cim_graph.kernel.ranks import Rank
    from cim_graph.privacy.retention import Retention

RESTRICTED_EVENT: Final = "party.restricted"
LIFTED_EVENT: Final = "party.lifted"


@dataclass(frozen=True, slots=True)
class EraseParty:
    """What is kept on a party is to be erased, once the law does not ask any more that it be kept."""

    party: str
    reason: str
    name: str = field(default="eraseParty", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the day on which it will be erased."""
        return str


@dataclass(frozen=True, slots=True)
class LiftRestriction:
    """What is kept on a party is not to be erased after all, and is open to ordinary work again."""

    party: str
    reason: str
    name: str = field(default="liftRestriction", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the party."""
        return str


@dataclass(frozen=True, slots=True)
class HoldParty:
    """What is kept on a party must not be erased, through a day or until it is released."""

    party: str
    reason: str
    until: str | None = None
    name: str = field(default="holdParty", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the hold."""
        return str


@dataclass(frozen=True, slots=True)
class ReleaseHold:
    """Nothing holds what is kept on a party any more."""

    party: str
    reason: str
    name: str = field(default="releaseHold", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the party."""
        return str


class Restricting:
    """Restricts parties until they are erased, and lifts that."""

    def __init__(self, rank: "Rank", retention: "Retention") -> None:
        self._rank = rank
        self._retention = retention

    async def erase(self, command: EraseParty, context: Context) -> Outcome[str]:
        """Restrict a party until its time is over.

        Raises ConflictError where its relationship stands or a hold does, NotFoundError for a party that there is not.
        """
        reason = reasoned(command.reason)
        side, versions = await _alone(command.party, context, self._rank)
        kept = await _kept(side.party, context)
        if kept.restricted is not None:
            return Outcome(kept.restricted, changed=False)
        until = self._until(kept)
        pin = {"field": RESTRICTION, "value": until, "by": context.actor.subject, "at": context.at, "reason": reason}
        pins = [{"record": id_, "pin": {"id": _pin_id(), **pin}} for id_ in side.records]
        await context.transaction.run(RESTRICT(Rows(pins)))
        versions |= await self._formed(side, context)
        told = {"party": side.party, "until": until, "reason": reason}
        return _done(until, versions, told, RESTRICTED_EVENT, {"until": until})

    def _until(self, kept: Kept) -> str:
        if kept.erased:
            raise ConflictError(f"{kept.party} is erased already")
        if kept.holds:
            raise ConflictError(f"a legal hold stands on {kept.party}; it has to be released first: cim hold --release")
        if kept.watched:
            raise ConflictError(f"the law asks that {kept.party} be kept as it is for now; ask again later")
        over = self._retention.over(kept.standing)
        if over is None:
            raise ConflictError(
                f"the relationship with {kept.party} stands ({kept.status}, or an account is open), or no term of the "
                "retention fits; end it first, or state a term in CIM_RETENTION_FILE"
            )
        return over.until

    async def lift(self, command: LiftRestriction, context: Context) -> Outcome[str]:
        """Lift what restricts a party; NotFoundError where there is none."""
        reason = reasoned(command.reason)
        side, versions = await _alone(command.party, context, self._rank)
        lifting = Lifting(side.records, context.at, context.actor.subject)
        if not await context.transaction.run(LIFT(lifting)):
            return Outcome(side.party, changed=False)
        versions |= await self._formed(side, context)
        return _done(side.party, versions, {"party": side.party, "reason": reason}, LIFTED_EVENT, {})

    async def _formed(self, side: Side, context: Context) -> Mapping[str, int]:
        records = (await standings_of(context.transaction, side.records)).values()
        said = Said(side.records[0], [(record.payload, record.received_at) for record in records])
        return await form(context.transaction, [said], self._rank)


class HoldingBack:
    """Holds what is kept on parties, and releases it."""

    def __init__(self, rank: "Rank") -> None:
        self._rank = rank

    async def hold(self, command: HoldParty, context: Context) -> Outcome[str]:
        """Hold what is kept on a party; BadInputError for a day that has passed."""
        reason = reasoned(command.reason)
        if command.until is not None and command.until < context.at[:10]:
            raise BadInputError(f"`until` is {command.until}, which has passed; name a day that lies ahead, or none")
        described = await self._described(command.party, context)
        id_ = sequence_id()
        hold = {"id": id_, "reason": reason, "by": context.actor.subject, "at": context.at, "until": command.until}
        await context.transaction.run(HOLD(Holding(hold, described.records)))
        return Outcome(id_, changed=True, detail={"party": described.party, **hold}, about=[described.party])

    async def release(self, command: ReleaseHold, context: Context) -> Outcome[str]:
        """Release all that holds a party; NotFoundError where nothing does."""
        reason = reasoned(command.reason)
        described = await self._described(command.party, context)
        releasing = Releasing(described.records, context.at, context.actor.subject, reason)
        released = await context.transaction.run(RELEASE(releasing))
        if not released:
            raise NotFoundError(f"no legal hold stands on {described.party}")
        told = {"party": described.party, "holds": [one.id for one in released], "reason": reason}
        return Outcome(described.party, changed=True, detail=told, about=[described.party])

    async def _described(self, party: str, context: Context) -> Described:
        """Return the party of an id with all of its records, locked, also those that their sources took back."""
        await turn(context.transaction, Rules(context.at[:10], context.at, self._rank))
        found = await self._found(party, context)
        await context.transaction.run(LANDING_HOLD(Ids(found.records)))
        await lock(context.transaction, found.records, {})
        return await self._found(party, context)

    @staticmethod
    async def _found(party: str, context: Context) -> Described:
        record = same_name(party, Kind.RECORD) if kind_of(party) in {Kind.PARTY, Kind.RECORD} else party
        for found in await context.transaction.run(DESCRIBED(Ids([record]))):
            return found
        raise NotFoundError(f"no party has the id {party[:40]!r}; `party.records` lists records")


async def _alone(party: str, context: Context, rank: "Rank") -> tuple[Side, dict[str, int]]:
    """Return the party of an id with its records, locked, so that neither merges, splits nor changes meanwhile."""
    await turn(context.transaction, Rules(context.at[:10], context.at, rank))
    versions: dict[str, int] = {}
    side = (await sides(context.transaction.run, [party]))[party]
    await lock(context.transaction, side.records, versions)
    side = (await sides(context.transaction.run, [party]))[party]
    if not side.records:
        raise ConflictError(f"all records of {side.party} were taken back; its time counts from that day by itself")
    return side, versions


async def _kept(party: str, context: Context) -> Kept:
    [kept] = await context.transaction.run(STANDING(OnDay([party], context.at[:10])))
    return kept


def _pin_id() -> str:
    return Kind.OVERRIDE + name_digest(sequence_id())


def _done(
    answer: str, versions: Mapping[str, int], told: Mapping[str, str], event: str, detail: Mapping[str, str]
) -> Outcome[str]:
    return Outcome(answer, changed=True, parties=versions, detail=told, events=[Event(event, versions, detail)])
