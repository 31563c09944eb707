"""What may be done with proposals: each step is a command, with its entry in the trail and its event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from cim_graph.approvals.model import (
    OPEN,
    Decision,
    Effect,
    Proposal,
    Shown,
    Status,
    Voice,
    check_open,
    left_out,
    moved,
    open_stage,
    standing_of,
)
from cim_graph.approvals.performing import perform
from cim_graph.approvals.policies import Asked
from cim_graph.approvals.store import (
    DELEGATE,
    DELEGATIONS,
    END_DELEGATION,
    HOLD,
    KEEP,
    OVERDUE,
    Delegating,
    Ending,
    Moment,
    Named,
    Standing,
    keeping,
)
from cim_graph.approvals.touching import Grounds
from cim_graph.approvals.wire import Wire, steps
from cim_graph.commands.model import Context, Event, Outcome
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from cim_graph.kernel.ids import Kind, name_digest, sequence_id
from cim_graph.kernel.times import moment_text

if TYPE_CHECKING:
    from cim_graph.commands.service import Doing

EXPIRED: Final = "nobody decided it in time"
_MOST_MOVED: Final = 20


@dataclass(frozen=True, slots=True)
class Outlined:
    """What a rehearsal has shown of changes: what they build on, what they need, before and after, what follows."""

    base: Mapping[str, str]
    asked: Asked
    shown: tuple[Shown, ...]
    effects: tuple[Effect, ...]


class _Answering:
    def answer_type(self) -> type[Proposal]:
        """Return the class of the answer."""
        return Proposal


@dataclass(frozen=True, slots=True)
class ProposeChange(_Answering):
    """Changes are proposed; `submitted`: they are to be decided at once."""

    title: str
    changes: tuple[Wire, ...]
    outlined: Outlined
    submitted: bool = False
    name: str = field(default="proposeChange", init=False)


@dataclass(frozen=True, slots=True)
class SubmitChange(_Answering):
    """A proposal is to be decided."""

    id: str
    outlined: Outlined
    name: str = field(default="submitChange", init=False)


@dataclass(frozen=True, slots=True)
class DecideChange(_Answering):
    """Somebody approves or rejects a proposal in the version that they were shown; `roles`: those of their own."""

    id: str
    version: int
    approve: bool
    reject: tuple[str, ...]
    comment: str | None
    roles: frozenset[str] | None
    name: str = field(default="decideChange", init=False)


@dataclass(frozen=True, slots=True)
class WithdrawChange(_Answering):
    """Whoever made a proposal takes it back."""

    id: str
    reason: str
    name: str = field(default="withdrawChange", init=False)


@dataclass(frozen=True, slots=True)
class ApplyChange(_Answering):
    """What was approved is to become true, once."""

    id: str
    name: str = field(default="applyChange", init=False)


@dataclass(frozen=True, slots=True)
class RefuseChange(_Answering):
    """What was approved can no longer be done: why."""

    id: str
    reason: str
    name: str = field(default="refuseChange", init=False)


@dataclass(frozen=True, slots=True)
class ExpireChanges:
    """Proposals that nobody has decided in time are taken back."""

    name: str = field(default="expireChanges", init=False)

    def answer_type(self) -> type[int]:
        """Return the class of the answer: how many."""
        return int


@dataclass(frozen=True, slots=True)
class DelegateRole:
    """The holder of a role lets somebody stand in through a day; `roles`: those of the holder."""

    role: str
    to: str
    until: str
    roles: frozenset[str] | None
    name: str = field(default="delegateApproval", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the delegation."""
        return str


@dataclass(frozen=True, slots=True)
class EndDelegation:
    """Nobody stands in any more."""

    id: str
    name: str = field(default="endDelegation", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the delegation."""
        return str


class Proposing:
    """Keeps proposals and what is said of them; none goes on whose ground has moved since it was shown."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds

    async def propose(self, command: ProposeChange, context: Context) -> Outcome[Proposal]:
        """Keep a proposal, submitted or as a draft."""
        place = sequence_id()
        draft = Proposal(
            Kind.CHANGE_REQUEST + name_digest(place),
            place,
            Status.DRAFT,
            1,
            0,
            command.title,
            context.actor.subject,
            context.at,
            command.changes,
        )
        outlined = command.outlined
        proposal = replace(draft, shown=outlined.shown, effects=outlined.effects, expires_at=_ends(outlined, context))
        if not command.submitted:
            return await _kept(proposal, context, "change.proposed")
        return await self._submitted(proposal, outlined, context)

    async def submit(self, command: SubmitChange, context: Context) -> Outcome[Proposal]:
        """Let a draft be decided, or a proposal anew whose base has moved; what was said before counts no longer."""
        proposal = await _held(command.id, context)
        if proposal.maker != context.actor.subject:
            raise ForbiddenError("only who made a change request may submit it")
        if proposal.status not in {Status.DRAFT, Status.CONFLICT}:
            raise ConflictError(f"the change request is {proposal.status}; a DRAFT or a CONFLICT is submitted")
        return await self._submitted(replace(proposal, version=proposal.version + 1), command.outlined, context)

    async def decide(self, command: DecideChange, context: Context) -> Outcome[Proposal]:
        """Keep a decision; the last approval that is needed makes the proposal APPROVED.

        One whose time has passed is withdrawn instead, and one whose base has moved becomes a CONFLICT. Raises what
        `check_open` and `standing_of` raise.
        """
        proposal = await _held(command.id, context)
        check_open(proposal, command.version)
        counting = proposal.counting
        role, behalf = standing_of(proposal, await _voice(command, context), counting)
        next_ = replace(proposal, version=proposal.version + 1)
        if proposal.expires_at is not None and proposal.expires_at <= context.at:
            return await _kept(replace(next_, status=Status.WITHDRAWN, reason=EXPIRED), context, "change.withdrawn")
        if changed := moved(proposal.base, await self._base(proposal, context)):
            return await _conflict(next_, _told_of(changed), context)
        if command.approve and command.reject:
            out = left_out(proposal, command.reject)
            next_ = replace(next_, left_out=out, round=proposal.round + (out != proposal.left_out))
            next_ = replace(next_, base=await self._base(next_, context))
        said = Decision(
            context.actor.subject,
            context.at,
            command.approve,
            role,
            next_.round,
            command.version,
            command.comment,
            behalf,
        )
        decided = replace(next_, decisions=(*proposal.decisions, said))
        if not command.approve:
            return await _kept(replace(decided, status=Status.REJECTED), context, "change.rejected")
        if open_stage(decided.stages, decided.counting) is None:
            return await _kept(replace(decided, status=Status.APPROVED), context, "change.approved")
        return await _kept(decided, context, "change.decided")

    async def _submitted(self, proposal: Proposal, outlined: Outlined, context: Context) -> Outcome[Proposal]:
        if moved(outlined.base, await self._base(proposal, context)):
            raise ConflictError("what it touches has changed just now; submit it again")
        stages = outlined.asked.stages
        status = Status.SUBMITTED if stages else Status.APPROVED
        submitted = replace(
            proposal,
            status=status,
            round=proposal.round + 1,
            stages=stages,
            base=outlined.base,
            shown=_shown(proposal, outlined),
            effects=outlined.effects,
            expires_at=_ends(outlined, context),
            reason=None,
        )
        return await _kept(submitted, context, "change.submitted")

    async def _base(self, proposal: Proposal, context: Context) -> dict[str, str]:
        return await _base(self._grounds, proposal, context)


def _shown(proposal: Proposal, outlined: Outlined) -> tuple[Shown, ...]:
    """Return the changes as they are shown; those that were left out stay as they were."""
    fresh = dict(zip((number for number, _ in proposal.wanted), outlined.shown, strict=True))
    return tuple(fresh.get(number) or proposal.shown[number] for number in range(len(proposal.changes)))


def _ends(outlined: Outlined, context: Context) -> str:
    return moment_text(datetime.fromisoformat(context.at) + timedelta(days=outlined.asked.days))


async def _voice(command: DecideChange, context: Context) -> Voice:
    behalf: dict[str, list[str]] = {}
    for row in await context.transaction.run(DELEGATIONS(Standing(context.actor.subject, context.at[:10]))):
        behalf.setdefault(row.role, []).append(row.holder)
    return Voice(context.actor.subject, command.roles, behalf)


async def withdraw_change(command: WithdrawChange, context: Context) -> Outcome[Proposal]:
    """Take a proposal back that is not decided; it stays where it can be read."""
    proposal = await _held(command.id, context)
    if proposal.maker != context.actor.subject:
        raise ForbiddenError("only who made a change request may withdraw it; decide it with `approve: false`")
    if proposal.status not in OPEN:
        raise ConflictError(f"the change request is {proposal.status}, and cannot be withdrawn any more")
    withdrawn = replace(proposal, status=Status.WITHDRAWN, version=proposal.version + 1, reason=command.reason)
    return await _kept(withdrawn, context, "change.withdrawn")


class Applying:
    """Does what was approved, all of it in one transaction with the mark that it is done."""

    def __init__(self, do: "Doing", ranks: Mapping[str, int], grounds: Grounds) -> None:
        self._do = do
        self._grounds = grounds
        self._ranks = ranks

    async def __call__(self, command: ApplyChange, context: Context) -> Outcome[Proposal]:
        """Do it, as its maker; where it is not APPROVED (any more) nothing is done, where its base moved neither.

        Raises what one of its commands raises, and then nothing has become true.
        """
        proposal = await _held(command.id, context)
        if proposal.status is not Status.APPROVED:
            return Outcome(proposal, changed=False)
        next_ = replace(proposal, version=proposal.version + 1)
        if changed := moved(proposal.base, await _base(self._grounds, proposal, context)):
            return await _conflict(next_, _told_of(changed), context)
        note = {"changeRequest": proposal.id, "approvedBy": proposal.approvers}
        maker = Context(context.transaction, Actor(proposal.maker, ()), context.at)
        done = await perform(self._do, maker, steps(proposal.wanted, self._ranks), note)
        return await _kept(replace(next_, status=Status.APPLIED), context, "change.applied", done.parties)


async def refuse_change(command: RefuseChange, context: Context) -> Outcome[Proposal]:
    """Tell why what was approved cannot be done."""
    proposal = await _held(command.id, context)
    if proposal.status is not Status.APPROVED:
        return Outcome(proposal, changed=False)
    return await _conflict(replace(proposal, version=proposal.version + 1), command.reason, context)


async def expire_changes(_: ExpireChanges, context: Context) -> Outcome[int]:
    """Take back what nobody has decided in time."""
    events: list[Event] = []
    for row in await context.transaction.run(OVERDUE(Moment(context.at))):
        proposal = await _held(row.id, context)
        if proposal.status in OPEN and (proposal.expires_at or "") <= context.at:
            expired = replace(proposal, status=Status.WITHDRAWN, version=proposal.version + 1, reason=EXPIRED)
            events += (await _kept(expired, context, "change.withdrawn")).events
    return Outcome(len(events), changed=bool(events), detail={"withdrawn": len(events)}, events=events)


async def delegate_role(command: DelegateRole, context: Context) -> Outcome[str]:
    """Let somebody stand in; raise ForbiddenError for a role that the actor does not hold: what is lent stays there."""
    if command.roles is not None and command.role not in command.roles:
        raise ForbiddenError(f"you are no {command.role}; only a role of your own can be delegated")
    id_ = sequence_id()
    told = {"id": id_, "holder": context.actor.subject, "to": command.to, "role": command.role, "until": command.until}
    await context.transaction.run(DELEGATE(Delegating({**told, "at": context.at})))
    return Outcome(id_, changed=True, detail=told, events=[Event("approval.delegated", {}, told)])


async def end_delegation(command: EndDelegation, context: Context) -> Outcome[str]:
    """Let somebody stand in no longer; raise NotFoundError for a delegation that is not the actor's."""
    if not await context.transaction.run(END_DELEGATION(Ending(command.id, context.actor.subject, context.at))):
        raise NotFoundError(f"no delegation {command.id[:40]!r} of yours stands")
    told = {"id": command.id}
    return Outcome(command.id, changed=True, detail=told, events=[Event("approval.undelegated", {}, told)])


async def _held(id_: str, context: Context) -> Proposal:
    found = await context.transaction.run(HOLD(Named(id_)))
    if not found:
        raise NotFoundError(f"there is no change request {id_[:40]!r}; `changeRequests` lists them")
    return found[0].proposal


async def _base(grounds: Grounds, proposal: Proposal, context: Context) -> dict[str, str]:
    return (await grounds.under(context.transaction.run, [wire for _, wire in proposal.wanted])).base()


def _told_of(changed: Sequence[str]) -> str:
    told = "; ".join(changed[:_MOST_MOVED])
    return f"what it touches has changed since it was shown: submit it again to see it as it is now ({told})"


async def _conflict(proposal: Proposal, reason: str, context: Context) -> Outcome[Proposal]:
    return await _kept(replace(proposal, status=Status.CONFLICT, reason=reason), context, "change.conflict")


async def _kept(
    proposal: Proposal, context: Context, event: str, parties: Mapping[str, int] | None = None
) -> Outcome[Proposal]:
    await context.transaction.run(KEEP(keeping(proposal)))
    touched = {id_: int(version) for id_, version in proposal.base.items() if id_[0] == Kind.PARTY}
    told: dict[str, Any] = {
        "changeRequest": proposal.id,
        "status": proposal.status.value,
        "version": proposal.version,
        "maker": proposal.maker,
    }
    if proposal.decisions:
        told["decisions"] = [
            {"by": one.by, "approved": one.approved, "role": one.role, "behalf": one.behalf}
            for one in proposal.counting
        ]
    if proposal.reason is not None:
        told["reason"] = proposal.reason
    about = touched if parties is None else parties
    events = [Event(event, about, told)]
    return Outcome(proposal, changed=True, parties=about, detail=told, events=events, about=list(touched))
