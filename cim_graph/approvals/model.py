"""What a proposal is, and the rules by which people decide on it: pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cim_graph.kernel.errors import BadInputError, ConflictError, ForbiddenError


class Status(StrEnum):
    """Where a proposal stands. CONFLICT: what it builds on has moved; its maker may submit it again."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    APPLIED = "APPLIED"
    WITHDRAWN = "WITHDRAWN"
    CONFLICT = "CONFLICT"


OPEN = frozenset({Status.DRAFT, Status.SUBMITTED, Status.CONFLICT})
"""Where a proposal may be taken back still."""


@dataclass(frozen=True, slots=True)
class Stage:
    """So many approvals by holders of a role."""

    role: str
    approvals: int = 1


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody said of a proposal, in which role, and for whom, where that was not their own.

    It was said of the changes of a `round`: what was said before changes were left out, or before the base was taken
    anew, counts no longer.
    """

    by: str
    at: str
    approved: bool
    role: str
    round: int
    version: int
    comment: str | None = None
    behalf: str | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: in which roles of their own (nothing: in any, on the machine itself), and for which holders by role.

    `subject` is the person, whatever token or client it came through.
    """

    subject: str
    roles: frozenset[str] | None
    behalf: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """A change as it is shown: fields before and after, and the branch and segment of each party, then and after."""

    before: dict[str, Any]
    after: dict[str, Any]
    areas: tuple[tuple[str | None, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What would follow: a code, a sentence that names nobody, the party it is of, where all that are concerned lie."""

    code: str
    text: str
    party: str | None = None
    areas: tuple[tuple[str | None, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A set of commands that become true together.

    `place` orders proposals by the time they were made. `base`: the versions that it builds on; `left_out`: the places
    of changes that were rejected; `reason`: why it was withdrawn, or what has moved.
    """

    id: str
    place: str
    status: Status
    version: int
    round: int
    title: str
    maker: str
    made_at: str
    changes: tuple[dict[str, Any], ...]
    stages: tuple[Stage, ...] = ()
    expires_at: str | None = None
    base: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[Shown, ...] = ()
    effects: tuple[Effect, ...] = ()
    left_out: tuple[int, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reason: str | None = None

    @property
    def wanted(self) -> list[tuple[int, dict[str, Any]]]:
        """The changes that are not left out, with their places."""
        return [(number, wire) for number, wire in enumerate(self.changes) if number not in self.left_out]

    @property
    def counting(self) -> list[Decision]:
        """What was said of the changes as they now stand."""
        return [one for one in self.decisions if one.round == self.round]

    @property
    def needed(self) -> int:
        """How many approvals it needs in all."""
        return sum(stage.approvals for stage in self.stages)

    @property
    def approvers(self) -> list[str]:
        """Whose approvals count."""
        return [one.by for one in self.counting if one.approved]

    def change_id(self, number: int) -> str:
        """Return the id of a change by its place."""
        return f"{self.id}.{number + 1}"


def open_stage(stages: Iterable[Stage], counting: Collection[Decision]) -> Stage | None:
    """Return the stage whose turn it is; nothing where all have approved."""
    for stage in stages:
        if sum(one.approved and one.role == stage.role for one in counting) < stage.approvals:
            return stage
    return None


def check_open(proposal: Proposal, version: int) -> None:
    """Raise ConflictError where nothing is to be decided, or the proposal is not the one that was shown."""
    if proposal.status is not Status.SUBMITTED:
        raise ConflictError(f"the change request is {proposal.status}; only one that is SUBMITTED is decided")
    if proposal.version != version:
        raise ConflictError(
            f"the change request is at version {proposal.version}, and {version} was shown to you; look at it again"
        )


def standing_of(proposal: Proposal, voice: Voice, counting: Collection[Decision]) -> tuple[str, str | None]:
    """Return in which role somebody speaks, and on whose behalf where the role is not their own.

    Raises ForbiddenError for the maker, by whatever token and for whomever; for who has spoken already, or is spoken
    for; and for who neither holds the role whose turn it is nor stands in for a holder that has not spoken.
    """
    if voice.subject == proposal.maker:
        raise ForbiddenError("you proposed this; somebody else has to decide it, and you may withdraw it")
    heard = {person for one in counting for person in (one.by, one.behalf) if person is not None}
    if voice.subject in heard:
        raise ForbiddenError("you have decided on this already; another person has to")
    stage = open_stage(proposal.stages, counting)
    if stage is None:
        raise ConflictError("everybody who has to has approved this already")
    if voice.roles is None or stage.role in voice.roles:
        return stage.role, None
    holders = [one for one in voice.behalf.get(stage.role, ()) if one not in {*heard, proposal.maker, voice.subject}]
    if not holders:
        raise ForbiddenError(f"it is the turn of a {stage.role}, and you are none and stand in for none who may decide")
    return stage.role, holders[0]


def left_out(proposal: Proposal, rejected: Iterable[str]) -> tuple[int, ...]:
    """Return the places of the changes that are left out once these are, too.

    Raises BadInputError for one that the proposal does not have, and where nothing would be left.
    """
    places = {proposal.change_id(number): number for number in range(len(proposal.changes))}
    if unknown := [id_ for id_ in rejected if id_ not in places]:
        raise BadInputError(f"the change request has no change {unknown[0][:40]!r}; `changes` lists them")
    out = tuple(sorted({*proposal.left_out, *(places[id_] for id_ in rejected)}))
    if len(out) == len(places):
        raise BadInputError("nothing would be left; reject the change request as a whole: `approve: false`")
    return out


def moved(base: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return what is not as it was when the proposal was made, and how, a sentence each."""
    names = sorted({*base, *now})
    return [
        f"{name} was {base.get(name, 'not there')} and is {now.get(name, 'not there')}"
        for name in names
        if base.get(name) != now.get(name)
    ]
