"""What stays of what sources said of somebody who is erased: structure and amounts, under a pseudonym. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from re import compile as compile_pattern
from typing import Any, Final

import orjson

from cim_graph.kernel.ids import Kind, id_of
from cim_graph.parties.statements import stated
from cim_graph.privacy.telltales import Telltales
from cim_graph.records.format import PartyRecord
from cim_graph.records.identifiers import normal_identifier
from cim_graph.records.parse import parse

ERASED: Final = "erased"
"""Stands for words that were erased."""
_ENDS: Final = ("from", "to", "party", "about", "onBehalfOf")
_KEPT: Final = frozenset({
    "type", "source", "at", "kind", "share", "minShare", "maxShare", "exclusive", "voting", "votingSuspended", "role",
    "shareClass", "means", "amount", "currency", "material", "replaceable", "validFrom", "validTo", "confidence",
    "product", "balance", "opened", "closed", "status", "branch", "provision", "asOf",
})  # fmt: skip
"""Fields that say how something is, and not of whom."""
_AMOUNT: Final = compile_pattern(r"-?\d+(\.\d+)?|[A-Z]{3}")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """How others name records that are erased, and what they are called from now on: by their ids."""

    records: Mapping[tuple[str, str], str]
    identifiers: Mapping[str, tuple[str, str]]
    """The source and the pseudonym of a record, by the id of an identifier that it carried."""
    telltales: Telltales

    def of(self, reference: Json) -> Json:
        """Return a reference as it stays."""
        if "scheme" in reference:
            normal = normal_identifier(reference["scheme"], reference["value"], None)
            found = self.identifiers.get(id_of(Kind.IDENTIFIER, normal.scheme, normal.value))
            return reference if found is None else {"source": found[0], "key": found[1]}
        found_record = self.records.get((reference["source"].strip(), reference["key"].strip()))
        return reference if found_record is None else {"source": reference["source"], "key": found_record}


def party_payload(type_: str, source: str, record: str, status: str) -> tuple[str, str]:
    """Return what a record says once it is erased, as text, and its hash."""
    parsed = parse({"type": type_, "source": source, "key": record, "status": status})
    return parsed.payload, parsed.hash


def statement_payload(payload: str, pseudonyms: Pseudonyms, *, key: str, number: str | None) -> Json:
    """Return a record of a relationship, account or exposure that names no one who is erased, under another key."""
    said: Json = orjson.loads(payload)
    left = {name: value for name, value in said.items() if name in _KEPT}
    left["key"] = key
    left |= {end: pseudonyms.of(said[end]) for end in _ENDS if said.get(end)}
    if "holders" in said:
        left["holders"] = [{**one, "party": pseudonyms.of(one["party"])} for one in said["holders"]]
        left["number"] = number
    if said.get("rebutted"):
        left["rebutted"] = rebuttal(said["rebutted"])
    if "collateral" in said:
        left["collateral"] = amounts(said["collateral"])
    return left


def rebuttal(said: Json) -> Json:
    """Return a documented exception without its words."""
    until = said.get("until")
    return {"reason": ERASED, **({"until": until} if until else {})}


def rebuttal_text(stated: str | None) -> str | None:
    """Return the same as it is kept."""
    return None if stated is None else orjson.dumps(rebuttal(orjson.loads(stated))).decode()


def amounts(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    """Return a description of collateral without its words: numbers, amounts and currencies."""
    if isinstance(value, dict):
        return {name: amounts(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [amounts(inner) for inner in value]
    return value if not isinstance(value, str) or _AMOUNT.fullmatch(value) else None


def amounts_text(stated: str | None) -> str | None:
    """Return the same as it is kept."""
    return None if stated is None else orjson.dumps(amounts(orjson.loads(stated))).decode()


def shared_by(record: str, payloads: Iterable[str]) -> Iterator[str]:
    """Yield the ids of the shared nodes that a record states, and stated."""
    for payload in payloads:
        said = parse(payload).record
        if isinstance(said, PartyRecord):
            values = stated(said, record)
            yield from (item["id"] for item in (*values.identifiers, *values.contacts, *values.addresses))
