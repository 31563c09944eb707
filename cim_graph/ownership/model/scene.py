"""A structure seen by a regime in one state of its bands: what its routes ask of shares and control, computed once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from cim_graph.ownership.model.concert import Concerts, concerts, in_concert
from cim_graph.ownership.model.control import Fixpoint, How, Relation, stated
from cim_graph.ownership.model.heads import heads, knotted
from cim_graph.ownership.model.integrated import Plan
from cim_graph.ownership.model.majorities import majorities
from cim_graph.ownership.model.memory import give_back
from cim_graph.ownership.model.pairs import Keys, Units, joined, looked_up, summed, turned
from cim_graph.ownership.model.reached import Reached
from cim_graph.ownership.model.regime import Regime
from cim_graph.ownership.model.shares import Pairs, Shares
from cim_graph.ownership.model.stakes import Stakes
from cim_graph.ownership.model.structure import Marks, Numbers, Percents, Structure
from cim_graph.ownership.model.threshold import Measure, Threshold

LARGE = 50_000
"""From so many stakes on memory and processors are worth more than one pass less."""
FEW = 2_000
"""Among so many parties everybody's shares and control are looked at, which is simple; among more only whose counts."""
_MEASURED = ("integrated", "interest-in-controller")


@dataclass(frozen=True, slots=True)
class Roles:
    """Who has a role in which trust or foundation."""

    holder: Numbers
    trust: Numbers

    @classmethod
    def of(cls, structure: Structure, kinds: tuple[str, ...]) -> "Roles":
        """Return the roles of given kinds. One in a natural person, or in oneself, is none."""
        ties = structure.ties
        rows = np.array([row for row, kind in enumerate(ties.kind) if kind in kinds], int)
        rows = rows[~structure.parties.persons[ties.target[rows]] & (ties.source[rows] != ties.target[rows])]
        return cls(ties.source[rows], ties.target[rows])

    def trusts(self, size: int) -> Marks:
        """Mark the parties in which somebody has a role."""
        marks = np.zeros(size, bool)
        marks[self.trust] = True
        return marks


@dataclass
class Scene:
    """What the routes of a regime look at. Shares and control are computed when the first route asks.

    Where `stakes` are the most of bands, `least` are the least of them.
    """

    structure: Structure
    regime: Regime
    stakes: Stakes
    threshold: Threshold
    least: Stakes | None = None
    size: int = field(init=False)
    persons: Marks = field(init=False)
    roles: Roles = field(init=False)
    candidates: Marks = field(init=False)
    narrow: bool = field(init=False)
    _interests: dict[str, tuple[Keys, Percents]] = field(init=False, default_factory=dict)
    _led: dict[bool, tuple[Numbers, Numbers]] = field(init=False, default_factory=dict)
    _near: dict[bool, Pairs] = field(init=False, default_factory=dict)
    _planned: dict[bool, Plan] = field(init=False, default_factory=dict)
    _turn: Lock = field(init=False, default_factory=Lock)

    def __post_init__(self) -> None:
        """Mark who can count: persons, and trusts that their role holders stand for."""
        self.size = self.stakes.size
        self.persons = self.structure.parties.persons
        self.roles = Roles.of(self.structure, self.regime.trusts.roles if self.regime.trusts else ())
        self.candidates = self.persons | self.roles.trusts(self.size)
        self.narrow = self.size >= FEW

    @cached_property
    def plan(self) -> Plan:
        """The circles and the layers of capital."""
        return Plan.of(self.stakes, of_votes=False, least=self.least)

    @cached_property
    def held(self) -> Shares:
        """What everybody holds of the capital, whether somebody who counts or not."""
        return self.plan.shares(np.ones(self.size, bool))

    @cached_property
    def capital(self) -> Measure:
        """Integrated shares of capital."""
        return self._measure(of_votes=False)

    @cached_property
    def votes(self) -> Measure:
        """Integrated shares of votes; those of capital, where every vote comes with its share."""
        if self.stakes.votes_follow:
            return self.capital.for_votes()
        return self._measure(of_votes=True)

    def measured(self) -> None:
        """Compute capital and votes side by side, where a route asks for both of many stakes.

        What entities have majorities in comes before the shares of candidates of either, and is all that is kept of it.
        """
        if len(self.stakes) < LARGE:
            return
        give_back()
        both = {what for route in self.regime.routes for what in route.of if route.rule in _MEASURED}
        if len(both) > 1 and not self.stakes.votes_follow:
            if self.regime.control.majority is not None:
                self._led = {of_votes: self._majorities(of_votes=of_votes) for of_votes in (False, True)}
            with ThreadPoolExecutor(1) as beside:
                votes = beside.submit(lambda: self.votes)
                _ = self.capital
                votes.result()
            give_back()

    def measures(self, of: tuple[str, ...]) -> list[Measure]:
        """Return the shares of what a route looks at."""
        return [self.capital if what == "capital" else self.votes for what in of]

    @cached_property
    def groups(self) -> Concerts:
        """Who acts in concert."""
        return concerts(self.structure, self.stakes)

    @cached_property
    def fixpoint(self) -> Fixpoint:
        """Control as the regime has it."""
        return self._fixpoint(self._heads() if self.narrow else None)

    @cached_property
    def mutual(self) -> Relation:
        """Who controls whom among those who may control each other."""
        if not self.narrow:
            return self.relation
        sources = knotted(self.stakes, self.fixpoint.links, self.groups)
        sources[self.groups.member] = True
        return self._fixpoint(sources).relation()

    def _heads(self) -> Marks:
        """Mark whose control the routes ask for: candidates, who acts in concert, entities with interests in them."""
        wanted = self.candidates.copy()
        wanted[self.groups.member] = True
        for route in self.regime.routes:
            if route.rule == "interest-in-controller":
                knots = knotted(self.stakes, stated(self.structure), self.groups)
                wanted |= heads(self.stakes, self.interests(route.of), knots)
        return wanted

    def _fixpoint(self, sources: Marks | None) -> Fixpoint:
        rule, fixpoint = self.regime.control, Fixpoint(self.stakes, stated(self.structure), sources)
        if rule.trustees:
            trustees = Roles.of(self.structure, ("TRUSTEE_OF",))
            fixpoint.add(trustees.holder, trustees.trust, How.TRUSTEE)
        for measure in (self.capital, self.votes) if rule.majority is not None else ():
            fixpoint.add(*measure.majorities[::-1], How.MAJORITY)
        if rule.concert:
            in_concert(fixpoint, self.groups)
        return fixpoint

    @cached_property
    def relation(self) -> Relation:
        """Who controls whom, with means."""
        return self.fixpoint.relation()

    @cached_property
    def counted_control(self) -> tuple[Keys, NDArray[np.uint8]]:
        """Whom candidates control: keys of controlled and candidate, sorted, and the means."""
        rows = np.flatnonzero(self.candidates[self.relation.controller])
        keys, order = turned(self.fixpoint.pairs[rows], self.size)
        return keys, self.relation.how[rows[order]]

    @cached_property
    def reached(self) -> Reached:
        """In what candidates, and all they control, hold stakes."""
        return Reached.of(self.stakes, self.fixpoint.pairs, self.candidates)

    def in_full(self, what: str) -> tuple[Keys, Units, Units]:
        """Return what candidates hold directly, and what all they control holds, by key of company and holder."""
        return self.reached.added(self.units(what)[0])

    def units(self, what: str) -> tuple[Units, Units]:
        """Return the units of each stake, and of how many they are counted for each party."""
        if what == "votes":
            return self.stakes.votes, self.stakes.castable
        return self.stakes.capital, np.full(self.size, self.stakes.whole, np.int64)

    def interests(self, of: tuple[str, ...]) -> Keys:
        """Return subject and candidate where an integrated share passes the threshold, as keys."""
        for what in of:
            if what not in self._interests:
                party, owner, value = self._passing(what)
                self._interests[what] = summed(party.astype(np.int64) * self.size + owner, value)
        keys = self._interests[of[0]][0]
        return joined(keys, self._interests[of[1]][0]) if of[1:] else keys

    def _passing(self, what: str) -> Pairs:
        """Return what passes the threshold, out of what was near it when majorities were looked for, if they were."""
        measure, of_votes = self.measures((what,))[0], what == "votes"
        if of_votes in self._near:
            return measure.passed(self.threshold, self._near.pop(of_votes))
        return measure.passing(self.threshold, self.candidates)

    def shares_of(self, what: str, keys: Keys) -> Percents:
        """Return integrated shares by key of subject and owner; those that were found to pass are not sought again."""
        known, values = self._interests.get(what, (keys[:0], np.empty(0)))
        shares = looked_up(keys, known, values)
        rest = np.flatnonzero(shares == 0)
        measure = self.measures((what,))[0]
        subject, owner = (part.astype(np.int32) for part in (keys[rest] // self.size, keys[rest] % self.size))
        shares[rest] = measure.shares.of(subject, owner)
        return shares

    def _counted(self, plan: Plan) -> Shares:
        """Return the shares of candidates, for one measure at a time: what is built takes most of the memory."""
        with self._turn:
            if len(self.stakes) >= LARGE:
                give_back()
            return plan.shares(self.candidates)

    def _measure(self, *, of_votes: bool) -> Measure:
        """Compute the shares of candidates; where majorities control, also whose share is one, whoever it is.

        Of many parties those who do not count are measured apart, where they have to be, and forgotten, so that their
        shares are never in memory with those of candidates.
        """
        majority = self.regime.control.majority
        if majority is None:
            return Measure.of(self.stakes, self._counted(self._plan(of_votes=of_votes)), of_votes=of_votes)
        over, everybody = Threshold.of_percent(majority, inclusive=False), np.ones(self.size, bool)
        if not self.narrow:
            shares = self._plan(of_votes=True).shares(everybody) if of_votes else self.held
            measure = Measure.of(self.stakes, shares, of_votes=of_votes)
            return replace(measure, majorities=measure.passing(over, everybody)[:2])
        led = self._led.get(of_votes) or self._majorities(of_votes=of_votes)
        measure = Measure.of(self.stakes, self._counted(self._plan(of_votes=of_votes)), of_votes=of_votes)
        lower = min(over, self.threshold, key=lambda threshold: threshold.part)
        with self._turn:
            near = self._near[of_votes] = measure.near(lower, self.candidates)
            counted = measure.passed(over, near)
        party, owner = (np.concatenate((led[end], counted[end])).astype(np.int32) for end in range(2))
        return replace(measure, majorities=(party, owner))

    def _majorities(self, *, of_votes: bool) -> tuple[Numbers, Numbers]:
        """Return party and owner where an entity that does not count has a majority."""
        if len(self.stakes) >= LARGE:
            give_back()
        over = Threshold.of_percent(self.regime.control.majority or 0, inclusive=False)
        plan = self._planned[of_votes] = self._plan(of_votes=of_votes)
        return majorities(plan, ~self.candidates, over, of_votes=of_votes)

    def _plan(self, *, of_votes: bool) -> Plan:
        """Return the plan of a measure; of many stakes one without leaves, which is kept until it is used again."""
        if of_votes in self._planned:
            return self._planned.pop(of_votes)
        if len(self.stakes) >= LARGE:
            return Plan.of(self.stakes, of_votes=of_votes, without_leaves=True, least=self.least)
        return Plan.of(self.stakes, of_votes=True, least=self.least) if of_votes else self.plan
