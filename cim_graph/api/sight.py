"""What a request sees of ownership: one walk for all parties of a level, one look-up for all chains."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.api.gathered import Gathered
from cim_graph.ownership import service

if TYPE_CHECKING:
    from cim_graph.columnar import Turns
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.ownership.service.ways import Courses
    from cim_graph.ownership.view import View


@dataclass(frozen=True, slots=True)
class Sight:
    """A party that is looked at, when, and whether downwards."""

    id: str
    as_of: "AsOf"
    down: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """From an owner to the party in view: so many chains, as of a moment."""

    view: "View"
    owner: str
    first: int
    as_of: "AsOf"


class Ownership:
    """What the fields of one request ask of ownership, gathered: one walk for all parties of a level."""

    def __init__(self, graph: "Graph", rank: "Rank", turns: "Turns") -> None:
        self._graph = graph
        self._rank = rank
        self.views: Gathered[Sight, View] = Gathered(self._views, turns)
        self.courses: Gathered[Route, Courses] = Gathered(self._courses, turns)

    async def _views(self, sights: Sequence[Sight]) -> Mapping[Sight, "View"]:
        asked: dict[tuple[AsOf, bool], list[Sight]] = defaultdict(list)
        for sight in sights:
            asked[sight.as_of, sight.down].append(sight)
        found: dict[Sight, View] = {}
        for (as_of, down), group in asked.items():
            walk = service.below if down else service.above
            views = await walk(self._graph, [sight.id for sight in group], as_of, self._rank)
            found |= {sight: views[sight.id] for sight in group}
        return found

    async def _courses(self, routes: Sequence[Route]) -> Mapping[Route, "Courses"]:
        asked: dict[tuple[AsOf, int], list[Route]] = defaultdict(list)
        for route in routes:
            asked[route.as_of, route.first].append(route)
        found: dict[Route, Courses] = {}
        for (as_of, first), group in asked.items():
            ends = [(route.view, route.owner) for route in group]
            courses = await service.ways(self._graph, ends, first, as_of, self._rank)
            found |= zip(group, courses, strict=True)
        return found
