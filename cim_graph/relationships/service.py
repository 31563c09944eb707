"""What is asked of relationships by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Empty, Ids, Read
from cim_graph.relationships.model import RelationshipRow, relationship

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph


@dataclass(frozen=True, slots=True)
class Drawn:
    """A relationship as it is drawn today."""

    kind: str
    source_id: str
    target_id: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are."""

    number: int


WAITING = Read("relationships/waiting", Empty, Counted)
BY_IDS = Read("relationships/by_ids", Ids, Drawn)


async def by_ids(graph: "Graph", ids: Sequence[str]) -> list[RelationshipRow]:
    """Return the relationships that have these ids today."""
    rows = await graph.read(BY_IDS(Ids(list(ids))))
    return [relationship(row.kind, row.source_id, row.target_id, row.properties) for row in rows]


async def waiting(graph: "Graph") -> int:
    """Return how many facts wait for an end."""
    [found] = await graph.read(WAITING(Empty()))
    return found.number
