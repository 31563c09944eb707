"""Records of parties come in: born, revised, late, retracted; and their golden parties are computed again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import starmap
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypedDict, cast

from cim_graph.graph.statement import Empty, Found, Ids, Read, Rows, StatedBy, Versioned, Write
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.stamps import UNSTAMPED, Change, Stamp, brought, found, writers
from cim_graph.parties.golden import golden
from cim_graph.parties.pins import pins
from cim_graph.parties.statements import stated
from cim_graph.parties.survivorship import Standing
from cim_graph.records.format import PartyRecord
from cim_graph.records.lists import is_listed
from cim_graph.records.parse import Parsed, reread

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
    received_at: str | None
    batch: str | None
    basis: str | None
    erased_at: str | None

    @property
    def change(self) -> Change:
        """What a batch finds that changes it."""
        return found(self.id, self.version, writers(self.batch, self.basis), self.hash, taken_back=self.retracted)

    def moment(self, at: str) -> str:
        """Return when what comes now becomes known: not before what is stored did, though clocks of machines differ."""
        return max(at, self.received_at or "")


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another record of the party that the record `id` describes."""

    id: str
    source: str
    payload: str
    received_at: str


KNOWN = Read("parties/known", Ids, Known)
HOLD = Write("parties/hold", Ids, Known)
STATED_BY = Read("parties/stated_by", StatedBy, Found)
SIBLINGS = Read("parties/siblings", Ids, Sibling)
CARRIED = Read("parties/carried", Ids, Found)
BIRTH = Write("parties/birth", Rows, Empty)
REVISE = Write("parties/revise", Rows, Empty)
FORM = Write("parties/form", Rows, Versioned)
LATE = Write("parties/late", Rows, Found)
RETRACT = Write("parties/retract", Rows, Versioned)


class Shared(TypedDict):
    """The shared nodes of a record, each with its properties and those of the tie."""

    identifiers: list[Row]
    contacts: list[Row]
    addresses: list[Row]


@dataclass(frozen=True, slots=True)
class PreparedParty:
    """A record of a party as it will be stored, with its shared values in normal form, and the party it would be alone.

    `record` and `party` lack what only the graph can tell: versions, and when the record was received.
    """

    digest: str
    hash: str
    at: str | None
    record: Row
    label: str
    party: Row
    shared: Shared

    @property
    def record_id(self) -> str:
        """The id of the record."""
        return Kind.RECORD + self.digest


@dataclass(slots=True)
class Landing:
    """What became of records of one kind."""

    accepted: int = 0
    unchanged: int = 0
    parties: dict[str, int] = field(default_factory=dict)
    records: list[str] = field(default_factory=list)
    """Those that came, or say something new."""
    described: list[str] = field(default_factory=list)
    identifiers: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    erased: dict[str, str] = field(default_factory=dict)
    """Records that came and whose party is erased, by id, and when it was."""


def prepare(parsed: Parsed, record: PartyRecord, rank: "Rank") -> tuple[PreparedParty, list[str]]:
    """Do all of the work on a record that needs no database; return it with the problems of its values."""
    alone = golden([Standing(record, rank(record.source), "")], rank)
    values = stated(record, Kind.RECORD + parsed.digest)
    shared = Shared(identifiers=values.identifiers, contacts=values.contacts, addresses=values.addresses)
    party = {"id": Kind.PARTY + parsed.digest, **_present(alone.properties)}
    row = _record(parsed, record)
    return PreparedParty(parsed.digest, parsed.hash, record.at, row, alone.label, party, shared), values.problems


async def land(transaction: "Transaction", items: Sequence[PreparedParty], at: str, rank: "Rank") -> Landing:
    """Store records of parties; `described` and `identifiers` of the answer are what others may have waited for."""
    landing = Landing()
    if not items:
        return landing
    known = {row.id: row for row in await transaction.run(KNOWN(Ids(sorted(item.record_id for item in items))))}
    # Only what changes is locked, and looked at again: somebody else may be about to change it too.
    if changing := sorted(item.record_id for item in items if _is_news(item, known.get(item.record_id))):
        known |= {row.id: row for row in await transaction.run(HOLD(Ids(changing)))}
    born, revised, late = _sorted_out(items, known, landing)
    if born:
        await transaction.run(BIRTH(Rows([_birth(item, at) for item in born])))
        landing.parties |= {Kind.PARTY + item.digest: 1 for item in born}
        landing.identifiers |= _identifiers(born)
    if revised:
        await _revise(transaction, revised, at, rank, landing, known)
    if late:
        added = await transaction.run(LATE(Rows([_late(item, at) for item in late])))
        landing.accepted += len(added)
        landing.unchanged += len(late) - len(added)
    return landing


def _is_news(item: PreparedParty, stored: Known | None) -> bool:
    return stored is not None and stored.hash != item.hash


def _sorted_out(
    items: Sequence[PreparedParty], known: Mapping[str, Known], landing: Landing
) -> tuple[list[PreparedParty], list[PreparedParty], list[PreparedParty]]:
    born, revised, late = [], [], []
    for item in sorted(items, key=lambda item: item.digest):
        stored = known.get(item.record_id)
        if stored is None:
            born.append(item)
        elif stored.erased_at is not None:
            landing.erased[item.record_id] = stored.erased_at
        elif stored.hash == item.hash:
            landing.unchanged += 1
        elif stored.at and item.at and item.at < stored.at:
            late.append(item)
        else:
            revised.append(item)
    landing.accepted += len(born) + len(revised)
    landing.changes += [_change(item, known) for item in (*born, *revised)]
    landing.records += [item.record_id for item in (*born, *revised)]
    return born, revised, late


def _change(item: PreparedParty, known: Mapping[str, Known]) -> Change:
    stored = known.get(item.record_id)
    return (brought(item.record_id) if stored is None else stored.change).into(item.hash)


async def restore(transaction: "Transaction", items: Sequence[PreparedParty], at: str, rank: "Rank") -> Landing:
    """State records again as they were, whatever is older by their source's own time; each of them is stored."""
    ids = sorted(item.record_id for item in items)
    known = {row.id: row for row in await transaction.run(HOLD(Ids(ids)))}
    landing = Landing(accepted=len(items), records=ids, changes=[_change(item, known) for item in items])
    await _revise(transaction, items, at, rank, landing, known)
    return landing


async def _revise(
    transaction: "Transaction",
    items: Sequence[PreparedParty],
    at: str,
    rank: "Rank",
    landing: Landing,
    known: Mapping[str, Known],
) -> None:
    ids = [item.record_id for item in items]
    moments = {id_: known[id_].moment(at) for id_ in ids}
    landing.identifiers |= {row.id for row in await transaction.run(CARRIED(Ids(ids)))} | _identifiers(items)
    await transaction.run(
        REVISE(
            Rows([_revision(item, moments[item.record_id], (known[item.record_id].version or 0) + 1) for item in items])
        )
    )
    siblings: dict[str, list[Sibling]] = {}
    for sibling in await transaction.run(SIBLINGS(Ids(ids))):
        siblings.setdefault(sibling.id, []).append(sibling)
    pinned = await pins(transaction, ids)
    rows = []
    for item in items:
        said = [(sibling.payload, sibling.received_at) for sibling in siblings.get(item.record_id, [])]
        rows.append(_formed(item, said, pinned.get(item.record_id), moments[item.record_id], rank))
    formed = await transaction.run(FORM(Rows(rows)))
    landing.parties |= {row.id: row.version for row in formed}
    landing.described += [id_ for id_ in ids if known[id_].version is None or known[id_].retracted]


async def form(
    transaction: "Transaction", said: Iterable["Said"], rank: "Rank", known: "Ahead" = MappingProxyType({})
) -> dict[str, int]:
    """Compute parties again, each from what all of its records say, unless it is known; return their new versions."""
    parties = list(said)
    pinned = await pins(transaction, (one.record for one in parties))
    rows = []
    for one in parties:
        pin = pinned.get(one.record)
        row = None if pin else known.get(frozenset(one.payloads))
        rows.append({"record": one.record, **(row or _computed(one.payloads, pin, rank))})
    return {row.id: row.version for row in await transaction.run(FORM(Rows(rows)))}


def ahead(said: Iterable["Said"], rank: "Rank") -> "Ahead":
    """Compute parties before they are formed, of which nothing is pinned."""
    return {frozenset(one.payloads): _computed(one.payloads, None, rank) for one in said if one.payloads}


def _computed(payloads: Iterable[tuple[str, str]], pinned: Mapping[str, str] | None, rank: "Rank") -> Row:
    """Compute a party from what its records say and when each was received."""
    party = golden([_standing(payload, rank, received_at) for payload, received_at in payloads], rank, pinned)
    return {"label": party.label, "properties": _present(party.properties)}


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one party: one of its records, and the payload of each with when it was received."""

    record: str
    payloads: Sequence[tuple[str, str]]


Ahead = Mapping[frozenset[tuple[str, str]], Row]
"""Parties that were computed already, by what their records say and when each was received."""


@dataclass(frozen=True, slots=True)
class Retiring:
    """A record that is taken back, as it is held: why, and the source's own time of saying so."""

    known: Known
    reason: str | None
    said: str | None


async def retract(
    transaction: "Transaction", items: Sequence[Retiring], at: str, rank: "Rank", stamp: Stamp = UNSTAMPED
) -> Landing:
    """Take records back that are stored and were not taken back before; a party that has others is computed again."""
    ids = [item.known.id for item in items]
    landing = Landing(accepted=len(items), records=ids, changes=[item.known.change for item in items])
    landing.identifiers |= {row.id for row in await transaction.run(CARRIED(Ids(ids)))}
    formed = await transaction.run(RETRACT(Rows([_retired(item, at) | stamp.on(item.known.id) for item in items])))
    landing.parties |= {row.id: row.version for row in formed}
    left: dict[str, list[tuple[str, str]]] = {}
    for sibling in await transaction.run(SIBLINGS(Ids(ids))):
        left.setdefault(sibling.id, []).append((sibling.payload, sibling.received_at))
    if left:
        landing.parties |= await form(transaction, starmap(Said, left.items()), rank)
    return landing


def _retired(item: Retiring, at: str) -> Row:
    return {"id": item.known.id, "reason": item.reason, "said": item.said, "at": item.known.moment(at)}


def _birth(item: PreparedParty, at: str) -> Row:
    return {**_revision(item, at, 1), "label": item.label, "party": {**item.party, "version": 1}}


def _revision(item: PreparedParty, at: str, version: int) -> Row:
    return {"record": {**item.record, "version": version, "receivedAt": at}, **item.shared}


def _record(parsed: Parsed, record: PartyRecord) -> Row:
    row = {
        "id": Kind.RECORD + parsed.digest,
        "source": record.source,
        "key": record.key,
        "type": record.type,
        "hash": parsed.hash,
        "at": record.at,
        "payload": parsed.payload,
        "listed": is_listed(record) or None,
    }
    return _present(row)


def _formed(
    item: PreparedParty,
    siblings: Sequence[tuple[str, str]],
    pinned: Mapping[str, str] | None,
    at: str,
    rank: "Rank",
) -> Row:
    row = {"record": item.record_id, "party": item.party["id"]}
    if siblings or pinned:
        return row | _computed([(item.record["payload"], at), *siblings], pinned, rank)
    return {**row, "label": item.label, "properties": item.party}


def _standing(payload: str, rank: "Rank", received_at: str) -> Standing:
    record = cast("PartyRecord", reread(payload))
    return Standing(record, rank(record.source), received_at)


def _late(item: PreparedParty, at: str) -> Row:
    return {**item.record, "receivedAt": at}


def _identifiers(items: Iterable[PreparedParty]) -> set[str]:
    return {row["id"] for item in items for row in item.shared["identifiers"]}


def _present(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}
