"""Records of Senzing's entity specification, one JSON object a line, as records."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from cim_graph.records.importer import Line, Rejection
from cim_loaders.json_lines import Rules, translated
from cim_loaders.senzing.features import features
from cim_loaders.senzing.links import links
from cim_loaders.senzing.parties import party

_NAME = {"type": ["string", "integer"], "minLength": 1}
_VALUE = {"type": ["string", "integer", "number", "null", "boolean"]}
RULES = Rules.of(
    "Senzing JSON",
    {
        "type": "object",
        "required": ["DATA_SOURCE", "RECORD_ID"],
        "properties": {
            "DATA_SOURCE": _NAME,
            "RECORD_ID": _NAME,
            "FEATURES": {"type": "array", "items": {"type": "object", "additionalProperties": _VALUE}},
        },
    },
)


class SenzingImporter:
    """Reads Senzing JSON Lines; `DATA_SOURCE` is the source of a record and `RECORD_ID` its key."""

    name = "senzing"
    title = "Senzing entity specification: one JSON object a line"

    def read(self, stream: BinaryIO) -> Iterator[Line | Rejection]:
        """Translate a stream: for each line its party, then the relationships that it points out."""
        return translated(stream, RULES, _records)


def _records(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    found = list(features(value))
    record = party(value, found)
    yield record
    yield from links(record, found)


importer = SenzingImporter()
