"""Trusts and foundations: their role holders stand for them, each for all that the trust holds."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from cim_graph.ownership.model.pairs import Keys, distinct, found, joined, ranges, summed
from cim_graph.ownership.model.scene import Scene
from cim_graph.ownership.model.structure import Percents
from cim_graph.ownership.model.threshold import TIE, Measure

_TRUSTS = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """Which persons stand for which trusts: keys trust * size + person, sorted."""

    keys: Keys
    size: int

    def instead(self, counted: Keys) -> Keys:
        """Replace trusts among the owners of keys subject * size + owner: return subject * size + person."""
        begin, end = self._of(counted % self.size)
        persons = self.keys[ranges(begin, end)] % self.size
        subject = np.repeat(counted // self.size, end - begin)
        return distinct((subject * self.size + persons)[subject != persons])

    def attributed(self, counted: Keys, shares: Percents) -> tuple[Keys, Percents]:
        """Return what persons hold by their roles: for each key of subject and person the sum over the trusts."""
        begin, end = self._of(counted % self.size)
        persons = self.keys[ranges(begin, end)] % self.size
        keys = np.repeat(counted // self.size, end - begin) * self.size + persons
        return summed(keys, np.repeat(shares, end - begin))

    def _of(self, trusts: Keys) -> tuple[Keys, Keys]:
        return np.searchsorted(self.keys, trusts * self.size), np.searchsorted(self.keys, (trusts + 1) * self.size)


def standing(scene: Scene, counted: Keys) -> Standing:
    """Find the persons behind every trust that has roles.

    Behind a role holder that is an entity are those whom the regime counts for it, behind a trust its own role holders
    and those counted for it; and so on, however trusts and entities lie in each other. `counted`: subject and owner.
    """
    size, roles = scene.size, scene.roles
    steps = joined(distinct(roles.trust.astype(np.int64) * size + roles.holder), counted)
    reached = new = steps[scene.roles.trusts(size)[steps // size]]
    while len(new):
        middle = new % size
        begin, end = np.searchsorted(steps, middle * size), np.searchsorted(steps, (middle + 1) * size)
        keys = distinct(np.repeat(new // size, end - begin) * size + steps[ranges(begin, end)] % size)
        new = keys[~found(keys, reached)]
        reached = joined(reached, new)
    return Standing(reached[scene.persons[reached % size]], size)


def cumulated(scene: Scene, stands: Standing) -> Keys:
    """Return subject and person where the person's own share and those of all its trusts pass together."""
    keys = np.empty(0, np.int64)
    for measure in (scene.capital, scene.votes):
        keys = joined(keys, _cumulated(scene, stands, measure))
    return keys


def held_by_trusts(scene: Scene, measure: Measure) -> tuple[Keys, Percents]:
    """Return the integrated shares of trusts that have roles, by key of subject and trust."""
    party, owner, value = measure.shares.pairs(0.0, scene.roles.trusts(scene.size))
    keys = party.astype(np.int64) * scene.size + owner
    order = np.argsort(keys)
    return keys[order], value[order]


def _cumulated(scene: Scene, stands: Standing, measure: Measure) -> Keys:
    keys, total = stands.attributed(*held_by_trusts(scene, measure))
    subject, person = (keys // scene.size).astype(np.int32), (keys % scene.size).astype(np.int32)
    total = total + measure.shares.of(subject, person)
    part, lost = float(scene.threshold.part), measure.shares.lost[subject]
    passes = total > part + TIE
    for at in np.flatnonzero(~passes & (total >= part - TIE - lost * _TRUSTS)):
        exact = _exactly(stands, measure, int(subject[at]), int(person[at]))
        passes[at] = scene.threshold.inclusive if exact is None else scene.threshold.met(exact)
    return keys[passes]


def _exactly(stands: Standing, measure: Measure, subject: int, person: int) -> Fraction | None:
    """Add up what a person and its trusts hold, as fractions; nothing where that is too much work."""
    trusts = stands.keys[stands.keys % stands.size == person] // stands.size
    shares = [measure.exactly.share(subject, int(owner)) for owner in (person, *trusts) if owner != subject]
    return None if None in shares else sum((share for share in shares if share is not None), Fraction(0))
