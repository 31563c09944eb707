"""What every test of an importer does: read bytes, and take the records that the record format takes."""

import io
from collections.abc import Mapping
from typing import Any

import orjson

from cim_graph.records.importer import Importer, LeftOut, Line, Rejection
from cim_graph.records.parse import parse

Record = dict[str, Any]


def read(importer: Importer, content: bytes) -> list[Line | Rejection | LeftOut]:
    """Return what an importer makes of a file."""
    return list(importer.read(io.BytesIO(content)))


def taken(importer: Importer, content: bytes) -> list[Record]:
    """Return the records, all of which the record format takes; nothing is set aside."""
    items = read(importer, content)
    assert all(isinstance(item, Line) for item in items), [item for item in items if isinstance(item, Rejection)]
    found: list[Record] = [item.record for item in items]  # type: ignore[misc, union-attr]
    for record in found:
        parse(record)
    return found


def lines(*values: object) -> bytes:
    """Return values as JSON Lines."""
    return b"".join(orjson.dumps(value) + b"\n" for value in values)


def chosen(record: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    """Return some fields of a record, nothing for those that it does not have."""
    return tuple(record.get(name) for name in names)
