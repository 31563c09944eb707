"""Relationships between parties, as projected from what sources state."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

import orjson
import strawberry

from cim_graph.api.account import Money, money
from cim_graph.api.base import Edge, Info, Node, PageInfo, of_level, of_row, page_info_of
from cim_graph.api.masking import Mask
from cim_graph.api.party import Party, SourceRecord, party_of, source_record
from cim_graph.api.scalars import JSON, Date, DateTime, Decimal
from cim_graph.kernel.pages import Slice
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.kernel.vocabulary import Direction, RelationshipKind
from cim_graph.profiles.model import Linked, Part, Want
from cim_graph.relationships.model import CountRow, RelationshipRow


async def _sources(relationships: "Sequence[Relationship]", info: Info) -> list[list[SourceRecord]]:
    told = [_told(one, info.context.mask) for one in relationships]
    facts = [(NOW, id_) for ids in told for id_ in ids]
    stated = iter(await info.context.level.load(Want(Part.STATEMENTS), facts))
    return [[source_record(row) for row in islice(stated, len(ids)) if row is not None] for ids in told]


def _told(one: "Relationship", mask: Mask) -> list[str]:
    """Return the facts whose statements may be seen: what a source says names both ends."""
    return [] if mask.closed and {one.row.source_id, one.row.target_id} & mask.closed else one.row.facts


def _attributes(root: "Relationship") -> JSON:
    return JSON(orjson.loads(root.row.attributes) if root.row.attributes else {})


def _rebutted(root: "Relationship") -> JSON | None:
    return JSON(orjson.loads(root.row.rebutted)) if root.row.rebutted else None


def _amount(root: "Relationship") -> Money | None:
    return money(root.row.amount, root.row.currency)


async def _about(relationships: "Sequence[Relationship]", info: Info) -> list[Party | None]:
    return await _parties([(one.as_of, one.row.about) for one in relationships], info)


async def _on_behalf_of(relationships: "Sequence[Relationship]", info: Info) -> list[Party | None]:
    return await _parties([(one.as_of, one.row.on_behalf_of) for one in relationships], info)


async def _parties(asked: Sequence[tuple[AsOf, str | None]], info: Info) -> list[Party | None]:
    keys = [(as_of, id_) for as_of, id_ in asked if id_ is not None]
    known = await info.context.level.load(Want(Part.PARTY), keys)
    rows = iter(known)
    found = [(as_of, None if id_ is None else next(rows)) for as_of, id_ in asked]
    mask = info.context.mask
    return [None if row is None else party_of(row, as_of, mask) for as_of, row in found]


@strawberry.type(
    description="One relationship of one kind, pair and distinction (share class, role, what it is about)."
)
class Relationship(Node):
    """A relationship; `row` is what it was made from."""

    row: strawberry.Private[RelationshipRow]
    as_of: strawberry.Private[AsOf]
    source: Party = strawberry.field(name="from")
    target: Party = strawberry.field(name="to")
    kind: RelationshipKind = of_row("kind")
    share: Decimal | None = of_row("share", "Percent of capital; null where the kind has none or the source gave none.")
    voting: Decimal | None = of_row("voting", "Percent of votes.")
    role: str | None = of_row("role")
    means: str | None = of_row("means")
    valid_from: Date | None = of_row("valid_from", "The first day on which it holds.")
    valid_to: Date | None = of_row("valid_to", "The first day on which it no longer does.")
    known_from: DateTime = of_row("known_from")
    known_to: DateTime | None = of_row("known_to")
    min_share: Decimal | None = of_row("min_share", "Where a source gives a band: its lower end, percent.")
    max_share: Decimal | None = of_row("max_share", "Where a source gives a band: its upper end, percent.")
    exclusive: str | None = of_row("exclusive", "Which ends of the band do not belong to it: min, max or both.")
    voting_suspended: bool | None = of_row("voting_suspended")
    share_class: str | None = of_row("share_class")
    material: bool | None = of_row("material")
    replaceable: bool | None = of_row("replaceable")
    confidence: float | None = of_row("confidence")
    amount: Money | None = strawberry.field(resolver=_amount)
    rebutted: JSON | None = strawberry.field(
        resolver=_rebutted, description="Why it makes no single risk: reason, by, until."
    )
    about: Party | None = of_level(_about)
    on_behalf_of: Party | None = of_level(_on_behalf_of)
    sources: list[SourceRecord] = of_level(
        _sources, description="The statements of sources that this relationship was made from."
    )
    attributes: JSON = strawberry.field(resolver=_attributes)


def relationship_of(row: RelationshipRow, source: Party, target: Party, as_of: AsOf) -> Relationship:
    """Return a relationship as the API has it."""
    return Relationship(id=strawberry.ID(row.id), row=row, as_of=as_of, source=source, target=target)


def related(
    rows: Iterable[RelationshipRow], parties: Mapping[str, Party], as_of: AsOf, mask: Mask
) -> list[Relationship]:
    """Return relationships among parties that are at hand."""
    seen = map(mask.relationship, mask.seen(rows))
    return [relationship_of(row, parties[row.source_id], parties[row.target_id], as_of) for row in seen]


async def _totals(pages: "Sequence[RelationshipConnection]", info: Info) -> list[int]:
    counted = await info.context.level.load(Want(Part.COUNTS), [(one.as_of, one.party.id) for one in pages])
    return [
        sum(count.count for count in counts if _meant(count, one.want))
        for one, counts in zip(pages, counted, strict=True)
    ]


def _meant(count: CountRow, want: Want) -> bool:
    of_kind = want.kinds is None or count.kind in want.kinds
    return of_kind and count.direction.meets(want.direction)


@strawberry.type
class RelationshipConnection:
    """A page of the relationships of a party."""

    party: strawberry.Private[Party]
    want: strawberry.Private[Want]
    as_of: strawberry.Private[AsOf]
    found: strawberry.Private[Slice[Linked]]
    edges: list[Edge[Relationship]]
    page_info: PageInfo = strawberry.field(resolver=page_info_of)
    total_count: int = of_level(_totals, description="How many there are in all: this page is n of m.")


@strawberry.type
class RelationshipCount:
    """How many relationships of a kind lie in a direction."""

    kind: RelationshipKind
    direction: Direction = strawberry.field(description="BOTH: of the party with itself.")
    count: int


def counts_of(rows: Iterable[CountRow]) -> list[RelationshipCount]:
    """Return counts as the API has them."""
    return [RelationshipCount(kind=row.kind, direction=row.direction, count=row.count) for row in rows]
