"""Who controls whom: the least fixpoint over votes and stated control, for all parties at once."""

from dataclasses import dataclass, field
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

from cim_graph.ownership.model.pairs import (
    Keys,
    Units,
    added,
    distinct,
    found,
    grouped,
    joined,
    looked_up,
    pointers,
    ranges,
    summed,
)
from cim_graph.ownership.model.stakes import Stakes, settle
from cim_graph.ownership.model.structure import Marks, Numbers, Percents, Structure


class How(IntFlag):
    """By which means somebody controls: several may hold at once.

    The last three are a regime's own: acting in concert, more than half of the capital or integrated, being trustee of
    a trust; they hold whether it is the controller itself or something it controls. MAJORITY is told of what something
    controlled has only where no other means is there.
    """

    VOTES = 1
    VOTES_WITH_CONTROLLED = 2
    FACT = 4
    FACT_OF_CONTROLLED = 8
    CONCERT = 16
    MAJORITY = 32
    TRUSTEE = 64


@dataclass(frozen=True, slots=True)
class Relation:
    """Pairs of controller and controlled, sorted by both; transitive, and nobody controls itself.

    `how`: the flags of `How` that hold. `votes`: percent of the votes in `controlled` that the controller and all it
    controls cast together, suspended votes left out.
    """

    controller: Numbers
    controlled: Numbers
    how: NDArray[np.uint8]
    votes: Percents

    def __len__(self) -> int:
        return len(self.controller)


@dataclass(frozen=True, slots=True)
class Links:
    """What controls without counting votes: pairs, each with the means. Pairs that recur are one."""

    source: Numbers
    target: Numbers
    how: NDArray[np.uint8]

    def and_also(self, source: Numbers, target: Numbers, how: How) -> "Links":
        """Return these links with others by one means."""
        means = np.full(len(source), how, np.uint8)
        return Links(
            np.concatenate((self.source, source)).astype(np.int32),
            np.concatenate((self.target, target)).astype(np.int32),
            np.concatenate((self.how, means)),
        )


def control(structure: Structure) -> Relation:
    """Return everybody who controls anybody: over half of the votes, or a `CONTROLS` fact, alone or with its own.

    X controls E when the votes in E of X and of everything X controls exceed 50 percent, or when X or something it
    controls has a `CONTROLS` fact on E. The same code serves one closure and a base of millions. Bands count with
    their least.
    """
    fixpoint = Fixpoint(settle(structure).least, stated(structure))
    return fixpoint.relation()


def stated(structure: Structure) -> Links:
    """Return the `CONTROLS` facts. One on a person controls nobody."""
    ties = structure.ties
    rows = np.flatnonzero(np.array([kind == "CONTROLS" for kind in ties.kind], dtype=bool))
    rows = rows[~structure.parties.persons[ties.target[rows]]]
    return Links(ties.source[rows], ties.target[rows], np.full(len(rows), How.FACT, np.uint8))


@dataclass(slots=True)
class Fixpoint:
    """The least relation that votes and links make; links can be added, and it grows.

    Every round takes the pairs that are new and adds the votes of what they control to the controller's, so each vote
    is counted once for each controller: `joint` has what the controlled cast, by key of controller and company. What
    one controls does not rest on what others control, so where `sources` are marked only these are controllers.
    """

    stakes: Stakes
    links: Links
    sources: Marks | None = None
    pairs: Keys = field(init=False)
    joint: Keys = field(init=False)
    joint_units: Units = field(init=False)
    own: Keys = field(init=False)
    own_units: Units = field(init=False)
    _starts: Keys = field(init=False)
    _links: Keys = field(init=False)

    def __post_init__(self) -> None:
        size, stakes = self.stakes.size, self.stakes
        order, _ = grouped(stakes.holder, size)
        order = order[stakes.votes[order] > 0]
        self.own = stakes.holder[order].astype(np.int64) * size + stakes.held[order]
        self.own_units = stakes.votes[order]
        self._starts = pointers(stakes.holder[order], size)
        self.pairs = self.joint = np.empty(0, np.int64)
        self.joint_units = np.empty(0, np.int64)
        self._links = self._keys(np.ones(len(self.links.source), bool))
        direct = self._majorities(self.own, self.own_units)
        self._grow(joined(_closed(direct, size, self.sources), self._begun(self._links)))

    def add(self, source: Numbers, target: Numbers, how: How) -> bool:
        """Add links; return whether anybody controls more by them.

        The relation is transitive, so links between those who are in it already lead nowhere new.
        """
        self.links = self.links.and_also(source, target, how)
        new = self._keys(self.links.how == how)
        new = new[~found(new, self.pairs) & ~found(new, self._links)]
        self._links = joined(self._links, new)
        self._grow(joined(self._begun(new), self._followed(self.pairs, new)))
        return bool(len(new))

    def _begun(self, links: Keys) -> Keys:
        """Return the links of those whose control is wanted."""
        return links if self.sources is None else links[self.sources[links // self.stakes.size]]

    def votes_of(self, keys: Keys) -> Units:
        """Return the units of votes that the controller and all it controls cast, for pairs of it and a company."""
        return looked_up(keys, self.own, self.own_units) + looked_up(keys, self.joint, self.joint_units)

    def relation(self) -> Relation:
        """Return the relation, with means and votes."""
        size = self.stakes.size
        controlled = (self.pairs % size).astype(np.int32)
        cast = self.votes_of(self.pairs)
        percent = 100 * cast / np.maximum(self.stakes.castable, 1)[controlled]
        return Relation((self.pairs // size).astype(np.int32), controlled, self._how(cast), percent)

    def _how(self, cast: Units) -> NDArray[np.uint8]:
        half = self.stakes.castable[self.pairs % self.stakes.size]
        alone = 2 * looked_up(self.pairs, self.own, self.own_units) > half
        how = np.where(alone, int(How.VOTES), np.where(2 * cast > half, int(How.VOTES_WITH_CONTROLLED), 0))
        for means in np.unique(self.links.how):
            keys = self._keys(self.links.how == means)
            how[found(self.pairs, keys)] |= int(means)
            through = How.FACT_OF_CONTROLLED if means == How.FACT else means
            asked = np.flatnonzero(how == 0) if means == How.MAJORITY else np.arange(len(how))
            how[asked[self._through(self.pairs[asked], keys)]] |= int(through)
        return np.asarray(how, dtype=np.uint8)

    def _through(self, pairs: Keys, links: Keys) -> Marks:
        """Return which pairs are a controller and what something it controls is linked to.

        Looked for from where less lies: from what is linked to the controlled, or from what the controller controls.
        """
        size = self.stakes.size
        controller, controlled = pairs // size, pairs % size
        order, starts = grouped(links % size, size)
        above, below = starts[controlled + 1] - starts[controlled], pointers(self.pairs // size, size)
        from_above = above <= below[controller + 1] - below[controller]
        led = np.zeros(len(pairs), bool)
        at, middle = _spread(np.flatnonzero(from_above), starts, controlled)
        led[at[found(controller[at] * size + links[order[middle]] // size, self.pairs)]] = True
        at, middle = _spread(np.flatnonzero(~from_above), below, controller)
        led[at[found(self.pairs[middle] % size * size + controlled[at], links)]] = True
        return led

    def _keys(self, chosen: Marks) -> Keys:
        keys = self.links.source[chosen].astype(np.int64) * self.stakes.size + self.links.target[chosen]
        return distinct(keys[self.links.source[chosen] != self.links.target[chosen]])

    def _grow(self, new: Keys) -> None:
        new = new[~found(new, self.pairs)]
        while len(new):
            self.pairs = joined(self.pairs, new)
            new = joined(self._outvoted(new), self._followed(new, self._links))
            new = new[~found(new, self.pairs)]

    def _outvoted(self, new: Keys) -> Keys:
        """Count the votes of what is newly controlled; return the pairs that have a majority by them."""
        size = self.stakes.size
        start, stop = self._starts[new % size], self._starts[new % size + 1]
        at = ranges(start, stop)
        keys = np.repeat(new // size, stop - start) * size + self.own[at] % size
        other = keys // size != keys % size
        keys, units = summed(keys[other], self.own_units[at][other])
        self.joint, self.joint_units = added(self.joint, self.joint_units, keys, units)
        return self._majorities(keys, self.votes_of(keys))

    def _majorities(self, keys: Keys, units: Units) -> Keys:
        return keys[(2 * units > self.stakes.castable[keys % self.stakes.size]) & (units > 0)]

    def _followed(self, pairs: Keys, links: Keys) -> Keys:
        """Return the pairs of a controller and what something it controls is linked to."""
        if not len(links):
            return links
        size = self.stakes.size
        linked = np.searchsorted(links, pairs % size * size), np.searchsorted(links, (pairs % size + 1) * size)
        keys = np.repeat(pairs // size, linked[1] - linked[0]) * size + links[ranges(*linked)] % size
        return distinct(keys[keys // size != keys % size])


def _spread(at: Keys, starts: Keys, of: Keys) -> tuple[Keys, Keys]:
    """Return the places of all that lies at a party, each with which of those asked (`at`) it is of."""
    begin, end = starts[of[at]], starts[of[at] + 1]
    return np.repeat(at, end - begin), ranges(begin, end)


def _closed(direct: Keys, size: int, sources: Marks | None) -> Keys:
    """Return direct majorities with all that follows over chains of them, one step for all at a time.

    Nobody has two majority holders, so every chain is a walk from holder to holder, and one that looks for sources only
    goes from source to source. One that comes into a circle, in which everybody has a majority of the next, goes around
    it once.
    """
    above = np.full(size, -1, np.int64)
    above[direct % size] = direct // size
    parts = [direct]
    if sources is not None:
        parts, above = [direct[sources[direct // size]]], _next(above, sources)
    circle = _around(above)
    held = np.flatnonzero(above >= 0)
    holder = above[held]
    entered = np.where(circle[held], held, np.where(circle[holder], holder, -1))
    while len(held):
        parts.append(holder * size + held)
        following = above[holder]
        on = np.flatnonzero((following >= 0) & (following != entered))
        held, holder, entered = held[on], following[on], entered[on]
        entered = np.where((entered < 0) & circle[holder], holder, entered)
    keys = distinct(np.concatenate(parts))
    others: Keys = keys[keys // size != keys % size]
    return others


def _next(above: Keys, sources: Marks) -> Keys:
    """Return for each party the first source that a walk from holder to holder comes to, or -1."""
    come = _far(np.where(sources, np.arange(len(above)), above))[above]
    kept: Keys = np.where((come >= 0) & sources[come], come, -1)
    return kept


def _around(above: Keys) -> Marks:
    """Mark the parties of circles in which everybody has a majority of the next: whom very long walks come to."""
    far = _far(above)
    circle = np.zeros(len(above), bool)
    circle[far[far >= 0]] = True
    return circle


def _far(following: Keys) -> Keys:
    """Return where each walk comes to in as many steps as there are parties; -1, also at the end, where it is over.

    Each round goes twice as far as the one before; most bases need few, until nothing changes any more.
    """
    far = np.append(following, -1)
    for _ in range(len(following).bit_length()):
        farther = far[far]
        if np.array_equal(farther, far):
            break
        far = farther
    return far
