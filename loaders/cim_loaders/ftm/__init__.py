"""FollowTheMoney entities, one JSON object a line, as records: the format of OpenSanctions, Aleph and others."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from cim_graph.records.importer import Line, Rejection
from cim_loaders.ftm import words
from cim_loaders.ftm.edges import edge, parents
from cim_loaders.ftm.parties import party
from cim_loaders.ftm.satellites import Satellites, satellites
from cim_loaders.json_lines import Json, Rules, objects
from cim_loaders.spool import spooled

_TEXTS = {"type": "array", "items": {"type": "string"}}
RULES = Rules.of(
    "FollowTheMoney",
    {
        "type": "object",
        "required": ["id", "schema"],
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "schema": {"type": "string"},
            "properties": {"type": "object", "additionalProperties": _TEXTS},
        },
    },
)


class FtmImporter:
    """Reads entities as FollowTheMoney writes them, one a line, of any schema version that has these properties.

    An entity's id is the key of its record. All of a file is one source, so that ties find their ends, whatever
    datasets it was put together from; those are under `attributes.datasets`. An entity that is neither a party nor a
    tie nor says something of a party that is in the file is set aside.
    """

    name = "ftm"
    title = "FollowTheMoney entities: one JSON object a line"

    def __init__(self, source: str = "ftm") -> None:
        self._source = source

    def read(self, stream: BinaryIO) -> Iterator[Line | Rejection]:
        """Translate a stream, which is read twice: addresses and documents may come after whom they are of."""
        with spooled(stream) as copy, satellites(_among(copy)) as around:
            copy.seek(0)
            for item in objects(copy, RULES):
                if isinstance(item, Rejection):
                    yield item
                    continue
                number, entity = item
                if entity["schema"] not in words.SATELLITES:
                    yield from self._translated(number, entity, around)
            for line, schema, id_ in around.unused():
                reason = f"No party of the file has this {schema}, so there is nothing that it could be told of."
                yield Rejection(line, "id", reason, id_)

    def _translated(self, number: int, entity: Json, around: Satellites) -> Iterator[Line | Rejection]:
        schema = entity["schema"]
        if schema in words.PARTIES:
            yield Line(number, party(entity, self._source, around))
            for record in parents(entity, self._source):
                yield Line(number, record)
        elif schema in words.EDGES:
            records: list[dict[str, Any]] = list(edge(entity, self._source))
            yield from (Line(number, record) for record in records)
            if not records:
                ends = words.EDGES[schema]
                yield Rejection(number, f"properties.{ends.start}", f"{schema} needs {ends.start} and {ends.end}.")
        else:
            reason = f"{schema[:80]!r} is neither a party nor a tie between parties."
            yield Rejection(number, "schema", reason)


def _among(stream: BinaryIO) -> Iterator[tuple[int, Json]]:
    for item in objects(stream, RULES):
        if not isinstance(item, Rejection) and item[1]["schema"] in words.SATELLITES:
            yield item


importer = FtmImporter()
