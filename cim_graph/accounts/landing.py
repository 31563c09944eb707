"""Accounts, exposures, rates and capital come in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

import orjson

from cim_graph.graph.statement import Closing, Empty, Found, Ids, Read, Rows, StatedBy, Versioned, Write
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.stamps import UNSTAMPED, Change, Stamp, brought, found, writers
from cim_graph.records.format import AccountRecord, CapitalRecord, ExposureRecord, RateRecord
from cim_graph.records.identifiers import normal_identifier
from cim_graph.relationships.ends import End, Resolution, end, lock, names, resolve

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.records.parse import Parsed

Row = dict[str, Any]
Holding = AccountRecord | ExposureRecord | RateRecord | CapitalRecord

KINDS = (Kind.ACCOUNT, Kind.EXPOSURE, Kind.RATE, Kind.CAPITAL)

_KINDS = {
    "account": (Kind.ACCOUNT, "Account"),
    "exposure": (Kind.EXPOSURE, "Exposure"),
    "rate": (Kind.RATE, "Rate"),
    "capital": (Kind.CAPITAL, "Capital"),
}
_FIELDS = {
    "account": ("product", "currency", "balance", "opened", "closed", "status", "branch"),
    "exposure": ("kind", "amount", "currency", "provision", "as_of"),
    "rate": ("currency", "per", "rate", "valid_from"),
    "capital": ("amount", "currency", "valid_from"),
}
_NAMES = {"as_of": "asOf", "valid_from": "validFrom"}


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of an account, an exposure, a rate or a capital, or what was until its source took it back."""

    id: str
    version: int
    hash: str
    at: str | None
    retracted: bool
    known_from: str
    batch: str | None
    basis: str | None

    @property
    def change(self) -> Change:
        """What a batch finds that changes it."""
        return found(self.id, self.version, writers(self.batch, self.basis), self.hash, taken_back=self.retracted)


KNOWN = Read("accounts/known", Ids, Known)
HOLD = Write("accounts/hold", Ids, Versioned)
STATED_BY = Read("accounts/stated_by", StatedBy, Found)
STATE = Write("accounts/state", Rows, Empty)
RETIRE = Write("accounts/retire", Closing, Found)
RESTATE = Write("accounts/restate", Ids, Empty)
LATE = Read("accounts/late", Rows, Found)


@dataclass(frozen=True, slots=True)
class PreparedHolding:
    """A record of an account, exposure, rate or capital: its node without version and moment, its ends, their roles."""

    hash: str
    at: str | None
    label: str
    node: Row
    ends: tuple[End, ...]
    roles: tuple[str | None, ...]

    @property
    def id(self) -> str:
        """The id of the node."""
        return str(self.node["id"])


@dataclass(slots=True)
class Landing:
    """What became of these records."""

    accepted: int = 0
    unchanged: int = 0
    waiting: int = 0
    parties: dict[str, int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


def prepare(parsed: "Parsed", record: Holding) -> PreparedHolding:
    """Do all of the work that needs no database."""
    kind, label = _KINDS[record.type]
    ends, roles = _ends(record)
    return PreparedHolding(parsed.hash, record.at, label, _node(kind + parsed.digest, parsed, record), ends, roles)


def _ends(record: Holding) -> tuple[tuple[End, ...], tuple[str | None, ...]]:
    if isinstance(record, AccountRecord):
        ends = tuple(end("HELD_BY", holder.party) for holder in record.holders)
        return ends, tuple(holder.role for holder in record.holders)
    return ((end("OWED_BY", record.party),), (None,)) if isinstance(record, ExposureRecord) else ((), ())


async def land(transaction: "Transaction", items: Sequence[PreparedHolding], at: str) -> Landing:
    """Store these records; what a source says anew replaces what it said, and what comes late goes into history."""
    known = {row.id: row for row in await transaction.run(KNOWN(Ids(sorted(item.id for item in items))))}
    changing = [item.id for item in items if _changes(item, known.get(item.id))]
    known |= {row.id: row for row in await held(transaction, changing)}
    late = await _new_among_late(transaction, [item for item in items if _is_late(item, known.get(item.id))])
    current = [item for item in items if _is_news(item, known.get(item.id))]
    landing = Landing(unchanged=len(items) - len(late) - len(current))
    if late or current:
        await _state(transaction, (late, current), known, at, landing)
    return landing


async def restore(transaction: "Transaction", items: Sequence[PreparedHolding], at: str) -> Landing:
    """State these records again as they were, whatever is older by their source's own time; each of them is stored."""
    known = {row.id: row for row in await held(transaction, [item.id for item in items])}
    landing = Landing()
    await _state(transaction, ([], sorted(items, key=attrgetter("id"))), known, at, landing)
    return landing


async def _state(
    transaction: "Transaction",
    stated: tuple[Sequence[PreparedHolding], Sequence[PreparedHolding]],
    known: Mapping[str, Known],
    at: str,
    landing: Landing,
) -> None:
    """Store what came late, and what is current."""
    late, current = stated
    landing.accepted = len(late) + len(current)
    landing.changes = [
        (known[item.id].change if item.id in known else brought(item.id)).into(item.hash) for item in current
    ]
    replaced = [known[item.id] for item in current if item.id in known]
    at = max([at, *(row.known_from for row in replaced)])
    left = await _replaced(transaction, replaced, at)
    resolution = await resolve(transaction, list(chain(*(item.ends for item in (*late, *current)))), landing.parties)
    await lock(transaction, left - resolution.parties.keys(), landing.parties)
    landing.waiting = sum(any(resolution.party(one) is None for one in item.ends) for item in current)
    rows = [_version(item, known.get(item.id), resolution, at) for item in current]
    rows += [_late_version(item, known[item.id], resolution, at) for item in late]
    await transaction.run(STATE(Rows(rows)))


async def held(transaction: "Transaction", ids: Sequence[str]) -> list[Known]:
    """Lock what is stored under ids and return it, read again until nobody came between."""
    asked = Ids(sorted(ids))
    while ids:
        locked = {(row.id, row.version) for row in await transaction.run(HOLD(asked))}
        rows = await transaction.run(KNOWN(asked))
        if {(row.id, row.version) for row in rows} == locked:
            return rows
    return []


async def _new_among_late(transaction: "Transaction", items: Sequence[PreparedHolding]) -> list[PreparedHolding]:
    """Return those that did not come late before."""
    if not items:
        return []
    rows = sorted(({"id": item.id, "hash": item.hash} for item in items), key=itemgetter("id"))
    new = {row.id for row in await transaction.run(LATE(Rows(rows)))}
    return [item for item in items if item.id in new]


async def _replaced(transaction: "Transaction", stored: Sequence[Known], at: str) -> set[str]:
    """End versions that are replaced, and return the records that they were tied to."""
    again = sorted(row.id for row in stored if row.retracted)
    if again:
        await transaction.run(RESTATE(Ids(again)))
    rows = [{"id": row.id} for row in stored if not row.retracted]
    return await _retired(transaction, rows, at) if rows else set()


async def _retired(transaction: "Transaction", rows: Sequence[Row], at: str) -> set[str]:
    ordered = sorted(rows, key=itemgetter("id"))
    return {row.id for row in await transaction.run(RETIRE(Closing(ordered, at)))}


async def retract(transaction: "Transaction", held: Sequence[Known], at: str, stamp: Stamp = UNSTAMPED) -> Landing:
    """Take back what a source said of accounts, exposures, rates or capital; `at` of each is its own time of that."""
    landing = Landing(accepted=len(held), changes=[row.change for row in held])
    at = max([at, *(row.known_from for row in held)])
    rows = [{"id": row.id, "said": row.at, "retracted": True, **stamp.on(row.id)} for row in held]
    await lock(transaction, await _retired(transaction, rows, at), landing.parties)
    return landing


def _changes(item: PreparedHolding, known: Known | None) -> bool:
    return known is not None and (_is_late(item, known) or _is_news(item, known))


def _is_late(item: PreparedHolding, known: Known | None) -> bool:
    return known is not None and known.at is not None and item.at is not None and item.at < known.at


def _is_news(item: PreparedHolding, known: Known | None) -> bool:
    return not _is_late(item, known) and (known is None or known.retracted or known.hash != item.hash)


def _version(item: PreparedHolding, known: Known | None, resolution: Resolution, at: str) -> Row:
    node = {**item.node, "version": known.version + 1 if known else 1, "receivedAt": at}
    return _row(item, item.label, node, resolution)


def _late_version(item: PreparedHolding, known: Known, resolution: Resolution, at: str) -> Row:
    node = {**item.node, "version": known.version, "receivedAt": at, "knownTo": at, "cameLate": True}
    return _row(item, f"{item.label}Version", node, resolution)


def _row(item: PreparedHolding, label: str, node: Row, resolution: Resolution) -> Row:
    ties = [
        {**tie, "role": role} for one, role in zip(item.ends, item.roles, strict=True) for tie in resolution.ties([one])
    ]
    return {"label": label, "node": node, "ties": ties, "names": names(item.ends)}


def _node(id_: str, parsed: "Parsed", record: Holding) -> Row:
    node = {
        "id": id_,
        "source": record.source,
        "key": record.key,
        "hash": parsed.hash,
        "at": record.at,
        "payload": parsed.payload,
        **{_NAMES.get(name, name): getattr(record, name) for name in _FIELDS[record.type]},
    }
    if isinstance(record, AccountRecord):
        node["number"] = normal_identifier("account", record.number, None).value
    if isinstance(record, ExposureRecord) and record.collateral is not None:
        node["collateral"] = orjson.dumps(record.collateral, option=orjson.OPT_SORT_KEYS).decode()
    return {name: value for name, value in node.items() if value is not None}
