"""How groups grow: from each start down, along control and dependency.

A group starts with a control group, or with a single party where there is none, and takes in whoever depends on a
member with all that this one controls (Delegated Regulation (EU) 2024/1728, Art 3; EBA/GL/2017/15, section 7). Since
what a member controls is in its group already, that is everything that can be reached along the edges; and since a
group inside another is not listed, the starts are the parties that nothing leads to, circles taken as one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from cim_graph.groups.model.edges import Edges
from cim_graph.ownership.model.structure import Numbers

MOST_MEMBERSHIPS = 20_000_000
"""Memberships in all after which no further group is made; overlapping groups of a wild graph could fill the memory."""


@dataclass(frozen=True, slots=True)
class Apart:
    """By hand: a party that does not belong to the group of another."""

    party: int
    anchor: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """A group by number: the party that names it, and its members in order."""

    core: int
    members: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Gathering:
    """Every group, in the order of cores. `cut`: there are more than could be held."""

    groups: Sequence[Gathered]
    cut: bool


@dataclass(frozen=True, slots=True)
class _Net:
    """The edges among parties that have any, renumbered from 0 in the same order; those out of branching ones left out.

    `circle` numbers those that reach each other; `first` is the first party of each circle, `begins` whether nothing
    leads into it. `part` numbers what hangs together at all. `above`: of a circle, the branching parties that lead
    right to it.
    """

    parties: Numbers
    offsets: NDArray[np.int32]
    onward: NDArray[np.int32]
    circle: NDArray[np.int32]
    first: NDArray[np.int64]
    begins: NDArray[np.bool_]
    part: NDArray[np.int32]
    above: Mapping[int, set[int]]


@dataclass(slots=True)
class _Grown:
    """A group of a part with several starts. `doubtful`: it may lie inside another."""

    core: int
    members: set[int]
    doubtful: bool


def gather(edges: Edges, branching: Collection[int], apart: Sequence[Apart]) -> Gathering:
    """Return every group of two or more that lies in no other.

    `branching` are parties whose branches are assessed apart (EBA/GL/2017/15, section 5, for central governments): one
    group for each party right below it, the party itself in each. A group never grows past it.
    """
    if not len(edges):
        return Gathering((), cut=False)
    net = _net(edges, branching)
    parted = _numbered(net, apart)
    wild = _wild(net, parted)
    grown, cut = _grown(net, wild, parted)
    kept = [Gathered(int(net.parties[one.core]), net.parties[sorted(one.members)]) for one in _outermost(grown)]
    return Gathering(sorted([*_whole(net, wild), *kept], key=lambda group: group.core), cut)


def _net(edges: Edges, branching: Collection[int]) -> _Net:
    parties, flat = np.unique(np.concatenate([edges.source, edges.target]), return_inverse=True)
    source, target = flat[: len(edges)], flat[len(edges) :]
    growing = ~np.isin(edges.source, list(branching)) if branching else np.ones(len(edges), np.bool_)
    size = len(parties)
    ones = np.ones(np.count_nonzero(growing), np.int8)
    matrix = csr_array((ones, (source[growing], target[growing])), shape=(size, size))
    circles, circle = connected_components(matrix, connection="strong")
    _, part = connected_components(matrix, directed=False)
    _, first = np.unique(circle, return_index=True)
    begins = np.ones(circles, np.bool_)
    into = circle[target[growing]]
    begins[into[into != circle[source[growing]]]] = False
    above: dict[int, set[int]] = defaultdict(set)
    for one, other in zip(source[~growing].tolist(), target[~growing].tolist(), strict=True):
        above[int(circle[other])].add(one)
    return _Net(parties, matrix.indptr, matrix.indices, circle, first, begins, part, above)


def _numbered(net: _Net, apart: Sequence[Apart]) -> list[Apart]:
    """Return decisions by the numbers of the net; those about parties that are in no group at all fall away."""
    number = {party: place for place, party in enumerate(net.parties.tolist())} if apart else {}
    return [
        Apart(number[one.party], number[one.anchor])
        for one in apart
        if one.party in number and one.anchor in number and one.party != one.anchor
    ]


def _wild(net: _Net, parted: Sequence[Apart]) -> NDArray[np.bool_]:
    """Return of each part whether its groups have to be grown one by one: else the part is one group."""
    starts = np.bincount(net.part[net.first[net.begins]], minlength=int(net.part.max()) + 1)
    wild: NDArray[np.bool_] = starts > 1
    wild[net.part[net.first[list(net.above)]]] = True
    for one in parted:
        wild[net.part[[one.party, one.anchor]]] = True
    return wild


def _whole(net: _Net, wild: NDArray[np.bool_]) -> Iterator[Gathered]:
    """Yield the parts that are one group."""
    core = np.zeros(len(wild), np.int64)
    begin = net.first[net.begins]
    core[net.part[begin]] = begin
    order = np.argsort(net.part, kind="stable")
    bounds = np.searchsorted(net.part[order], np.arange(len(wild) + 1)).tolist()
    for part, (start, end) in enumerate(pairwise(bounds)):
        if end - start > 1 and not wild[part]:
            yield Gathered(int(net.parties[core[part]]), net.parties[order[start:end]])


def _grown(net: _Net, wild: NDArray[np.bool_], parted: Sequence[Apart]) -> tuple[list[_Grown], bool]:
    starts = np.union1d(net.first[net.begins], net.first[list(net.above)])
    doubtful = {place for one in parted for place in (one.party, one.anchor)} - set(starts.tolist())
    offsets, onward = net.offsets.tolist(), net.onward.tolist()
    grown: list[_Grown] = []
    held = 0
    for start in chain(starts[wild[net.part[starts]]].tolist(), sorted(doubtful)):
        members = _reached(offsets, onward, start, set())
        barred = _barred(start, members, parted)
        if barred:
            members = _reached(offsets, onward, start, barred)
        above = net.above.get(int(net.circle[start]), set())
        held += len(members)
        if held > MOST_MEMBERSHIPS:
            return grown, True
        grown.append(_Grown(start, members | above, bool(barred or above) or start in doubtful))
    return grown, False


def _reached(offsets: Sequence[int], onward: Sequence[int], start: int, barred: set[int]) -> set[int]:
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        found = [place for place in onward[offsets[here] : offsets[here + 1]] if place not in seen]
        fresh = [place for place in found if place not in barred]
        seen.update(fresh)
        ahead += fresh
    return seen


def _barred(start: int, members: set[int], parted: Sequence[Apart]) -> set[int]:
    """Return whom a group that has both sides of a decision has to do without: never its own core."""
    both = [one for one in parted if one.party in members and one.anchor in members]
    return {one.anchor if one.party == start else one.party for one in both}


def _outermost(grown: Sequence[_Grown]) -> Iterator[_Grown]:
    """Leave out parties that are alone, and groups that lie in another."""
    cores = {one.core for one in grown if one.doubtful}
    holding: dict[int, list[_Grown]] = defaultdict(list)
    for one in grown:
        for place in one.members & cores:
            holding[place].append(one)
    for one in grown:
        if len(one.members) > 1 and not (one.doubtful and any(_holds(other, one) for other in holding[one.core])):
            yield one


def _holds(other: _Grown, one: _Grown) -> bool:
    """Whether a group lies in another; of two that are equal the one whose core comes first stays."""
    if other is one or not one.members <= other.members:
        return False
    return len(other.members) > len(one.members) or other.core < one.core
