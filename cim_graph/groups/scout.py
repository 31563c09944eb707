"""Where to look next around a party, so that the groups that hold it are seen whole and little else is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from cim_graph.groups.columns import Reading, excepted
from cim_graph.groups.model.answer import ALTERNATIVE
from cim_graph.groups.model.rules import How, LinkRule, Rules

_WHOLE = 100.0
_HALF = 0.5
_SLACK = 1e-9

Steps = dict[str, set[str]]
Votes = dict[str, dict[str, float]]
"""Of a company, the percent of votes that each holder casts."""


@dataclass(slots=True)
class Scout:
    """Goes up from a party to all in whose groups it may be, and from those down to all that may be in them.

    It errs on the wide side: whoever might control or be depended on is looked at; the rules decide afterwards.
    """

    reading: Reading
    rules: Rules
    day: str
    up: Steps = field(default_factory=dict)
    down: Steps = field(default_factory=dict)
    _suspended: dict[str, float] = field(default_factory=dict)

    def around(self, subjects: Iterable[str]) -> set[str]:
        """Return the parties that have to be looked at, as far as what was read shows them."""
        self.up, self.down, self._suspended = {}, {}, self.reading.suspended()
        for above, below in self._steps():
            self.up.setdefault(below, set()).add(above)
            self.down.setdefault(above, set()).add(below)
        votes = self._votes(excepted(self.reading.rebutted, self.day)) if self._controls else {}
        met: set[str] = set()
        for subject in subjects:
            met |= self._below(_reached(self.up, {subject}, lambda _: True), subject, votes)
        return met | self._rebutted(met)

    def _rebutted(self, met: set[str]) -> set[str]:
        """Return what those met hold by rebutted stakes: whether they would control it shows at it alone."""
        stakes = (id_ for id_ in self.reading.rebutted if id_ in self.reading.holdings)
        return {self.reading.holdings[id_][1] for id_ in stakes if self.reading.holder(id_) in met}

    @property
    def _controls(self) -> bool:
        return any(rule.how is How.CONTROL for rule in self.rules.links)

    def _below(self, over: set[str], subject: str, votes: Votes) -> set[str]:
        """Go down as long as more comes within the votes of those met so far."""
        met = over
        while True:
            wider = _reached(self.down, met, lambda party: party == subject or not self._is_branching(party))
            wider |= self._outvoted(wider, subject, votes)
            if wider == met:
                return met
            met = wider

    def _is_branching(self, party: str) -> bool:
        return ALTERNATIVE in self.reading.parties.get(party, ("", ()))[1]

    def _steps(self) -> Iterator[tuple[str, str]]:
        """Yield pairs of which the first may have the second in its group, votes that have to be added up left out."""
        out = excepted(self.reading.rebutted, self.day)
        controls = self._controls
        for id_, row in self.reading.ties.items():
            if id_ not in out:
                yield from self._stated(row, controls=controls)
        for one in self.reading.decided:
            if one.included:
                yield one.anchor, one.party
        if controls:
            yield from self._holders(out)
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

    def _holders(self, out: frozenset[str]) -> Iterator[tuple[str, str]]:
        """Yield holders whose votes can matter: one with the majority, or all where the others have one without it."""
        for held, votes in self._votes(out).items():
            half = self._half(held)
            strong = {holder for holder, cast in votes.items() if cast > half}
            rest = sum(cast for holder, cast in votes.items() if holder not in strong)
            chosen = strong if strong and rest <= half else set(votes)
            if strong or rest > half:
                yield from ((holder, held) for holder in chosen)

    def _outvoted(self, met: set[str], subject: str, votes: Votes) -> set[str]:
        """Return what those met can outvote together."""
        casting = {party for party in met if party == subject or not self._is_branching(party)}
        found = set()
        for held, of_held in votes.items():
            if sum(share for holder, share in of_held.items() if holder in casting) > self._half(held):
                found.add(held)
        return found

    def _votes(self, out: frozenset[str]) -> Votes:
        votes: Votes = {}
        for id_, (_, held, _) in self.reading.holdings.items():
            cast = self.reading.votes(id_)
            if cast > 0 and id_ not in out:
                of_held = votes.setdefault(held, {})
                holder = self.reading.holder(id_)
                of_held[holder] = of_held.get(holder, 0.0) + cast
        return votes

    def _half(self, held: str) -> float:
        """Return half of the votes that are cast, a little less for what floating point loses."""
        dormant = max(sum(self.reading.dormant.get(held, ())), self._suspended.get(held, 0.0))
        return (_WHOLE - min(dormant, _WHOLE)) * _HALF - _SLACK

    def _neighbours(self) -> Iterator[tuple[str, str]]:
        homes: dict[str, list[str]] = {}
        for party, address in self.reading.homes:
            homes.setdefault(address, []).append(party)
        for living in homes.values():
            yield from ((one, other) for one in living for other in living if one != other)


def _reached(steps: Steps, starts: Iterable[str], goes_on: Callable[[str], bool]) -> set[str]:
    seen = set(starts)
    ahead = list(seen)
    while ahead:
        here = ahead.pop()
        if goes_on(here):
            fresh = steps.get(here, set()) - seen
            seen |= fresh
            ahead += fresh
    return seen
