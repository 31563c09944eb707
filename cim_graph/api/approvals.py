"""Proposals: what waits for other people, before and after, what would follow, and what they say of it."""

from collections.abc import Sequence
from re import compile as compile_pattern

import strawberry

from cim_graph.api.base import Connection, Info, Node, connection, of_row
from cim_graph.api.changing import check_changes
from cim_graph.api.lookup import parties_by_ids
from cim_graph.api.party import Party
from cim_graph.api.scalars import JSON, Date, DateTime
from cim_graph.approvals import model
from cim_graph.approvals.commands import DecideChange
from cim_graph.approvals.service import Approvals, Asking, approvals_of
from cim_graph.approvals.sight import Seen, seen, seen_effect
from cim_graph.approvals.wire import parsed
from cim_graph.columnar import batched
from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import NOW

strawberry.enum(
    model.Status,
    name="ChangeRequestStatus",
    description="CONFLICT: what it builds on has moved; its maker may submit it again.",
)
_PLACE = compile_pattern(r"[0-9a-f]{32}")


async def _parties(effects: "Sequence[Effect]", info: Info) -> list[Party | None]:
    asked = list(dict.fromkeys(one.row.party for one in effects if one.row.party is not None))
    found = dict(zip(asked, await parties_by_ids(info, asked, NOW), strict=True))
    return [None if one.row.party is None else found[one.row.party] for one in effects]


@strawberry.type(description="OWNER_COMES, OWNER_GOES, GROUP_FORMED, GROUP_SPLIT, LIMIT_CROSSED…, and a sentence.")
class Effect:
    """What would follow."""

    row: strawberry.Private[model.Effect]
    code: str = of_row("code")
    text: str = of_row("text")
    party: Party | None = batched(_parties)


@strawberry.type(
    description="What changes, field by field; of lists what one side alone holds. Null where it is closed to you."
)
class ProposedChange:
    """One change of a proposal."""

    id: strawberry.ID
    command: str
    before: JSON | None
    after: JSON | None
    rejected: bool = strawberry.field(description="Left out of what is approved.")


@strawberry.type
class ApprovalDecision:
    """What somebody said of a proposal."""

    row: strawberry.Private[model.Decision]
    by: str = of_row("by")
    at: DateTime = of_row("at")
    approved: bool = of_row("approved")
    comment: str | None = of_row("comment")
    role: str = of_row("role")
    on_behalf_of: str | None = of_row("behalf", "The holder of the role for whom somebody stood in.")


def _decisions(root: "ChangeRequest") -> list[ApprovalDecision]:
    return [ApprovalDecision(row=one) for one in root.row.decisions]


async def _changes(requests: "Sequence[ChangeRequest]", info: Info) -> list[list[ProposedChange]]:
    rights = await _approvals(info).rights(_asking(info))
    _keep_seen(info, [seen(shown, rights) for request in requests for shown in request.row.shown])
    return [
        [
            ProposedChange(
                id=strawberry.ID(request.row.change_id(number)),
                command=wire["command"],
                before=None if (told := seen(shown, rights)).before is None else JSON(told.before),
                after=None if told.after is None else JSON(told.after),
                rejected=number in request.row.left_out,
            )
            for number, (wire, shown) in enumerate(zip(request.row.changes, request.row.shown, strict=True))
        ]
        for request in requests
    ]


def _keep_seen(info: Info, changes: "Sequence[Seen]") -> None:
    """Keep for the trail whose records and values changes show."""
    if info.context.actor.roles is None:
        return
    for side in (side for change in changes for side in (change.before, change.after) if side):
        for id_ in side.get("parties", ()):
            info.context.seen[id_].add("record")


async def _effects(requests: "Sequence[ChangeRequest]", info: Info) -> list[list[Effect]]:
    approvals = _approvals(info)
    rights = await approvals.rights(_asking(info))
    found = [await approvals.outlook(info.context.graph, request.row) for request in requests]
    return [[Effect(row=one) for one in dict.fromkeys(seen_effect(one, rights) for one in of)] for of in found]


@strawberry.type(description="A set of commands that become true together, once enough other people approve them.")
class ChangeRequest(Node):
    """A proposal."""

    row: strawberry.Private[model.Proposal]
    status: model.Status = of_row("status")
    version: int = of_row("version", "Grows with every change; a decision names the version that was shown.")
    title: str = of_row("title")
    maker: str = of_row("maker")
    at: DateTime = of_row("made_at")
    expires_at: DateTime | None = of_row("expires_at", "When it is withdrawn, unless it is decided before.")
    reason: str | None = of_row("reason", "Why it was withdrawn, or what has moved.")
    approvals_needed: int = of_row("needed", "In all; `decisions` tells those that were given.")
    decisions: list[ApprovalDecision] = strawberry.field(resolver=_decisions)
    changes: list[ProposedChange] = batched(_changes)
    effects: list[Effect] = batched(
        _effects, description="What would follow if it were applied now: owners, groups, limits that change."
    )


def change_request(row: model.Proposal) -> ChangeRequest:
    """Return a proposal as the API has it."""
    return ChangeRequest(id=strawberry.ID(row.id), row=row)


def place_key(key: str) -> str:
    """Read a key of the list of proposals; ValueError for one that is no key."""
    if not _PLACE.fullmatch(key):
        raise ValueError(key)
    return key


async def listed(
    info: Info, status: model.Status | None, page: Page, *, mine: bool | None
) -> Connection[ChangeRequest]:
    """Return the proposals that the caller may know of."""
    return connection(await _approvals(info).listed(_asking(info), status, page, mine=mine), change_request)


async def requests_by_ids(info: Info, ids: Sequence[str]) -> dict[str, Node | None]:
    """Return proposals by their ids."""
    return {row.id: change_request(row) for row in await _approvals(info).by_ids(_asking(info), ids)}


async def proposed(info: Info, title: str, commands: Sequence[JSON]) -> ChangeRequest:
    """Keep a draft."""
    await check_changes(info, parsed(commands))
    return change_request(await _approvals(info).draft(_asking(info), title, commands))


async def submitted(info: Info, id_: str) -> ChangeRequest:
    """Let a proposal be decided."""
    return change_request(await _approvals(info).submit(_asking(info), id_))


async def decided(info: Info, decision: DecideChange) -> ChangeRequest:
    """Approve or reject a proposal."""
    return change_request(await _approvals(info).decide(_asking(info), decision))


async def withdrawn(info: Info, id_: str, reason: str) -> ChangeRequest:
    """Take a proposal back."""
    return change_request(await _approvals(info).withdraw(_asking(info), id_, reason))


async def delegated(info: Info, role: str, to: str, until: Date) -> strawberry.ID:
    """Let somebody stand in."""
    return strawberry.ID(await _approvals(info).delegate(_asking(info), role, to, until))


async def undelegated(info: Info, id_: str) -> strawberry.ID:
    """Let nobody stand in any more."""
    return strawberry.ID(await _approvals(info).undelegate(_asking(info), id_))


def _approvals(info: Info) -> Approvals:
    return approvals_of(info.context.commands)


def _asking(info: Info) -> Asking:
    return Asking(info.context.graph, info.context.actor)
