"""What can be done on a record of a relationship without a database."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from cim_graph.kernel.ids import Kind
from cim_graph.relationships.ends import End, end

if TYPE_CHECKING:
    from cim_graph.records.format import RelationshipRecord
    from cim_graph.records.parse import Parsed

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PreparedFact:
    """What a source states of a relationship: the properties of the fact that do not depend on the graph, its ends."""

    digest: str
    hash: str
    at: str | None
    stated: Row
    ends: tuple[End, ...]

    @property
    def fact_id(self) -> str:
        """The id of the fact."""
        return Kind.FACT + self.digest

    @property
    def late_uid(self) -> str:
        """What this version is called when it comes after a newer one."""
        return f"{self.fact_id}.{self.hash[:12]}"


def prepare(parsed: "Parsed", record: "RelationshipRecord") -> PreparedFact:
    """Do all of the work on a relationship that needs no database."""
    references = (
        ("FROM", record.from_),
        ("TO", record.to),
        ("ABOUT", record.about),
        ("ON_BEHALF_OF", record.on_behalf_of),
    )
    ends = tuple(end(tie, reference) for tie, reference in references if reference)
    return PreparedFact(parsed.digest, parsed.hash, record.at, _stated(parsed, record, len(ends)), ends)


def _stated(parsed: "Parsed", record: "RelationshipRecord", ends: int) -> Row:
    fact = {
        "id": Kind.FACT + parsed.digest,
        "source": record.source,
        "key": record.key,
        "hash": parsed.hash,
        "kind": record.kind.value,
        "ends": ends,
        "at": record.at,
        "payload": parsed.payload,
        "share": record.share,
        "minShare": record.min_share,
        "maxShare": record.max_share,
        "exclusive": record.exclusive,
        "voting": record.voting,
        "votingSuspended": record.voting_suspended,
        "shareClass": record.share_class,
        "role": record.role,
        "means": record.means,
        "amount": record.amount,
        "currency": record.currency,
        "material": record.material,
        "replaceable": record.replaceable,
        "rebutted": record.rebutted.model_dump_json(exclude_none=True) if record.rebutted else None,
        "validFrom": record.valid_from,
        "validTo": record.valid_to,
        "confidence": record.confidence,
        "attributes": _json(record.attributes),
    }
    return {name: value for name, value in fact.items() if value is not None}


def _json(value: Row) -> str | None:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode() if value else None
