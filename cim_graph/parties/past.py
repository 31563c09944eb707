"""Parties as they were known at a moment: computed again from what their records said then."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Read, Rows
from cim_graph.parties.golden import golden, party_row
from cim_graph.parties.model import AddressRow, ContactRow, IdentifierRow, NameRow, PartyRow, StatementRow
from cim_graph.parties.statements import Stated, stated
from cim_graph.parties.survivorship import Standing
from cim_graph.records.format import PartyRecord
from cim_graph.records.parse import parse

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """Of which parties, and what was known at which moment."""

    ids: list[str]
    known: str


@dataclass(frozen=True, slots=True)
class PastRecord:
    """What a record said of a party at a moment."""

    party: str
    party_version: int
    id: str
    source: str
    key: str
    version: int
    received_at: str
    payload: str
    pins: list[list[str]]
    """What stewards had pinned of it: when, the field, the value, by whom, why, and of which version of the record."""


@dataclass(frozen=True, slots=True)
class Holders:
    """How many carry a shared node, of the country that was asked for where it is a national document."""

    id: str
    country: str | None
    holders: int


PAST = Read("parties/past", Moment, PastRecord)
HOLDERS = Read("parties/holders", Rows, Holders)


@dataclass(frozen=True, slots=True)
class _Statement:
    row: PastRecord
    record: PartyRecord
    stated: Stated


_Counted = Mapping[tuple[str, str | None], int]


@dataclass(frozen=True, slots=True)
class PastParty:
    """A party as it was known at a moment.

    Its version is today's, since a write names that; so are the `holders` of what it shares with others.
    """

    row: PartyRow
    names: list[NameRow]
    identifiers: list[IdentifierRow]
    addresses: list[AddressRow]
    contacts: list[ContactRow]
    records: list[StatementRow]


async def past(graph: "Graph", ids: Sequence[str], known: str, rank: "Rank") -> dict[str, PastParty]:
    """Return parties as they were known at a moment; one that nobody had described by then is left out."""
    said = {
        id_: [_Statement(row, record, stated(record, row.id)) for row, record in rows]
        for id_, rows in (await records_then(graph, ids, known)).items()
    }
    shared = {_asked(item): None for rows in said.values() for one in rows for item in _shared(one.stated)}
    wanted = [{"id": id_, "country": country} for id_, country in shared]
    holders = {
        (row.id, row.country): row.holders for row in (await graph.read(HOLDERS(Rows(wanted))) if wanted else [])
    }
    return {id_: _computed(id_, rows, holders, rank) for id_, rows in said.items()}


async def past_rows(graph: "Graph", ids: Sequence[str], known: str, rank: "Rank") -> dict[str, PartyRow]:
    """Return what parties are, as `past` does, without what they state and share."""
    said = await records_then(graph, ids, known)
    return {id_: party_row(id_, rows[0][0].party_version, _golden(rows, rank)) for id_, rows in said.items()}


async def records_then(
    graph: "Graph", ids: Sequence[str], known: str
) -> dict[str, list[tuple[PastRecord, PartyRecord]]]:
    """Return what the records of parties said at a moment."""
    said: dict[str, list[tuple[PastRecord, PartyRecord]]] = defaultdict(list)
    for row in await graph.read(PAST(Moment(sorted(set(ids)), known))):
        record = parse(row.payload).record
        if isinstance(record, PartyRecord):
            said[row.party].append((row, record))
    return said


def _golden(said: Iterable[tuple[PastRecord, PartyRecord]], rank: "Rank") -> Mapping[str, Any]:
    standings, pinned = [], list[list[str]]()
    for row, record in said:
        standings.append(Standing(record, rank(row.source), row.received_at))
        pinned += row.pins
    return golden(standings, rank, {field: value for _, field, value, *_ in sorted(pinned)}).properties


def _asked(item: Row) -> tuple[str, str | None]:
    return item["id"], item["tie"].get("country")


def _shared(one: Stated) -> list[Row]:
    return [*one.identifiers, *one.contacts, *one.addresses]


def _computed(id_: str, said: Sequence[_Statement], holders: _Counted, rank: "Rank") -> PastParty:
    values = _golden([(one.row, one.record) for one in said], rank)
    names = zip(values["nameTexts"] or (), values["nameKinds"] or (), values["nameLangs"] or (), strict=True)
    identifiers = {item["id"]: item for one in said for item in one.stated.identifiers}.values()
    addresses = {item["id"]: item for one in said for item in one.stated.addresses}.values()
    return PastParty(
        party_row(id_, said[0].row.party_version, values),
        [NameRow(full, kind, lang or None) for full, kind, lang in names],
        sorted((_identifier(item, holders) for item in identifiers), key=lambda row: (row.scheme, row.value)),
        sorted((_address(item, holders) for item in addresses), key=_place),
        _contacts([item for one in said for item in one.stated.contacts], holders),
        [
            StatementRow(row.id, row.source, row.key, row.version, row.received_at)
            for row in sorted((one.row for one in said), key=lambda row: (row.source, row.key))
        ],
    )


def _place(row: AddressRow) -> tuple[bool, str, str]:
    return row.kind is None, row.kind or "", row.text


def _identifier(item: Row, holders: _Counted) -> IdentifierRow:
    node = item["node"]
    return IdentifierRow(node["scheme"], node["value"], node.get("valid"), holders.get(_asked(item), 0))


def _address(item: Row, holders: _Counted) -> AddressRow:
    node, kind = item["node"], item["tie"].get("kind")
    place = (node.get("country"), node.get("city"), node.get("postcode"))
    return AddressRow(node["text"], kind, *place, holders.get(_asked(item), 0))


def _contacts(items: Sequence[Row], holders: _Counted) -> list[ContactRow]:
    stated = {(kind, item["node"]["value"], item["id"]) for item in items for kind in item["tie"]["kinds"]}
    return [ContactRow(kind, value, holders.get((id_, None), 0)) for kind, value, id_ in sorted(stated)]
