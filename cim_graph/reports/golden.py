"""Golden parties and their relationships as records, so that other formats are written of them as of any record."""

from collections.abc import Callable, Iterable
from typing import Any

import orjson

from cim_graph.kernel.vocabulary import PartyStatus
from cim_graph.parties.survivorship import full_name
from cim_graph.records.exporter import Record
from cim_graph.records.format import StatedName
from cim_graph.reports.store import GoldenParty, Tie

SOURCE = "cim"
"""The source of golden records: their keys are the registry's own ids."""

_GOLDEN = ("birthDate", "jurisdiction", "segment", "branch", "manager", "flags")
_FIRST = ("deathDate", "gender", "birthPlace", "legalForm", "founded", "dissolved", "sector")
_GATHERED = ("nationalities", "identifiers", "addresses", "contacts")
_PLAIN = {"addresses": "text", "contacts": "value"}
_OF_TIES = (
    "share", "minShare", "maxShare", "exclusive", "voting", "votingSuspended", "shareClass", "role", "means", "amount",
    "currency", "material", "replaceable", "validFrom", "validTo", "confidence",
)  # fmt: skip


def golden_record(party: GoldenParty, rank: Callable[[str], int]) -> Record:
    """Return a party as one record.

    Golden values are the registry's; what it keeps no golden value of is the first that the records say, the best
    source first and of one source the newest; lists and attributes are gathered from all. A status that no record says,
    EXTERNAL for want of any, is left out: with a flag of lists it would make the party an entry of one.
    """
    said = [orjson.loads(payload) for _, payload in sorted(party.records, key=lambda row: row[0], reverse=True)]
    said.sort(key=lambda record: rank(record["source"]))
    properties = party.properties
    first = {name: next((record[name] for record in said if record.get(name)), None) for name in _FIRST}
    made: Record = {
        "type": str(properties["kind"]).lower(),
        "source": SOURCE,
        "key": party.id,
        "names": _names(properties, said),
        **{name: properties.get(name) for name in _GOLDEN},
        "status": _status(properties.get("status"), said),
        **first,
        **{name: _gathered(said, name) for name in _GATHERED},
        "attributes": {name: value for record in reversed(said) for name, value in _attributes(record).items()},
    }
    return {name: value for name, value in made.items() if name == "names" or value not in (None, [], {})}


def _status(golden: object, said: Iterable[Record]) -> object:
    is_said = golden != PartyStatus.EXTERNAL.value or any(record.get("status") == golden for record in said)
    return golden if is_said else None


def golden_tie(tie: Tie) -> Record:
    """Return a relationship of today as a record."""
    properties = tie.properties
    made: Record = {
        "type": "relationship",
        "source": SOURCE,
        "key": properties["id"],
        "kind": tie.kind,
        "from": {"source": SOURCE, "key": tie.id},
        "to": {"source": SOURCE, "key": tie.target},
        **{name: properties.get(name) for name in _OF_TIES},
        **{name: _reference(properties.get(name)) for name in ("about", "onBehalfOf")},
        "attributes": orjson.loads(properties["attributes"]) if properties.get("attributes") else None,
    }
    return {name: value for name, value in made.items() if value is not None}


def _reference(id_: str | None) -> Record | None:
    return {"source": SOURCE, "key": id_} if id_ else None


def _attributes(record: Record) -> dict[str, Any]:
    return record.get("attributes") or {}


def _names(properties: Record, said: Iterable[Record]) -> list[Record]:
    """Return the golden names in their order, the one that the party goes by first, with the parts that are stated."""
    parts: dict[str, Record] = {}
    for record in said:
        for name in record.get("names", []):
            stated = {"full": name} if isinstance(name, str) else name
            parts.setdefault(full_name(StatedName.model_validate(stated)), stated)
    columns = (properties.get(name) or [] for name in ("nameTexts", "nameKinds", "nameLangs"))
    names = [
        parts.get(text, {}) | {"full": text, "kind": kind} | ({"lang": lang} if lang else {})
        for text, kind, lang in zip(*columns, strict=True)
    ]
    pinned = properties.get("name")
    if pinned and all(name["full"] != pinned for name in names):
        names.append({"full": pinned, "kind": "primary"})
    return sorted(names, key=lambda name: (name["full"] != pinned, name["kind"] != "primary"))


def _gathered(said: Iterable[Record], field: str) -> list[Any]:
    """Return what records list under a field, each once; an address or a contact that is a plain text as an object."""
    found: list[Any] = []
    for record in said:
        items = record.get(field) or []
        stated = [{_PLAIN[field]: item} if isinstance(item, str) and field in _PLAIN else item for item in items]
        found += [item for item in stated if item not in found]
    return found
