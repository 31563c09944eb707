"""Points, score and class of parties by a scheme, in columns: the same for one party and for a whole base."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cim_graph.risk.expression import Expression, Unanswered
from cim_graph.risk.facts import Codes, Facts
from cim_graph.risk.scheme import Factor, Scheme, Table

Points = NDArray[np.float64]
_ALL: Final = slice(None)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a factor gave: of each combination of facts a value and points, of each party the place of its own.

    A value that could not be worked out is `Unanswered`, and gives no points.
    """

    factor: Factor
    codes: Codes
    values: Sequence[Any]
    points: Points

    def of(self, party: int) -> tuple[Any, float]:
        """Return the value and the points of a party."""
        code = int(self.codes[party])
        return self.values[code], float(self.points[code])

    def unanswered(self, parties: Codes | slice = _ALL) -> int:
        """Return of how many of these parties nothing came out."""
        return _unanswered(self.values, self.codes[parties])


@dataclass(frozen=True, slots=True)
class Held:
    """Of whom a condition holds, and of whom it could not be worked out, and why."""

    holds: NDArray[np.bool_]
    codes: Codes
    values: Sequence[Any]

    def why_not(self, party: int) -> Unanswered | None:
        """Return why nothing came out for a party, if so."""
        found = self.values[int(self.codes[party])]
        return found if isinstance(found, Unanswered) else None

    def unanswered(self, parties: Codes | slice = _ALL) -> int:
        """Return of how many of these parties nothing came out."""
        return _unanswered(self.values, self.codes[parties])


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores 0 to 100, places of classes, what each factor gave, and which rules hold for whom."""

    score: Points
    place: Codes
    factors: Sequence[Judged]
    rules: Sequence[Held]


def scored(scheme: Scheme, facts: Facts, propagated: Points) -> Scored:
    """Score parties by their facts and by what risk reached each, 0 to 1.

    Points of a group are added and capped by the cap of the group, from 0 on for all groups together: less than none
    lowers other groups. Points of propagation come on top; the sum is capped.
    """
    judged = [_judged(factor, facts) for factor in scheme.factors]
    total = propagated * scheme.propagation.points
    for group in dict.fromkeys(factor.group for factor in scheme.factors):
        points = sum((one.points[one.codes] for one in judged if one.factor.group == group), np.zeros(len(total)))
        total = total + np.minimum(points, scheme.caps.get(group, scheme.cap))
    score = np.clip(np.round(total, 6), 0, scheme.cap)
    rules = [held(rule.when, facts) for rule in scheme.rules]
    return Scored(score, _classes(scheme, score, [one.holds for one in rules]), judged, rules)


def _unanswered(values: Sequence[Any], codes: Codes) -> int:
    failed = np.array([isinstance(value, Unanswered) for value in values], dtype=np.bool_)
    return int(np.count_nonzero(failed[codes]))


def own_strength(scheme: Scheme, facts: Facts) -> Points:
    """Return how strong the risk is that travels from each party: the strongest origin that it is."""
    strongest: Points = np.zeros(len(next(iter(facts.values())).codes))
    for origin in scheme.propagation.origins:
        strongest = np.maximum(strongest, np.where(held(origin.when, facts).holds, origin.strength, 0.0))
    return strongest


def held(when: Expression, facts: Facts) -> Held:
    """Return of whom a condition holds: of nobody of whom it cannot be worked out."""
    codes, found = when.over(facts)
    return Held(np.array([one is True for one in found], dtype=np.bool_)[codes], codes, found)


def _classes(scheme: Scheme, score: Points, held: Sequence[NDArray[np.bool_]]) -> Codes:
    reached = [(one.least, place) for place, one in enumerate(scheme.classes) if one.least is not None]
    least = np.array([begin for begin, _ in reached])
    place = np.array([at for _, at in reached])[np.searchsorted(least, score, side="right") - 1]
    for rule, holds in zip(scheme.rules, held, strict=True):
        if not rule.fixed:
            place = np.where(holds, np.maximum(place, rule.place), place)
    fixed = np.full(len(score), -1)
    for rule, holds in zip(scheme.rules, held, strict=True):
        if rule.fixed:
            fixed = np.where(holds, np.maximum(fixed, rule.place), fixed)
    return np.where(fixed >= 0, fixed, place)


def _judged(factor: Factor, facts: Facts) -> Judged:
    codes, found = factor.value.over(facts)
    given = [_points(factor, value) for value in found]
    return Judged(factor, codes, [value for value, _ in given], np.array([points for _, points in given], dtype=float))


def _points(factor: Factor, value: Any) -> tuple[Any, float]:  # noqa: ANN401 (whatever an expression gives)
    if isinstance(value, Unanswered):
        return value, 0.0
    if factor.table is not None:
        return _riskiest(factor.table, value)
    if factor.bands is not None:
        reached = [points for begin, points in factor.bands if value >= begin]
        return value, reached[-1] if reached else 0.0
    return value, (factor.points or 0.0) if value else 0.0


def _riskiest(table: Table, value: str | Sequence[str]) -> tuple[str | None, float]:
    """Return the value of the most points, the first by name among equals; of no value there are no points."""
    named = sorted([value] if isinstance(value, str) else value)
    return max(((one, float(table.points.get(one, table.default))) for one in named), key=_second, default=(None, 0.0))


def _second(pair: tuple[str, float]) -> float:
    return pair[1]
