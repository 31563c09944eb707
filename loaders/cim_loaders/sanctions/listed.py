"""One entry of a list of sanctions, whichever list it is, as a party record.

- The status is EXTERNAL, the flag `sanctioned`; the source is the list. A vessel and an aircraft are organizations with
  a flag of that name.
- An alias carries the list's own word for its quality: `weak` (OFAC's weak a.k.a., the UN's low quality) asks for more
  than the name before it is a hit.
- `birthDate` is the first one that is a day, a month or a year; all that the list states, ranges and circa included,
  is under `attributes.births`.
- Programmes, listing dates, titles and remarks are under `attributes`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cim_graph.kernel.errors import BadInputError
from cim_loaders.given import given

Record = dict[str, Any]


@dataclass(slots=True)
class Entry:
    """What a list says of one party; `type` is person, organization, vessel or aircraft."""

    key: str
    type: str
    names: list[Record] = field(default_factory=list)
    births: list[Record] = field(default_factory=list)
    birth_places: list[str] = field(default_factory=list)
    nationalities: list[str] = field(default_factory=list)
    gender: str | None = None
    founded: str | None = None
    sector: str | None = None
    identifiers: list[Record] = field(default_factory=list)
    addresses: list[Record] = field(default_factory=list)
    contacts: list[Record] = field(default_factory=list)
    attributes: Record = field(default_factory=dict)


def listed(entry: Entry, source: str) -> Record:
    """Return the party that an entry lists."""
    is_person = entry.type == "person"
    return {
        "type": "person" if is_person else "organization",
        "source": source,
        "key": entry.key,
        "names": _once(entry.names),
        "status": "EXTERNAL",
        "flags": ["sanctioned", *([] if entry.type in ("person", "organization") else [entry.type])],
        **given(
            birthDate=next((birth["date"] for birth in entry.births if "date" in birth), None),
            birthPlace=next(iter(entry.birth_places), None),
            nationalities=_once(entry.nationalities),
            gender=entry.gender,
            founded=entry.founded,
            sector=entry.sector,
            identifiers=_once(entry.identifiers),
            addresses=_once(entry.addresses),
            contacts=_once(entry.contacts),
            attributes=entry.attributes
            | given(births=entry.births if _says_more(entry.births) else [], birthPlaces=entry.birth_places[1:]),
        ),
    }


def read_whole(items: Iterable[object]) -> None:
    """Read a list to its end before anything of it is taken.

    A list that breaks off must not pass for all of it: the parties that are missing would look as if they were
    sanctioned no more. Raises the BadInputError that says where it breaks off.
    """
    try:
        for _ in items:
            pass
    except BadInputError as error:
        raise BadInputError(
            f"{error} Nothing of the list was taken, since a part of it must not pass for all."
        ) from error


def _says_more(births: Sequence[Record]) -> bool:
    return len(births) > 1 or any(birth.keys() != {"date"} for birth in births)


def _once(values: Sequence[Any]) -> list[Any]:
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept
