"""Clusters of records that are of one party, formed so that no chain joins what must stay apart.

What stewards judged the same comes first, whatever contradicts it. Then links are taken from the strongest on. Two
clusters are not joined if any record of one was judged different from, or stands apart from, any of the other, or has
another number where one holder has one number. Neither are they while one of them might as well be joined to a third
that has to stay apart from the other: which of two it is must be as sure as a match is. All of that is for a steward.

A contradiction that a steward overruled holds up nobody: whoever matches one of two records that were judged the same
may contradict the other, or whoever matches that, as the two do; and may have the number of either.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.evidence import Registration

MOST_RECORDS = 50
"""Records of one party; a cluster that would have more is for a steward as a whole."""

Pair = tuple[int, int]


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
    `different` are those that stewards judged; `apart` those that contradict each other (`rules.py`).
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
    groups = components(len(registrations), [*links.same, *links.judged])
    by_group = {name: _by_group(groups, getattr(links, name)) for name in ("same", "judged", "different", "apart")}
    of, held = np.arange(len(registrations)), {}
    for group in by_group["same"].keys() | by_group["judged"].keys():
        same, judged, different, apart = (pairs.get(group, []) for pairs in by_group.values())
        forming = _Forming(registrations, {pair: links.same[pair] for pair in same}, judged, margin)
        forming.judge(judged, different)
        forming.join_all(apart)
        forming.dissolve(most, judged)
        for lowest, members in forming.members.items():
            of[list(members)] = lowest
        held.update(forming.held())
    return Clusters(of, held)


def components(records: int, edges: Iterable[Pair]) -> NDArray[np.intp]:
    """Return by record the lowest of those that hang together with it by pairs; there are as many as `records`."""
    ends = np.array(list(edges), np.intp).reshape(-1, 2).T
    lowest = np.arange(records)
    while (apart := (of := lowest[ends])[0] != of[1]).any():
        low, high = np.sort(of[:, apart], axis=0)
        np.minimum.at(lowest, high, low)
        while ((next_ := lowest[lowest]) != lowest).any():
            lowest = next_
    return lowest


def _by_group(groups: NDArray[np.intp], pairs: Iterable[Pair]) -> dict[int, list[Pair]]:
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
        judged: Iterable[Pair],
        margin: int,
    ) -> None:
        self.members = {record: {record} for pair in (*edges, *judged) for record in pair}
        self._edges, self._margin = edges, margin
        self._of = {record: record for record in self.members}
        self._numbers = {record: _numbers(registrations[record]) for record in self.members}
        self._near: dict[int, dict[int, int]] = {record: {} for record in self.members}
        self._far: dict[int, set[int]] = {record: set() for record in self.members}
        for (left, right), odds in edges.items():
            self._near[left][right] = self._near[right][left] = odds
        self._matched = {record: tuple(near) for record, near in self._near.items()}

    def judge(self, judged: Iterable[Pair], different: Iterable[Pair]) -> None:
        """Join what stewards judged the same: such a party has all numbers of its records."""
        self._part(different)
        for left, right in sorted(judged):
            one, other = self._of[left], self._of[right]
            if one != other and other not in self._far[one]:
                self._join(one, other)
        for lowest, numbers in self._numbers.items():
            self._numbers[lowest] = {scheme: frozenset({frozenset().union(*of)}) for scheme, of in numbers.items()}

    def join_all(self, apart: Sequence[Pair]) -> None:
        """Follow links from the strongest on; of equal ones that with the lower numbers first."""
        self._part(self._not_overruled(apart))
        for (left, right), odds in sorted(self._edges.items(), key=lambda edge: (-edge[1], edge[0])):
            one, other = self._of[left], self._of[right]
            if one != other and self._hindrance(one, other, odds) is None:
                self._join(one, other)

    def _not_overruled(self, apart: Sequence[Pair]) -> Iterator[Pair]:
        """Yield pairs that contradict each other in another way than stewards found that records of one party do."""
        known = frozenset(apart)
        for left, right in apart:
            if self._of[left] != self._of[right] and not any(
                self._of[one] == self._of[other] and _pair(one, other) in known
                for one, other in product(self._alike(left), self._alike(right))
            ):
                yield left, right

    def _alike(self, record: int) -> list[int]:
        """Return a record, and those it matches that stewards judged to be of one party with others."""
        return [record, *(other for other in self._matched[record] if len(self.members[self._of[other]]) > 1)]

    def _part(self, pairs: Iterable[Pair]) -> None:
        for left, right in pairs:
            one, other = self._of[left], self._of[right]
            self._far[one].add(other)
            self._far[other].add(one)

    def _hindrance(self, one: int, other: int, odds: int) -> Held | None:
        if other in self._far[one]:
            return Held.APART
        if self._in_conflict(one, other):
            return Held.CONFLICT
        if self._either(one, other, odds) or self._either(other, one, odds):
            return Held.EITHER
        return None

    def _in_conflict(self, one: int, other: int, beside: int | None = None) -> bool:
        """Whether two clusters have two numbers of one scheme, other than a third, beside them, has both of."""
        numbers, others = self._numbers[one], self._numbers[other]
        both = {} if beside is None else self._numbers[beside]
        return any(
            values.isdisjoint(more) and not any(of & values and of & more for of in both.get(scheme, ()))
            for scheme in numbers.keys() & others
            for values, more in product(numbers[scheme], others[scheme])
        )

    def _either(self, one: int, other: int, odds: int) -> bool:
        """Whether `one` might as well be joined to a third that has to stay apart from `other`."""
        return any(
            near >= odds - self._margin
            and third != other
            and (third in self._far[other] or self._in_conflict(third, other, one))
            for third, near in self._near[one].items()
        )

    def _join(self, one: int, other: int) -> None:
        kept, gone = min(one, other), max(one, other)
        for record in self.members[gone]:
            self._of[record] = kept
        self.members[kept] |= self.members.pop(gone)
        for scheme, values in self._numbers.pop(gone).items():
            known = self._numbers[kept].get(scheme, frozenset())
            self._numbers[kept][scheme] = _widest(known | values)
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

    def dissolve(self, most: int, judged: Sequence[Pair]) -> None:
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


def _widest(sets: frozenset[frozenset[str]]) -> frozenset[frozenset[str]]:
    """Return sets of values without those that are part of another."""
    return frozenset(one for one in sets if not any(one < other for other in sets))


def _pair(one: int, other: int) -> Pair:
    return (min(one, other), max(one, other))


def _judged_together(members: set[int], judged: Sequence[Pair]) -> dict[int, set[int]]:
    numbers = {record: place for place, record in enumerate(sorted(members))}
    pairs = [(numbers[left], numbers[right]) for left, right in judged if left in members and right in members]
    together: dict[int, set[int]] = {}
    for record, group in zip(sorted(members), components(len(numbers), pairs).tolist(), strict=True):
        together.setdefault(group, set()).add(record)
    return {min(group): group for group in together.values()}
