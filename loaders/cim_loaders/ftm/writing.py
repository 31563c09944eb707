"""Golden parties as FollowTheMoney entities, valid by its model: parties, what is said of them, and ties.

The id of an entity is the registry's. FollowTheMoney has no words for status (`cim_status` beside the properties says
it), segment, branch and manager, for flags that are none of its topics, for attributes, kinds of addresses and of
telephones, for votes, `exclusive` ends of a band other than `more than`, `onBehalfOf`, `about` and `material`. An
organization is a Company, which can be owned.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.records.countries import normal_country
from cim_graph.records.exporter import Record, Written
from cim_graph.records.names import fold
from cim_loaders.ftm import words

_PROPERTIES = {scheme: name for name, scheme in words.IDENTIFIERS.items() if scheme not in words.NATIONAL}
_TOPICS = {
    "pep": "role.pep",
    "sanctioned": "sanction",
    "government": "gov",
    "bank": "fin.bank",
    "listed": "corp.public",
}
_BY_FLAG = {flags[0]: schema for schema, (_, flags) in words.PARTIES.items() if flags and flags[0] != "government"}
_SCHEMAS = {
    RelationshipKind.OWNS: "Ownership",
    RelationshipKind.CONTROLS: "Control",
    RelationshipKind.MANAGES: "Directorship",
    RelationshipKind.FAMILY_OF: "Family",
    RelationshipKind.EMPLOYS: "Employment",
    RelationshipKind.ACTS_FOR: "Representation",
    RelationshipKind.TRANSACTS_WITH: "Payment",
}
_ROLES = {kind: role for role, kind in words.RELATED.items()}
_CONTACTS = {"email": "email", "web": "website", "phone": "phone", "mobile": "phone", "fax": "phone"}
_NAMES = {"former": "previousName"}
"""Where names go that are neither the first primary one nor an alias."""
Properties = dict[str, list[str]]


class FtmExporter:
    """Writes golden parties, each with its ties of today."""

    name = "ftm"
    title = "FollowTheMoney entities: one JSON object each"
    is_golden = True

    def write(self, party: Record, ties: Sequence[Record]) -> Written:
        """Return a party, its addresses and documents, and its ties."""
        return Written([*_party(party), *map(_tie, ties)])


def _party(party: Record) -> Iterator[Record]:
    properties: Properties = {}
    around = [*_documents(party), *_addresses(party)]
    _put_names(properties, party)
    for name, field in words.SINGLE.items():
        _put(properties, name, party.get(field))
    for country in party.get("nationalities", []):
        _put(properties, "nationality", _code(country))
    if party["type"] != "person":
        _put(properties, "jurisdiction", _code(party.get("jurisdiction")))
    if party["type"] == "arrangement" and (party.get("legalForm") or "").lower() not in words.ARRANGEMENTS:
        properties["legalForm"] = ["trust"]
    for flag in party.get("flags", []):
        _put(properties, "topics", _TOPICS.get(flag))
    for contact in party.get("contacts", []):
        kind = contact.get("kind") or ("email" if "@" in str(contact["value"]) else "phone")
        _put(properties, _CONTACTS.get(kind, "phone"), str(contact["value"]))
    for identifier in party.get("identifiers", []):
        _put(properties, _PROPERTIES.get(identifier["scheme"], ""), str(identifier["value"]))
    for address in around:
        if address["schema"] == "Address":
            _put(properties, "addressEntity", address["id"])
    # Stated where it is not known, too: a sanctioned client must not come back as an entry of a list.
    status = {words.STATUS: party.get("status")}
    yield {"id": party["key"], "schema": _schema(party), "properties": properties, **status}
    yield from around


def _schema(party: Record) -> str:
    if party["type"] == "person":
        return "Person"
    if party["type"] == "arrangement":
        return "LegalEntity"
    return next((_BY_FLAG[flag] for flag in party.get("flags", []) if flag in _BY_FLAG), "Company")


def _put(properties: Properties, name: str, value: object) -> None:
    """Add a value to a property; a property without a name is none of the format's."""
    if name and value not in (None, "") and str(value) not in properties.setdefault(name, []):
        properties[name].append(str(value))
    if name and not properties.get(name):
        properties.pop(name, None)


def _put_names(properties: Properties, party: Record) -> None:
    is_first = True
    for name in party.get("names", []):
        kind = name.get("kind") or "primary"
        weak = "weakAlias" if name.get("quality") == "weak" else None
        is_main = kind == "primary" and is_first
        _put(properties, "name" if is_main else weak or _NAMES.get(kind, "alias"), _full(name))
        if is_main and party["type"] == "person":
            for part, field in words.NAME_PARTS.items():
                _put(properties, part, name.get(field))
        is_first = is_first and not is_main


def _full(name: Record) -> str:
    parts = (name.get(part) for part in ("first", "last", "patronymic"))
    return name.get("full") or " ".join(filter(None, parts))


def _code(country: str | None) -> str | None:
    if not country:
        return None
    return (normal_country(country) or country).lower()


def _id(*parts: str) -> str:
    """Return an id that is computed from what it names, so that it is the same in every export."""
    return f"cim-{blake2b('|'.join(parts).encode(), digest_size=12).hexdigest()}"


def _addresses(party: Record) -> Iterator[Record]:
    for address in party.get("addresses", []):
        stated: Record = {"text": address} if isinstance(address, str) else address
        values = {
            "full": stated.get("text"),
            "street": stated.get("street"),
            "city": stated.get("city"),
            "state": stated.get("state"),
            "region": stated.get("region"),
            "postalCode": stated.get("postcode"),
            "country": _code(stated.get("country")),
        }
        properties: Properties = {}
        for name, value in values.items():
            _put(properties, name, value)
        if properties:
            key = _id(party["key"], *(f"{name}={fold(texts[0])}" for name, texts in properties.items()))
            yield {"id": key, "schema": "Address", "properties": properties}


def _documents(party: Record) -> Iterator[Record]:
    """Yield the identifiers that FollowTheMoney has no property for, or whose country and dates would be lost."""
    for identifier in party.get("identifiers", []):
        scheme, value = identifier["scheme"], str(identifier["value"])
        if scheme in _PROPERTIES:
            continue
        properties: Properties = {"holder": [party["key"]], "number": [value]}
        is_passport = scheme == "passport"
        _put(properties, "passportNumber", value if is_passport else None)
        _put(properties, "type", None if is_passport else scheme)
        _put(properties, "country", _code(identifier.get("country")))
        _put(properties, "startDate", identifier.get("issued"))
        _put(properties, "endDate", identifier.get("expires"))
        id_ = _id(party["key"], scheme, value)
        yield {"id": id_, "schema": "Passport" if is_passport else "Identification", "properties": properties}


def _tie(tie: Record) -> Record:
    kind = RelationshipKind(tie["kind"])
    schema = _SCHEMAS.get(kind, "UnknownLink")
    edge = words.EDGES[schema]
    properties: Properties = {edge.start: [tie["from"]["key"]], edge.end: [tie["to"]["key"]]}
    _put(properties, edge.word, _ROLES.get(kind) or tie.get(edge.field))
    if schema == "Ownership":
        _put(properties, "percentage", _share(tie))
        _put(properties, "sharesType", tie.get("shareClass"))
    if schema == "Payment":
        _put(properties, "amount", tie.get("amount"))
        _put(properties, "currency", tie.get("currency"))
    _put(properties, "startDate", tie.get("validFrom"))
    _put(properties, "endDate", tie.get("validTo"))
    return {"id": tie["key"], "schema": schema, "properties": properties}


def _share(tie: Record) -> str | None:
    if tie.get("share") is not None:
        return str(tie["share"])
    low: Any = tie.get("minShare")
    high: Any = tie.get("maxShare")
    if low is None and high is None:
        return None
    return f">{low}" if tie.get("exclusive") == "min" and high in ("100", None) else f"{low or 0}-{high or 100}"


exporter = FtmExporter()
