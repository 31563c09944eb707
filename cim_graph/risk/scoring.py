"""Points, score and class of parties by a scheme, in columns: the same for one party and for a whole base."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cim_graph.risk.facts import Codes, Facts
from cim_graph.risk.scheme import Factor, Scheme, Table

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a factor gave: of each combination of facts a value and points, of each party the place of its own."""

    factor: Factor
    codes: Codes
    values: Sequence[Any]
    points: Points

    def of(self, party: int) -> tuple[Any, float]:
        """Return the value and the points of a party."""
        code = int(self.codes[party])
        return self.values[code], float(self.points[code])


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores 0 to 100, places of classes, what each factor gave, and which rules hold for whom."""

    score: Points
    place: Codes
    factors: Sequence[Judged]
    rules: Sequence[NDArray[np.bool_]]


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
    held = [_holds(rule.when, facts) for rule in scheme.rules]
    return Scored(score, _classes(scheme, score, held), judged, held)


def own_strength(scheme: Scheme, facts: Facts) -> Points:
    """Return how strong the risk is that travels from each party: the strongest origin that it is."""
    strongest: Points = np.zeros(len(next(iter(facts.values())).codes))
    for origin in scheme.propagation.origins:
        strongest = np.maximum(strongest, np.where(_holds(origin.when, facts), origin.strength, 0.0))
    return strongest


def _holds(when: Any, facts: Facts) -> NDArray[np.bool_]:  # noqa: ANN401 (an expression that gives true or false)
    codes, found = when.over(facts)
    held: NDArray[np.bool_] = np.array(found, dtype=np.bool_)[codes]
    return held


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
