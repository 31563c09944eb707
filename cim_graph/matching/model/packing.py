"""Evidence as text that is kept beside its record, so that a candidate is not parsed and read again.

Compact JSON of what the record says, by the fields of `Evidence`; what it does not say is left out.
"""

from collections.abc import Callable
from typing import Any

import orjson

from cim_graph.matching.model.company_names import CompanyName
from cim_graph.matching.model.evidence import Evidence, Paper, Registration
from cim_graph.matching.model.person_names import PersonName
from cim_graph.matching.model.places import Place

EDITION = 1
"""Counted up whenever a record of the same content says something else, or is written in another way."""
_FIELDS = [name for name in Evidence.__slots__ if name != "kind"]
_READ: dict[str, Callable[[list[Any]], Any]] = {
    "people": lambda name: PersonName(tuple(name[0]), name[1], name[2]),
    "companies": lambda name: CompanyName(tuple(name[0]), name[1], tuple(name[2])),
    "registrations": lambda number: Registration(number[0], tuple(number[1])),
    "papers": lambda number: Paper(*number),
    "places": lambda place: Place(*place),
}


def packed(said: Evidence) -> str:
    """Return evidence as text."""
    stated = {name: values for name in _FIELDS if (values := getattr(said, name))}
    return orjson.dumps({"edition": EDITION, "kind": said.kind, **stated}, default=tuple).decode()


def unpacked(text: str) -> Evidence | None:
    """Return the evidence that a text holds; nothing for one of another edition: read the record again."""
    stated: dict[str, Any] = orjson.loads(text)
    if stated.pop("edition", None) != EDITION:
        return None
    kind = stated.pop("kind")
    return Evidence(kind, **{name: _read(name, values) for name, values in stated.items()})


def _read(name: str, values: list[Any]) -> tuple[Any, ...]:
    read = _READ.get(name)
    return tuple(map(read, values)) if read else tuple(values)
