"""Trusts and foundations: their role holders stand for them, each for all that the trust holds."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from cim_graph.ownership.model.pairs import Keys, distinct, found, joined, ranges, summed
from cim_graph.ownership.model.scene import Scene
from cim_graph.ownership.model.structure import Marks, Percents
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

    def attributed(self, counted: Keys, shares: Percents, measure: Measure) -> tuple[Keys, Percents]:
        """Return what persons hold by their roles: for each key of subject and person the sum over the trusts.

        What comes to a trust from the person, or from another trust for which he stands, counts once: with the
        person's own share in the subject the sum is what they all hold as if they were one.
        """
        begin, end = self._of(counted % self.size)
        at, times = ranges(begin, end), end - begin
        keys = np.repeat(counted // self.size, times) * self.size + self.keys[at] % self.size
        trust = np.repeat(counted % self.size, times)
        parts = _net(measure, keys, trust, np.repeat(shares, times), self._in_each_other(measure))
        return summed(keys, parts * (1 - self._units(measure)[at]))

    def _units(self, measure: Measure) -> Percents:
        """Return what each person holds of the trust; of shares that are bounds nothing is taken off."""
        if measure.shares.below is not None:
            return np.zeros(len(self.keys))
        return measure.shares.of((self.keys // self.size).astype(np.int32), (self.keys % self.size).astype(np.int32))

    def _in_each_other(self, measure: Measure) -> Marks:
        """Mark persons who stand for two trusts of which one holds some of the other."""
        marks, trusts = np.zeros(self.size, bool), np.zeros(self.size, bool)
        trusts[self.keys // self.size] = True
        if np.count_nonzero(trusts) < 2:  # noqa: PLR2004 (one of another)
            return marks
        party, owner, _ = measure.shares.pairs(0.0, trusts)
        inner = trusts[party]
        for held, holder in zip(party[inner].tolist(), owner[inner].tolist(), strict=True):
            marks[np.intersect1d(self._persons(held), self._persons(holder))] = True
        return marks

    def _persons(self, trust: int) -> Keys:
        begin, end = self._of(np.array([trust]))
        return self.keys[begin[0] : end[0]] % self.size

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


def _net(measure: Measure, keys: Keys, trust: Keys, parts: Percents, persons: Marks) -> Percents:
    """Take from each trust's part what it holds through another trust under the same key, for some persons."""
    parts = parts.copy()
    rows = np.flatnonzero(persons[keys % len(persons)])
    for key in np.unique(keys[rows]):
        at = rows[keys[rows] == key]
        held, holder = (part.ravel().astype(np.int32) for part in np.meshgrid(trust[at], trust[at]))
        between = measure.shares.of(held, holder).reshape(len(at), len(at))
        np.fill_diagonal(between, 1)
        parts[at] = np.linalg.solve(between, parts[at])
    return parts


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
    keys, total = stands.attributed(*held_by_trusts(scene, measure), measure)
    subject, person = (keys // scene.size).astype(np.int32), (keys % scene.size).astype(np.int32)
    total = total + measure.shares.of(subject, person)
    part, slack = float(scene.threshold.part), TIE + measure.shares.lost.max(initial=0) * _TRUSTS
    passes = total > part + slack
    for at in np.flatnonzero(~passes & (total >= part - slack)):
        exact = _exactly(stands, measure, int(subject[at]), int(person[at]))
        passes[at] = scene.threshold.inclusive if exact is None else scene.threshold.met(exact)
    return np.asarray(keys[passes])


def _exactly(stands: Standing, measure: Measure, subject: int, person: int) -> Fraction | None:
    """Return what a person and its trusts hold as one, as a fraction; nothing where that is too much work."""
    trusts = stands.keys[stands.keys % stands.size == person] // stands.size
    return measure.exactly.together(subject, frozenset((person, *trusts.tolist())) - {subject})
