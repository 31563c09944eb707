"""What the quality of many parties comes to: all together, by segment, by source."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from cim_graph.quality.model import INVALID, Criteria, Described, Quality, Said, sources

NONE = ""
"""The name of those that have none: no segment."""


class Dimension(StrEnum):
    """By what parties are told apart. A party of several sources counts under each."""

    ALL = "all"
    SEGMENT = "segment"
    SOURCE = "source"


@dataclass(slots=True)
class Mean:
    """A mean that grows."""

    total: float = 0.0
    count: int = 0

    def add(self, value: float | None) -> None:
        """Take in a value; nothing counts for nothing."""
        if value is not None:
            self.total += value
            self.count += 1

    @property
    def value(self) -> float | None:
        """The mean of what was taken in, or nothing."""
        return self.total / self.count if self.count else None


@dataclass(slots=True)
class Tally:
    """What some parties come to.

    `merged` are records that share their party with another, `waiting` matches of theirs that wait for a steward,
    `invalid` identifiers whose check digits are wrong, `stale` records of which their source said nothing for long.
    """

    parties: int = 0
    records: int = 0
    completeness: Mean = field(default_factory=Mean)
    confidence: Mean = field(default_factory=Mean)
    merged: int = 0
    waiting: set[str] = field(default_factory=set)
    invalid: int = 0
    stale: int = 0

    def add(self, found: Quality, records: Iterable[Said], criteria: Criteria, day: str, *, shared: bool) -> None:
        """Take in a party with those of its records that count here."""
        self.parties += 1
        self.completeness.add(found.completeness.value)
        self.confidence.add(found.confidence.value)
        for record in records:
            self.records += 1
            self.merged += shared
            self.waiting.update(record.reviews)
            self.invalid += sum(check == INVALID for check in record.checks)
            self.stale += criteria.is_stale(record.day, day)


@dataclass(slots=True)
class Report:
    """What was found on a day, by dimension and name; it grows with each party, and keeps none of them."""

    criteria: Criteria
    day: str
    tallies: dict[tuple[Dimension, str], Tally] = field(default_factory=dict)

    def add(self, party: Described, found: Quality) -> None:
        """Take in a party."""
        segment = str(party.golden.get("segment") or NONE)
        shared = len(party.records) > 1
        for dimension, name in ((Dimension.ALL, NONE), (Dimension.SEGMENT, segment)):
            self._tally(dimension, name).add(found, party.records, self.criteria, self.day, shared=shared)
        for source, records in sources(party.records).items():
            self._tally(Dimension.SOURCE, source).add(found, records, self.criteria, self.day, shared=shared)

    def _tally(self, dimension: Dimension, name: str) -> Tally:
        return self.tallies.setdefault((dimension, name), Tally())

    def rows(self) -> list[tuple[Dimension, str, Tally]]:
        """Return what was found: all together, then segments, then sources, by name."""
        order = list(Dimension)
        found = sorted(self.tallies.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
        return [(dimension, name, tally) for (dimension, name), tally in found]
