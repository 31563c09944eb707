"""Groups of parties that are one risk, one company, one household, or the institution's own people."""

from decimal import Decimal as Number
from typing import Any

import strawberry

from cim_graph.api.account import Money
from cim_graph.api.base import Connection, Info, Node, edges, of_row, page_info
from cim_graph.api.grouped import Around, Shown
from cim_graph.api.level import arrived
from cim_graph.api.ownership import DataWarning, warning_of
from cim_graph.api.party import Party, party_of
from cim_graph.api.relationship import Relationship, relationship_of
from cim_graph.api.scalars import DateTime, Decimal
from cim_graph.groups import service
from cim_graph.groups.model import group as model
from cim_graph.groups.service import Wanted
from cim_graph.kernel.ids import kind_of
from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import NOW, AsOf, moment_text, system_clock
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.profiles.model import Part, Want


async def _relationships(root: "GroupReason", info: Info) -> list[Relationship]:
    asked = [info.context.groups.shown.load(Shown(id_, root.parties, root.as_of)) for id_ in root.row.relationships]
    rows = [row for row in [await one for one in asked] if row is not None]
    ends = list(dict.fromkeys(end for row in rows for end in (row.source_id, row.target_id)))
    known = await arrived([_party_of(info, id_, root.as_of) for id_ in ends])
    by_id: dict[str, Party] = {party.id: party for party in known if party is not None}
    seen = [row for row in rows if row.source_id in by_id and row.target_id in by_id]
    return [relationship_of(row, by_id[row.source_id], by_id[row.target_id], root.as_of) for row in seen]


def _party_of(info: Info, id_: str, as_of: AsOf) -> Any:  # noqa: ANN401 (a party, or one that is coming)
    return info.context.level.load(
        Want(Part.PARTY, id_), as_of, lambda row: None if row is None else party_of(row, as_of)
    )


@strawberry.type(description="CONTROL, ECONOMIC_DEPENDENCY, HORIZONTAL, MANUAL…, with the relationships that show it.")
class GroupReason:
    """Why somebody belongs to a group."""

    row: strawberry.Private[model.Reason]
    parties: strawberry.Private[tuple[str, ...]]
    as_of: strawberry.Private[AsOf]
    code: str = of_row("code")
    text: str = of_row("text")
    relationships: list[Relationship] = strawberry.field(resolver=_relationships)


def _party(root: "GroupMember", info: Info) -> Any:  # noqa: ANN401 (declared)
    return _party_of(info, root.row.party, root.as_of)


def _owed(root: "GroupMember") -> Money:
    return _money(root.row.exposure, root.currency)


def _reasons(root: "GroupMember") -> list[GroupReason]:
    return [GroupReason(row=row, parties=(root.row.party,), as_of=root.as_of) for row in root.row.reasons]


@strawberry.type
class GroupMember:
    """A party in a group."""

    row: strawberry.Private[model.Member]
    currency: strawberry.Private[str]
    as_of: strawberry.Private[AsOf]
    party: Party = strawberry.field(resolver=_party, graphql_type=Party)
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


def _warnings(root: "ConnectedClientGroup") -> list[DataWarning]:
    return [warning_of(row, root.as_of) for row in root.row.warnings]


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


async def groups_of(info: Info, party: str, kind: GroupKind, as_of: AsOf) -> list[ConnectedClientGroup]:
    """Return the groups that hold a party, from current facts."""
    found = await info.context.groups.around.load(Around(party, kind, as_of))
    now = moment_text(system_clock())
    return [group_of(row, as_of, now) for row in found.groups]


async def group_by_id(info: Info, id_: str) -> ConnectedClientGroup | None:
    """Return the group that has an id today, which has to name one: that of its core, looked at anew."""
    named = kind_of(id_)
    if named is None:
        return None
    kind, core = model.core_of(id_, named)
    return next((group for group in await groups_of(info, core, kind, NOW) if group.id == id_), None)


async def listed(info: Info, kind: GroupKind, size: int, page: Page, as_of: AsOf) -> Connection[ConnectedClientGroup]:
    """Return a page of groups, the largest exposure first."""
    context = info.context
    found = await service.listed(context.graph, Wanted(kind, size, page), context.groups.book, as_of, context.rank)
    return Connection(
        edges=edges(found.page, lambda row: group_of(row, as_of, found.at)), page_info=page_info(found.page)
    )
