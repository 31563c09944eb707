"""What a record of a transaction becomes before it is stored: one row of columns."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cim_graph.kernel.ids import Kind, id_of
from cim_graph.records.format import Reference
from cim_graph.records.identifiers import normal_identifier

if TYPE_CHECKING:
    from cim_graph.records.format import TransactionRecord
    from cim_graph.records.parse import Parsed

NUMBER: Final = "#"
"""Before the number of an account, where no record of it was named."""
NAME: Final = "~"
"""Before the name of a counterparty of which a source gives no more."""
DEVICES: Final = ("device", "ip")
"""Attributes that tell by which machine a transaction was ordered, the first that is there."""


@dataclass(frozen=True, slots=True)
class PreparedTransaction:
    """A transaction: its id, what its source said as a hash, and its columns."""

    id: str
    hash: str
    row: dict[str, Any]

    @property
    def digest(self) -> str:
        """What stands for its source and key."""
        return self.id[1:]


def prepare(parsed: "Parsed", record: "TransactionRecord") -> PreparedTransaction:
    """Do all of the work that needs no files."""
    id_ = Kind.TRANSACTION + parsed.digest
    said = record.counterparty
    row = {
        "id": id_,
        "source": record.source,
        "key": record.key,
        "hash": parsed.hash,
        "moment": record.at.removesuffix("Z"),
        "account": _account(record.account),
        "amount": record.amount,
        "currency": record.currency,
        "direction": record.direction,
        "other": _other(record),
        "counterparty": said if isinstance(said, str) else None,
        "country": record.country,
        "purpose": record.purpose,
        "channel": record.channel,
        "device": next((str(record.attributes[name]) for name in DEVICES if record.attributes.get(name)), None),
        "payload": parsed.payload,
    }
    return PreparedTransaction(id_, parsed.hash, row)


def _account(reference: Reference) -> str:
    """Name an account by the id of its record, or else by its number."""
    if reference.source is not None and reference.key is not None:
        return id_of(Kind.ACCOUNT, reference.source, reference.key)
    return NUMBER + normal_identifier("account", reference.value or "", None).value


def _other(record: "TransactionRecord") -> str | None:
    """Name the other side: by its account, or else by whoever it is."""
    if record.counterparty_account is not None:
        return _account(record.counterparty_account)
    said = record.counterparty
    if isinstance(said, Reference):
        if said.source is not None and said.key is not None:
            return id_of(Kind.RECORD, said.source, said.key)
        normal = normal_identifier(said.scheme or "", said.value or "", None)
        return id_of(Kind.IDENTIFIER, normal.scheme, normal.value)
    return NAME + " ".join(said.casefold().split()) if said else None
