"""The golden party: a pure function of its records and of what stewards pinned, so that it can be computed again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from cim_graph.kernel.vocabulary import RESTRICTED, PartyStatus
from cim_graph.parties.model import PartyRow
from cim_graph.parties.pins import RESTRICTION
from cim_graph.parties.survivorship import FIELDS, Chosen, Standing, full_name, surviving, survivor
from cim_graph.records.countries import normal_country
from cim_graph.records.names import search_terms

if TYPE_CHECKING:
    from cim_graph.kernel.ranks import Rank
    from cim_graph.records.format import PartyRecord

LONGEST_TERMS = 4000
"""Characters of a party's names that are searched."""

_LABELS = {"PERSON": "Person", "ORGANIZATION": "Organization", "ARRANGEMENT": "Arrangement"}


@dataclass(frozen=True, slots=True)
class Golden:
    """The values of a party that its records add up to."""

    label: str
    properties: dict[str, Any]


def golden(standings: Sequence[Standing], rank: "Rank", pinned: Mapping[str, str] | None = None) -> Golden:
    """Compute a party from its records, at least one.

    A single value is what a steward pinned, or comes from the record that survivorship chooses. Names, flags and
    countries are gathered from all records, the best first: the lowest rank, then the newest, then by source and key. A
    value that cannot be is left out.
    """
    values = _values(standings, rank)
    values |= pinned or {}
    if values.get(RESTRICTION):
        values["segment"] = RESTRICTED
    records = _best_first(standings)
    names = _names(records)
    texts = [text for text, _, _ in names]
    name = values["name"] or (texts[0] if texts else None)
    properties = {
        **values,
        "status": values["status"] or PartyStatus.EXTERNAL.value,
        "name": name,
        "nameTexts": texts or None,
        "nameKinds": [kind for _, kind, _ in names] or None,
        "nameLangs": [lang for _, _, lang in names] or None,
        "countries": _countries(records) or None,
        "flags": list(dict.fromkeys(flag for record in records for flag in record.flags if flag)) or None,
        "terms": search_terms(dict.fromkeys([*texts, *filter(None, [name])]))[:LONGEST_TERMS] or None,
    }
    return Golden(_LABELS[str(values["kind"])], properties)


def _values(standings: Sequence[Standing], rank: "Rank") -> dict[str, str | None]:
    if len(standings) == 1:
        return {name: read(standings[0].record) for name, read in FIELDS.items()}
    return {name: surviving(name, standings, rank) for name in FIELDS}


def chosen(standings: Sequence[Standing], rank: "Rank") -> dict[str, Chosen | None]:
    """Return for each golden field of one value which record it comes from."""
    return {name: survivor(name, standings, rank) for name in FIELDS}


def _best_first(standings: Sequence[Standing]) -> list["PartyRecord"]:
    if len(standings) == 1:
        return [standings[0].record]
    ordered = sorted(standings, key=attrgetter("record.source", "record.key"))
    ordered.sort(key=attrgetter("said_at"), reverse=True)
    return [standing.record for standing in sorted(ordered, key=attrgetter("rank"))]


def _names(records: Sequence["PartyRecord"]) -> list[tuple[str, str, str]]:
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    for record in records:
        for name in record.names:
            if text := full_name(name):
                kind = name.kind or "primary"
                found.setdefault((text, kind), (text, kind, name.lang or ""))
    return list(found.values())


def _countries(records: Iterable["PartyRecord"]) -> list[str]:
    found: dict[str, None] = {}
    for record in records:
        for country in (record.jurisdiction, *record.nationalities, *[place.country for place in record.addresses]):
            if country and (code := normal_country(country)):
                found[code] = None
    return list(found)


def party_row(id_: str, version: int, values: Mapping[str, Any]) -> PartyRow:
    """Return a party of golden values as a `Party` node would answer."""
    return PartyRow(
        id_,
        values["kind"],
        values["status"],
        values["name"],
        version,
        values["birthDate"],
        values["jurisdiction"],
        values["flags"] or [],
        values["segment"],
        values["branch"],
        values["manager"],
    )
