"""Accounts, exposures, rates and capital come in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

import orjson

from cim_graph.graph.statement import Empty, Found, Ids, Read, Rows, StatedBy, Write
from cim_graph.kernel.ids import Kind
from cim_graph.records.format import AccountRecord, CapitalRecord, ExposureRecord, RateRecord
from cim_graph.records.identifiers import normal_identifier
from cim_graph.relationships.ends import End, end, names, resolve

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
    """What is stored of an account, an exposure, a rate or a capital."""

    id: str
    version: int
    hash: str
    at: str | None


@dataclass(frozen=True, slots=True)
class Retiring:
    """What is no longer said, since when, and whether its source took it back."""

    ids: list[str]
    at: str
    retracted: bool


KNOWN = Read("accounts/known", Ids, Known)
STATED_BY = Read("accounts/stated_by", StatedBy, Found)
STATE = Write("accounts/state", Rows, Empty)
RETIRE = Write("accounts/retire", Retiring, Empty)


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
    """Store these records; what a source says anew replaces what it said."""
    landing = Landing()
    known = {row.id: row for row in await transaction.run(KNOWN(Ids(sorted(item.id for item in items))))}
    stated = [item for item in items if _is_news(item, known.get(item.id))]
    landing.unchanged = len(items) - len(stated)
    landing.accepted = len(stated)
    if replaced := sorted(item.id for item in stated if item.id in known):
        await transaction.run(RETIRE(Retiring(replaced, at, retracted=False)))
    if not stated:
        return landing
    resolution = await resolve(transaction, list(chain(*(item.ends for item in stated))), landing.parties)
    rows = []
    for item in sorted(stated, key=lambda item: item.id):
        ties = [
            {**tie, "role": role}
            for one, role in zip(item.ends, item.roles, strict=True)
            for tie in resolution.ties([one])
        ]
        version = (known[item.id].version if item.id in known else 0) + 1
        node = {**item.node, "version": version, "receivedAt": at}
        rows.append({"label": item.label, "node": node, "ties": ties, "names": names(item.ends)})
        landing.waiting += any(resolution.party(one) is None for one in item.ends)
    await transaction.run(STATE(Rows(rows)))
    return landing


async def retract(transaction: "Transaction", ids: Sequence[str], at: str) -> Landing:
    """Take back what a source said of accounts, exposures, rates or capital."""
    await transaction.run(RETIRE(Retiring(sorted(ids), at, retracted=True)))
    return Landing(accepted=len(ids))


def _is_news(item: PreparedHolding, known: Known | None) -> bool:
    if known is None:
        return True
    late = known.at is not None and item.at is not None and item.at < known.at
    return not late and known.hash != item.hash


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
