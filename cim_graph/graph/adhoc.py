"""Answers to statements that a person types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from neo4j import AsyncResult
from neo4j.exceptions import ClientError, Neo4jError
from neo4j.graph import Node, Path, Relationship

from cim_graph.kernel.errors import BadInputError

_WRITES = "Neo.ClientError.Statement.AccessMode"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement returned, as values that JSON knows; `more`: there are rows beyond these."""

    columns: tuple[str, ...]
    rows: list[list[Any]]
    more: bool


async def answer_of(result: AsyncResult, most: int) -> Answer:
    """Fetch at most so many rows."""
    records = await result.fetch(most + 1)
    rows = [[plain(value) for value in record] for record in records[:most]]
    return Answer(tuple(result.keys()), rows, len(records) > most)


def plain(value: object) -> Any:  # noqa: ANN401 (whatever JSON knows)
    """Return a value of the database as JSON would have it; what JSON does not know becomes text."""
    if isinstance(value, Node):
        return {"labels": sorted(value.labels), **_plain_items(value)}
    if isinstance(value, Relationship):
        return {"type": value.type, **_plain_items(value)}
    if isinstance(value, Path):
        return [plain(part) for part in _steps(value)]
    if isinstance(value, Mapping):
        return _plain_items(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def stated(error: Neo4jError) -> BadInputError | None:
    """Return what is wrong with a typed statement, where that is what went wrong."""
    if error.code == _WRITES:
        return BadInputError("this statement writes; say --write if that is meant")
    if isinstance(error, ClientError) and str(error.code).startswith("Neo.ClientError.Statement."):
        return BadInputError(error.message or str(error))
    return None


def _plain_items(value: Mapping[str, Any] | Node | Relationship) -> dict[str, Any]:
    return {str(name): plain(item) for name, item in value.items()}


def _steps(path: Path) -> list[object]:
    steps: list[object] = [path.start_node]
    for relationship, node in zip(path.relationships, path.nodes[1:], strict=True):
        steps += [relationship, node]
    return steps
