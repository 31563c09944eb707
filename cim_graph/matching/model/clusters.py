"""Which records are of one party, once it is known how each two of them compare."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

LARGEST = 100
"""Records of one party that are put together without a steward."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Edge:
    """Two records that a model takes for one party, and how probable that is."""

    left: str
    right: str
    probability: float


@dataclass(frozen=True, slots=True)
class Clusters:
    """Records divided into parties, each in order, and the matches that were not followed: a steward has to say."""

    members: tuple[tuple[str, ...], ...]
    refused: tuple[Edge, ...]


class _Parties:
    """Parties as they grow: their members, and the records that must not come to them."""

    def __init__(self, records: Iterable[str], apart: Iterable[Pair]) -> None:
        self.home = {id_: id_ for id_ in records}
        self.members = {id_: [id_] for id_ in self.home}
        self._foes: dict[str, set[str]] = defaultdict(set)
        for left, right in apart:
            self._foes[left].add(right)
            self._foes[right].add(left)

    def may_join(self, left: str, right: str) -> bool:
        """Whether no record of one home must stay apart from one of the other."""
        few, many = sorted((left, right), key=lambda home: len(self.members[home]))
        return self._foes[many].isdisjoint(self.members[few])

    def size(self, *homes: str) -> int:
        """How many records these homes have together."""
        return sum(len(self.members[home]) for home in homes)

    def join(self, left: str, right: str) -> None:
        """Make one home of two; the smaller one moves."""
        few, many = sorted((left, right), key=lambda home: (len(self.members[home]), home))
        for id_ in self.members[few]:
            self.home[id_] = many
        self.members[many] += self.members.pop(few)
        self._foes[many] |= self._foes.pop(few, set())


def clusters(
    records: Iterable[str],
    edges: Iterable[Edge],
    held: Iterable[Sequence[str]] = (),
    apart: Iterable[Pair] = (),
    largest: int = LARGEST,
) -> Clusters:
    """Divide records into parties.

    `held` are records that a steward holds together, whatever else is said; `apart` pairs that are never of one party:
    judged different, or with identifiers that only one party can have. The strongest match is followed first (of
    equally strong ones, by id), so that the answer depends on no order, and on nothing but what is connected. A match
    is not followed that would bring together what is to be apart, or more than `largest` records.
    """
    parties = _Parties(records, apart)
    for group in held:
        for left, right in pairwise(id_ for id_ in group if id_ in parties.home):
            if parties.home[left] != parties.home[right]:
                parties.join(parties.home[left], parties.home[right])
    refused = []
    for edge in sorted(
        edges, key=lambda edge: (-edge.probability, min(edge.left, edge.right), max(edge.left, edge.right))
    ):
        left, right = parties.home[edge.left], parties.home[edge.right]
        if left == right:
            continue
        if parties.may_join(left, right) and parties.size(left, right) <= largest:
            parties.join(left, right)
        else:
            refused.append(edge)
    members = sorted(tuple(sorted(ids)) for ids in parties.members.values())
    return Clusters(tuple(members), tuple(refused))
