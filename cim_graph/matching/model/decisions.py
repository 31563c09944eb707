"""Decisions on pairs of records, and the clusters that follow: of one record's pairs or of millions."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import combinations, islice, pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.clusters import Clusters, Links, Pair, clusters, components
from cim_graph.matching.model.column import Indexes, Weights
from cim_graph.matching.model.rules import REVIEW, SAME
from cim_graph.matching.model.scorer import Scorer, Scores
from cim_graph.matching.model.weights import total

if TYPE_CHECKING:
    from cim_graph.matching.model.evidence import Evidence
    from cim_graph.matching.model.judgements import Judged

CHUNK = 100_000
"""Pairs that are scored at once."""
AT_ONCE = 2
"""Chunks that are scored side by side: what NumPy and RapidFuzz do waits for no other thread."""

_NO_PAIRS = np.empty(0, np.intp)


@dataclass(frozen=True, slots=True)
class Decided:
    """Pairs of records of one decision, with their odds in thousandths of a bit."""

    left: Indexes = field(default_factory=_NO_PAIRS.copy)
    right: Indexes = field(default_factory=_NO_PAIRS.copy)
    odds: Weights = field(default_factory=lambda: np.empty(0, np.int32))

    def where(self, chosen: NDArray[np.bool_]) -> "Decided":
        """Return some of the pairs."""
        return Decided(self.left[chosen], self.right[chosen], self.odds[chosen])

    def pairs(self) -> list[Pair]:
        """Return the pairs."""
        return list(zip(self.left.tolist(), self.right.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Judgements:
    """Pairs of records by number, the lower one first, that stewards judged."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Resolution:
    """Clusters of records; pairs for a steward by their probability; how many pairs were scored."""

    clusters: Clusters
    same: Decided
    reviews: Decided
    scored: int


def judged_by(judged: "Iterable[Judged]", place: Mapping[str, int], records: "Sequence[Evidence]") -> Judgements:
    """Return judgements by the numbers of records; a group is held together pair by pair, of those that have one.

    Where some of a group have become of another kind since, or entries of a list, what holds them to the others rests
    for as long as that is so.
    """
    same, different = set(), set()
    standing = list(judged)
    about: dict[str, dict[str, Judged]] = defaultdict(dict)
    for one in standing:
        for record in one.left:
            about[record][one.id] = one
    for one in standing:
        others = {id_: other for record in (*one.left, *one.right) for id_, other in about[record].items()}
        for group in one.groups(others.values()):
            numbers = [place[id_] for id_ in group if id_ in place]
            same |= {_pair(a, b) for alike in _alike(numbers, records) for a, b in pairwise(alike)}
        different |= {_pair(place[a], place[b]) for a, b in one.apart if a in place and b in place}
    return Judgements(frozenset(same), frozenset(different))


def _alike(numbers: Iterable[int], records: "Sequence[Evidence]") -> Iterable[list[int]]:
    """Return records of one kind, by kinds, that are no entries of lists."""
    found: dict[str, list[int]] = {}
    for number in numbers:
        if not records[number].listed:
            found.setdefault(records[number].kind, []).append(number)
    return found.values()


def _pair(one: int, other: int) -> Pair:
    return (min(one, other), max(one, other))


def decided_by(scorer: Scorer, chunks: Iterable[tuple[Indexes, Indexes]], judgements: Judgements) -> Resolution:
    """Decide on pairs of a pool, and form the clusters that follow from them and from what stewards judged."""
    same, reviews, apart, scored = decide(scorer, chunks)
    odds = dict(zip(same.pairs(), same.odds.tolist(), strict=True))
    links = Links(odds, judgements.same, judgements.different)
    near = components(len(scorer.pool), [*links.same, *links.judged])
    links = parted(links, apart.where(near[apart.left] == near[apart.right]).pairs())
    return Resolution(form(scorer, links), same, reviews, scored)


def decide(scorer: Scorer, chunks: Iterable[tuple[Indexes, Indexes]]) -> tuple[Decided, Decided, Decided, int]:
    """Score pairs: those of one party, those for a steward, those that stand apart, and how many there were."""
    kept: tuple[list[Decided], ...] = ([], [], [])
    scored = 0
    for (left, right), scores in _scored(scorer, chunks):
        scored += len(scores)
        chosen = (scores.ruled.decisions == SAME, scores.ruled.decisions == REVIEW, scores.ruled.apart)
        for of, some in zip(kept, chosen, strict=True):
            of.append(Decided(left, right, scores.odds).where(some))
    same, reviews, apart = map(_together, kept)
    return same, reviews, apart, scored


def _scored(
    scorer: Scorer, chunks: Iterable[tuple[Indexes, Indexes]]
) -> Iterator[tuple[tuple[Indexes, Indexes], Scores]]:
    """Yield chunks in their order with their scores; of several, two are scored side by side."""
    ahead = iter(chunks)
    if len(first := list(islice(ahead, AT_ONCE))) < AT_ONCE:
        yield from ((chunk, scorer.score(*chunk)) for chunk in first)
        return
    with ThreadPoolExecutor(AT_ONCE) as threads:
        under_way = deque((chunk, threads.submit(scorer.score, *chunk)) for chunk in first)
        while under_way:
            chunk, scores = under_way.popleft()
            done = scores.result()
            under_way.extend((more, threads.submit(scorer.score, *more)) for more in islice(ahead, 1))
            yield chunk, done


def _together(parts: Sequence[Decided]) -> Decided:
    if not parts:
        return Decided()
    return Decided(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("left", "right", "odds")))


def form(scorer: Scorer, links: Links) -> Clusters:
    """Form clusters until no two records of one stand apart, also of those that share no key."""
    registrations = [record.registrations for record in scorer.pool.records]
    seen = {*links.same, *links.apart}
    while True:
        formed = clusters(registrations, links, total(scorer.model.thresholds.same))
        unseen = [pair for pair in _inside(formed.of) if pair not in seen]
        seen.update(unseen)
        apart = decide(scorer, _chunks(unseen))[2].pairs()
        if not apart:
            return formed
        links = parted(links, apart)


def parted(links: Links, pairs: Iterable[Pair]) -> Links:
    """Return links with more pairs that stand apart."""
    return Links(links.same, links.judged, links.different, links.apart.union(pairs))


def _inside(of: NDArray[np.intp]) -> Iterator[Pair]:
    """Yield all pairs of records that are in one cluster of three or more."""
    order = np.argsort(of, kind="stable")
    _, starts, sizes = np.unique(of[order], return_index=True, return_counts=True)
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        if size > len(("one", "other")):
            yield from combinations(order[start : start + size].tolist(), 2)


def _chunks(pairs: Sequence[Pair]) -> Iterator[tuple[Indexes, Indexes]]:
    for first in range(0, len(pairs), CHUNK):
        left, right = np.array(pairs[first : first + CHUNK], np.intp).T
        yield left, right
