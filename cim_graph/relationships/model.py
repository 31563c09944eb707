"""A relationship between two parties, as projected from the facts that sources state."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RelationshipRow:
    """One projection: the properties of the relationship, in the order in which statements return them.

    `source_id` and `target_id` are the parties from and to which it goes. Shares are percent, as decimal text; days and
    moments are ISO 8601 text; `rebutted` and `attributes` are JSON text; `about` and `on_behalf_of` are party ids;
    `facts` are the ids of the facts it was made from. `known_to` is set in answers about the past only.
    """

    id: str
    kind: str
    source_id: str
    target_id: str
    share: str | None
    min_share: str | None
    max_share: str | None
    voting: str | None
    voting_suspended: bool | None
    share_class: str | None
    role: str | None
    means: str | None
    amount: str | None
    currency: str | None
    material: bool | None
    replaceable: bool | None
    confidence: float | None
    rebutted: str | None
    about: str | None
    on_behalf_of: str | None
    valid_from: str | None
    valid_to: str | None
    known_from: str
    known_to: str | None
    attributes: str | None
    facts: list[str]
    sources: list[str]
    strength: float | None
