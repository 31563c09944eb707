"""Groups of parties that are one risk, one company, one household, or the institution's own people."""

from collections.abc import Iterable, Sequence
from decimal import Decimal as Number
from typing import Any

import strawberry

from cim_graph.access.rights import Special
from cim_graph.api.account import Money
from cim_graph.api.base import Connection, Info, Node, connection, of_level, of_row
from cim_graph.api.grouped import Around, Shown
from cim_graph.api.ownership import DataWarning, warnings_of
from cim_graph.api.party import Party, party_of
from cim_graph.api.relationship import Relationship, relationship_of
from cim_graph.api.scalars import DateTime, Decimal
from cim_graph.columnar import batched
from cim_graph.groups import service
from cim_graph.groups.model import group as model
from cim_graph.groups.model.insiders import RELATIVE
from cim_graph.groups.service import Wanted
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import NOW, AsOf, moment_text, system_clock
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.profiles.model import Part, Want

Then = tuple[AsOf, str]
"""A party by its id, as of a moment."""


async def _relationships(reasons: "Sequence[GroupReason]", info: Info) -> list[list[Relationship]]:
    wanted = [Shown(id_, one.parties, one.as_of) for one in reasons for id_ in one.row.relationships]
    shown = await info.context.groups.shown(wanted)
    ends = ((one.as_of, end) for one, row in shown.items() for end in (row.source_id, row.target_id))
    parties, mask = await _parties(info, dict.fromkeys(ends)), info.context.mask
    return [
        [
            relationship_of(mask.relationship(row), source, target, one.as_of)
            for id_ in one.row.relationships
            if (row := shown.get(Shown(id_, one.parties, one.as_of))) is not None
            and mask.seen([row])
            and (source := parties.get((one.as_of, row.source_id))) is not None
            and (target := parties.get((one.as_of, row.target_id))) is not None
        ]
        for one in reasons
    ]


async def _parties(info: Info, asked: Iterable[Then]) -> dict[Then, Party]:
    keys = list(asked)
    rows = await info.context.level.load(Want(Part.PARTY), keys)
    mask = info.context.mask
    return {key: party_of(row, key[0], mask) for key, row in zip(keys, rows, strict=True) if row is not None}


@strawberry.type(description="CONTROL, ECONOMIC_DEPENDENCY, HORIZONTAL, MANUAL…, with the relationships that show it.")
class GroupReason:
    """Why somebody belongs to a group."""

    row: strawberry.Private[model.Reason]
    parties: strawberry.Private[tuple[str, ...]]
    as_of: strawberry.Private[AsOf]
    code: str = of_row("code")
    text: str = of_row("text")
    relationships: list[Relationship] = batched(_relationships)


async def _members_parties(members: "Sequence[GroupMember]", info: Info) -> list[Any]:
    keys = [(one.as_of, one.row.party) for one in members]
    parties = await _parties(info, keys)
    return [parties.get(key) for key in keys]


def _owed(root: "GroupMember", info: Info) -> Money:
    shut = root.row.party in info.context.mask.closed
    return _money(Number() if shut else root.row.exposure, root.currency)


def _reasons(root: "GroupMember", info: Info) -> list[GroupReason]:
    return [
        GroupReason(row=_as_seen(row, info), parties=(root.row.party,), as_of=root.as_of) for row in root.row.reasons
    ]


def _as_seen(row: model.Reason, info: Info) -> model.Reason:
    """Return a reason as the caller may see it: of one that tells of family life, that there is one."""
    if row.code == RELATIVE and Special.FAMILY not in info.context.rights.sees:
        return model.Reason("MASKED", "a reason that is not open to you")
    return row


@strawberry.type
class GroupMember:
    """A party in a group."""

    row: strawberry.Private[model.Member]
    currency: strawberry.Private[str]
    as_of: strawberry.Private[AsOf]
    party: Party = of_level(_members_parties)
    exposure: Money = strawberry.field(resolver=_owed)
    reasons: list[GroupReason] = strawberry.field(resolver=_reasons)


def _members(root: "ConnectedClientGroup") -> list[GroupMember]:
    return [GroupMember(row=row, currency=root.row.currency, as_of=root.as_of) for row in root.row.members]


def _exposure(root: "ConnectedClientGroup") -> Money:
    return _money(root.row.exposure, root.row.currency)


def _share(root: "ConnectedClientGroup") -> float | None:
    return None if root.row.share is None else float(root.row.share)


def _exceptions(root: "ConnectedClientGroup") -> list[GroupReason]:
    parties = tuple(member.party for member in root.row.members)
    return [GroupReason(row=row, parties=parties, as_of=root.as_of) for row in root.row.exceptions]


def _warnings(root: "ConnectedClientGroup", info: Info) -> list[DataWarning]:
    return warnings_of(root.row.warnings, root.as_of, info)


@strawberry.type(
    description=(
        "Clients that a lender must treat as one risk. A client may be in several groups; a group inside another is "
        "not listed."
    )
)
class ConnectedClientGroup(Node):
    """A group."""

    row: strawberry.Private[model.Group]
    as_of: strawberry.Private[AsOf]
    kind: GroupKind = of_row("kind")
    members: list[GroupMember] = strawberry.field(resolver=_members)
    exposure: Money = strawberry.field(
        resolver=_exposure, description="Sum of the members' exposures in the reporting currency."
    )
    share_of_capital: float | None = strawberry.field(
        resolver=_share, description="Percent of the eligible capital; null where no capital is set."
    )
    large: bool = of_row("large")
    limit_breached: bool = of_row("breached")
    exceptions: list[GroupReason] = strawberry.field(
        resolver=_exceptions, description="Links that would connect but for a documented exception."
    )
    warnings: list[DataWarning] = strawberry.field(resolver=_warnings)
    computed_at: DateTime


def group_of(row: model.Group, as_of: AsOf, computed_at: str) -> ConnectedClientGroup:
    """Return a group as the API has it."""
    return ConnectedClientGroup(id=strawberry.ID(row.id), row=row, as_of=as_of, computed_at=DateTime(computed_at))


def _money(amount: Number, currency: str) -> Money:
    return Money(amount=Decimal(f"{amount:f}"), currency=currency)


async def groups_of(info: Info, asked: Sequence[Around]) -> list[list[ConnectedClientGroup]]:
    """Return, for each party asked about, the groups that hold it, from current facts."""
    if any(one.kind is GroupKind.HOUSEHOLD for one in asked):
        info.context.rights.need("see.family")
    found = await info.context.groups.around(asked)
    await _look_at(
        info, [(one.as_of, member.party) for one in asked for group in found[one].groups for member in group.members]
    )
    now = moment_text(system_clock())
    return [[group_of(row, one.as_of, now) for row in found[one].groups] for one in asked]


async def _look_at(info: Info, members: Sequence[Then]) -> None:
    """Find out which members are closed to the caller, before what they owe is told."""
    if not info.context.rights.scope.whole:
        await _parties(info, members)


async def groups_by_ids(info: Info, ids: Sequence[str]) -> dict[str, ConnectedClientGroup]:
    """Return the groups that have these ids today: those of their cores, looked at anew."""
    cores = [model.core_of(id_, Kind(id_[0])) for id_ in ids]
    found = await groups_of(info, [Around(core, kind, NOW) for kind, core in cores])
    return {group.id: group for groups in found for group in groups if group.id in ids}


async def listed(info: Info, kind: GroupKind, size: int, page: Page, as_of: AsOf) -> Connection[ConnectedClientGroup]:
    """Return a page of groups, the largest exposure first."""
    context = info.context
    if kind is GroupKind.HOUSEHOLD:
        context.rights.need("see.family")
    found = await service.listed(context.graph, Wanted(kind, size, page), context.groups.book, as_of, context.rank)
    await _look_at(info, [(as_of, member.party) for group in found.page.items for member in group.members])
    return connection(found.page, lambda row: group_of(row, as_of, found.at))
