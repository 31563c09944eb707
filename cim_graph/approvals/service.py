"""What is asked of proposals, and the gate that turns a direct write into one."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from cim_graph.approvals.commands import (
    ApplyChange,
    DecideChange,
    DelegateRole,
    EndDelegation,
    ExpireChanges,
    ProposeChange,
    RefuseChange,
    SubmitChange,
    WithdrawChange,
)
from cim_graph.approvals.model import OPEN, Effect, Proposal, Status, check_open
from cim_graph.approvals.sight import may_look, seen
from cim_graph.approvals.store import APPROVED, BY_IDS, DELEGATIONS, LIST, Listing, Standing
from cim_graph.approvals.weighing import asked
from cim_graph.approvals.wire import check_count, parsed, read, written
from cim_graph.graph.statement import Empty, Ids
from cim_graph.intake.service import SubmitRecords
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import (
    BadInputError,
    CimError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    ProposedError,
    UnavailableError,
)
from cim_graph.kernel.ids import Kind, kind_of
from cim_graph.kernel.pages import Page, Slice, cut
from cim_graph.kernel.printable import check_printable
from cim_graph.kernel.times import today
from cim_graph.matching.judging import reasoned

if TYPE_CHECKING:
    from cim_graph.access.rights import Rights
    from cim_graph.access.roles import Roles
    from cim_graph.approvals.policies import Policies
    from cim_graph.approvals.rehearsal import Rehearsed, Rehearsing
    from cim_graph.approvals.touching import Grounds
    from cim_graph.approvals.wire import Wire
    from cim_graph.commands.model import Context
    from cim_graph.commands.service import Command, Commands, Doing
    from cim_graph.graph.session import Graph
    from cim_graph.groups.rulebook import Rulebook
    from cim_graph.settings import Settings

T = TypeVar("T")

LONGEST_TITLE: Final = 200
GROUNDED: Final = ("allowDeal", "overrideRisk")
"""Commands that say what stood when they were asked for."""
MOST_GROUNDED: Final = 20
"""Changes of these kinds that one draft may hold: for each of them a deal is checked, or a party assessed, thrice."""
_LAST: Final = "~"
"""Comes after every place."""
_REFUSALS: Final = (BadInputError, ConflictError, NotFoundError)
"""What a command says that can no longer be done as it was approved."""
_MACHINE: Final = Actor("approvals", ())


@dataclass(frozen=True, slots=True)
class Asking:
    """The graph, and who asks."""

    graph: "Graph"
    actor: Actor


class Approvals:
    """Proposals, from the first word to the last."""

    def __init__(
        self, settings: "Settings", do: "Doing", roles: "Roles", policies: "Policies", grounds: "Grounds"
    ) -> None:
        self._settings = settings
        self.grounds = grounds
        self.do = do
        self._roles = roles
        self._policies = policies

    @cached_property
    def _book(self) -> "Rulebook":
        from cim_graph.groups.rulebook import rulebook  # noqa: PLC0415 (read where something is proposed only)

        return rulebook(self._settings.exposure_limits, self._settings.group_rules_dir)

    @cached_property
    def _rehearsing(self) -> "Rehearsing":
        from cim_graph.approvals.outlook import Terms  # noqa: PLC0415 (SciPy takes long, and few commands propose)
        from cim_graph.approvals.rehearsal import Rehearsing  # noqa: PLC0415 (as above)
        from cim_graph.ownership.catalogue import regime  # noqa: PLC0415 (as above)

        terms = Terms(regime(self._settings, None), self._book, self._settings.rank)
        return Rehearsing(self.do, terms, self._policies, self._settings.source_ranks, self.grounds)

    async def holds(self, command: "Command[Any]", context: "Context") -> bool:
        """Whether a direct write has to wait for approval: by hand, and a policy asks for it."""
        if not self._policies.rules or self._feeds(context.actor, command):
            return False
        changes = written(command)
        if not changes:
            return False
        stands = await self.grounds.under(context.transaction.run, changes)
        inside = context.transaction.within()
        needed = await asked(inside, changes, stands, self._policies, self._book, self._settings.rank)
        return bool(needed.stages)

    def _feeds(self, actor: Actor, command: object) -> bool:
        """Whether records come from whom their sources let hand them over: that is no work by hand."""
        if not isinstance(command, SubmitRecords):
            return False
        rights = self._roles.rights(actor)
        return all(rights.may_feed(source) for source in _sources(written(command) or ()))

    async def propose(self, graph: "Graph", actor: Actor, command: "Command[T]") -> T:
        """Raise ProposedError once a direct write waits; return its answer where it would change nothing."""
        changes = written(command) or []
        check_count(changes)
        rehearsed = await self._rehearsed(graph, actor, changes)
        if not rehearsed.changed:
            return cast("T", rehearsed.answer)
        title = f"{command.name} by {actor.subject}"[:LONGEST_TITLE]
        proposed = ProposeChange(title, tuple(changes), rehearsed.outlined, submitted=True)
        proposal = await self.do.write(graph, actor, proposed)
        await self._applied(Asking(graph, actor), proposal)
        raise ProposedError(proposal.id)

    async def draft(self, asking: Asking, title: str, commands: Sequence[object]) -> Proposal:
        """Keep commands as a draft; raise BadInputError with the place of one that makes no sense.

        Raises ForbiddenError for a command that the caller may not do: to propose is no way around that.
        """
        rights = self._may(asking.actor, "proposeChange")
        changes = parsed(commands)
        for name in dict.fromkeys(wire["command"] for wire in changes):
            rights.need(name)
        if (weighed := sum(wire["command"] in GROUNDED for wire in changes)) > MOST_GROUNDED:
            raise BadInputError(
                f"{weighed} changes are {' or '.join(GROUNDED)}, weighed one by one:"
                f" propose {MOST_GROUNDED} at most at once"
            )
        changes = [await self._grounded(asking, number, wire, rights) for number, wire in enumerate(changes)]
        rehearsed = await self._rehearsed(asking.graph, asking.actor, changes)
        if not rehearsed.changed:
            raise BadInputError("all of it is as proposed already; there is nothing to change")
        proposed = ProposeChange(_titled(title), tuple(changes), rehearsed.outlined)
        return await self.do.write(asking.graph, asking.actor, proposed)

    async def _grounded(self, asking: Asking, number: int, wire: "Wire", rights: "Rights") -> "Wire":
        """Return a change with what its maker sees that it is asked for, where that matters."""
        if wire["command"] not in GROUNDED:
            return wire
        from cim_graph.approvals.grounding import grounded  # noqa: PLC0415 (SciPy takes long, and few propose these)

        try:
            command = await grounded(asking.graph, self._settings.rank, rights.sees, read(wire))
        except CimError as error:
            raise type(error)(f"change {number + 1}, {wire['command']}: {error}") from error
        [asked] = written(command) or [wire]
        return asked

    async def submit(self, asking: Asking, id_: str) -> Proposal:
        """Let a draft be decided, or a proposal anew that has become a CONFLICT; raise what doing it raises."""
        self._may(asking.actor, "submitChange")
        proposal = await self._known(asking, id_)
        wanted = proposal.wanted
        rehearsed = await self._rehearsing.rehearse(asking.graph, Actor(proposal.maker, ()), wanted)
        done = await self.do.write(asking.graph, asking.actor, SubmitChange(id_, rehearsed.outlined))
        return await self._applied(asking, done)

    async def decide(self, asking: Asking, decision: DecideChange) -> Proposal:
        """Approve or reject what was shown; the last approval applies it.

        Raises ForbiddenError for who may not decide it, or is not shown all of it; ConflictError where it is not the
        version that was shown, or is decided.
        """
        acting = await self.acting(asking)
        rights = self._may(acting, "decideChange")
        proposal = await self._known(asking, decision.id, rights)
        if decision.approve:
            check_open(proposal, decision.version)  # what is looked at here is what is decided there
            await self._check_sight(asking, proposal, decision, rights)
            await self._check_covered(asking, proposal, decision, rights)
        own = None if asking.actor.roles is None else frozenset(asking.actor.roles)
        comment = reasoned(decision.comment) if decision.comment else None
        said = replace(decision, roles=own, comment=comment)
        return await self._applied(asking, await self.do.write(asking.graph, asking.actor, said))

    async def _check_sight(self, asking: Asking, proposal: Proposal, decision: DecideChange, rights: "Rights") -> None:
        left = [(number, wire) for number, wire in proposal.wanted if proposal.change_id(number) not in decision.reject]
        if not all(seen(proposal.shown[number], rights).whole for number, _ in left):
            raise ForbiddenError("parts of this are closed to you; somebody who may see all of it has to approve it")
        if decision.reject and left and proposal.status is Status.SUBMITTED:
            await self._rehearsing.rehearse(asking.graph, Actor(proposal.maker, ()), left)

    async def _check_covered(
        self, asking: Asking, proposal: Proposal, decision: DecideChange, rights: "Rights"
    ) -> None:
        """Raise ForbiddenError where a deal would be allowed for what who decides may not see."""
        from cim_graph.approvals.grounding import grounded  # noqa: PLC0415 (as above)

        wanted = [wire for number, wire in proposal.wanted if proposal.change_id(number) not in decision.reject]
        for command in (read(wire) for wire in wanted if wire["command"] == "allowDeal"):
            if command.sees <= rights.sees:
                continue
            with suppress(ConflictError):  # that it needs nobody, or is blocked by now, shows when it is applied
                both = (command.sees, command.sees & rights.sees)
                whole, seen_of_it = [await grounded(asking.graph, self._settings.rank, sees, command) for sees in both]
                if not whole.covers <= seen_of_it.covers:
                    raise ForbiddenError(
                        "the deal would be allowed for reasons that are closed to you; somebody who may see all of "
                        "them has to approve it"
                    )

    async def withdraw(self, asking: Asking, id_: str, reason: str) -> Proposal:
        """Take a proposal of one's own back."""
        self._may(asking.actor, "withdrawChange")
        return await self.do.write(asking.graph, asking.actor, WithdrawChange(id_, reasoned(reason)))

    async def delegate(self, asking: Asking, role: str, to: str, until: str) -> str:
        """Let somebody stand in for a role of one's own through a day, and return the id of that."""
        rights = self._may(asking.actor, "delegateApproval")
        check_printable("`to`", to)
        if not rights.can("decideChange") or role not in self._roles.by_name:
            raise BadInputError(f"{role[:40]!r} is no role that decides; delegate one of your own")
        if not to.strip() or len(to) > LONGEST_TITLE or to == asking.actor.subject:
            raise BadInputError("`to` has to name somebody else, as tokens do")
        if until < today():
            raise BadInputError(f"`until` is {until}, which has passed; name a day that lies ahead")
        own = None if asking.actor.roles is None else frozenset(asking.actor.roles)
        return await self.do.write(asking.graph, asking.actor, DelegateRole(role, to, until, own))

    async def undelegate(self, asking: Asking, id_: str) -> str:
        """Let nobody stand in any more."""
        return await self.do.write(asking.graph, asking.actor, EndDelegation(id_))

    async def acting(self, asking: Asking) -> Actor:
        """Return the caller with the roles that others have lent, beside those of their own."""
        actor = asking.actor
        if actor.roles is None:
            return actor
        lent = await asking.graph.read(DELEGATIONS(Standing(actor.subject, today())))
        return replace(actor, roles=tuple(sorted({*actor.roles, *(one.role for one in lent)}))) if lent else actor

    async def rights(self, asking: Asking) -> "Rights":
        """Return what the caller may see of proposals."""
        return self._roles.rights(await self.acting(asking))

    async def listed(
        self, asking: Asking, status: Status | None, page: Page, *, mine: bool | None = None
    ) -> Slice[Proposal]:
        """Return the proposals that the caller may know of, the newest first: of theirs, of others, or of both."""
        rights = await self.rights(asking)
        if not (rights.can("decideChange") or rights.can("readTrail")):
            if mine is False:
                raise ForbiddenError("you may see the change requests that you made; ask with `mine: true`")
            mine = True
        statuses = [one.value for one in (Status if status is None else (status,))]
        listing = Listing(statuses, page.after or _LAST, mine, asking.actor.subject, page.first + 1)
        found = [row.proposal for row in await asking.graph.read(LIST(listing))]
        return cut(found, page, lambda one: one.place)

    async def by_ids(self, asking: Asking, ids: Sequence[str]) -> list[Proposal]:
        """Return the proposals of these ids that the caller may know of."""
        rights = await self.rights(asking)
        found = [row.proposal for row in await asking.graph.read(BY_IDS(Ids(list(ids))))]
        return [one for one in found if may_look(one, rights, asking.actor.subject)]

    async def outlook(self, graph: "Graph", proposal: Proposal) -> Sequence[Effect]:
        """Return what would follow now; of a proposal that is decided, what was to follow when it was submitted."""
        if proposal.status not in {Status.APPROVED, *OPEN} or not proposal.wanted:
            return proposal.effects
        try:
            maker = Actor(proposal.maker, ())
            return (await self._rehearsing.rehearse(graph, maker, proposal.wanted)).outlined.effects
        except _REFUSALS as error:
            return [Effect("REFUSED", f"as things stand it cannot be done: {error}")]

    async def catch_up(self, graph: "Graph", actor: Actor = _MACHINE) -> int:
        """Apply what was approved and not applied, and take back what nobody decided in time; return how many."""
        approved = await graph.read(APPROVED(Empty()))
        found = await graph.read(BY_IDS(Ids([row.id for row in approved]))) if approved else []
        for row in found:
            await self._applied(Asking(graph, actor), row.proposal)
        return len(found) + await self.do.write(graph, actor, ExpireChanges())

    async def _applied(self, asking: Asking, proposal: Proposal) -> Proposal:
        """Apply a proposal where that is its turn, and return it as it stands then.

        That is a step of its own: a process that ends in between loses nothing, since whoever comes next applies it.
        """
        if proposal.status is not Status.APPROVED:
            return proposal
        try:
            return await self.do.write(asking.graph, asking.actor, ApplyChange(proposal.id))
        except _REFUSALS as error:
            return await self.do.write(asking.graph, asking.actor, RefuseChange(proposal.id, str(error)))
        except UnavailableError:
            return proposal

    async def _known(self, asking: Asking, id_: str, rights: "Rights | None" = None) -> Proposal:
        found = await asking.graph.read(BY_IDS(Ids([id_]))) if kind_of(id_) is Kind.CHANGE_REQUEST else []
        looking = rights or self._roles.rights(asking.actor)
        if not found or not may_look(found[0].proposal, looking, asking.actor.subject):
            raise NotFoundError(f"there is no change request {id_[:40]!r}; `changeRequests` lists them")
        return found[0].proposal

    async def _rehearsed(self, graph: "Graph", actor: Actor, changes: Sequence["Wire"]) -> "Rehearsed":
        return await self._rehearsing.rehearse(graph, actor, list(enumerate(changes)))

    def _may(self, actor: Actor, action: str) -> "Rights":
        rights = self._roles.rights(actor)
        rights.need(action)
        return rights


def approvals_of(commands: "Commands") -> Approvals:
    """Return the gate of the commands that bootstrap has built."""
    return cast("Approvals", commands.gate)


def _titled(title: str) -> str:
    text = " ".join(title.split())
    if not text or len(text) > LONGEST_TITLE:
        raise BadInputError(f"`title` has to say in at most {LONGEST_TITLE} characters what is to become true")
    check_printable("`title`", text)
    return text


def _sources(changes: Sequence[Mapping[str, Any]]) -> set[str]:
    return {str(record["source"]).strip() for wire in changes for record in wire["records"]}
