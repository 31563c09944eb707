"""What lies around parties, as far as risk may come to them: it is read a step at a time."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from cim_graph.risk.everywhere import Whole
from cim_graph.risk.facts import facts
from cim_graph.risk.propagation.spread import Bounds, Origins, Spread, spread
from cim_graph.risk.reading import WIDEST, Party, Reading
from cim_graph.risk.scheme import Scheme
from cim_graph.risk.ties import Tie, columns, weighed

MOST_PARTIES: Final = 5000
"""Parties whose relationships are looked at for one assessment; where it would be more, a factor `cut` says so."""


@dataclass(slots=True)
class Walk:
    """Looks around parties as far as risk may come to any of them."""

    reading: Reading
    scheme: Scheme
    subjects: Sequence[str]
    ties: dict[str, Tie] = field(default_factory=dict)
    looked: set[str] = field(default_factory=set)
    left: int = 0

    async def run(self) -> None:
        """Read on until no party is left from which enough risk could come by one more relationship."""
        kinds = [kind for kind in self.scheme.propagation.weights if self.reading.shows(kind)]
        ahead = set(self.subjects) if self.scheme.propagation.depth else set[str]()
        while ahead:
            room = MOST_PARTIES - len(self.looked)
            self.left += max(0, len(ahead) - room)
            now = sorted(ahead)[:room]
            if not now:
                break
            self.ties |= {tie.id: tie for tie in await self.reading.around(now, kinds)}
            self.looked |= set(now)
            ahead = self.within(self.scheme.propagation.depth - 1) - self.looked

    def within(self, depth: int) -> set[str]:
        """Return the parties from which enough risk may come within some steps: risk walked back from the subjects."""
        ids, found = self._back(depth)
        return {ids[number] for number in np.unique(found.party).tolist()}

    def _back(self, depth: int) -> tuple[Sequence[str], Spread]:
        back = [Tie(tie.id, tie.kind, tie.target, tie.source, tie.strength) for tie in self.ties.values()]
        ids = sorted({*self.subjects, *(end for tie in back for end in (tie.source, tie.target))})
        roads, _ = weighed(self.scheme.propagation, ids, back)
        subjects = set(self.subjects)
        begin = np.array([number for number, id_ in enumerate(ids) if id_ in subjects], dtype=np.int32)
        return ids, spread(roads, Origins(begin, np.ones(len(begin))), Bounds(self.scheme.propagation.threshold, depth))

    async def described(self) -> dict[str, Party]:
        """Return what schemes look at of the subjects, and of the parties from which enough risk may come to any."""
        return await self.reading.described(sorted({*self.subjects, *self.within(self.scheme.propagation.depth)}))

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
        ids, found = self._back(self.scheme.propagation.depth)
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
    walk = Walk(reading, scheme, subjects)
    await walk.run()
    apart = walk.cut_off()
    parties = await walk.described() if len(apart) < len(subjects) else {}
    ids = sorted(parties)
    ties = sorted(walk.among(parties.keys()).values(), key=lambda tie: tie.id)
    names = np.array([tie.id for tie in ties], dtype=np.bytes_)
    known = facts([parties[id_] for id_ in ids])
    base = Whole(ids, known, [None] * len(ids), columns(scheme.propagation, ids, ties), names)
    return Surroundings(base, [id_ for id_ in subjects if id_ in parties and id_ not in apart], sorted(apart))
