"""Where several records state a field of a party: whether they agree."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from cim_graph.records.countries import normal_country
from cim_graph.records.dates import birth_date
from cim_graph.records.placeholders import is_placeholder

Values = frozenset[str]


def agreement(records: Sequence[Mapping[str, Any]], fields: Iterable[str]) -> float | None:
    """Return the part of fields, of those that several records state, in which each two agree; nothing for none."""
    if len(records) < 2:  # noqa: PLR2004 (two make several)
        return None
    told = []
    for name in fields:
        values = [value for record in records if (value := _NORMAL[name](record.get(name)))]
        if len(values) > 1:
            told.append(all(_agree(one, other) for one, other in combinations(sorted(set(values), key=sorted), 2)))
    return sum(told) / len(told) if told else None


def _agree(one: Values, other: Values) -> bool:
    """Whether two records name a value in common; a year agrees with a day in it."""
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)


def _dates(value: object) -> Values:
    if not isinstance(value, (str, int)):
        return frozenset()
    date = birth_date(str(value))
    return frozenset({date.text}) if date.valid and date.text else frozenset()


def _words(value: object) -> Values:
    """Return a word in small letters by its first one: sources write male, M and m."""
    text = value.strip().casefold() if isinstance(value, str) else ""
    return frozenset({text[:1]}) if text and not is_placeholder(text) else frozenset()


def _countries(value: object) -> Values:
    values = value if isinstance(value, list) else [value]
    return frozenset(code for one in values if isinstance(one, str) and one and (code := normal_country(one)))


_NORMAL: Mapping[str, Callable[[object], Values]] = {
    "birthDate": _dates,
    "deathDate": _dates,
    "founded": _dates,
    "dissolved": _dates,
    "gender": _words,
    "nationalities": _countries,
    "jurisdiction": _countries,
}
"""What a record says of a field, such that it can be compared."""
