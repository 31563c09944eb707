"""The network as it is today: walks over projections, done by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cim_graph.graph.statement import Rows
from cim_graph.network.store import (
    AMONG,
    BESIDE,
    NEAREST,
    REACH,
    STEPPED,
    TIES,
    Among,
    At,
    Beside,
    Outward,
    Reach,
    Ties,
)
from cim_graph.relationships.model import RelationshipRow, relationship

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.network.web import Web


@dataclass(frozen=True, slots=True)
class Today:
    """Where one asks what is so now; `kinds` are the kinds of relationships to walk, nothing stands for all."""

    graph: "Graph"
    kinds: list[str] | None
    cut: ClassVar[frozenset[str]] = frozenset()
    """None of its parties has more than it counts."""

    async def nearest(self, ids: Sequence[str], seen: Sequence[str], widest: int, most: int) -> list[str]:
        """Return the parties one step from some, besides those seen: the strongest relationship first, then by id."""
        [found] = await self.graph.read(NEAREST(Outward(list(ids), list(seen), self.kinds, widest, most)))
        return found.ids

    async def reach(self, id_: str, depth: int, most: int) -> int:
        """Count the parties within some steps of one, besides itself, up to `most`."""
        [reached] = await self.graph.read(REACH(Reach(id_, depth, self.kinds, most)))
        return await self._stepped(id_, depth, most) if reached.parted else reached.count

    async def _stepped(self, id_: str, depth: int, most: int) -> int:
        seen, level = [id_], [id_]
        for _ in range(depth):
            room = most + 1 - len(seen)
            if not level or not room:
                break
            [found] = await self.graph.read(BESIDE(Beside(level, seen, self.kinds, room)))
            level = found.ids
            seen += level
        return len(seen) - 1

    async def among(self, ids: Sequence[str], widest: int) -> list[RelationshipRow]:
        """Return the relationships among parties, by id."""
        [found] = await self.graph.read(AMONG(Among(list(ids), self.kinds, widest)))
        return [relationship(*item) for item in found.items]

    async def ties(self, ids: Sequence[str], widest: int, most: int) -> Ties:
        """Return the relationships at parties, where no more than `widest` lie at one, in columns."""
        [ties] = await self.graph.read(TIES(At(list(ids), self.kinds, widest, most)))
        return ties

    async def stepped(self, web: "Web", pairs: Sequence[tuple[str, str]]) -> dict[str, RelationshipRow]:
        """Return the relationships by which one steps between pairs of parties, by id."""
        rows = [{"a": a, "b": b, "id": web.steps[a][b].relationship} for a, b in pairs]
        [found] = await self.graph.read(STEPPED(Rows(rows)))
        return {row.id: row for row in (relationship(*item) for item in found.items)}
