"""Clusters of records that are of one party, formed so that no chain joins what must stay apart.

Links are taken from the strongest on. Two clusters are not joined if any record of one was judged different from, or
stands apart from, any of the other, or has another number where one holder has one number. Neither are they while one
of them might as well be joined to a third that has to stay apart from the other: which of two it is must be as sure as
a match is. All of that is for a steward.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.evidence import Registration

MOST_RECORDS = 50
"""Records of one party; a cluster that would have more is for a steward as a whole."""

Pair = tuple[int, int]
JUDGED = 1 << 30
"""Odds of pairs that a steward judged the same: above all others."""


class Held(StrEnum):
    """Why a link was not followed."""

    APART = "apart"
    CONFLICT = "conflict"
    EITHER = "either"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class Links:
    """What is known of pairs of records; each pair with the lower number first, and numbers in the order of ids.

    `same` are the pairs that are decided to be the same, with their odds in thousandths of a bit; `judged` and
    `different` are those that stewards judged; `apart` those that contradict each other (`rules.py`), unless judged the
    same.
    """

    same: Mapping[Pair, int]
    judged: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Clusters:
    """The cluster of each record, by its lowest number, and the links that were not followed, with the reason."""

    of: NDArray[np.intp]
    held: Mapping[Pair, Held]


def clusters(
    registrations: Sequence[Sequence[Registration]], links: Links, margin: int, most: int = MOST_RECORDS
) -> Clusters:
    """Form clusters of as many records as `registrations` has; `margin` is how much surer one of two has to be."""
    edges = {**links.same, **dict.fromkeys(links.judged, JUDGED)}
    groups = components(len(registrations), edges)
    forbidden = _by_group(groups, links.different | (links.apart - links.judged))
    of, held = np.arange(len(registrations)), {}
    for group, of_group in _by_group(groups, edges).items():
        forming = _Forming(registrations, {pair: edges[pair] for pair in of_group}, forbidden.get(group, ()), margin)
        forming.join_all()
        forming.dissolve(most, links.judged)
        for lowest, members in forming.members.items():
            of[list(members)] = lowest
        held.update(forming.held())
    return Clusters(of, held)


def components(records: int, edges: Iterable[Pair]) -> NDArray[np.int32]:
    """Return by record which records hang together by pairs; there are as many as `records`."""
    # Whoever only asks for help does not wait for SciPy.
    from scipy.sparse import coo_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    ends = np.array(list(edges), np.intp).reshape(-1, 2).T
    graph = coo_array((np.ones(ends.shape[1], np.int8), (ends[0], ends[1])), (records, records))
    return connected_components(graph, directed=False)[1]


def _by_group(groups: NDArray[np.int32], pairs: Iterable[Pair]) -> dict[int, list[Pair]]:
    """Return pairs by the component that both their records are in."""
    found: dict[int, list[Pair]] = {}
    of = groups.tolist()
    for pair in pairs:
        if of[pair[0]] == of[pair[1]]:
            found.setdefault(of[pair[0]], []).append(pair)
    return found


class _Forming:
    """The clusters of one component while they are formed, each named by its lowest record."""

    def __init__(
        self,
        registrations: Sequence[Sequence[Registration]],
        edges: Mapping[Pair, int],
        apart: Iterable[Pair],
        margin: int,
    ) -> None:
        self.members = {record: {record} for pair in edges for record in pair}
        self._edges, self._margin, self._apart = edges, margin, list(apart)
        self._of = {record: record for record in self.members}
        self._numbers = {record: _numbers(registrations[record]) for record in self.members}
        self._start(self._edges)

    def _start(self, edges: Mapping[Pair, int]) -> None:
        self._near: dict[int, dict[int, int]] = {record: {} for record in self.members}
        self._far: dict[int, set[int]] = {record: set() for record in self.members}
        for (left, right), odds in edges.items():
            self._near[left][right] = self._near[right][left] = odds
        for left, right in self._apart:
            self._far[left].add(right)
            self._far[right].add(left)

    def join_all(self) -> None:
        """Follow links from the strongest on; of equal ones that with the lower numbers first."""
        for (left, right), odds in sorted(self._edges.items(), key=lambda edge: (-edge[1], edge[0])):
            one, other = self._of[left], self._of[right]
            if one != other and self._hindrance(one, other, odds) is None:
                self._join(one, other)

    def _hindrance(self, one: int, other: int, odds: int) -> Held | None:
        if other in self._far[one]:
            return Held.APART
        if self._in_conflict(one, other):
            return Held.CONFLICT
        if odds < JUDGED and (self._either(one, other, odds) or self._either(other, one, odds)):
            return Held.EITHER
        return None

    def _in_conflict(self, one: int, other: int) -> bool:
        numbers, others = self._numbers[one], self._numbers[other]
        return any(
            values.isdisjoint(more) for scheme in numbers.keys() & others for values in numbers[scheme]
            for more in others[scheme]
        )  # fmt: skip

    def _either(self, one: int, other: int, odds: int) -> bool:
        """Whether `one` might as well be joined to a third that has to stay apart from `other`."""
        return any(
            near >= odds - self._margin
            and third != other
            and (third in self._far[other] or self._in_conflict(third, other))
            for third, near in self._near[one].items()
        )

    def _join(self, one: int, other: int) -> None:
        kept, gone = min(one, other), max(one, other)
        for record in self.members[gone]:
            self._of[record] = kept
        self.members[kept] |= self.members.pop(gone)
        for scheme, values in self._numbers.pop(gone).items():
            self._numbers[kept][scheme] = self._numbers[kept].get(scheme, frozenset()) | values
        self._move(kept, gone)

    def _move(self, kept: int, gone: int) -> None:
        for third, odds in self._near.pop(gone).items():
            del self._near[third][gone]
            if third != kept:
                strongest = max(odds, self._near[kept].get(third, odds))
                self._near[kept][third] = self._near[third][kept] = strongest
        for third in self._far.pop(gone):
            self._far[third].discard(gone)
            self._far[third].add(kept)
            self._far[kept].add(third)

    def dissolve(self, most: int, judged: frozenset[Pair]) -> None:
        """Take clusters apart that are larger than they may be, but for what stewards judged the same."""
        self._large: set[int] = set()
        for lowest, members in list(self.members.items()):
            if len(members) > most:
                self._large |= members
                del self.members[lowest]
                self.members |= _judged_together(members, judged)
        self._of = {record: lowest for lowest, members in self.members.items() for record in members}

    def held(self) -> dict[Pair, Held]:
        """Return the links between clusters, and why they were not followed."""
        return {
            pair: Held.SIZE if self._large.issuperset(pair) else self._why(pair, odds)
            for pair, odds in self._edges.items()
            if self._of[pair[0]] != self._of[pair[1]]
        }

    def _why(self, pair: Pair, odds: int) -> Held:
        one, other = (self._of[record] for record in pair)
        known = one in self._far and other in self._far
        return (self._hindrance(one, other, odds) if known else None) or Held.EITHER


def _numbers(registrations: Sequence[Registration]) -> dict[str, frozenset[frozenset[str]]]:
    """Return by scheme the sets of values that single records state: one set, until clusters are joined."""
    return {one.scheme: frozenset({frozenset(one.values)}) for one in registrations}


def _judged_together(members: set[int], judged: frozenset[Pair]) -> dict[int, set[int]]:
    numbers = {record: place for place, record in enumerate(sorted(members))}
    pairs = [(numbers[left], numbers[right]) for left, right in judged if left in members and right in members]
    together: dict[int, set[int]] = {}
    for record, group in zip(sorted(members), components(len(numbers), pairs).tolist(), strict=True):
        together.setdefault(group, set()).add(record)
    return {min(group): group for group in together.values()}
