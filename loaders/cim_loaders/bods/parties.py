"""Entity and person statements of BODS 0.4 as party records.

- An `arrangement` is an entity of type arrangement, or a legal entity of subtype trust; any other entity is an
  `organization`. Foundations have no code in BODS and stay organizations.
- A state or a state body carries the flag `government`, a listed company `listed`, a politically exposed person `pep`.
- Anonymous and unknown parties come without names, with what is declared of them under `attributes`.
- A record that is `closed` is no longer maintained by its publisher. What it says was true, so it stays, and
  `attributes.recordStatus` tells.
- Whatever else the statement holds is under `attributes`, by its BODS name. The publication date is left out:
  an edition that only repeats a statement must not look like a change.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pycountry

from cim_loaders.given import given

Json = Mapping[str, Any]

# The kind of a name by the BODS code list nameType. A translated name is one more name, not another spelling.
NAME_KINDS = {
    "legal": "primary",
    "transliteration": "transliteration",
    "translation": "alias",
    "alternative": "alias",
    "former": "former",
    "birth": "former",
}
# org-id.guide codes whose scheme has a name of its own in the registry; any other code stays, in lower case.
SCHEMES = {"XI-LEI": "lei"}

_PERSON_SCHEME = re.compile(r"([A-Z]{3})-PASSPORT")
_ENTITY_FIELDS = {
    "name",
    "alternateNames",
    "jurisdiction",
    "incorporatedInJurisdiction",
    "identifiers",
    "foundingDate",
    "dissolutionDate",
    "addresses",
}
_PERSON_FIELDS = {
    "names",
    "identifiers",
    "nationalities",
    "placeOfBirth",
    "birthDate",
    "deathDate",
    "addresses",
}


def entity(statement: Json, source: str) -> dict[str, Any]:
    """Translate a valid entity statement into an organization or an arrangement."""
    details = statement["recordDetails"]
    return {
        "type": "arrangement" if _is_arrangement(details["entityType"]) else "organization",
        **header(statement, source),
        **given(
            legalForm=_legal_form(details["entityType"]),
            jurisdiction=_jurisdiction(details),
            founded=details.get("foundingDate"),
            dissolved=details.get("dissolutionDate"),
            addresses=_addresses(details),
            identifiers=_identifiers(details),
            flags=_entity_flags(details),
        ),
        "names": _entity_names(details),
        "attributes": _rest(statement, details, _ENTITY_FIELDS),
    }


def person(statement: Json, source: str) -> dict[str, Any]:
    """Translate a valid person statement."""
    details = statement["recordDetails"]
    return {
        "type": "person",
        **header(statement, source),
        **given(
            birthDate=details.get("birthDate"),
            deathDate=details.get("deathDate"),
            birthPlace=_place(details.get("placeOfBirth", {})),
            nationalities=[_country(country) for country in details.get("nationalities", [])],
            addresses=_addresses(details),
            identifiers=_identifiers(details),
            flags=["pep"] if details.get("politicalExposure", {}).get("status") == "isPep" else [],
        ),
        "names": _person_names(details.get("names", [])),
        "attributes": _rest(statement, details, _PERSON_FIELDS),
    }


def header(statement: Json, source: str) -> dict[str, Any]:
    """Return what names a record, and the source's own time."""
    return {"source": source, "key": statement["recordId"], "at": statement["statementDate"]}


def provenance(statement: Json) -> dict[str, Any]:
    """Return what a statement says of itself rather than of its subject."""
    publication = {
        name: value for name, value in statement.get("publicationDetails", {}).items() if name != "publicationDate"
    }
    names = ("statementId", "recordStatus", "declaration", "declarationSubject", "source", "annotations")
    return given(publicationDetails=publication, **{name: statement.get(name) for name in names})


def _rest(statement: Json, details: Json, translated: Iterable[str]) -> dict[str, Any]:
    unnamed = [identifier for identifier in details.get("identifiers", []) if not identifier.get("id")]
    return (
        {name: value for name, value in details.items() if name not in translated}
        | provenance(statement)
        | given(identifiers=unnamed)
    )


def _is_arrangement(kind: Json) -> bool:
    return kind["type"] == "arrangement" or (kind["type"] == "legalEntity" and kind.get("subtype") == "trust")


def _legal_form(kind: Json) -> str | None:
    subtype = kind.get("subtype")
    return kind.get("details") or (subtype if subtype != "other" else None)


def _jurisdiction(details: Json) -> str | None:
    # Published 0.4 data still uses the property's name of version 0.3.
    place = details.get("jurisdiction") or details.get("incorporatedInJurisdiction") or {}
    return place.get("code") or place.get("name")


def _entity_flags(details: Json) -> list[str]:
    flags = {
        "government": details["entityType"]["type"] in ("state", "stateBody"),
        "listed": details.get("publicListing", {}).get("hasPublicListing", False),
    }
    return [flag for flag, holds in flags.items() if holds]


def _entity_names(details: Json) -> list[dict[str, str]]:
    names = [{"full": details["name"], "kind": "primary"}] if details.get("name") else []
    return names + [{"full": name, "kind": "alias"} for name in details.get("alternateNames", []) if name]


def _person_names(names: Iterable[Json]) -> list[dict[str, str]]:
    """Return the names with their kinds; an untyped name is the primary one as long as no other is."""
    with_text = [name for name in names if name["fullName"]]
    legal = any(name.get("type") == "legal" for name in with_text)
    found: list[dict[str, str]] = []
    for name in with_text:
        kind = NAME_KINDS.get(name.get("type", ""), "alias" if legal else "primary")
        legal = legal or kind == "primary"
        parts = given(first=name.get("givenName"), last=name.get("familyName"), patronymic=name.get("patronymicName"))
        found.append({"full": name["fullName"], "kind": kind, **parts})
    return found


def _identifiers(details: Json) -> list[dict[str, str]]:
    return [_identifier(identifier) for identifier in details.get("identifiers", []) if identifier.get("id")]


def _identifier(identifier: Json) -> dict[str, str]:
    code = identifier.get("scheme", "").strip().upper()
    if passport := _PERSON_SCHEME.fullmatch(code):
        country = pycountry.countries.get(alpha_3=passport[1])
        return {"scheme": "passport", "value": identifier["id"], **given(country=country and country.alpha_2)}
    scheme = SCHEMES.get(code) or code.lower() or _slug(identifier.get("schemeName", ""))
    return {"scheme": scheme or "unknown", "value": identifier["id"]}


def _slug(words: str) -> str:
    return "-".join(re.findall(r"\w+", words.casefold()))


def _country(country: Json) -> str:
    code = country.get("code")
    return code.upper() if code else str(country["name"])


def _place(address: Json) -> str | None:
    parts = [address.get("address"), address.get("country", {}).get("name")]
    return ", ".join(part for part in parts if part) or None


def _addresses(details: Json) -> list[dict[str, str]]:
    return [address for address in map(_address, details.get("addresses", [])) if address.keys() - {"kind"}]


def _address(address: Json) -> dict[str, str]:
    country = address.get("country")
    return given(
        kind=address.get("type"),
        text=address.get("address"),
        postcode=address.get("postCode"),
        country=_country(country) if country else None,
    )
