"""Why two records do, or do not, match: every feature with both values, its level and its weight, and what decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from cim_graph.matching.model import companies, people
from cim_graph.matching.model.column import Column, Indexes
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
    [found] = explained([(left, right)], model)
    return found


def explained(pairs: Sequence[tuple[Evidence, Evidence]], model: Model) -> list[Explanation]:
    """Explain pairs, whether or not they were candidates."""
    of = pool([one for pair in pairs for one in pair])
    left, right = np.arange(len(of)).reshape(-1, 2).T
    return of_scores(of, Scorer(of, model).score(left, right), (left, right), range(len(pairs)))


def of_scores(of: Pool, scores: Scores, pairs: tuple[Indexes, Indexes], rows: Sequence[int]) -> list[Explanation]:
    """Explain some of the pairs of a pool that were scored, by their rows."""
    left, right = (side[list(rows)] for side in pairs)
    shown = {**_names(of, left, right), **{values.feature.name: _values(values, left, right) for values in of.values}}
    return [
        _explanation(scores, {name: texts[place] for name, texts in shown.items()}, row)
        for place, row in enumerate(rows)
    ]


def _explanation(scores: Scores, shown: Mapping[str, Shown], row: int) -> Explanation:
    features = (_feature(feature, shown[feature.name], scores, row) for feature in FEATURES)
    weighed = int(scores.weights[row].sum())
    return Explanation(
        float(scores.probability[row]),
        DECISIONS[scores.ruled.decisions[row]],
        RULES[scores.ruled.rules[row]],
        (int(scores.total[row]) - weighed) / BIT,
        (int(scores.odds[row]) - int(scores.total[row])) / BIT,
        tuple(feature for feature in features if feature.left is not None or feature.right is not None),
    )


def _feature(feature: Feature, shown: Shown, scores: Scores, row: int) -> Explained:
    level, weight = (int(of[row, PLACE[feature.name]]) for of in (scores.levels, scores.weights))
    return Explained(feature.name, *shown, NO_EVIDENCE if level < 0 else feature.levels[level], weight / BIT)


def _values(values: Values, left: Indexes, right: Indexes) -> list[Shown]:
    """Return the pair of values that counts, or all that the one record says of which the other says nothing."""
    pairs, texts = values.column.expand(left, right), values.texts
    ends = zip(left.tolist(), right.tolist(), strict=True)
    shown: list[Shown] = [(_all(values.column, texts, one), _all(values.column, texts, other)) for one, other in ends]
    if len(pairs.left):
        levels = values.compare(pairs.left, pairs.right)
        for row, some in zip(pairs.pairs.tolist(), np.split(np.arange(len(levels)), pairs.heads[1:]), strict=True):
            best = some[np.argmax(levels[some])]
            shown[row] = texts[pairs.left[best]], texts[pairs.right[best]]
    return shown


def _all(column: Column[Any], texts: Sequence[str], record: int) -> str | None:
    codes = column.codes[column.starts[record] : column.starts[record] + column.widths[record]]
    return "; ".join(texts[code] for code in codes) or None


def _names(of: Pool, left: Indexes, right: Indexes) -> dict[str, list[Shown]]:
    """Return the names that were compared, of people by parts."""
    persons = people.compare_named(of.people.take(left), of.people.take(right))
    named = companies.compare_named(of.companies.take(left), of.companies.take(right))
    one, other = ([of.records[number] for number in side.tolist()] for side in (left, right))
    compared = [
        (_named(a.people, int(persons.left[row])), _named(b.people, int(persons.right[row])))
        for row, (a, b) in enumerate(zip(one, other, strict=True))
    ]
    shown: dict[str, list[Shown]] = {
        part: [(_part(a, part), _part(b, part)) for a, b in compared] for part in people.PARTS
    }
    shown[COMPANY.name] = [
        (_company(_named(a.companies, int(named.left[row]))), _company(_named(b.companies, int(named.right[row]))))
        for row, (a, b) in enumerate(zip(one, other, strict=True))
    ]
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
