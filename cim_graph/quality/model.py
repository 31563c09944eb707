"""How complete and how certain what is known of a party is: a pure function of its records and of criteria."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cim_graph.kernel.vocabulary import PartyKind, PartyStatus
from cim_graph.quality.agreement import agreement
from cim_graph.records.placeholders import is_placeholder

VALID, INVALID = "true", "false"
"""What check digits say of an identifier; anything else: that it has none."""


@dataclass(slots=True)
class Said:
    """What a record says: its source, the day on which that was said, its content, and what is tied to it.

    `checks` tells of each identifier what its check digits say, `reviews` names the matches of it that wait.
    """

    source: str
    day: str
    stated: Mapping[str, Any]
    checks: Sequence[str] = ()
    contacts: int = 0
    addresses: int = 0
    reviews: Sequence[str] = ()


@dataclass(slots=True)
class Described:
    """A party: its golden values, and the records that describe it, at least one."""

    id: str
    kind: str
    status: str
    flags: Sequence[str]
    golden: Mapping[str, Any]
    records: Sequence[Said]


@dataclass(frozen=True, slots=True)
class PartyClass:
    """Parties of which the same fields are asked, with the weight of each; what is empty lets every party in."""

    name: str
    fields: Mapping[str, float]
    kinds: frozenset[PartyKind] = frozenset()
    statuses: frozenset[PartyStatus] = frozenset()
    flags: frozenset[str] = frozenset()

    def holds(self, party: Described) -> bool:
        """Whether a party is of this class."""
        return (
            (not self.kinds or party.kind in self.kinds)
            and (not self.statuses or party.status in self.statuses)
            and (not self.flags or not self.flags.isdisjoint(party.flags))
        )


@dataclass(frozen=True, slots=True)
class Criteria:
    """What counts: classes of parties with their fields, grounds of confidence with their weights; ages in days."""

    id: str
    version: int
    title: str
    classes: Sequence[PartyClass]
    confidence: Mapping[str, float]
    agreement: Sequence[str]
    fresh_days: int
    stale_days: int

    def is_stale(self, said: str, day: str) -> bool:
        """Whether what was said on a day is stale on another."""
        return _days(said, day) > self.stale_days


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that counts: its weight, and how far it is met, from 0 to 1; nothing where it cannot be asked."""

    name: str
    weight: float
    met: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """What the criteria of one kind come to, from 0 to 1; nothing where none of them can be asked."""

    criteria: Sequence[Criterion] = field(default_factory=tuple)

    @property
    def value(self) -> float | None:
        """The mean of what can be asked, by weight."""
        asked = [(one.weight, one.met) for one in self.criteria if one.met is not None]
        whole = sum(weight for weight, _ in asked)
        return sum(weight * met for weight, met in asked) / whole if whole else None

    @property
    def missing(self) -> list[str]:
        """The names of what is not met at all."""
        return [one.name for one in self.criteria if one.met == 0]


@dataclass(frozen=True, slots=True)
class Quality:
    """How complete and how certain what is known of a party is; the class is nothing where no class holds it."""

    party_class: str | None
    completeness: Score
    confidence: Score


def quality(party: Described, criteria: Criteria, day: str) -> Quality:
    """Score a party as of a day."""
    of = next((one for one in criteria.classes if one.holds(party)), None)
    fields = of.fields if of else {}
    return Quality(
        of.name if of else None,
        Score([Criterion(name, weight, float(is_stated(party, name))) for name, weight in fields.items()]),
        Score([
            Criterion(name, weight, _GROUNDS[name](party, criteria, day))
            for name, weight in criteria.confidence.items()
        ]),
    )  # fmt: skip


def is_stated(party: Described, name: str) -> bool:
    """Whether a field of a party says something; a number whose check digits are wrong says nothing."""
    if name in _TIED:
        return any(map(_TIED[name], party.records))
    if party.golden.get(name):
        return True
    return name not in _GOLDEN and any(_says(record.stated.get(name)) for record in party.records)


_GOLDEN = frozenset({"name", "birthDate", "jurisdiction", "segment", "branch", "manager"})
_TIED: Mapping[str, Callable[[Said], bool]] = {
    "identifiers": lambda record: any(check != INVALID for check in record.checks),
    "contacts": lambda record: record.contacts > 0,
    "addresses": lambda record: record.addresses > 0,
}


def _says(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip()) and not is_placeholder(value)
    if isinstance(value, list):
        return any(map(_says, value))
    return value is not None and value != {}


def _checks(party: Described) -> list[str]:
    return [check for record in party.records for check in record.checks if check in {VALID, INVALID}]


def _verified(party: Described, _criteria: Criteria, _day: str) -> float:
    return float(VALID in _checks(party))


def _digits(party: Described, _criteria: Criteria, _day: str) -> float | None:
    checks = _checks(party)
    return checks.count(VALID) / len(checks) if checks else None


def _several(party: Described, _criteria: Criteria, _day: str) -> float:
    return float(len({record.source for record in party.records}) > 1)


def _agreeing(party: Described, criteria: Criteria, _day: str) -> float | None:
    return agreement([record.stated for record in party.records], criteria.agreement)


def _fresh(party: Described, criteria: Criteria, day: str) -> float:
    age = _days(max(record.day for record in party.records), day)
    span = criteria.stale_days - criteria.fresh_days
    return min(1.0, max(0.0, (criteria.stale_days - age) / span)) if span > 0 else float(age <= criteria.stale_days)


def _settled(party: Described, _criteria: Criteria, _day: str) -> float:
    return float(not any(record.reviews for record in party.records))


_GROUNDS: Mapping[str, Callable[[Described, Criteria, str], float | None]] = {
    "verifiedIdentifier": _verified,
    "validDigits": _digits,
    "severalSources": _several,
    "agreement": _agreeing,
    "freshness": _fresh,
    "settled": _settled,
}
"""What makes one sure of a party."""


def _days(said: str, day: str) -> int:
    return (date.fromisoformat(day) - date.fromisoformat(said)).days


def sources(records: Iterable[Said]) -> dict[str, list[Said]]:
    """Return records by their source."""
    found: dict[str, list[Said]] = {}
    for record in records:
        found.setdefault(record.source, []).append(record)
    return found
