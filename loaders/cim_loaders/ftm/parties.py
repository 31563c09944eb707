"""FollowTheMoney's people, companies and other things as party records.

`name` is the primary name, and its further values are aliases; `weakAlias` carries `quality` `weak`. A country of the
entity is the jurisdiction of a company, and stays among the attributes of a person, whose nationalities say more.
Addresses, documents, sanctions and posts that are entities of their own join the party that they are of; one with a
sanction that has not ended is `sanctioned`. Who is sanctioned is an entry of a list, so its status is EXTERNAL, unless
`cim_status`, which exports of the registry write beside the properties, says what it is (nothing, where it is null).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cim_graph.kernel.times import today
from cim_graph.kernel.vocabulary import PartyStatus
from cim_graph.records.countries import normal_country
from cim_loaders.days import span
from cim_loaders.ftm import words
from cim_loaders.ftm.satellites import Satellites
from cim_loaders.given import given

Json = dict[str, Any]
Record = dict[str, Any]
Properties = Mapping[str, Sequence[str]]


class _Left:
    """The properties of an entity, which remembers those that were translated."""

    def __init__(self, properties: Properties) -> None:
        self._properties = properties
        self._taken: set[str] = set()

    def take(self, name: str) -> list[str]:
        """Return the values of a property, none where it is not there."""
        self._taken.add(name)
        return [value for value in self._properties.get(name, []) if value.strip()]

    def first(self, name: str) -> str | None:
        """Return the first value; others stay with the attributes."""
        values = self.take(name)
        if values[1:]:
            self._taken.discard(name)
        return values[0] if values else None

    def rest(self) -> dict[str, list[str]]:
        """Return what was not translated."""
        return {name: list(values) for name, values in self._properties.items() if values and name not in self._taken}


def party(entity: Json, source: str, satellites: Satellites) -> Record:
    """Translate an entity whose schema is one of `words.PARTIES`."""
    left = _Left(entity.get("properties", {}))
    type_, stated = words.PARTIES[entity["schema"]]
    single = {field: left.first(name) for name, field in words.SINGLE.items()}
    is_arrangement = (single["legalForm"] or "").strip().lower() in words.ARRANGEMENTS
    countries = _countries(left, type_)
    around = satellites.of(entity["id"])
    topics = left.take("topics")
    flags = _flags(stated, topics, around)
    return {
        "type": "arrangement" if type_ == "organization" and is_arrangement else type_,
        "source": source,
        "key": entity["id"],
        "names": list(_names(left)),
        **given(
            **single,
            nationalities=[_code(text) for name in words.NATIONALITIES for text in left.take(name)],
            jurisdiction=countries[0] if countries and type_ != "person" else None,
            identifiers=[*_identifiers(left, countries), *filter(None, map(_document, around))],
            addresses=list(_addresses(left, satellites)),
            contacts=[
                {"kind": kind, "value": value} for name, kind in words.CONTACTS.items() for value in left.take(name)
            ],
            status=_status(entity, flags),
            flags=flags,
            attributes=left.rest()
            | given(
                topics=[topic for topic in topics if topic not in words.FLAGS],
                countries=countries[1:] if type_ != "person" else countries,
            )
            | _beside(entity, around, satellites),
        ),
    }


def _flags(stated: Sequence[str], topics: Sequence[str], around: Sequence[Json]) -> list[str]:
    flags = [*stated, *(words.FLAGS[topic] for topic in topics if topic in words.FLAGS)]
    if any(item["schema"] == "Sanction" and not _has_ended(item) for item in around):
        flags.append("sanctioned")
    return list(dict.fromkeys(flags))


def _has_ended(sanction: Json) -> bool:
    """Whether the last day of a sanction is past; one whose end is no day has not ended."""
    days = [span(text.strip()) for text in sanction.get("properties", {}).get("endDate", [])]
    return bool(days) and all(found is not None and found[1].isoformat() < today() for found in days)


def _status(entity: Json, flags: Sequence[str]) -> str | None:
    if words.STATUS in entity:
        status: str | None = entity[words.STATUS]
        return status
    return PartyStatus.EXTERNAL.value if "sanctioned" in flags else None


def _beside(entity: Json, around: Sequence[Json], satellites: Satellites) -> Record:
    """Return what is told beside the properties: schema, sanctions, posts, and what the dataset says of itself."""
    return given(
        schema=entity["schema"] if entity["schema"] not in _PLAIN else None,
        sanctions=[_said(item) for item in around if item["schema"] == "Sanction"],
        positions=[_post(item, satellites) for item in around if item["schema"] == "Occupancy"],
        **{name: entity.get(name) for name in ("datasets", "referents", "first_seen", "last_seen", "last_change")},
    )


_PLAIN = frozenset({"Person", "Company", "Organization"})


def _code(text: str) -> str:
    return text.upper() if len(text) == len("az") else text


def _countries(left: _Left, type_: str) -> list[str]:
    if type_ == "person":
        return [_code(text) for text in left.take("country")]
    return list(dict.fromkeys(_code(text) for name in words.JURISDICTIONS for text in left.take(name)))


def _names(left: _Left) -> Iterator[Record]:
    parts = {field: values[0] for name, field in words.NAME_PARTS.items() if len(values := left.take(name)) == 1}
    middle = [value for name in ("secondName", "middleName") for value in left.take(name)]
    if middle and "first" in parts:
        parts["first"] = " ".join([parts["first"], *middle])
    is_first = True
    for name, kind in words.NAMES.items():
        for value in left.take(name):
            quality = {"quality": "weak"} if name == "weakAlias" else {}
            of_first = kind == "primary" and is_first
            yield (
                {"full": value, "kind": kind if kind != "primary" or of_first else "alias"}
                | quality
                | (parts if of_first else {})
            )
            is_first = is_first and not of_first
    if is_first and parts:
        yield {"kind": "primary"} | parts


def _identifiers(left: _Left, countries: Sequence[str]) -> Iterator[Record]:
    only = countries[0] if len(countries) == 1 else None
    for name, scheme in words.IDENTIFIERS.items():
        country = only if scheme in words.NATIONAL else None
        for value in left.take(name):
            yield given(scheme=words.REGISTERS.get((scheme, country or ""), scheme), value=value, country=country)


def _addresses(left: _Left, satellites: Satellites) -> Iterator[Record]:
    entities = satellites.named(left.take("addressEntity"))
    found = [_address(entity.get("properties", {})) for entity in entities]
    texts = {address.get("text") for address in found}
    yield from filter(None, found)
    yield from ({"text": text} for text in left.take("address") if text not in texts)


_ADDRESS = {
    "full": "text",
    "street": "street",
    "postOfficeBox": "postOfficeBox",
    "city": "city",
    "region": "region",
    "state": "state",
    "postalCode": "postcode",
    "country": "country",
}


def _address(properties: Properties) -> Record:
    return given(**{field: next(iter(properties.get(name, [])), None) for name, field in _ADDRESS.items()})


def _document(entity: Json) -> Record | None:
    if entity["schema"] not in ("Identification", "Passport"):
        return None
    of = {name: next(iter(values), None) for name, values in entity.get("properties", {}).items()}
    number = of.get("passportNumber") or of.get("number")
    if not number:
        return None
    kind = (of.get("type") or "identification").strip().lower()
    scheme = "passport" if entity["schema"] == "Passport" else "-".join(kind.split())
    country = normal_country(of.get("country") or "") or of.get("country")
    return given(scheme=scheme, value=number, country=country, issued=of.get("startDate"), expires=of.get("endDate"))


def _said(entity: Json) -> Record:
    """Return what a satellite says, but whom it is of; a property of one value is that value."""
    holder = words.SATELLITES[entity["schema"]]
    said = {name: values for name, values in entity.get("properties", {}).items() if name != holder and values}
    return {"id": entity["id"]} | {name: values[0] if len(values) == 1 else values for name, values in said.items()}


def _post(entity: Json, satellites: Satellites) -> Record:
    said = _said(entity)
    posts = satellites.named(entity.get("properties", {}).get("post", []))
    return said | given(post=[_said(post) for post in posts])
