"""Who controls one party: the least fixpoint of `control`, looked at from below.

A party that votes in one other only, or is linked to that one only, controls what that one controls and nothing else.
So all that somebody controls is asked of parties that lead to several; chains are made of the others, who are walked up
to one by one.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from cim_graph.ownership.model.answer import Control
from cim_graph.ownership.model.control import Fixpoint, stated
from cim_graph.ownership.model.pairs import Keys, distinct
from cim_graph.ownership.model.stakes import Stakes, settle
from cim_graph.ownership.model.structure import Structure
from cim_graph.ownership.model.upstream import upstream

Own = dict[int, frozenset[int]]
"""For each party those who are next to the subject, among it and what it controls."""


def controllers(structure: Structure, subject: int) -> list[Control]:
    """Return everybody who controls a party, alone or with what it controls; most votes first."""
    above, number = upstream(structure, subject)
    near = Near.of(above, settle(above).least, number)
    found = [near.control(party, own) for party, own in near.controlling().items()]
    return sorted(found, key=lambda control: (-control.voting, control.party))


@dataclass(frozen=True, slots=True)
class Near:
    """What is next to a subject: units of votes by holder, who casts votes of some number, facts by source."""

    structure: Structure
    stakes: Stakes
    subject: int
    units: dict[int, int]
    casting: frozenset[int]
    facts: dict[int, list[str]]

    @classmethod
    def of(cls, structure: Structure, stakes: Stakes, subject: int) -> "Near":
        """Look at the stakes in a subject and at the facts that say who controls it."""
        holdings, ties = structure.holdings, structure.ties
        rows = np.flatnonzero(stakes.held == subject)
        units = dict(zip(stakes.holder[rows].tolist(), stakes.votes[rows].tolist(), strict=True))
        cast = (holdings.held == subject) & ~holdings.suspended & ~(holdings.votes <= 0)
        stating = [at for at in np.flatnonzero(ties.target == subject).tolist() if ties.kind[at] == "CONTROLS"]
        facts: defaultdict[int, list[str]] = defaultdict(list)
        for at in stating:
            facts[int(ties.source[at])].append(ties.word[at])
        return cls(structure, stakes, subject, units, frozenset(holdings.holder[cast].tolist()), facts)

    def control(self, party: int, own: frozenset[int]) -> Control:
        """Say by which means, and through which of those that it controls; `votes` stands for a majority of votes."""
        ids, castable = self.structure.parties.ids, int(self.stakes.castable[self.subject])
        cast = sum(self.units.get(holder, 0) for holder in own)
        stating = [source for source in sorted(own) if source in self.facts]
        voting = 2 * cast > castable
        through = {*stating, *(self.casting & own if voting else ())}
        words = (["votes"] if voting else []) + [word or "control" for source in stating for word in self.facts[source]]
        return Control(
            party=ids[party],
            means=tuple(dict.fromkeys(words)),
            through=tuple(ids[middle] for middle in sorted(through - {party})),
            voting=100 * cast / max(castable, 1),
        )

    def controlling(self) -> Own:
        """Return who controls the subject."""
        size, links = self.stakes.size, stated(self.structure)
        voted = np.flatnonzero(self.stakes.votes > 0)
        linked = links.source.astype(np.int64) * size + links.target
        keys = distinct(np.concatenate((self._keys(voted), linked)))
        several = np.bincount(keys[keys // size != keys % size] // size, minlength=size) > 1
        several[self.subject] = True
        half = self.stakes.castable[self.stakes.held[voted]]
        direct = np.concatenate((self._keys(voted[2 * self.stakes.votes[voted] > half]), linked))
        found = self._of_several(Fixpoint(self.stakes, links, several))
        return self._walked(found, direct[~several[direct // size]])

    def _keys(self, rows: Keys) -> Keys:
        return self.stakes.holder[rows].astype(np.int64) * self.stakes.size + self.stakes.held[rows]

    def _of_several(self, fixpoint: Fixpoint) -> Own:
        """Return the subject, and who controls it of those whose control was asked for."""
        size, next_to = self.stakes.size, self._next()
        controller, controlled = fixpoint.pairs // size, fixpoint.pairs % size
        marks = np.zeros(size, bool)
        marks[list(next_to)] = True
        own: defaultdict[int, set[int]] = defaultdict(set)
        near = marks[controlled]
        for party, middle in zip(controller[near].tolist(), controlled[near].tolist(), strict=True):
            own[party].add(middle)
        wanted = [self.subject, *controller[controlled == self.subject].tolist()]
        return {party: frozenset(own[party] | ({party} & next_to)) for party in wanted}

    def _next(self) -> frozenset[int]:
        return (self.casting | self.units.keys() | self.facts.keys()) - {self.subject}

    def _walked(self, found: Own, direct: Keys) -> Own:
        """Go on to those who control one that is found by a majority or a link of their own; leave out the subject."""
        above, next_to = defaultdict(list), self._next()
        for key in direct.tolist():
            above[key % self.stakes.size].append(key // self.stakes.size)
        waiting = list(found)
        while waiting:
            party = waiting.pop()
            for holder in above[party]:
                if holder not in found:
                    found[holder] = found[party] | {holder} if holder in next_to else found[party]
                    waiting.append(holder)
        return {party: own for party, own in found.items() if party != self.subject}
