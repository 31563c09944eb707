"""Where to look next around a party, so that the groups that hold it are seen whole and little else is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import islice

from cim_graph.groups.columns import Reading, excepted
from cim_graph.groups.model.answer import ALTERNATIVE
from cim_graph.groups.model.rules import How, LinkRule, Rules

MOST_CORES = 200
"""Parties above one of which it is worked out whether they lead to it; where there are more, all are followed."""
_WHOLE = 100.0
_HALF = 0.5
_SLACK = 1e-9

Steps = dict[str, set[str]]
Votes = dict[str, dict[str, float]]
"""Of a company, the percent of votes that each holder casts."""


@dataclass(slots=True)
class Scout:
    """Goes up from a party to all in whose groups it may be, and down from those in whose groups it is.

    It errs on the wide side: whoever might control or be depended on is looked at; the rules decide afterwards. Once
    all above a party is read, those are left out whose votes lead nowhere: neither alone nor together with what they
    lead. Asked again it looks at what was read since.
    """

    reading: Reading
    rules: Rules
    day: str
    _up: Steps = field(default_factory=dict)
    _down: Steps = field(default_factory=dict)
    _leading: Steps = field(default_factory=dict)
    """Of a company, the holders whose votes can matter."""
    _led: Steps = field(default_factory=dict)
    """Of a holder, the companies in which it has the majority alone."""
    _votes: Votes = field(default_factory=dict)
    _contested: dict[str, float] = field(default_factory=dict)
    """Half of the votes of each company in which holders that were read can have more than that together."""
    _suspended: dict[str, float] = field(default_factory=dict)
    _dormant: dict[str, float] = field(default_factory=dict)
    _ties: int = 0
    _stakes: int = 0
    _homes: int = 0
    _cores: dict[str, tuple[set[str], set[str]]] = field(default_factory=dict)
    """Of a subject, all above it, and those of them in whose groups it is."""

    def around(self, subjects: Iterable[str], looked: AbstractSet[str]) -> set[str]:
        """Return the parties that have to be looked at, as far as what was read of those looked at shows them."""
        for one, led in self._steps():
            self._up.setdefault(led, set()).add(one)
            self._down.setdefault(one, set()).add(led)
        if self._controls:
            for held in self._weighed():
                self._weigh(held)
        met: set[str] = set()
        for subject in subjects:
            above = _reached((self._up, self._leading), {subject}, lambda _: True)
            cores = self._leading_to(subject, above) if above <= looked else {subject}
            met |= above | self._below(cores, subject, self._contested)
        return met | self._rebutted(met)

    def _leading_to(self, subject: str, above: set[str]) -> set[str]:
        """Return those above a party from whom one comes down to it, when all above is known."""
        if len(above) > MOST_CORES:
            return above
        if self._cores.get(subject, (set(), set()))[0] != above:
            cores, contested = {subject}, {held: half for held, half in self._contested.items() if held in above}
            for party in sorted(above - cores):
                if not cores.isdisjoint(self._below({party}, subject, contested, above)):
                    cores.add(party)
            self._cores[subject] = above, cores
        return self._cores[subject][1]

    def _rebutted(self, met: set[str]) -> set[str]:
        """Return what those met hold by rebutted stakes: whether they would control it shows at it alone."""
        stakes = (id_ for id_ in self.reading.rebutted if id_ in self.reading.holdings)
        return {self.reading.holdings[id_][1] for id_ in stakes if self.reading.holder(id_) in met}

    @property
    def _controls(self) -> bool:
        return any(rule.how is How.CONTROL for rule in self.rules.links)

    def _below(
        self, over: set[str], subject: str, contested: Mapping[str, float], within: AbstractSet[str] | None = None
    ) -> set[str]:
        """Go down as long as more comes within the votes of those met so far; where asked, within some parties only."""
        met = over
        while True:
            goes_on = partial(self._goes_on, subject)
            wider = _reached((self._down, self._led), met, goes_on, within)
            wider |= self._outvoted(wider, subject, contested)
            if wider == met:
                return met
            met = wider

    def _goes_on(self, subject: str, party: str) -> bool:
        return party == subject or not self._is_branching(party)

    def _is_branching(self, party: str) -> bool:
        return ALTERNATIVE in self.reading.parties.get(party, ("", ()))[1]

    def _steps(self) -> Iterator[tuple[str, str]]:
        """Yield pairs of which the first may have the second in its group, out of what was read since; votes apart."""
        out = excepted(self.reading.rebutted, self.day)
        controls = self._controls
        for id_, row in islice(self.reading.ties.items(), self._ties, None):
            if id_ not in out:
                yield from self._stated(row, controls=controls)
        self._ties = len(self.reading.ties)
        for one in self.reading.decided:
            if one.included:
                yield one.anchor, one.party
        if len(self.reading.homes) > self._homes:
            self._homes = len(self.reading.homes)
            yield from self._neighbours()

    def _stated(self, row: list[object], *, controls: bool) -> Iterator[tuple[str, str]]:
        kind, source, target = str(row[0]), str(row[2]), str(row[3])
        if kind == "CONTROLS" and controls:
            yield source, target
        for rule in self.rules.links:
            if rule.relationship == kind and rule.concerns(str(row[4] or "")) and self._may_connect(rule, row):
                yield target, source
                if rule.how is How.MUTUAL:
                    yield source, target

    def _may_connect(self, rule: LinkRule, row: list[object]) -> bool:
        if rule.how is How.MUTUAL:
            return True
        if row[7] or not rule.unless.isdisjoint(self.reading.parties.get(str(row[3]), ("", ()))[1]):
            return False
        if rule.threshold is not None and row[5] is not None:
            return rule.threshold.passed(Decimal(str(row[5])))
        return bool(row[6])

    def _weighed(self) -> set[str]:
        """Add the votes that were read since, and return the companies in which they are."""
        out = excepted(self.reading.rebutted, self.day)
        touched = set()
        for id_, (_, held, _) in islice(self.reading.holdings.items(), self._stakes, None):
            touched.add(held)
            if suspended := self.reading.suspended(id_):
                self._suspended[held] = self._suspended.get(held, 0.0) + suspended
            elif (cast := self.reading.votes(id_)) > 0 and id_ not in out:
                of_held = self._votes.setdefault(held, {})
                holder = self.reading.holder(id_)
                of_held[holder] = of_held.get(holder, 0.0) + cast
        self._stakes = len(self.reading.holdings)
        dormant = {held: sum(votes) for held, votes in self.reading.dormant.items()}
        touched |= {held for held, votes in dormant.items() if votes != self._dormant.get(held)}
        self._dormant = dormant
        return touched

    def _weigh(self, held: str) -> None:
        """Find the holders of a company whose votes can matter.

        That is one with the majority, or all where the others have one without it.
        """
        votes, half = self._votes.get(held, {}), self._half(held)
        strong = {holder for holder, cast in votes.items() if cast > half}
        rest = sum(cast for holder, cast in votes.items() if holder not in strong)
        self._leading[held] = strong if rest <= half else set(votes)
        for holder in votes:
            led = self._led.setdefault(holder, set())
            if holder in strong:
                led.add(held)
            else:
                led.discard(held)
        if votes and sum(votes.values()) > half:
            self._contested[held] = half
        else:
            self._contested.pop(held, None)

    def _outvoted(self, met: set[str], subject: str, contested: Mapping[str, float]) -> set[str]:
        """Return what those met can outvote together, of what is contested."""
        return {
            held
            for held, half in contested.items()
            if held not in met
            and sum(
                cast for holder, cast in self._votes[held].items() if holder in met and self._goes_on(subject, holder)
            )
            > half
        }

    def _half(self, held: str) -> float:
        """Return half of the votes that are cast, a little less for what floating point loses."""
        dormant = max(self._dormant.get(held, 0.0), self._suspended.get(held, 0.0))
        return (_WHOLE - min(dormant, _WHOLE)) * _HALF - _SLACK

    def _neighbours(self) -> Iterator[tuple[str, str]]:
        homes: dict[str, list[str]] = {}
        for party, address in self.reading.homes:
            homes.setdefault(address, []).append(party)
        for living in homes.values():
            yield from ((one, other) for one in living for other in living if one != other)


def _reached(
    steps: Sequence[Steps],
    starts: Iterable[str],
    goes_on: Callable[[str], bool],
    within: AbstractSet[str] | None = None,
) -> set[str]:
    seen = set(starts)
    ahead = list(seen)
    while ahead:
        here = ahead.pop()
        if goes_on(here):
            fresh = {there for step in steps for there in step.get(here, ())} - seen
            if within is not None:
                fresh &= within
            seen |= fresh
            ahead += fresh
    return seen
