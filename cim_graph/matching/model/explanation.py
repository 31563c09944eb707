"""Why two records do, or do not, match: every feature with both values, its level and its weight, and what decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from cim_graph.matching.model import companies, people
from cim_graph.matching.model.company_names import CompanyName
from cim_graph.matching.model.document import Model
from cim_graph.matching.model.evidence import Evidence
from cim_graph.matching.model.features import COMPANY, FEATURES, PLACE, Feature
from cim_graph.matching.model.person_names import PersonName
from cim_graph.matching.model.pool import Pool, Values, pool
from cim_graph.matching.model.rules import DECISIONS, RULES
from cim_graph.matching.model.scorer import Scorer, Scores
from cim_graph.matching.model.weights import BIT

NO_EVIDENCE = "no evidence"
"""The level of a feature of which one record says nothing."""

_LEFT, _RIGHT = np.array([0], np.intp), np.array([1], np.intp)
_LETTERS = {"given": "gnu", "family": "fnu", "patronymic": "pm"}
"""Letters of words (`person_names.py`) that may have been compared as a part."""

Shown = tuple[str | None, str | None]
Name = TypeVar("Name", PersonName, CompanyName)


@dataclass(frozen=True, slots=True)
class Explained:
    """One feature: what the records say, how that agrees, and what it weighs, in bits."""

    feature: str
    left: str | None
    right: str | None
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """All features of which either record says something, and what they come to.

    `prior` are the bits that two records start with, `relatives` those that are taken off since relatives share what
    these two share: with the weights of all features they add up to the odds that `probability` is of.
    """

    probability: float
    decision: str
    rule: str
    prior: float
    relatives: float
    features: tuple[Explained, ...]


def explain(left: Evidence, right: Evidence, model: Model) -> Explanation:
    """Explain one pair, whether or not it was a candidate."""
    of = pool([left, right])
    scores = Scorer(of, model).score(_LEFT, _RIGHT)
    shown = {**_names(of), **{values.feature.name: _best(values) for values in of.values}}
    features = tuple(_explained(feature, shown[feature.name], scores) for feature in FEATURES)
    weighed = int(scores.weights.sum())
    return Explanation(
        float(scores.probability[0]),
        DECISIONS[scores.ruled.decisions[0]],
        RULES[scores.ruled.rules[0]],
        (int(scores.total[0]) - weighed) / BIT,
        (int(scores.odds[0]) - int(scores.total[0])) / BIT,
        tuple(feature for feature in features if feature.left is not None or feature.right is not None),
    )


def _explained(feature: Feature, shown: Shown, scores: Scores) -> Explained:
    level, weight = (int(of[0, PLACE[feature.name]]) for of in (scores.levels, scores.weights))
    return Explained(feature.name, *shown, NO_EVIDENCE if level < 0 else feature.levels[level], weight / BIT)


def _best(values: Values) -> Shown:
    """Return the pair of values that counts, or all that the one record says of which the other says nothing."""
    pairs = values.column.expand(_LEFT, _RIGHT)
    if len(pairs.left):
        best = int(np.argmax(values.compare(pairs.left, pairs.right)))
        return values.texts[pairs.left[best]], values.texts[pairs.right[best]]
    return _all(values, 0), _all(values, 1)


def _all(values: Values, record: int) -> str | None:
    codes = values.column.codes[values.column.starts[record] : values.column.starts[record + 1]]
    return "; ".join(values.texts[code] for code in codes) or None


def _names(of: Pool) -> dict[str, Shown]:
    """Return the names that were compared, of people by parts."""
    left, right = of.records
    persons = people.compare_named(of.people.take(_LEFT), of.people.take(_RIGHT))
    one, other = _named(left.people, int(persons.left[0])), _named(right.people, int(persons.right[0]))
    shown: dict[str, Shown] = {part: (_part(one, part), _part(other, part)) for part in people.PARTS}
    named = companies.compare_named(of.companies.take(_LEFT), of.companies.take(_RIGHT))
    compared = _named(left.companies, int(named.left[0])), _named(right.companies, int(named.right[0]))
    shown[COMPANY.name] = (_company(compared[0]), _company(compared[1]))
    return shown


def _named(names: Sequence[Name], place: int) -> Name | None:
    """Return the name that was compared, or the first where none was."""
    return names[max(place, 0)] if names else None


def _part(name: PersonName | None, part: str) -> str | None:
    if name is None:
        return None
    words = [word for word, letter in zip(name.words, name.parts, strict=True) if letter in _LETTERS[part]]
    return " ".join(words) or None


def _company(name: CompanyName | None) -> str | None:
    return None if name is None else " ".join([*name.words, name.form]).strip()
