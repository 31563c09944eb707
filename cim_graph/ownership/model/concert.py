"""Parties that act in concert about a company: who belongs together, and what they hold together."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from cim_graph.ownership.model.control import Fixpoint, How
from cim_graph.ownership.model.pairs import Keys, Units, distinct, looked_up, ranges
from cim_graph.ownership.model.stakes import Stakes
from cim_graph.ownership.model.structure import NOBODY, Numbers, Structure

ROLE = "acting-in-concert"


@dataclass(frozen=True, slots=True)
class Concerts:
    """Groups that act in concert: group n is about `about[n]`; `group` and `member` are its members, sorted."""

    about: Numbers
    group: Keys
    member: Numbers

    def __len__(self) -> int:
        return len(self.about)

    def holders(self, size: int, pairs: Keys) -> tuple[Keys, Numbers]:
        """Return for each group its members and everything they control, each once, as group and holder."""
        starts = np.searchsorted(pairs, self.member.astype(np.int64) * size)
        stops = np.searchsorted(pairs, (self.member.astype(np.int64) + 1) * size)
        groups = np.concatenate((self.group, np.repeat(self.group, stops - starts)))
        holders = np.concatenate((self.member, pairs[ranges(starts, stops)] % size))
        keys = distinct(groups.astype(np.int64) * size + holders.astype(np.int64))
        return keys // size, (keys % size).astype(np.int32)

    def together(self, stakes: Stakes, units: Units, pairs: Keys) -> Units:
        """Return how many units each group holds in the company that it is about."""
        group, holder = self.holders(stakes.size, pairs)
        keys = stakes.held.astype(np.int64) * stakes.size + stakes.holder
        held = looked_up(self.about[group].astype(np.int64) * stakes.size + holder, keys, units)
        return np.bincount(group, held, len(self)).astype(np.int64) if len(self) else np.empty(0, np.int64)


def concerts(structure: Structure, stakes: Stakes) -> Concerts:
    """Return the groups that the ties state. A tie about no company is about each in which both have a stake."""
    ties = structure.ties
    rows = np.array([row for row, word in enumerate(ties.word) if word == ROLE and ties.kind[row] == "RELATED_TO"], int)
    about, one, other = ties.about[rows], ties.source[rows], ties.target[rows]
    loose = about == NOBODY
    parts = [(about[~loose], one[~loose], other[~loose]), *_shared(stakes, one[loose], other[loose])]
    return _grouped(stakes.size, *(np.concatenate([part[at] for part in parts]).astype(np.int64) for at in range(3)))


def _shared(stakes: Stakes, one: Numbers, other: Numbers) -> list[tuple[Numbers, Numbers, Numbers]]:
    """Return ties about each company that both ends hold directly."""
    parts = []
    for first, second in zip(one, other, strict=True):
        both = np.intersect1d(stakes.held[stakes.holder == first], stakes.held[stakes.holder == second])
        parts.append((both, np.full(len(both), first), np.full(len(both), second)))
    return parts


def _grouped(size: int, about: Keys, one: Keys, other: Keys) -> Concerts:
    """Join ties about the same company that share an end."""
    nodes, place = np.unique(np.concatenate((about * size + one, about * size + other)), return_inverse=True)
    if not len(nodes):
        return Concerts(np.empty(0, np.int32), nodes, np.empty(0, np.int32))
    ends = place[: len(one)], place[len(one) :]
    graph = coo_array((np.ones(len(one), np.int8), ends), shape=(len(nodes),) * 2)
    count, label = connected_components(graph, directed=False)
    subject = np.empty(count, np.int32)
    subject[label] = nodes // size
    order = np.argsort(label, kind="stable")
    return Concerts(subject, label[order].astype(np.int64), (nodes[order] % size).astype(np.int32))


def in_concert(fixpoint: Fixpoint, groups: Concerts) -> None:
    """Let every member of a group with over half of the votes control the company, until nothing more follows."""
    stakes = fixpoint.stakes
    while len(groups):
        votes = groups.together(stakes, stakes.votes, fixpoint.pairs)
        strong = 2 * votes > stakes.castable[groups.about]
        rows = np.flatnonzero(strong[groups.group] & (groups.member != groups.about[groups.group]))
        if not fixpoint.add(groups.member[rows], groups.about[groups.group[rows]], How.CONCERT):
            return
