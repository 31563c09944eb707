"""The criteria: read from a document, checked by its schema; a bank's own in place of ours."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from cim_graph.kernel.document import read_document
from cim_graph.kernel.errors import SetupError
from cim_graph.kernel.vocabulary import PartyKind, PartyStatus
from cim_graph.quality.model import Criteria, PartyClass

_HERE = Path(__file__).resolve().parent
OURS = _HERE / "criteria.yaml"
_SCHEMA = jsonschema_rs.Draft202012Validator(orjson.loads((_HERE / "schema.json").read_bytes()))


@lru_cache(maxsize=8)
def criteria(own: Path | None = None) -> Criteria:
    """Return the criteria in force; raise SetupError for a document that cannot be read, or that its schema refuses."""
    path = own or OURS
    document = read_document(path, _SCHEMA, "criteria of quality", "CIM_QUALITY_FILE")
    if document["freshDays"] > document["staleDays"]:
        raise SetupError(f"{path}: freshDays has to be at most staleDays")
    return Criteria(
        document["id"],
        document["version"],
        document["title"],
        [_class(stated) for stated in document["classes"]],
        document["confidence"],
        document["agreement"],
        document["freshDays"],
        document["staleDays"],
    )


def _class(stated: dict[str, Any]) -> PartyClass:
    return PartyClass(
        stated["name"],
        stated["fields"],
        frozenset(map(PartyKind, stated.get("kinds", ()))),
        frozenset(map(PartyStatus, stated.get("statuses", ()))),
        frozenset(stated.get("flags", ())),
    )
