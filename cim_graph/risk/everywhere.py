"""The whole base at once: read in columnar pages, spread from all origins together, scored in columns."""

import asyncio
from array import array
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import nan
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from cim_graph.access.rights import Scope
from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.risk.facts import EMPTY, Facts, column
from cim_graph.risk.propagation.combined import combined
from cim_graph.risk.propagation.spread import Bounds, Origins, Spread, spread
from cim_graph.risk.reading import Reading, party_of
from cim_graph.risk.results import unanswered
from cim_graph.risk.scheme import Scheme
from cim_graph.risk.scoring import Scored, own_strength, scored
from cim_graph.risk.store import PAGE, Leaf, Turn
from cim_graph.risk.ties import Ties, roads

if TYPE_CHECKING:
    from cim_graph.risk.versions import Version

ROWS: Final = 10_000
EXAMPLES: Final = 5
"""Parties that are named of those that move from one class to another."""
_NO_IDS: Final = np.zeros(0, dtype="S1")
_KINDS: Final = [kind.value for kind in RelationshipKind]


@dataclass(frozen=True, slots=True)
class Whole:
    """All parties by ascending ids, with their facts and branches, and the relationships among them with their ids."""

    ids: Sequence[str]
    facts: Facts
    branches: Sequence[str | None]
    ties: Ties
    tie_ids: NDArray[np.bytes_]


def _numbers() -> "array[int]":
    return array("i")


def _percents() -> "array[float]":
    return array("d")


@dataclass(slots=True)
class _Gathering:
    """What has come so far; an end is numbered when it is met, be it before its party."""

    reading: Reading
    number: dict[str, int] = field(default_factory=dict)
    described: list[str] = field(default_factory=list)
    branches: list[str | None] = field(default_factory=list)
    parties: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in EMPTY})
    source: "array[int]" = field(default_factory=_numbers)
    target: "array[int]" = field(default_factory=_numbers)
    kind: "array[int]" = field(default_factory=_numbers)
    strength: "array[float]" = field(default_factory=_percents)
    tie_ids: list[NDArray[np.bytes_]] = field(default_factory=list)

    def take(self, leaf: Leaf) -> None:
        """Add a page."""
        for id_, *said, branch in leaf.items:
            self.described.append(id_)
            self.branches.append(branch)
            for name, value in self.reading.seen(party_of(self.reading.day, *said)).items():
                self.parties[name].append(value)
        place = {kind: at for at, kind in enumerate(_KINDS)}
        self.tie_ids.append(np.array([tie[0] for tie in leaf.ties], dtype=np.bytes_))
        for _, kind, source, target, strength in leaf.ties:
            self.source.append(self._number(source))
            self.target.append(self._number(target))
            self.kind.append(place[kind])
            self.strength.append(nan if strength < 0 else strength)

    def _number(self, id_: str) -> int:
        return self.number.setdefault(id_, len(self.number))

    def whole(self) -> Whole:
        """Return what came; a relationship to a party that has come since the reading began is left out."""
        place = {id_: at for at, id_ in enumerate(self.described)}
        now = np.array([place.get(id_, -1) for id_ in self.number], dtype=np.int32)
        source, target = (now[np.asarray(ends, dtype=np.int64)] for ends in (self.source, self.target))
        there = (source >= 0) & (target >= 0)
        kind, strength = np.asarray(self.kind, dtype=np.int32), np.asarray(self.strength, dtype=np.float64)
        ties = Ties(source[there], target[there], kind[there], strength[there], _KINDS)
        known = {name: column(values) for name, values in self.parties.items()}
        return Whole(self.described, known, self.branches, ties, np.concatenate(self.tie_ids or [_NO_IDS])[there])


async def whole(reading: Reading) -> Whole:
    """Read the whole base of today, as far as its reader may know."""
    gathering = _Gathering(reading)
    async for leaf in _leaves(reading):
        gathering.take(leaf)
    return gathering.whole()


async def _leaves(reading: Reading) -> AsyncIterator[Leaf]:
    """Yield page after page; the next is fetched while one is worked on."""
    kinds = [kind for kind in _KINDS if reading.shows(kind)]

    async def page(after: str) -> Leaf:
        [leaf] = await reading.graph.read(PAGE(Turn(after, ROWS, kinds, reading.day)))
        return leaf

    coming = asyncio.create_task(page(""))
    while (leaf := await coming).items:
        coming = asyncio.create_task(page(leaf.items[-1][0]))
        yield leaf


def scored_all(base: Whole, scheme: Scheme) -> Scored:
    """Score all parties: the same as each gets alone."""
    return scored(scheme, base.facts, combined(spread_all(base, scheme), scheme.propagation.cap))


def spread_all(base: Whole, scheme: Scheme) -> Spread:
    """Return what reaches whom from all origins."""
    propagation = scheme.propagation
    own = own_strength(scheme, base.facts)
    begin = np.flatnonzero(own > 0).astype(np.int32)
    ways = roads(propagation, len(base.ids), base.ties)
    return spread(ways, Origins(begin, own[begin]), Bounds(propagation.threshold, propagation.depth))


@dataclass(frozen=True, slots=True)
class Move:
    """How many parties go from one class to another, and some of them."""

    before: str
    after: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a version would change: parties looked at, of each class how many before and after, and who moves.

    `unanswered`: of how many parties a factor, rule or origin of the new version could not be worked out.
    """

    parties: int
    classes: Mapping[str, tuple[int, int]]
    moved: Sequence[Move]
    unanswered: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Among:
    """Parties that are counted: those that a caller may see, and of these the first, if not all."""

    scope: Scope
    sample: int | None = None

    def places(self, base: Whole) -> NDArray[np.int64]:
        """Return their places."""
        if self.scope.whole:
            return np.arange(len(base.ids))[: self.sample]
        segment = base.facts["segment"]
        opens = cache(self.scope.opens)
        told = zip(base.branches, segment.codes.tolist(), strict=True)
        shown = [place for place, (branch, code) in enumerate(told) if opens(branch, segment.values[code] or None)]
        return np.array(shown, dtype=np.int64)[: self.sample]


def compared(base: Whole, before: "Version", after: "Version", among: Among) -> DryRun:
    """Compare two versions on parties, the first by id where not all: ids are digests, so these are drawn by chance.

    Classes by score and rules; those set by hand are the same under both.
    """
    places = among.places(base)
    ids = [base.ids[place] for place in places.tolist()]
    was, _ = _words(base, before.scheme, places)
    will, unanswered = _words(base, after.scheme, places)
    of, to = Counter(was), Counter(will)
    names = dict.fromkeys([*(one.name for one in after.scheme.classes), *(one.name for one in before.scheme.classes)])
    pairs: dict[tuple[str, str], list[str]] = {}
    for id_, old, new in zip(ids, was, will, strict=True):
        if old != new:
            pairs.setdefault((old, new), []).append(id_)
    moved = [Move(*pair, len(ids), tuple(ids[:EXAMPLES])) for pair, ids in pairs.items()]
    moved.sort(key=lambda move: (-move.count, move.before, move.after))
    return DryRun(len(was), {name: (of[name], to[name]) for name in names}, moved, unanswered)


def _words(base: Whole, scheme: Scheme, places: NDArray[np.int64]) -> tuple[list[str], dict[str, int]]:
    """Return the classes of parties, and of how many of them what could not be worked out."""
    if not len(places):
        return [], {}
    names, found = [one.name for one in scheme.classes], scored_all(base, scheme)
    return [names[at] for at in found.place[places].tolist()], unanswered(scheme, found, base.facts, places)
