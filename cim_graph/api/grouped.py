"""What a request asks of groups: one walk for all parties of a level, one look-up for all reasons."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.groups import service
from cim_graph.groups.rulebook import Rulebook, rulebook

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.groups.model.answer import Found
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.kernel.vocabulary import GroupKind
    from cim_graph.relationships.model import RelationshipRow


@dataclass(frozen=True, slots=True)
class Around:
    """A party whose groups of a kind are asked for, as of a moment."""

    id: str
    kind: "GroupKind"
    as_of: "AsOf"


@dataclass(frozen=True, slots=True)
class Shown:
    """A relationship that a reason names; the parties at which it lies, as far as they are known."""

    id: str
    parties: tuple[str, ...]
    as_of: "AsOf"


class Groups:
    """What the fields of one request ask of groups: for all parties of a level at once."""

    def __init__(self, graph: "Graph", rank: "Rank") -> None:
        self._graph = graph
        self._rank = rank

    @property
    def book(self) -> Rulebook:
        """The rules in force."""
        settings = self._graph.settings
        return rulebook(settings.exposure_limits, settings.group_rules_dir)

    async def around(self, asked: Sequence[Around]) -> dict[Around, "Found"]:
        """Return the groups that hold each party."""
        wanted: dict[tuple[GroupKind, AsOf], list[str]] = defaultdict(list)
        for one in asked:
            wanted[one.kind, one.as_of].append(one.id)
        found: dict[Around, Found] = {}
        for (kind, as_of), ids in wanted.items():
            around = await service.groups_around(self._graph, ids, [kind], self.book, as_of, self._rank)
            found |= {Around(id_, kind, as_of): around.found[kind][id_] for id_ in ids}
        return found

    async def shown(self, asked: Sequence[Shown]) -> dict[Shown, "RelationshipRow"]:
        """Return the relationships that there are or were."""
        wanted: dict[AsOf, list[Shown]] = defaultdict(list)
        for one in asked:
            wanted[one.as_of].append(one)
        found: dict[Shown, RelationshipRow] = {}
        for as_of, ones in wanted.items():
            parties = {id_ for one in ones for id_ in one.parties}
            rows = await service.shown(self._graph, [one.id for one in ones], parties, as_of, self._rank)
            found |= {one: rows[one.id] for one in ones if one.id in rows}
        return found
