"""What lies around parties, as far as risk may come to them: it is read a step at a time."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from cim_graph.risk.everywhere import Whole
from cim_graph.risk.facts import facts
from cim_graph.risk.propagation.spread import Bounds, Origins, Spread, spread
from cim_graph.risk.reading import WIDEST, Front, Party, Reading
from cim_graph.risk.scheme import Propagation, Scheme
from cim_graph.risk.ties import Tie, columns, weighed

MOST_PARTIES: Final = 5000
"""Parties whose relationships are looked at for one assessment; where it would be more, a factor `cut` says so."""


@dataclass(slots=True)
class Walk:
    """Looks around parties: `back` as far as risk may come to any of them, else as far as theirs may go."""

    reading: Reading
    propagation: Propagation
    subjects: Collection[str]
    back: bool = True
    ties: dict[str, Tie] = field(default_factory=dict)
    looked: set[str] = field(default_factory=set)
    left: int = 0

    async def run(self) -> None:
        """Read on until no party is left that enough risk could pass by one more relationship, two steps at once."""
        ahead = dict.fromkeys(self.subjects, 1.0) if self.propagation.depth else {}
        steps = 1
        while ahead:
            room = MOST_PARTIES - len(self.looked)
            self.left = max(0, len(ahead) - room)
            now = {id_: ahead[id_] for id_ in sorted(ahead)[:room]}
            if not now:
                break
            further = room - len(now) if steps < self.propagation.depth else 0
            met = await self.reading.around(Front(now, self.propagation, self.back, self.looked, further))
            self.ties |= {tie.id: tie for tie in met.ties}
            self.looked.update(met.looked)
            within = self.within(self.propagation.depth - 1)
            ahead = {id_: strength for id_, strength in within.items() if id_ not in self.looked}
            steps += 2

    def within(self, depth: int) -> dict[str, float]:
        """Return the parties that enough risk may pass within some steps, with the most that may come of all of it."""
        ids, _, found = self.spread(depth)
        strongest = np.zeros(len(ids))
        np.maximum.at(strongest, found.party, found.strength)
        return {ids[number]: float(strongest[number]) for number in np.flatnonzero(strongest).tolist()}

    def spread(self, depth: int) -> tuple[Sequence[str], Sequence[Tie], Spread]:
        """Spread from all subjects over what was met, some steps; return ids and ties by their numbers, too."""
        there = list(self.ties.values())
        if self.back:
            there = [Tie(tie.id, tie.kind, tie.target, tie.source, tie.strength) for tie in there]
        ids = sorted({*self.subjects, *(end for tie in there for end in (tie.source, tie.target))})
        roads, known = weighed(self.propagation, ids, there)
        begin = np.searchsorted(ids, sorted(set(self.subjects))).astype(np.int32)
        found = spread(roads, Origins(begin, np.ones(len(begin))), Bounds(self.propagation.threshold, depth))
        return ids, known, found

    async def described(self) -> dict[str, Party]:
        """Return what schemes look at of the subjects, and of the parties from which enough risk may come to any."""
        return await self.reading.described(sorted({*self.subjects, *self.within(self.propagation.depth)}))

    def among(self, parties: Collection[str]) -> dict[str, Tie]:
        """Return the relationships that were met among some parties."""
        return {id_: tie for id_, tie in self.ties.items() if tie.source in parties and tie.target in parties}

    @property
    def cut(self) -> int:
        """How many parties were not looked at, or not wholly."""
        return self.left + len(self._crowds())

    def _crowds(self) -> set[str]:
        """Return the parties that have more relationships than are looked at."""
        at = Counter(end for tie in self.ties.values() for end in (tie.source, tie.target) if end in self.looked)
        return {id_ for id_, count in at.items() if count >= WIDEST}

    def cut_off(self) -> set[str]:
        """Return the subjects to which risk may come from where not all was looked at."""
        if self.left:
            return set(self.subjects)
        if not (crowds := self._crowds()):
            return set()
        ids, _, found = self.spread(self.propagation.depth)
        of = np.isin(found.party, [number for number, id_ in enumerate(ids) if id_ in crowds])
        met = {ids[number] for number in found.origins.party[found.origin[of]].tolist()}
        return met | (crowds & set(self.subjects))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A base in which some parties are assessed as in the whole one; what is around its others is not all there.

    Those `apart` are not among these: what comes to them was not looked at wholly.
    """

    base: Whole
    parties: Sequence[str]
    apart: Sequence[str]


async def surroundings(reading: Reading, scheme: Scheme, subjects: Sequence[str]) -> Surroundings:
    """Look around parties once for all of them, those of which too much would have to be looked at apart.

    Parties that there are not are in neither list.
    """
    walk = Walk(reading, scheme.propagation, subjects)
    await walk.run()
    apart = walk.cut_off()
    parties = await walk.described() if len(apart) < len(subjects) else {}
    ids = sorted(parties)
    ties = sorted(walk.among(parties.keys()).values(), key=lambda tie: tie.id)
    names = np.array([tie.id for tie in ties], dtype=np.bytes_)
    known = facts([parties[id_] for id_ in ids])
    base = Whole(ids, known, [None] * len(ids), columns(scheme.propagation, ids, ties), names)
    return Surroundings(base, [id_ for id_ in subjects if id_ in parties and id_ not in apart], sorted(apart))
