"""Survivorship: which record each golden value comes from, by rules that a bank can set."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from cim_graph.kernel.errors import SetupError
from cim_graph.kernel.vocabulary import RESTRICTED, PartyKind
from cim_graph.records.countries import normal_country
from cim_graph.records.dates import birth_date
from cim_graph.records.placeholders import is_placeholder

if TYPE_CHECKING:
    from cim_graph.kernel.ranks import Rank
    from cim_graph.records.format import PartyRecord, StatedName

ONLY = "only-value"
"""What is told where there is nothing to choose from."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A record as survivorship weighs it: the rank of its source (the lowest wins), and when it became known."""

    record: "PartyRecord"
    rank: int
    received_at: str

    @property
    def said_at(self) -> str:
        """When it was said: by the source's own time, or else when it came."""
        return self.record.at or self.received_at


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a record gives to a field."""

    value: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value that survives, the record it comes from, and the rule that decided."""

    value: str
    standing: Standing
    rule: str


def full_name(name: "StatedName") -> str:
    """Return a name as it is stated, whole or put together of its parts; nothing where it only fills a field."""
    if name.full and name.full.strip():
        text = " ".join(name.full.split())
    else:
        text = " ".join(part.strip() for part in (name.first, name.last, name.patronymic) if part and part.strip())
    return "" if is_placeholder(text) else text


def _name(record: "PartyRecord") -> str | None:
    names = [(name.kind or "primary", text) for name in record.names if (text := full_name(name))]
    return next((text for kind, text in names if kind == "primary"), None)


def _birth_date(record: "PartyRecord") -> str | None:
    if not record.birth_date:
        return None
    date = birth_date(record.birth_date)
    return date.text if date.valid else None


def _jurisdiction(record: "PartyRecord") -> str | None:
    return (normal_country(record.jurisdiction) or record.jurisdiction) if record.jurisdiction else None


FIELDS: Mapping[str, Callable[["PartyRecord"], str | None]] = {
    "kind": lambda record: PartyKind(record.type.upper()).value,
    "status": lambda record: record.status.value if record.status else None,
    "name": _name,
    "birthDate": _birth_date,
    "jurisdiction": _jurisdiction,
    "segment": lambda record: None if record.segment == RESTRICTED else record.segment or None,
    "branch": lambda record: record.branch or None,
    "manager": lambda record: record.manager or None,
}
"""What a record says of each golden field of one value."""


def _frequency(candidate: Candidate, said: Mapping[str, int]) -> int:
    return said[candidate.value]


_MEASURES: Mapping[str, Callable[[Candidate, Mapping[str, int]], Any]] = {
    "source-priority": lambda one, _: -one.standing.rank,
    "most-recent": lambda one, _: one.standing.said_at,
    "most-complete": lambda one, _: len(one.value.replace("-", " ").split()),
    "most-frequent": _frequency,
    "longest": lambda one, _: len(one.value),
}


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, tuple[str, ...]]:
    """Return the rules that come with the product."""
    document = yaml.safe_load(Path(__file__).with_name("survivorship.yaml").read_text("utf-8"))
    return {name: tuple(rules) for name, rules in document.items()}


def check(own: Mapping[str, Sequence[str]]) -> None:
    """Raise SetupError for rules of one's own that there are not."""
    for name, rules in own.items():
        if name not in FIELDS:
            raise SetupError(f"CIM_SURVIVORSHIP: no golden field {name!r}; there are {', '.join(FIELDS)}")
        if unknown := [rule for rule in rules if rule not in _MEASURES]:
            raise SetupError(f"CIM_SURVIVORSHIP: no rule {unknown[0]!r} for {name}; there are {', '.join(_MEASURES)}")


def survivor(name: str, standings: Sequence[Standing], rank: "Rank") -> Chosen | None:
    """Return which value of a field survives; nothing where no record gives one."""
    read = FIELDS[name]
    candidates = [Candidate(value, one) for one in standings if (value := read(one.record))]
    if len({one.value for one in candidates}) <= 1:
        only = min(candidates, key=_place, default=None)
        return None if only is None else Chosen(only.value, only.standing, ONLY)
    said = Counter(one.value for one in candidates)
    for rule in (*rank.survivorship.get(name, shipped()[name]), "most-recent"):
        measured = [(_MEASURES[rule](one, said), one) for one in candidates]
        most = max(measure for measure, _ in measured)
        candidates = [one for measure, one in measured if measure == most]
        if len({one.value for one in candidates}) == 1:
            break
    best = min(candidates, key=_place)
    return Chosen(best.value, best.standing, rule)


def surviving(name: str, standings: Sequence[Standing], rank: "Rank") -> str | None:
    """Return the value of a field that survives, whoever gives it: mostly there is nothing to choose from."""
    read = FIELDS[name]
    values = {value for one in standings if (value := read(one.record))}
    if len(values) <= 1:
        return next(iter(values), None)
    chosen = survivor(name, standings, rank)
    return None if chosen is None else chosen.value


def _place(one: Candidate) -> tuple[int, str, str]:
    return (one.standing.rank, one.standing.record.source, one.standing.record.key)
