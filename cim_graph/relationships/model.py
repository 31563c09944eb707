"""A relationship between two parties, as projected from the facts that sources state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cim_graph.kernel.vocabulary import Direction, RelationshipKind


@dataclass(slots=True)
class RelationshipHead:
    """What every answer has of a projection.

    `source_id` and `target_id` are the parties from and to which it goes; `share` and `voting` are percent, as decimal
    text; `strength` is the share as a number.
    Not frozen: answers hold thousands, and a frozen one takes four times as long to make.
    """

    id: str
    kind: str
    source_id: str
    target_id: str
    share: str | None = None
    voting: str | None = None
    role: str | None = None
    strength: float | None = None


@dataclass(slots=True)
class RelationshipRow(RelationshipHead):
    """One projection.

    Shares are percent, as decimal text; days and moments are ISO 8601 text; `rebutted` and `attributes` are JSON text;
    `about` and `on_behalf_of` are party ids; `facts` are the uids of the facts it was made from. `known_to` is set in
    answers about the past only.
    """

    min_share: str | None = None
    max_share: str | None = None
    voting_suspended: bool | None = None
    share_class: str | None = None
    means: str | None = None
    amount: str | None = None
    currency: str | None = None
    material: bool | None = None
    replaceable: bool | None = None
    confidence: float | None = None
    rebutted: str | None = None
    about: str | None = None
    on_behalf_of: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    known_from: str = ""
    known_to: str | None = None
    attributes: str | None = None
    facts: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    exclusive: str | None = None


def relationship(kind: str, source_id: str, target_id: str, properties: Mapping[str, Any]) -> RelationshipRow:
    """Return a projection from its type, its ends and the properties of the relationship in the graph."""
    get = properties.get
    return RelationshipRow(
        properties["id"],
        kind,
        source_id,
        target_id,
        get("share"),
        get("voting"),
        get("role"),
        get("strength"),
        get("minShare"),
        get("maxShare"),
        get("votingSuspended"),
        get("shareClass"),
        get("means"),
        get("amount"),
        get("currency"),
        get("material"),
        get("replaceable"),
        get("confidence"),
        get("rebutted"),
        get("about"),
        get("onBehalfOf"),
        get("validFrom"),
        get("validTo"),
        get("knownFrom", ""),
        get("knownTo"),
        get("attributes"),
        get("facts", []),
        get("sources", []),
        get("exclusive"),
    )


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many relationships of a kind lie in a direction: in both, those of a party with itself."""

    kind: RelationshipKind
    direction: Direction
    count: int
