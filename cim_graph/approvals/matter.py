"""What a change is about: the words by which policies say what needs approval."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from cim_graph.kernel.vocabulary import RelationshipKind


class Matter(StrEnum):
    """What a change is about."""

    IDENTITY = "identity"
    STATUS = "status"
    IDENTIFIERS = "identifiers"
    FLAGS = "flags"
    CONTACTS = "contacts"
    ASSIGNMENT = "assignment"
    DESCRIPTION = "description"
    OWNERSHIP = "ownership"
    CONTROL = "control"
    DEPENDENCY = "dependency"
    FAMILY = "family"
    RELATIONSHIPS = "relationships"
    REBUTTALS = "rebuttals"
    ACCOUNTS = "accounts"
    TRANSACTIONS = "transactions"
    EXPOSURES = "exposures"
    LIMITS = "limits"
    RETRACTIONS = "retractions"
    MERGES = "merges"
    SPLITS = "splits"
    GROUPS = "groups"
    MODELS = "models"
    ERASURE = "erasure"
    RISK = "risk"
    DEALS = "deals"


_KIND: Final = RelationshipKind
OF_KINDS: Final[Mapping[str, Matter]] = {
    _KIND.OWNS: Matter.OWNERSHIP,
    **dict.fromkeys((_KIND.CONTROLS, _KIND.MANAGES, _KIND.ACTS_FOR, _KIND.SETTLOR_OF), Matter.CONTROL),
    **dict.fromkeys((_KIND.TRUSTEE_OF, _KIND.PROTECTOR_OF, _KIND.BENEFICIARY_OF), Matter.CONTROL),
    **dict.fromkeys((_KIND.DEPENDS_ON, _KIND.GUARANTEES, _KIND.RELATED_TO), Matter.DEPENDENCY),
    _KIND.FAMILY_OF: Matter.FAMILY,
}
"""What relationships of a kind are about; those of the others are plain RELATIONSHIPS."""
OF_HOLDINGS: Final[Mapping[str, tuple[Matter, ...]]] = {
    "account": (Matter.ACCOUNTS,),
    "transaction": (Matter.TRANSACTIONS, Matter.ACCOUNTS),
    "exposure": (Matter.EXPOSURES,),
    "rate": (Matter.LIMITS,),
    "capital": (Matter.LIMITS,),
    "retract": (Matter.RETRACTIONS,),
}
"""What records of these types are about: exposures are weighed by rates, and limits are a percent of the capital.

Payments change accounts, too: who asks for approval of these does not let payments through.
"""
OF_FIELDS: Final[Mapping[str, Matter]] = {
    **dict.fromkeys(("type", "names", "name", "birthDate", "deathDate", "gender", "nationalities"), Matter.IDENTITY),
    **dict.fromkeys(("birthPlace", "legalForm", "founded", "dissolved", "jurisdiction"), Matter.IDENTITY),
    "status": Matter.STATUS,
    "identifiers": Matter.IDENTIFIERS,
    "flags": Matter.FLAGS,
    **dict.fromkeys(("addresses", "contacts"), Matter.CONTACTS),
    **dict.fromkeys(("segment", "branch", "manager"), Matter.ASSIGNMENT),
}
"""What fields of a party are about; the others describe it."""
NAMING: Final = frozenset({"source", "key", "at"})
"""Fields that name a record, and say nothing of what it is about."""


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the fields that two versions of a record state differently; one that says nothing is one left out."""
    names, naming = dict.fromkeys([*before, *after]), naming_of(after)
    return [name for name in names if name not in naming and _said(before.get(name)) != _said(after.get(name))]


def naming_of(record: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields that only name a record; when a payment was made is what it says."""
    return NAMING - {"at"} if record.get("type") == "transaction" else NAMING


def matters_of_record(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> frozenset[Matter]:
    """Return what a record is about that replaces another, or is new; nothing where it says the same."""
    return frozenset(_matters(before or {}, after))


def _matters(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Matter]:
    if after["type"] in OF_HOLDINGS:
        if after["type"] == "retract" or differing(before, after):
            yield from OF_HOLDINGS[after["type"]]
        return
    changed = differing(before, after)
    if after["type"] != "relationship":
        yield from (OF_FIELDS.get(name, Matter.DESCRIPTION) for name in changed)
        return
    if "rebutted" in changed:
        yield Matter.REBUTTALS
    if set(changed) - {"rebutted"}:
        kinds = {str(record["kind"]) for record in (before, after) if "kind" in record}
        yield from (OF_KINDS.get(kind, Matter.RELATIONSHIPS) for kind in kinds)


def _said(value: object) -> object:
    return None if value in (None, [], {}) else value
