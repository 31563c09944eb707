"""Random webs of weighted relationships, and the slow second way to say what reaches whom."""

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from hypothesis import strategies as st

from cim_graph.risk.propagation.arcs import Arcs, arcs
from cim_graph.risk.propagation.spread import Bounds, Origins

Line = tuple[int, int, float]
"""From a party to another, and the weight."""

_WEIGHTS = st.one_of(st.sampled_from([0.1, 0.5, 0.9, 1.0]), st.floats(0.01, 1))


@dataclass(frozen=True)
class Web:
    size: int
    lines: tuple[Line, ...]
    origins: tuple[tuple[int, float], ...]
    bounds: Bounds

    def arcs(self, order: tuple[int, ...] | None = None) -> Arcs:
        """Return its arcs, given in any order."""
        places = np.array(order if order is not None else range(len(self.lines)), dtype=np.int32)
        tail = np.array([self.lines[place][0] for place in places], dtype=np.int32)
        head = np.array([self.lines[place][1] for place in places], dtype=np.int32)
        weight = np.array([self.lines[place][2] for place in places], dtype=np.float64)
        return arcs(self.size, tail, head, weight, places)

    def sources(self) -> Origins:
        """Return its origins."""
        return Origins(
            np.array([party for party, _ in self.origins], dtype=np.int32),
            np.array([strength for _, strength in self.origins], dtype=np.float64),
        )


@st.composite
def webs(draw: st.DrawFn) -> Web:
    """Draw a web of up to eight parties; two relationships may have the same ends, and one the same party twice."""
    size = draw(st.integers(1, 8))
    party = st.integers(0, size - 1)
    lines = draw(st.lists(st.tuples(party, party, _WEIGHTS), max_size=20))
    origins = sorted(draw(st.dictionaries(party, st.floats(0, 1), max_size=4)).items())
    threshold = draw(st.sampled_from([0.001, 0.05, 0.3]))
    return Web(size, tuple(lines), tuple(origins), Bounds(threshold, draw(st.integers(0, 5))))


def dijkstra(web: Web, begin: int, strength: float) -> dict[int, float]:
    """Return what reaches whom from one origin: Dijkstra over (party, steps), since a stronger path may be too long."""
    best = dict[tuple[int, int], float]()
    ahead = [(-strength, begin, 0)]
    while ahead:
        minus, here, steps = heappop(ahead)
        if -minus < web.bounds.threshold or (here, steps) in best:
            continue
        best[here, steps] = -minus
        if steps < web.bounds.depth:
            for tail, head, weight in web.lines:
                if tail == here:
                    heappush(ahead, (minus * weight, head, steps + 1))
    reached = dict[int, float]()
    for (party, _), found in best.items():
        if party != begin:
            reached[party] = max(found, reached.get(party, 0.0))
    return reached
