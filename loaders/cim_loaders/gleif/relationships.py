"""Level 2, who owns whom: records of the RR-CDF and reporting exceptions as relationships.

A record of the RR-CDF goes from a child (StartNode) to a parent, manager or fund (EndNode). Its key is
`start|type|end`, by which GLEIF itself tells records apart.

- Direct consolidation is `CONTROLS` from parent to child, means `consolidation`: the links a group is walked by.
- Ultimate consolidation sums up that walk. As control it would be said twice, so it is `RELATED_TO` from child to
  ultimate parent, role `ultimate-parent`: GLEIF's own answer, to show and to check the walk against.
- A branch is no legal person of its own: its head office `CONTROLS` it, means `branch`.
- A fund manager `MANAGES` the fund. A sub-fund and a feeder are `RELATED_TO` their fund.
- A percentage of GLEIF is one of accounting consolidation, not of capital: it stays under `attributes`.
- The relationship period is the validity. A relationship that is not active any more and has no end date ended when
  it was last updated. A relationship that was annulled was published in error and is retracted.
- What GLEIF deletes (an update file says so) is retracted.

A reporting exception says why an entity names no parent. Its party is an `organization` without name, flag
`unspecified`, key `LEI|category`, so that the entity's own record is never overwritten; the relationship has the key
`LEI|category|parent`. Where the reason says that there is a parent which is not disclosed, that party stands for the
parent, in the place of the relationship that is missing. Where it says that there is none to name, a `RELATED_TO`
with role `no-consolidating-parent` keeps the statement and connects no group. Both ways the reason is under
`attributes.Exception.Reason.1`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cim_graph.kernel.vocabulary import RelationshipKind
from cim_loaders.gleif.entities import day
from cim_loaders.gleif.rows import Columns

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a type of relationship is in the registry; `downwards`: from EndNode to StartNode."""

    kind: RelationshipKind
    downwards: bool
    means: str | None = None
    role: str | None = None


DIRECT = Meaning(RelationshipKind.CONTROLS, downwards=True, means="consolidation")
ULTIMATE = Meaning(RelationshipKind.RELATED_TO, downwards=False, role="ultimate-parent")
MEANINGS = {
    "IS_DIRECTLY_CONSOLIDATED_BY": DIRECT,
    "IS_ULTIMATELY_CONSOLIDATED_BY": ULTIMATE,
    "IS_INTERNATIONAL_BRANCH_OF": Meaning(RelationshipKind.CONTROLS, downwards=True, means="branch"),
    "IS_FUND-MANAGED_BY": Meaning(RelationshipKind.MANAGES, downwards=True, role="fund-manager"),
    "IS_SUBFUND_OF": Meaning(RelationshipKind.RELATED_TO, downwards=False, role="subfund"),
    "IS_FEEDER_TO": Meaning(RelationshipKind.RELATED_TO, downwards=False, role="feeder"),
}
# Reasons of the reporting-exception format which say that there is no parent to name; the others keep one back.
NO_PARENT = {"NO_KNOWN_PERSON", "NATURAL_PERSONS", "NON_CONSOLIDATING"}
_EXCEPTIONS = {
    "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT": DIRECT,
    "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT": ULTIMATE,
}
_DECLARED_NONE = Meaning(RelationshipKind.RELATED_TO, downwards=False, role="no-consolidating-parent")
DELETED = "Extension.Deletion.DeletedAt"
_START = "Relationship.StartNode.NodeID"
_END = "Relationship.EndNode.NodeID"
_TYPE = "Relationship.RelationshipType"
_UPDATED = "Registration.LastUpdateDate"
_MOST_PERIODS = 5


def relationship(columns: Columns, source: str) -> Record:
    """Translate one row of the relationship file."""
    kind = columns[_TYPE]
    key = f"{columns[_START]}|{kind}|{columns[_END]}"
    if columns.get("Registration.RegistrationStatus") == "ANNULLED":
        return retraction(source, key, columns.get(_UPDATED), "GLEIF annulled the relationship: published in error.")
    meaning = MEANINGS.get(kind) or Meaning(
        RelationshipKind.RELATED_TO, downwards=False, role=kind.lower().replace("_", "-")
    )
    ends = (_node(columns, "Relationship.StartNode", source), _node(columns, "Relationship.EndNode", source))
    record = _edge(meaning, *ends) | {
        "source": source,
        "key": key,
        "at": columns.get(_UPDATED),
        **_validity(columns),
        "attributes": _rest(columns, {_START, _END, _UPDATED}),
    }
    return {name: value for name, value in record.items() if value is not None}


def exception(columns: Columns, source: str) -> Iterator[Record]:
    """Translate one reporting exception: the party that stands for the parent, and the relationship to it."""
    lei, category = columns["LEI"], columns["Exception.Category"]
    key = f"{lei}|{category}"
    none_to_name = columns.get("Exception.Reason.1") in NO_PARENT
    meaning = _DECLARED_NONE if none_to_name else _EXCEPTIONS.get(category, _DECLARED_NONE)
    attributes = _rest(columns, {"LEI"})
    yield {
        "type": "organization",
        "source": source,
        "key": key,
        "names": [],
        "flags": ["unspecified"],
        "attributes": attributes,
    }
    ends = ({"source": source, "key": lei}, {"source": source, "key": key})
    yield _edge(meaning, *ends) | {"source": source, "key": f"{key}|parent", "attributes": attributes}


def deletion(columns: Columns, source: str, keys: list[str]) -> Iterator[Record]:
    """Retract what GLEIF deleted."""
    for key in keys:
        yield retraction(source, key, columns[DELETED], "GLEIF deleted the record.")


def retraction(source: str, key: str, at: str | None, reason: str) -> Record:
    """Return a retract record; without a time of the source it counts from now."""
    return {"type": "retract", "source": source, "key": key, "reason": reason} | ({"at": at} if at else {})


def _edge(meaning: Meaning, start: Record, end: Record) -> Record:
    from_, to = (end, start) if meaning.downwards else (start, end)
    edge = {
        "type": "relationship",
        "kind": meaning.kind.value,
        "from": from_,
        "to": to,
        "means": meaning.means,
        "role": meaning.role,
    }
    return {name: value for name, value in edge.items() if value is not None}


def _node(columns: Columns, prefix: str, source: str) -> Record:
    """Return the reference to a node: the record of an LEI, or an identifier of another type."""
    value, scheme = columns[f"{prefix}.NodeID"], columns.get(f"{prefix}.NodeIDType", "LEI")
    return {"source": source, "key": value} if scheme == "LEI" else {"scheme": scheme.lower(), "value": value}


def _validity(columns: Columns) -> Record:
    """Return the latest relationship period; accounting and filing periods say nothing of how long it held."""
    periods = [
        (columns.get(f"Relationship.Period.{number}.startDate"), columns.get(f"Relationship.Period.{number}.endDate"))
        for number in range(1, _MOST_PERIODS + 1)
        if columns.get(f"Relationship.Period.{number}.periodType") == "RELATIONSHIP_PERIOD"
    ]
    start, end = max(periods, key=lambda period: period[0] or "", default=(None, None))
    if end is None and columns.get("Relationship.RelationshipStatus") == "INACTIVE":
        end = columns.get(_UPDATED)
    return {"validFrom": day(start), "validTo": day(end)}


def _rest(columns: Columns, translated: set[str]) -> dict[str, str]:
    return {
        name: value for name, value in columns.items() if name not in translated and not name.startswith("Extension.")
    }
