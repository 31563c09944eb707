"""What in the registry is of special category, told by its words, and how a record as it came is shown without it."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

import orjson

from cim_graph.access.rights import Special
from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.records.identifiers import NATIONAL_DOCUMENTS, normal_scheme

FLAGS: Final[Mapping[str, Special]] = {
    **dict.fromkeys(("pep", "pep-family", "pep-associate", "rca"), Special.PEP),
    **dict.fromkeys(("suspicion", "suspicious", "sar", "str"), Special.SUSPICION),
}
SCHEMES: Final = NATIONAL_DOCUMENTS | {"az-fin", "az-id-card", "visa"}
"""Schemes of documents of persons, and of the numbers that are printed on them."""
KINDS: Final[Mapping[RelationshipKind, Special]] = {RelationshipKind.FAMILY_OF: Special.FAMILY}

_FIELDS: Final = (
    "type", "source", "key", "at", "names", "birthDate", "deathDate", "gender", "birthPlace", "legalForm", "founded",
    "dissolved", "jurisdiction", "sector", "employees", "addresses", "contacts", "status", "segment", "branch",
    "manager", "kind", "from", "to", "share", "minShare", "maxShare", "exclusive", "voting", "votingSuspended",
    "shareClass", "onBehalfOf", "role", "means", "about", "amount", "currency", "material", "replaceable", "rebutted",
    "validFrom", "validTo", "confidence", "account", "counterparty", "counterpartyAccount", "direction", "country",
    "purpose", "channel",
)  # fmt: skip
"""Fields of records whose meaning is known and open; whatever else a source adds is shown to who sees everything."""
_CATEGORIES: Final[Mapping[str, Special]] = {"nationalities": Special.NATIONALITY}


def open_flags(flags: Collection[str], sees: Collection[Special]) -> list[str]:
    """Return the flags that a caller may see."""
    return [flag for flag in flags if (of := FLAGS.get(flag.casefold())) is None or of in sees]


@lru_cache(maxsize=64)
def open_kinds(sees: frozenset[Special]) -> tuple[RelationshipKind, ...] | None:
    """Return the kinds of relationships that a caller may see; nothing stands for all."""
    unseen = {kind for kind, category in KINDS.items() if category not in sees}
    return tuple(kind for kind in RelationshipKind if kind not in unseen) if unseen else None


def open_record(record: Mapping[str, Any], sees: Collection[Special]) -> dict[str, Any]:
    """Return a record as it came without what a caller may not see; `masked` names the fields that held such."""
    shown = {name: record[name] for name in _FIELDS if name in record}
    masked = [name for name in record if name not in shown and name not in {"identifiers", "flags", *_CATEGORIES}]
    for name, category in _CATEGORIES.items():
        if name in record:
            _show(shown, masked, name, record[name] if category in sees else None)
    if "flags" in record:
        left = open_flags(list(map(str, record["flags"] or ())), sees)
        shown["flags"] = left
        masked += ["flags"] if len(left) < len(record["flags"] or ()) else []
    if "identifiers" in record:
        shown["identifiers"] = [_identifier(stated, sees) for stated in record["identifiers"] or ()]
        masked += ["identifiers"] if shown["identifiers"] != record["identifiers"] else []
    return {**shown, "masked": sorted(masked)} if masked else shown


def _show(shown: dict[str, Any], masked: list[str], name: str, value: object) -> None:
    shown[name] = value
    if value is None:
        masked.append(name)


def _identifier(stated: object, sees: Collection[Special]) -> object:
    if Special.DOCUMENTS in sees or not isinstance(stated, dict):
        return stated
    if normal_scheme(str(stated.get("scheme", ""))) not in SCHEMES:
        return stated
    return {"scheme": stated.get("scheme"), "value": None}


def comparable(record: object, sees: Collection[Special]) -> object:
    """Return what somebody asks to be compared without what they may not see of others: how well it fits would tell.

    Whatever is no record stays as it is, to be refused.
    """
    if isinstance(record, str):
        with suppress(ValueError):
            record = orjson.loads(record)
    if not isinstance(record, dict):
        return record
    hidden = {name for name, category in _CATEGORIES.items() if category not in sees}
    left = {name: value for name, value in record.items() if name not in hidden}
    if isinstance(stated := left.get("identifiers"), list):
        left["identifiers"] = [one for one in stated if _identifier(one, sees) is one]
    return left
