"""The chains by which a share comes from an owner to a party, largest first, however many there are."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import log

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from cim_graph.ownership.model.answer import Chain, Chains
from cim_graph.ownership.model.stakes import percent
from cim_graph.ownership.model.structure import Structure
from cim_graph.ownership.model.ways import Descent, Steps, Way, descent, shortest

STEPS = 20_000
"""No more chains than that are begun for one question."""
_SOLVED = 500
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class _Begun:
    """A chain that has not arrived: its last step, and the chain before that."""

    way: Way
    before: "_Begun | None"

    def ways(self) -> list[Way]:
        """Return the steps in order."""
        ways: list[Way] = []
        begun: _Begun | None = self
        while begun is not None:
            ways.append(begun.way)
            begun = begun.before
        return ways[::-1]

    def visits(self, party: int) -> bool:
        """Return whether the chain was there before."""
        begun: _Begun | None = self
        while begun is not None:
            if party in {begun.way.holder, begun.way.target}:
                return True
            begun = begun.before
        return False


@dataclass(slots=True)
class _Search:
    """Chains from an owner, largest first: always the begun chain goes on that can still carry most (A*).

    Of several that can carry the same, the one begun last goes on, so that chains arrive where very many are alike.
    """

    down: Descent
    stopped: bool = False
    _queue: list[tuple[float, int, float, _Begun]] = field(default_factory=list)
    _begun: int = 0

    def chains(self, owner: int) -> Iterator[list[Way]]:
        """Yield chains that visit no party twice, until there are no more or too many were begun."""
        self._go_on(owner, 0.0, None)
        while self._queue:
            _, _, carried, begun = heappop(self._queue)
            if begun.way.target == self.down.subject:
                yield begun.ways()
            elif self._begun > STEPS:
                self.stopped = True
                return
            else:
                self._go_on(begun.way.target, carried, begun)

    def _go_on(self, party: int, before_it: float, before: _Begun | None) -> None:
        for way in self.down.down.get(party, ()):
            carried = before_it + log(way.share)
            if way.target not in self.down.best or way.target == party:
                continue
            if before is None or not before.visits(way.target):
                self._begun += 1
                hope = carried + self.down.best[way.target]
                heappush(self._queue, (round(-hope, _DIGITS), -self._begun, carried, _Begun(way, before)))


def chains(structure: Structure, subject: int, owner: int, first: int = 10) -> Chains:
    """Return the `first` chains from an owner to a party that carry most, largest first; a loop is one marked chain.

    A chain visits no party twice; what goes around a circle is told by one more chain, marked as loop, for each circle
    that lies between. The work is bounded on any graph, also where there are more chains than could ever be listed;
    `more` says so. A role in a trust carries all that the trust holds. Where no share leads from the owner to the
    party, the shortest way by stated control is one chain without a share.
    """
    steps = Steps.of(structure)
    search = _Search(descent(steps, subject))
    found: list[list[Way]] = []
    for ways in search.chains(owner):
        if len(found) == first:
            return Chains(tuple(_told(structure, chain) for chain in found), more=True)
        found.append(ways)
    if not found:
        ways = shortest(steps, subject, owner)
        return Chains((_told(structure, ways, share=None),) if ways else ())
    return _with_loops(structure, search, found, first)


def _told(structure: Structure, ways: list[Way], **changes: float | bool | None) -> Chain:
    ids = structure.parties.ids
    parties = (ids[ways[0].holder], *(ids[way.target] for way in ways))
    carried = percent(float(np.prod([way.share for way in ways])))
    terms = {"share": carried, "loop": False, **changes}
    return Chain(parties, tuple(way.relationship for way in ways), **terms)  # type: ignore[arg-type]


def _with_loops(structure: Structure, search: _Search, found: list[list[Way]], first: int) -> Chains:
    owner = found[0][0].holder
    between = _between(search.down, owner)
    rounds = [around for circle in _circles(between) if (around := _around(found, between, circle))]
    alone = len(rounds) == 1 and not search.stopped and not search.down.cut
    rest = _rest(between, owner, search.down.subject, found) if alone else None
    told = [_told(structure, ways) for ways in found]
    loops = [_told(structure, ways, share=rest, loop=True) for ways in rounds]
    more = search.stopped or search.down.cut or len(told) + len(loops) > first
    return Chains(tuple((told + loops)[:first]), more=more)


def _between(down: Descent, owner: int) -> list[Way]:
    """Return the steps that lie on a way from the owner to the subject and do not lead back to the owner."""
    seen, waiting, ways = {owner}, [owner], []
    while waiting:
        for way in down.down.get(waiting.pop(), ()):
            if way.target in down.best and way.target != owner:
                ways.append(way)
                if way.target not in seen:
                    seen.add(way.target)
                    waiting.append(way.target)
    return ways


def _circles(ways: list[Way]) -> list[set[int]]:
    """Return the parties of each circle among steps."""
    names, ends = np.unique([(way.holder, way.target) for way in ways], return_inverse=True)
    one, other = ends.reshape(-1, 2).T
    graph = coo_array((np.ones(len(ways)), (one, other)), shape=(len(names),) * 2)
    _, label = connected_components(graph, directed=True, connection="strong")
    inner = label[one] == label[other]
    return [{int(name) for name in names[label == group]} for group in np.unique(label[one[inner]])]


def _around(found: list[list[Way]], between: list[Way], circle: set[int]) -> list[Way]:
    """Return the largest chain that touches a circle, led once around it by the fewest steps."""
    inner = [way for way in between if way.holder in circle and way.target in circle]
    for ways in found:
        at = next((place for place, way in enumerate(ways) if way.target in circle), None)
        if at is not None:
            return ways[: at + 1] + _round(inner, ways[at].target) + ways[at + 1 :]
    return []


def _round(inner: list[Way], start: int) -> list[Way]:
    came: dict[int, list[Way]] = {start: []}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for way in inner:
            if way.holder == node and way.target == start:
                return [*came[node], way]
            if way.holder == node and way.target not in came:
                came[way.target] = [*came[node], way]
                queue.append(way.target)
    return []


def _rest(between: list[Way], owner: int, subject: int, found: list[list[Way]]) -> float | None:
    """Return the percent that all ways carry beyond the simple chains: what goes around the circle."""
    names, ends = np.unique([(way.holder, way.target) for way in between], return_inverse=True)
    if len(names) > _SOLVED:
        return None
    one, other = ends.reshape(-1, 2).T
    matrix = np.eye(len(names))
    np.add.at(matrix, (one, other), [-way.share for way in between])
    try:
        total = np.linalg.inv(matrix)[names == owner, names == subject][0]
    except np.linalg.LinAlgError:
        return None
    simple = sum(float(np.prod([way.share for way in ways])) for ways in found)
    return percent(max(float(total - simple), 0.0)) if np.isfinite(total) else None
