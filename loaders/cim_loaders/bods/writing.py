"""Golden parties as BODS 0.4 statements (https://standard.openownership.org/en/0.4.0/), one JSON object a line.

The record id is the registry's. BODS speaks of ownership and control: kinship, guarantees, dependency, employment,
payments and most other relationships have no words in it and are left out. It has no place for status, segment, branch,
manager, contacts and attributes, flags beyond `pep`, `listed` and `government`, the country of an identifier, the parts
of an address, days of foundation of which only the year is known, classes of shares, suspended votes and `onBehalfOf`.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import pycountry

from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.records.countries import normal_country
from cim_graph.records.exporter import Record, Written
from cim_loaders.bods.interests import MEANINGS
from cim_loaders.given import given

_INTERESTS = {
    (meaning.kind, meaning.means or meaning.role): code for code, meaning in MEANINGS.items() if not meaning.reverse
}
_OTHERWISE = {
    RelationshipKind.CONTROLS: "otherInfluenceOrControl",
    RelationshipKind.MANAGES: "seniorManagingOfficial",
}
"""The nearest interest where the means or role has no word of its own; it stands under `details`."""
_NAME_TYPES = {"primary": "legal", "former": "former", "transliteration": "transliteration"}
_PLACES = {"person": ("residence", "service", "alternative"), "entity": ("registered", "business", "alternative")}
_SCHEMES = {"lei": "XI-LEI", "gb-coh": "GB-COH", "dk-cvr": "DK-CVR", "nl-kvk": "NL-KVK"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NOT_NAMED = {"reason": "informationUnknownToPublisher"}


class BodsExporter:
    """Writes golden parties, each with its ties of today, as of the day of the export."""

    name = "bods"
    title = "Beneficial Ownership Data Standard 0.4: one statement a line"
    is_golden = True

    def write(self, party: Record, ties: Sequence[Record]) -> Written:
        """Return the statement of a party and those of its ties that are ownership or control."""
        day = datetime.now(UTC).date().isoformat()
        kind = "person" if party["type"] == "person" else "entity"
        details = _person(party) if kind == "person" else _entity(party)
        written = Written([_statement(kind, party["key"], party["key"], {"isComponent": False} | details, day)])
        for tie in ties:
            if interests := list(_interests(tie)):
                ends = {"subject": tie["to"]["key"], "interestedParty": tie["from"]["key"]}
                details = {"isComponent": False, **ends, "interests": interests}
                written.objects.append(_statement("relationship", tie["key"], tie["to"]["key"], details, day))
            else:
                written.left_out.append(tie)
        return written


def _statement(type_: str, id_: str, subject: str, details: Record, day: str) -> Record:
    return {
        "statementId": f"cim-{blake2b(id_.encode(), digest_size=16).hexdigest()}-{day}",
        "declarationSubject": subject,
        "statementDate": day,
        "publicationDetails": {"publicationDate": day, "bodsVersion": "0.4", "publisher": {"name": "CIM Graph"}},
        "recordId": id_,
        "recordStatus": "new",
        "recordType": type_,
        "recordDetails": details,
    }


def _person(party: Record) -> Record:
    names = [_name(name) for name in party.get("names", []) if _full(name)]
    place = party.get("birthPlace")
    return given(
        personType="knownPerson" if names else "unknownPerson",
        unspecifiedPersonDetails=None if names else _NOT_NAMED,
        names=names,
        birthDate=party.get("birthDate"),
        deathDate=party.get("deathDate"),
        placeOfBirth={"type": "placeOfBirth", "address": str(place)} if place else None,
        nationalities=[_country(country) for country in party.get("nationalities", [])],
        identifiers=list(map(_identifier, party.get("identifiers", []))),
        addresses=_addresses(party, "person"),
        politicalExposure={"status": "isPep"} if "pep" in party.get("flags", []) else None,
    )


def _entity(party: Record) -> Record:
    names = [full for name in party.get("names", []) if (full := _full(name))]
    flags = party.get("flags", [])
    founded, dissolved = (party.get(name) or "" for name in ("founded", "dissolved"))
    return given(
        entityType=_entity_type(party, is_named=bool(names)),
        unspecifiedEntityDetails=None if names else _NOT_NAMED,
        name=names[0] if names else None,
        alternateNames=names[1:],
        jurisdiction=_country(party["jurisdiction"]) if party.get("jurisdiction") else None,
        identifiers=list(map(_identifier, party.get("identifiers", []))),
        foundingDate=founded if _DAY.fullmatch(founded) else None,
        dissolutionDate=dissolved if _DAY.fullmatch(dissolved) else None,
        addresses=_addresses(party, "entity"),
        publicListing={"hasPublicListing": True} if "listed" in flags else None,
    )


def _entity_type(party: Record, *, is_named: bool) -> Record:
    form = {"details": party["legalForm"]} if party.get("legalForm") else {}
    if party["type"] == "arrangement":
        return {"type": "arrangement"} | form
    if "government" in party.get("flags", []):
        return {"type": "stateBody"} | form
    return {"type": "registeredEntity" if is_named else "unknownEntity"} | form


def _full(name: Record) -> str:
    parts = (name.get(part) for part in ("first", "last", "patronymic"))
    return name.get("full") or " ".join(filter(None, parts))


def _name(name: Record) -> Record:
    return given(
        type=_NAME_TYPES.get(name.get("kind") or "primary", "alternative"),
        fullName=_full(name),
        givenName=name.get("first"),
        familyName=name.get("last"),
        patronymicName=name.get("patronymic"),
    )


def _country(text: str) -> Record:
    code = normal_country(text)
    country = pycountry.countries.get(alpha_2=code) if code else None
    return given(name=country.name if country else text, code=code)


def _identifier(identifier: Record) -> Record:
    scheme, value = identifier["scheme"], str(identifier["value"])
    code = normal_country(identifier.get("country") or "") if scheme == "passport" else None
    if code and (country := pycountry.countries.get(alpha_2=code)):
        return {"id": value, "scheme": f"{country.alpha_3}-PASSPORT"}
    return {"id": value, "scheme": _SCHEMES[scheme]} if scheme in _SCHEMES else {"id": value, "schemeName": scheme}


def _addresses(party: Record, kind: str) -> list[Record]:
    found = []
    for address in party.get("addresses", []):
        stated: Record = {"text": address} if isinstance(address, str) else address
        lines = (stated.get(name) for name in ("street", "city", "state"))
        country = stated.get("country")
        found.append(
            given(
                type=stated.get("kind") if stated.get("kind") in _PLACES[kind] else None,
                address=stated.get("text") or ", ".join(filter(None, lines)),
                postCode=stated.get("postcode"),
                country=_country(country) if country else None,
            )
        )
    return [address for address in found if address.keys() - {"type"}]


def _interests(tie: Record) -> Iterator[Record]:
    """Yield the interests that a relationship is, none where BODS has no word for it."""
    kind = RelationshipKind(tie["kind"])
    period = given(startDate=tie.get("validFrom"), endDate=tie.get("validTo"))
    if kind is RelationshipKind.OWNS:
        yield from ({**interest, "directOrIndirect": "direct", **period} for interest in _holding(tie))
        return
    word = tie.get("means") or tie.get("role")
    code = _INTERESTS.get((kind, word)) or _INTERESTS.get((kind, None)) or _OTHERWISE.get(kind)
    if code:
        said = {} if _INTERESTS.get((kind, word)) == code or not word else {"details": word}
        yield {"type": code, "directOrIndirect": "direct", **said, **period}


def _holding(tie: Record) -> Iterator[Record]:
    """Yield capital and votes; where the votes are not told, they follow the capital."""
    capital, voting = _band(tie), tie.get("voting")
    if capital or voting is None:
        yield {"type": "shareholding"} | ({"share": capital} if capital else {})
    if voting is not None and voting != tie.get("share"):
        yield {"type": "votingRights", "share": {"exact": _number(voting)}}


def _band(tie: Record) -> Record:
    if tie.get("share") is not None:
        return {"exact": _number(tie["share"])}
    left_out = tie.get("exclusive") or ""
    both = left_out == "both"
    low, high = tie.get("minShare"), tie.get("maxShare")
    return given(
        **{"exclusiveMinimum" if both or left_out == "min" else "minimum": None if low is None else _number(low)},
        **{"exclusiveMaximum" if both or left_out == "max" else "maximum": None if high is None else _number(high)},
    )


def _number(text: Any) -> float | int:  # noqa: ANN401 (percent as text or number)
    value = float(text)
    return int(value) if value.is_integer() else value


exporter = BodsExporter()
