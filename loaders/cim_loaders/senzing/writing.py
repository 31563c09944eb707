"""Records as Senzing JSON, one a party, with the relationships that begin at it as pointers.

Each record has an anchor, its source and key, to which the pointers of others lead; read again it is one more
identifier. The format has no place for when an identifier was issued and expires, for kinds of addresses beyond one
word, and of a relationship it carries kind, share or band, role or means, and when it held.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.records.exporter import Record, Written
from cim_loaders.given import given
from cim_loaders.senzing.features import is_attribute
from cim_loaders.senzing.links import BY_MEANS
from cim_loaders.senzing.parties import ANCHOR, NAME_KINDS, OWN, PARTIES, PLAIN_SCHEMES, SINGLE_ATTRIBUTES

_NAME_TYPES = {kind: name for name, kind in reversed(NAME_KINDS.items())} | {"alias": "AKA"}
_TYPES = {type_: name for name, type_ in PARTIES.items() if name in ("PERSON", "ORGANIZATION", "ARRANGEMENT")}
_SCHEMES = {scheme: family for family, scheme in PLAIN_SCHEMES.items()}
_STATE = re.compile(r"us-([a-z]{2})-driving-licence")
_CONTACTS = {"email": "EMAIL_ADDRESS", "web": "WEBSITE_ADDRESS"}


class SenzingExporter:
    """Writes what each source says: `DATA_SOURCE` is the source of a record and `RECORD_ID` its key."""

    name = "senzing"
    title = "Senzing entity specification: one JSON object a record"
    is_golden = False

    def write(self, party: Record, ties: Sequence[Record]) -> Written:
        """Return the one object that a record and its relationships are."""
        features = [*_features(party), *(_pointer(tie) for tie in ties)]
        own = {OWN[name]: value for name, value in party.items() if name in OWN}
        rest = {name: value for name, value in party.get("attributes", {}).items() if not is_attribute(name, value)}
        record = {"DATA_SOURCE": party["source"], "RECORD_ID": party["key"], "FEATURES": features}
        return Written([rest | own | record])


def _features(party: Record) -> Iterator[Record]:
    yield {"RECORD_TYPE": _TYPES[party["type"]]}
    is_person = party["type"] == "person"
    yield from filter(None, (_name(name, is_person=is_person) for name in party.get("names", [])))
    for field, attribute in SINGLE_ATTRIBUTES.items():
        if isinstance(value := party.get(field), (str, int)):
            yield {attribute: str(value)}
    yield from ({"NATIONALITY": country} for country in party.get("nationalities", []))
    yield from map(_identifier, party.get("identifiers", []))
    yield from filter(None, map(_address, party.get("addresses", [])))
    yield from map(_contact, party.get("contacts", []))
    yield {"REL_ANCHOR_DOMAIN": party["source"], "REL_ANCHOR_KEY": party["key"]}


def _name(name: Record | str, *, is_person: bool) -> Record:
    stated: Record = {"full": name} if isinstance(name, str) else name
    return given(
        NAME_TYPE=_NAME_TYPES.get(stated.get("kind") or "", None),
        **{"NAME_FULL" if is_person else "NAME_ORG": stated.get("full")},
        NAME_FIRST=stated.get("first"),
        NAME_LAST=stated.get("last"),
        NAME_MIDDLE=stated.get("patronymic"),
    )


def _identifier(identifier: Record) -> Record:
    scheme, value, country = identifier["scheme"], str(identifier["value"]), identifier.get("country")
    if scheme in _SCHEMES:
        return {f"{_SCHEMES[scheme]}_NUMBER": value}
    if scheme.startswith(ANCHOR):
        return {"REL_ANCHOR_DOMAIN": scheme.removeprefix(ANCHOR).upper(), "REL_ANCHOR_KEY": value}
    if state := _STATE.fullmatch(scheme):
        return {"DRIVERS_LICENSE_NUMBER": value, "DRIVERS_LICENSE_STATE": state[1].upper()}
    write = _DOCUMENTS.get(scheme)
    if write is not None:
        return write(value, country)
    return given(OTHER_ID_NUMBER=value, OTHER_ID_TYPE=scheme, OTHER_ID_COUNTRY=country)


_DOCUMENTS: dict[str, Callable[[str, str | None], Record]] = {
    "passport": lambda value, country: given(PASSPORT_NUMBER=value, PASSPORT_COUNTRY=country),
    "national-id": lambda value, country: given(NATIONAL_ID_NUMBER=value, NATIONAL_ID_COUNTRY=country),
}


def _address(address: Record | str) -> Record:
    stated: Record = {"text": address} if isinstance(address, str) else address
    return given(
        ADDR_TYPE=(stated.get("kind") or "").upper(),
        ADDR_FULL=stated.get("text"),
        ADDR_LINE1=stated.get("street"),
        ADDR_CITY=stated.get("city"),
        ADDR_STATE=stated.get("state"),
        ADDR_POSTAL_CODE=stated.get("postcode"),
        ADDR_COUNTRY=stated.get("country"),
    )


def _contact(contact: Record | str) -> Record:
    stated: Record = {"value": contact} if isinstance(contact, str) else contact
    kind = stated.get("kind") or ("email" if "@" in str(stated["value"]) else "phone")
    if kind in _CONTACTS:
        return {_CONTACTS[kind]: str(stated["value"])}
    return given(PHONE_TYPE=kind.upper() if kind != "phone" else None, PHONE_NUMBER=str(stated["value"]))


def _pointer(tie: Record) -> Record:
    to = tie["to"]
    return given(
        REL_POINTER_DOMAIN=to["source"],
        REL_POINTER_KEY=to["key"],
        REL_POINTER_ROLE=_role(tie),
        REL_POINTER_FROM_DATE=tie.get("validFrom"),
        REL_POINTER_THRU_DATE=tie.get("validTo"),
    )


def _role(tie: Record) -> str:
    """Return the role as the reader of this format understands it: `OWNS 60%`, `CONTROLS board`, `MANAGES ceo`."""
    kind = RelationshipKind(tie["kind"])
    if kind is RelationshipKind.OWNS and (share := _share(tie)):
        return f"{kind.value} {share}"
    word: Any = tie.get("means" if kind in BY_MEANS else "role")
    return f"{kind.value} {word}" if word else kind.value


def _share(tie: Record) -> str | None:
    if tie.get("share") is not None:
        return f"{tie['share']}%"
    low, high = tie.get("minShare"), tie.get("maxShare")
    return f"{low or 0}%-{high or 100}%" if low is not None or high is not None else None


exporter = SenzingExporter()
