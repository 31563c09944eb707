"""Records of parties come in: born, revised, late, retracted; and their golden parties are computed again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Empty, Found, Ids, Read, Rows, Versioned, Write
from cim_graph.kernel.ids import Kind
from cim_graph.parties.golden import Standing, golden
from cim_graph.parties.statements import Stated, stated
from cim_graph.records.format import PartyRecord
from cim_graph.records.parse import Parsed, parse

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.kernel.ranks import Rank

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a record; no version while it is only awaited."""

    id: str
    version: int | None
    hash: str | None
    at: str | None
    retracted: bool


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another record of the party that the record `id` describes."""

    id: str
    source: str
    payload: str
    received_at: str


KNOWN = Read("parties/known", Ids, Known)
SIBLINGS = Read("parties/siblings", Ids, Sibling)
CARRIED = Read("parties/carried", Ids, Found)
BIRTH = Write("parties/birth", Rows, Empty)
REVISE = Write("parties/revise", Rows, Empty)
FORM = Write("parties/form", Rows, Versioned)
LATE = Write("parties/late", Rows, Found)
RETRACT = Write("parties/retract", Rows, Versioned)


@dataclass(frozen=True, slots=True)
class PreparedParty:
    """A record of a party, parsed, with its shared values in normal form and the party it would be alone."""

    parsed: Parsed
    record: PartyRecord
    stated: Stated
    label: str
    properties: Row

    @property
    def record_id(self) -> str:
        """The id of the record."""
        return Kind.RECORD + self.parsed.digest


@dataclass(slots=True)
class Landing:
    """What became of records of one kind."""

    accepted: int = 0
    unchanged: int = 0
    parties: dict[str, int] = field(default_factory=dict)
    described: list[str] = field(default_factory=list)
    identifiers: set[str] = field(default_factory=set)


def prepare(parsed: Parsed, record: PartyRecord, rank: "Rank") -> PreparedParty:
    """Do all of the work on a record that needs no database."""
    alone = golden([Standing(record, rank(record.source), "")])
    return PreparedParty(
        parsed, record, stated(record, Kind.RECORD + parsed.digest), alone.label, _present(alone.properties)
    )


async def land(transaction: "Transaction", items: Sequence[PreparedParty], at: str, rank: "Rank") -> Landing:
    """Store records of parties; `described` and `identifiers` of the answer are what others may have waited for."""
    landing = Landing()
    known = {row.id: row for row in await transaction.run(KNOWN(Ids(sorted(item.record_id for item in items))))}
    born, revised, late = _sorted_out(items, known, landing)
    if born:
        await transaction.run(BIRTH(Rows([_birth(item, at) for item in born])))
        landing.parties |= {Kind.PARTY + item.parsed.digest: 1 for item in born}
        landing.identifiers |= _identifiers(born)
    if revised:
        await _revise(transaction, revised, at, rank, landing, known)
    if late:
        added = await transaction.run(LATE(Rows([_late(item, at) for item in late])))
        landing.accepted += len(added)
        landing.unchanged += len(late) - len(added)
    return landing


def _sorted_out(
    items: Sequence[PreparedParty], known: Mapping[str, Known], landing: Landing
) -> tuple[list[PreparedParty], list[PreparedParty], list[PreparedParty]]:
    born, revised, late = [], [], []
    for item in sorted(items, key=lambda item: item.parsed.digest):
        stored = known.get(item.record_id)
        if stored is None:
            born.append(item)
        elif stored.hash == item.parsed.hash:
            landing.unchanged += 1
        elif stored.at and item.record.at and item.record.at < stored.at:
            late.append(item)
        else:
            revised.append(item)
    landing.accepted += len(born) + len(revised)
    return born, revised, late


async def _revise(
    transaction: "Transaction",
    items: Sequence[PreparedParty],
    at: str,
    rank: "Rank",
    landing: Landing,
    known: Mapping[str, Known],
) -> None:
    ids = [item.record_id for item in items]
    landing.identifiers |= {row.id for row in await transaction.run(CARRIED(Ids(ids)))} | _identifiers(items)
    await transaction.run(
        REVISE(Rows([_revision(item, at, (known[item.record_id].version or 0) + 1) for item in items]))
    )
    siblings = await transaction.run(SIBLINGS(Ids(ids)))
    formed = await transaction.run(FORM(Rows([_formed(item, siblings, at, rank) for item in items])))
    landing.parties |= {row.id: row.version for row in formed}
    landing.described += [id_ for id_ in ids if known[id_].version is None or known[id_].retracted]


async def retract(transaction: "Transaction", rows: Sequence[Row], at: str) -> Landing:
    """Take records back (`id`, `reason`) that are stored and were not taken back before."""
    landing = Landing(accepted=len(rows))
    ids = [row["id"] for row in rows]
    landing.identifiers |= {row.id for row in await transaction.run(CARRIED(Ids(ids)))}
    formed = await transaction.run(RETRACT(Rows([{**row, "at": at} for row in rows])))
    landing.parties |= {row.id: row.version for row in formed}
    return landing


def _birth(item: PreparedParty, at: str) -> Row:
    party = {"id": Kind.PARTY + item.parsed.digest, "version": 1, **item.properties}
    return {**_revision(item, at, 1), "label": item.label, "party": party}


def _revision(item: PreparedParty, at: str, version: int) -> Row:
    record = {
        "id": item.record_id,
        "source": item.record.source,
        "key": item.record.key,
        "type": item.record.type,
        "version": version,
        "hash": item.parsed.hash,
        "at": item.record.at,
        "receivedAt": at,
        "payload": item.parsed.payload,
    }
    return {
        "record": _present(record),
        "identifiers": item.stated.identifiers,
        "contacts": item.stated.contacts,
        "addresses": item.stated.addresses,
    }


def _formed(item: PreparedParty, siblings: Iterable[Sibling], at: str, rank: "Rank") -> Row:
    standings = [Standing(item.record, rank(item.record.source), at)]
    for sibling in siblings:
        if sibling.id == item.record_id:
            record = parse(sibling.payload).record
            if isinstance(record, PartyRecord):
                standings.append(Standing(record, rank(sibling.source), sibling.received_at))
    party = golden(standings)
    return {
        "record": item.record_id,
        "party": Kind.PARTY + item.parsed.digest,
        "label": party.label,
        "properties": _present(party.properties),
    }


def _late(item: PreparedParty, at: str) -> Row:
    return {
        "id": item.record_id,
        "hash": item.parsed.hash,
        "at": item.record.at,
        "receivedAt": at,
        "payload": item.parsed.payload,
        "type": item.record.type,
    }


def _identifiers(items: Iterable[PreparedParty]) -> set[str]:
    return {row["id"] for item in items for row in item.stated.identifiers}


def _present(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}
