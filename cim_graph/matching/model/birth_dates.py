"""Dates of birth that a record states: one, or of an entry of a list all that may be, ranges and `circa` as years."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cim_graph.records.dates import birth_date
from cim_graph.records.lists import is_listed
from cim_graph.records.placeholders import is_placeholder

if TYPE_CHECKING:
    from cim_graph.records.format import PartyRecord

ABOUT = 1
"""Years before and after the one that `circa` names."""
MOST_YEARS = 10
"""Years of a range; a longer one says nothing."""
_YEAR = len("1984")


def births(record: "PartyRecord") -> Iterator[str]:
    """Yield `1984-03-09`, `1984-03` or `1984`; nothing for what is no date, or a placeholder.

    An entry of a list may state several under `attributes.births`, each with `date`, or `from` and `to`, and `circa`
    where it is about: which of them is right nobody knows, so its party may be born on any.
    """
    stated = record.attributes.get("births")
    several = stated if isinstance(stated, list) and is_listed(record) else []
    found = [day for one in several if isinstance(one, Mapping) for day in _possible(one)]
    yield from found or days(record.birth_date)


def _possible(stated: Mapping[str, Any]) -> Iterator[str]:
    found = [day for name in ("date", "from", "to") for day in days(stated.get(name))]
    if len(found) == 1 and not stated.get("circa"):
        yield from found
    elif found:
        about = ABOUT if stated.get("circa") else 0
        years = range(int(min(found)[:_YEAR]) - about, int(max(found)[:_YEAR]) + about + 1)
        yield from map(str, years if len(years) <= MOST_YEARS + 2 * about else ())


def days(text: object) -> Iterator[str]:
    """Yield a day, a month or a year that is stated; nothing for what is no date, or a placeholder."""
    if isinstance(text, str) and text and not is_placeholder(text) and (day := birth_date(text)).valid:
        yield day.text
