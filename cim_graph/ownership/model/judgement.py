"""Who counts for whom under a regime: all routes, trusts, and what bands leave open, for all parties at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cim_graph.ownership.model.pairs import Keys, found, looked_up
from cim_graph.ownership.model.regime import Regime
from cim_graph.ownership.model.routes import counted
from cim_graph.ownership.model.scene import Scene
from cim_graph.ownership.model.stakes import Settled, settle
from cim_graph.ownership.model.structure import Percents, Structure
from cim_graph.ownership.model.threshold import Threshold
from cim_graph.ownership.model.trusts import Standing, cumulated, held_by_trusts, standing

POSSIBLE = "MAY_PASS"

Routes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who counts in one state of the bands: keys of subject and person, sorted, and the routes as bits.

    `through` has the keys of subject and trust for which somebody stands.
    """

    scene: Scene
    keys: Keys
    routes: Routes
    stands: Standing | None
    through: Keys

    def shares(self, what: str, keys: Keys) -> Percents:
        """Return shares of capital or votes as fractions, with what the trusts hold for which a person stands."""
        own = self.scene.shares_of(what, keys)
        if self.stands is None or not len(self.stands.keys):
            return own
        measure = self.scene.measures((what,))[0]
        held, value = held_by_trusts(self.scene, measure)
        if not (self.scene.regime.trusts and self.scene.regime.trusts.cumulative):
            passing = found(held, self.through)
            held, value = held[passing], value[passing]
        by_roles = looked_up(keys, *self.stands.attributed(held, value, measure))
        return np.where(by_roles > 0, np.minimum(own + by_roles, np.maximum(own, 1)), own)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The beneficial owners of all parties: keys of subject and person, sorted; shares as fractions of 1.

    Bit n of `routes` stands for `codes[n]`; the last is that of an owner who may or may not pass.
    """

    settled: Settled
    least: Verdict
    keys: Keys
    routes: Routes
    ownership: Percents
    most: Percents
    voting: Percents
    codes: tuple[str, ...]


def codes(regime: Regime) -> tuple[str, ...]:
    """Return the codes of the reasons that a regime can give."""
    trusts = (regime.trusts.code,) if regime.trusts else ()
    return (*(route.code for route in regime.routes), *trusts, POSSIBLE)


def judge(structure: Structure, regime: Regime, threshold: float | None = None) -> Judgement:
    """Apply a regime to every party of a structure; `threshold`, in percent, stands in for the regime's own."""
    settled = settle(structure)
    part = Threshold.of_percent(regime.threshold if threshold is None else threshold, inclusive=regime.inclusive)
    least = verdict(Scene(structure, regime, settled.least, part))
    capital, voting = (least.shares(what, least.keys) for what in ("capital", "votes"))
    if not settled.banded:
        return Judgement(settled, least, least.keys, least.routes, capital, capital, voting, codes(regime))
    return _with_bands(least, settled)


def _with_bands(least: Verdict, settled: Settled) -> Judgement:
    """Add those who pass if every band is taken at its most."""
    scene = least.scene
    highest = Scene(scene.structure, scene.regime, settled.most, scene.threshold, settled.least)
    most = verdict(highest)
    keys = np.union1d(least.keys, most.keys)
    every = codes(scene.regime)
    routes = looked_up(keys, least.keys, least.routes)
    routes = np.where(found(keys, least.keys), routes, 1 << (len(every) - 1)).astype(np.uint32)
    low, voting = (least.shares(what, keys) for what in ("capital", "votes"))
    high = np.clip(most.shares("capital", keys), low, np.maximum(low, 1))
    return Judgement(settled, least, keys, routes, low, high, voting, every)


def verdict(scene: Scene) -> Verdict:
    """Apply the routes of a regime, then let role holders stand for trusts."""
    scene.measured()
    parts = [(counted(scene, route), 1 << bit) for bit, route in enumerate(scene.regime.routes)]
    keys, routes = _merged(parts)
    by_person = scene.persons[keys % scene.size]
    trusts = scene.regime.trusts
    if trusts is None or not len(scene.roles.trust):
        return Verdict(scene, keys[by_person], routes[by_person], None, keys[:0])
    stands, bit = standing(scene, keys), 1 << len(scene.regime.routes)
    through = keys[~by_person]
    own = stands.keys[~found(stands.keys, keys) | found(stands.keys, _named(scene))]
    more = [(stands.instead(through), bit), (own, bit)]
    if trusts.cumulative:
        more.append((cumulated(scene, stands), bit))
    keys, routes = _merged([(keys[by_person], routes[by_person]), *more])
    return Verdict(scene, keys, routes, stands, through)


def _named(scene: Scene) -> Keys:
    return np.unique(scene.roles.trust.astype(np.int64) * scene.size + scene.roles.holder)


def _merged(parts: Sequence[tuple[Keys, Routes | int]]) -> tuple[Keys, Routes]:
    """Join keys; a key that several parts have gets the bits of all."""
    keys = np.concatenate([keys for keys, _ in parts])
    bits = np.concatenate([np.broadcast_to(np.asarray(bits, np.uint32), len(keys)) for keys, bits in parts])
    if not len(keys):
        return keys, bits
    order = np.argsort(keys, kind="stable")
    keys, bits = keys[order], bits[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[first], np.bitwise_or.reduceat(bits, first)
