"""The golden party: a pure function of its records, so that it can be computed again at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from cim_graph.kernel.vocabulary import PartyKind, PartyStatus
from cim_graph.records.countries import normal_country
from cim_graph.records.dates import birth_date
from cim_graph.records.names import search_terms
from cim_graph.records.placeholders import is_placeholder

if TYPE_CHECKING:
    from cim_graph.records.format import PartyRecord, StatedName

LONGEST_TERMS = 4000
"""Characters of a party's names that are searched."""

_LABELS = {"person": "Person", "organization": "Organization", "arrangement": "Arrangement"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A record as survivorship weighs it: the rank of its source (the lowest wins), and when it became known."""

    record: "PartyRecord"
    rank: int
    received_at: str


@dataclass(frozen=True, slots=True)
class Golden:
    """The values of a party that its records add up to."""

    label: str
    properties: dict[str, Any]


def golden(standings: Sequence[Standing]) -> Golden:
    """Compute a party from its records, at least one.

    A single value comes from the best record that has one: the lowest rank, then the newest. Names, flags and countries
    are gathered from all of them, best record first. A value that cannot be is left out.
    """
    records = _best_first(standings)
    best = records[0]
    names = _names(records)
    texts = [text for text, _, _ in names]
    properties = {
        "kind": PartyKind(best.type.upper()).value,
        "status": (_first(records, "status") or PartyStatus.EXTERNAL).value,
        "name": next((text for text, kind, _ in names if kind == "primary"), texts[0] if texts else None),
        "nameTexts": texts or None,
        "nameKinds": [kind for _, kind, _ in names] or None,
        "nameLangs": [lang for _, _, lang in names] or None,
        "birthDate": _birth_date(records),
        "jurisdiction": _jurisdiction(records),
        "countries": _countries(records) or None,
        "flags": list(dict.fromkeys(flag for record in records for flag in record.flags if flag)) or None,
        "segment": _first(records, "segment"),
        "branch": _first(records, "branch"),
        "manager": _first(records, "manager"),
        "terms": search_terms(texts)[:LONGEST_TERMS] or None,
    }
    return Golden(_LABELS[best.type], properties)


def _best_first(standings: Sequence[Standing]) -> list["PartyRecord"]:
    if len(standings) == 1:
        return [standings[0].record]
    ordered = sorted(standings, key=attrgetter("received_at"), reverse=True)
    return [standing.record for standing in sorted(ordered, key=attrgetter("rank"))]


def _first(records: Sequence["PartyRecord"], field: str) -> Any:  # noqa: ANN401 (the value of any field)
    for record in records:
        if value := getattr(record, field):
            return value
    return None


def _names(records: Sequence["PartyRecord"]) -> list[tuple[str, str, str]]:
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    for record in records:
        for name in record.names:
            text = _full(name)
            if text and not is_placeholder(text):
                kind = name.kind or "primary"
                found.setdefault((text, kind), (text, kind, name.lang or ""))
    return list(found.values())


def _full(name: "StatedName") -> str:
    if name.full and name.full.strip():
        return " ".join(name.full.split())
    return " ".join(part.strip() for part in (name.first, name.last, name.patronymic) if part and part.strip())


def _birth_date(records: Sequence["PartyRecord"]) -> str | None:
    for record in records:
        if record.birth_date and (date := birth_date(record.birth_date)).valid:
            return date.text
    return None


def _jurisdiction(records: Sequence["PartyRecord"]) -> str | None:
    stated = _first(records, "jurisdiction")
    return None if stated is None else normal_country(stated) or stated


def _countries(records: Sequence["PartyRecord"]) -> list[str]:
    found: dict[str, None] = {}
    for record in records:
        for country in (record.jurisdiction, *record.nationalities, *[place.country for place in record.addresses]):
            if country and (code := normal_country(country)):
                found[code] = None
    return list(found)
