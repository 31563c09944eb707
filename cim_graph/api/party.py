"""Parties: persons, organizations, arrangements, and what belongs to them."""

from asyncio import gather
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import orjson
import strawberry

from cim_graph.accounts.model import account_key
from cim_graph.api import assessed, formed, owned, watched
from cim_graph.api.account import Account, Exposure, account_connection, exposure_of
from cim_graph.api.base import After, AsOfInput, Connection, First, Info, Node, moment, of_level, of_row
from cim_graph.api.closed import look_then, no_page, open_only
from cim_graph.api.lookahead import linked_columns, relationships_want
from cim_graph.api.masking import Mask
from cim_graph.api.scalars import JSON, DateTime
from cim_graph.columnar import batched, column
from cim_graph.kernel.ids import Kind, kind_of
from cim_graph.kernel.pages import page
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.kernel.vocabulary import Direction, PartyKind, PartyStatus, RelationshipKind
from cim_graph.parties import model
from cim_graph.profiles.model import Part, Want

if TYPE_CHECKING:
    from cim_graph.api.groups import ConnectedClientGroup
    from cim_graph.api.matching import FieldProvenance, LineageEvent
    from cim_graph.api.monitoring import Alert
    from cim_graph.api.ownership import BeneficialOwnership, Control, Holding
    from cim_graph.api.relationship import RelationshipConnection, RelationshipCount
    from cim_graph.api.risk import RiskAssessment

T = TypeVar("T")
Connected = Annotated["RelationshipConnection", strawberry.lazy("cim_graph.api.relationship")]
Owned = Annotated["BeneficialOwnership", strawberry.lazy("cim_graph.api.ownership")]
Held = Connection[Annotated["Holding", strawberry.lazy("cim_graph.api.ownership")]]
Controlled = list[Annotated["Control", strawberry.lazy("cim_graph.api.ownership")]]
Grouped = list[Annotated["ConnectedClientGroup", strawberry.lazy("cim_graph.api.groups")]]
Formed = list[Annotated["LineageEvent", strawberry.lazy("cim_graph.api.matching")]]
Chosen = list[Annotated["FieldProvenance", strawberry.lazy("cim_graph.api.matching")]]
Watched = Connection[Annotated["Alert", strawberry.lazy("cim_graph.api.monitoring")]]
Assessed = Annotated["RiskAssessment", strawberry.lazy("cim_graph.api.risk")] | None
Assessments = Connection[Annotated["RiskAssessment", strawberry.lazy("cim_graph.api.risk")]]
Counted = list[Annotated["RelationshipCount", strawberry.lazy("cim_graph.api.relationship")]]


@strawberry.type(description="A name that a source gives. kind: primary, alias, former, transliteration.")
class Name:
    """A name that a source gives."""

    full: str | None
    kind: str
    lang: str | None


@strawberry.type(description="`valid`: what its check digits say; null where the scheme has none.")
class Identifier:
    """An identifier in normal form."""

    scheme: str
    value: str | None
    valid: bool | None
    holders: int = strawberry.field(description="How many parties carry it.")


@strawberry.type
class Address:
    """An address as stated."""

    text: str | None
    kind: str | None
    country: str | None
    city: str | None
    postcode: str | None
    holders: int = strawberry.field(description="How many parties have it.")


@strawberry.type(description="kind: phone, mobile, email, web… `value` in normal form (E.164 for phones).")
class Contact:
    """A way to reach a party."""

    kind: str
    value: str | None
    holders: int = strawberry.field(description="How many parties have it.")


async def _payloads(records: "Sequence[SourceRecord]", info: Info) -> list[object]:
    from cim_graph.api.lookup import closed_among  # noqa: PLC0415 (parties are looked up as parties)

    ids = column(records, "id")
    shut = await closed_among(info, (id_ for id_ in ids if kind_of(id_) is Kind.RECORD))
    found = await info.context.level.load(Want(Part.PAYLOAD), [(NOW, id_) for id_ in ids])
    return [None if text is None or id_ in shut else orjson.loads(text) for id_, text in zip(ids, found, strict=True)]


@strawberry.type(description="What one source says under one key.")
class SourceRecord(Node):
    """What one source says under one key."""

    source: str
    key: str
    version: int
    received_at: DateTime
    payload: JSON | None = of_level(_payloads, description="The record as it came.")


def source_record(row: model.StatementRow) -> SourceRecord:
    """Return what a source says as the API has it."""
    return SourceRecord(
        id=strawberry.ID(row.id),
        source=row.source,
        key=row.key,
        version=row.version,
        received_at=DateTime(row.received_at),
    )


def _names(rows: Iterable[model.NameRow]) -> list[Name]:
    return [Name(full=row.full, kind=row.kind, lang=row.lang) for row in rows]


def _identifiers(rows: Iterable[model.IdentifierRow]) -> list[Identifier]:
    return [Identifier(scheme=row.scheme, value=row.value, valid=row.valid, holders=row.holders) for row in rows]


def _addresses(rows: Iterable[model.AddressRow]) -> list[Address]:
    return [
        Address(
            text=row.text,
            kind=row.kind,
            country=row.country,
            city=row.city,
            postcode=row.postcode,
            holders=row.holders,
        )
        for row in rows
    ]


def _contacts(rows: Iterable[model.ContactRow]) -> list[Contact]:
    return [Contact(kind=row.kind, value=row.value, holders=row.holders) for row in rows]


def _records(rows: Iterable[model.StatementRow]) -> list[SourceRecord]:
    return [source_record(row) for row in rows]


def _keys(parties: "Sequence[Party]", as_of: AsOfInput | None = None) -> list[tuple[AsOf, str]]:
    moments = column(parties, "as_of")
    if as_of is not None:
        moments = [moment(as_of, at) for at in moments]
    return list(zip(moments, column(parties, "id"), strict=True))


async def _keys_then(parties: "Sequence[Party]", info: Info, as_of: AsOfInput | None) -> list[tuple[AsOf, str]]:
    keys = _keys(parties, as_of)
    if as_of is not None:
        await look_then(info, keys)
    return keys


def _part(part: Part, make: Callable[[Any], T]) -> Any:  # noqa: ANN401 (a field, whose type is declared beside it)
    async def of_parties(parties: "Sequence[Party]", info: Info) -> list[T]:
        found = await info.context.level.load(Want(part), _keys(parties))
        return [make(rows) for rows in found]

    return of_parties


async def _accounts(
    parties: "Sequence[Party]", info: Info, first: First = 20, after: After = None
) -> list[Connection[Account]]:
    want = Want(Part.ACCOUNTS, page(first, after, account_key))
    found = await info.context.level.load(want, _keys(parties))
    return [account_connection(accounts) for accounts in found]


async def _exposures(parties: "Sequence[Party]", info: Info, as_of: AsOfInput | None = None) -> list[list[Exposure]]:
    keys = await _keys_then(parties, info, as_of)
    return [[exposure_of(row) for row in rows] for rows in await info.context.level.load(Want(Part.EXPOSURES), keys)]


async def _relationships(  # noqa: PLR0913, PLR0917 (the arguments of the contract)
    parties: "Sequence[Party]",
    info: Info,
    kinds: list[RelationshipKind] | None = None,
    direction: Direction = Direction.BOTH,
    as_of: AsOfInput | None = None,
    first: First = 50,
    after: After = None,
) -> "Sequence[RelationshipConnection]":
    from cim_graph.api.linked import relationship_connections  # noqa: PLC0415 (types point at each other)

    given = {"kinds": kinds, "direction": direction, "first": first, "after": after}
    want = relationships_want(given, linked_columns(info))
    keys = await _keys_then(parties, info, as_of)
    found = await info.context.level.load(want, keys)
    return relationship_connections(parties, want, [at for at, _ in keys], found)


async def _relationship_counts(
    parties: "Sequence[Party]", info: Info, as_of: AsOfInput | None = None
) -> "list[list[RelationshipCount]]":
    from cim_graph.api.relationship import counts_of  # noqa: PLC0415 (types point at each other)

    keys = await _keys_then(parties, info, as_of)
    return [counts_of(rows) for rows in await info.context.level.load(Want(Part.COUNTS), keys)]


async def _masked(parties: "Sequence[Party]", info: Info) -> list[list[str]]:
    mask, ids = info.context.mask, column(parties, "id")
    if mask.whole:
        return [[] for _ in ids]
    keys = _keys(parties)
    level = info.context.level
    await gather(*(level.load(Want(part), keys) for part in (Part.IDENTIFIERS, Part.COUNTS)))
    return [mask.told(id_) for id_ in ids]


@strawberry.interface(description="A person, an organization or an arrangement: somebody one can deal with.")
class Party(Node):
    """A golden party."""

    row: strawberry.Private[model.PartyRow]
    as_of: strawberry.Private[AsOf]
    kind: PartyKind = of_row("kind")
    status: PartyStatus = of_row("status")
    version: int = of_row("version", "Grows with every change; a write may name the version it was made against.")
    name: str | None = of_row("name", "The golden name; null where no source gives one, or the caller may not see it.")
    masked: list[str] = of_level(
        _masked,
        description=(
            "Fields that hold something the caller may not see; `*` marks a party that is closed to the caller."
        ),
    )
    flags: list[str] = of_row("flags")
    segment: str | None = of_row("segment")
    branch: str | None = of_row("branch")
    manager: str | None = of_row("manager")
    names: list[Name] = of_level(_part(Part.NAMES, _names))
    identifiers: list[Identifier] = of_level(_part(Part.IDENTIFIERS, _identifiers))
    addresses: list[Address] = of_level(_part(Part.ADDRESSES, _addresses))
    contacts: list[Contact] = of_level(_part(Part.CONTACTS, _contacts))
    accounts: Connection[Account] = of_level(_accounts)
    exposures: list[Exposure] = of_level(_exposures)
    records: list[SourceRecord] = of_level(
        _part(Part.RECORDS, _records), description="Every record of every source that describes this party."
    )
    relationships: Connected = of_level(_relationships, description="The strongest first.")
    relationship_counts: Counted = of_level(
        _relationship_counts,
        description="How many relationships of each kind and direction there are, before anyone asks for them.",
    )
    beneficial_owners: Owned = batched(
        open_only(owned.beneficial_owners),
        description=(
            "Who owns or controls this party in the end. `threshold`, in percent, stands in for the regime's own."
        ),
    )
    owners: Held = batched(
        open_only(owned.owners, no_page),
        description="Integrated shares of everyone above this party, natural or legal, largest first.",
    )
    holdings: Held = batched(open_only(owned.holdings, no_page), description="What this party ultimately holds.")
    controllers: Controlled = batched(
        open_only(owned.controllers, list),
        description="Every party that controls this one, alone or with those it controls.",
    )
    connected_client_groups: Grouped = batched(
        open_only(owned.connected_client_groups, list),
        description=(
            "The groups that hold this party, from current facts. One that only a documented exception keeps alone, or "
            "that is a large exposure by itself, makes a group of one."
        ),
    )
    risk: Assessed = batched(
        open_only(assessed.risk, lambda: None),
        description="The assessment by the scheme in force, from current facts.",
    )
    risk_history: Assessments = batched(
        open_only(assessed.risk_history, no_page, today=True),
        description=(
            "Assessments that were kept because they said something new, the newest first, with what they rested on "
            "as it was then; from the first `cim risk --all` on."
        ),
    )
    provenance: Chosen = batched(
        open_only(formed.provenance, list),
        description="For each golden field: its value, the record it came from and the rule that chose it.",
    )
    former_ids: list[strawberry.ID] = batched(
        open_only(formed.former_ids, list, today=True), description="Ids that now answer with this party."
    )
    lineage: Formed = batched(
        open_only(formed.lineage, list, today=True), description="How this party was formed, decision by decision."
    )
    alerts: Watched = batched(
        open_only(watched.alerts, no_page, today=True),
        description="What fired at this party, the newest first; without suspicion for whoever may not know of it.",
    )


@strawberry.type
class Person(Party):
    """A natural person."""

    birth_date: str | None = of_row("birth_date", "ISO 8601; a year or a year and month where no more is known.")


@strawberry.type
class Organization(Party):
    """A company or another organization."""

    jurisdiction: str | None = of_row("jurisdiction")


@strawberry.type
class Arrangement(Party):
    """A trust, a foundation or a fund."""

    jurisdiction: str | None = of_row("jurisdiction")


PARTIES: dict[str, type[Party]] = {
    PartyKind.PERSON.value: Person,
    PartyKind.ORGANIZATION.value: Organization,
    PartyKind.ARRANGEMENT.value: Arrangement,
}


def party_of(row: model.PartyRow, as_of: AsOf, mask: Mask) -> Party:
    """Return a party as the API has it, and as the caller may see it."""
    return PARTIES[row.kind](id=strawberry.ID(row.id), row=mask.party(row), as_of=as_of)
