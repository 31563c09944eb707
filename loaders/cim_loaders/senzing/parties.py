"""Senzing records as party records.

- `RECORD_TYPE` says what a party is. A trust, a fund and what says ARRANGEMENT are an `arrangement`; a vessel, an
  aircraft and whatever else is no party are an `organization` with a flag of that name. Where nothing says it, a name
  of an organization does, and all else is a person.
- `NAME_MIDDLE` is the name between first and last, the place of the patronymic. A suffix follows the last name.
- A tax or national number with a type and a country is of the scheme `country-type` (`us-ein`, `sg-uen`), the type of
  another one is its scheme. A driving licence is one of the state that issued it.
- A date that can be read in two ways is read with the month first, as in Senzing's own files.
- `REL_ANCHOR_KEY` is the name by which others point here: an identifier of the scheme `senzing-anchor-DOMAIN`.
- Whatever else a record holds is under `attributes`.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import pycountry

from cim_graph.records.countries import normal_country
from cim_loaders.days import iso_day
from cim_loaders.given import given
from cim_loaders.senzing.features import OTHER, Feature, payload

Record = dict[str, Any]

ANCHOR = "senzing-anchor-"
# What the format has no attribute for stands beside the features under these names, so that it comes back.
OWN = {
    "status": "CIM_STATUS",
    "segment": "CIM_SEGMENT",
    "branch": "CIM_BRANCH",
    "manager": "CIM_MANAGER",
    "flags": "CIM_FLAGS",
    "legalForm": "CIM_LEGAL_FORM",
    "dissolved": "CIM_DISSOLVED",
    "sector": "CIM_SECTOR",
}
NAME_KINDS = {
    "PRIMARY": "primary",
    "FORMER": "former",
    "MAIDEN": "former",
    "TRANSLITERATION": "transliteration",
}
PARTIES = {
    "PERSON": "person",
    "ORGANIZATION": "organization",
    "BUSINESS": "organization",
    "TRUST": "arrangement",
    "FUND": "arrangement",
    "ARRANGEMENT": "arrangement",
}
SINGLE_ATTRIBUTES = {
    "birthDate": "DATE_OF_BIRTH",
    "deathDate": "DATE_OF_DEATH",
    "gender": "GENDER",
    "birthPlace": "PLACE_OF_BIRTH",
    "founded": "REGISTRATION_DATE",
    "jurisdiction": "REGISTRATION_COUNTRY",
}
# The values of these features become fields that hold one value; a second one is kept with the attributes.
_SINGLE = {
    "BIRTH": "birthDate",
    "DEATH": "deathDate",
    "GENDER": "gender",
    "BIRTH_PLACE": "birthPlace",
    "REGISTRATION": "founded",
    "REGISTRATION_COUNTRY": "jurisdiction",
}
_DATES = frozenset({"birthDate", "deathDate", "founded"})
PLAIN_SCHEMES = {"DUNS": "duns", "NPI": "npi", "LEI": "lei", "SSN": "us-ssn"}
_PARTS = {"first": "NAME_FIRST", "last": "NAME_LAST", "patronymic": "NAME_MIDDLE"}


def party(record: Mapping[str, Any], found: Iterable[Feature]) -> Record:
    """Translate what a Senzing record says of a party; links are told apart (`links`)."""
    features = list(found)
    kind, flags = _kind(features)
    rest = payload(record)
    own = {name: rest.pop(column) for name, column in OWN.items() if column in rest}
    single, left = _single(features)
    return {
        "type": kind,
        "source": str(record["DATA_SOURCE"]),
        "key": str(record["RECORD_ID"]),
        "names": _read(features, "NAME", _name),
        **single,
        **given(
            nationalities=_texts(features, "NATIONALITY", "CITIZENSHIP"),
            identifiers=_identifiers(features),
            addresses=_read(features, "ADDR", _address),
            contacts=_contacts(features),
            flags=flags,
        ),
        **own,
        **given(attributes=rest | left | _others(features)),
    }


def _kind(features: Iterable[Feature]) -> tuple[str, list[str]]:
    stated = next((item.values["RECORD_TYPE"].upper() for item in features if item.family == "RECORD_TYPE"), None)
    if stated is None:
        is_organization = any("NAME_ORG" in item.values for item in features)
        return ("organization" if is_organization else "person"), []
    if stated in PARTIES:
        return PARTIES[stated], []
    return "organization", [stated.lower()]


def _read(features: Iterable[Feature], family: str, read: Callable[[Mapping[str, str]], Record]) -> list[Record]:
    return [made for item in features if item.family == family and (made := read(item.values))]


def _texts(features: Iterable[Feature], *families: str) -> list[str]:
    return list(dict.fromkeys(text for item in features if item.family in families for text in item.values.values()))


def _name(values: Mapping[str, str]) -> Record:
    whole = values.get("NAME_ORG") or values.get("NAME_FULL")
    parts = given(**{part: values.get(attribute) for part, attribute in _PARTS.items()})
    if suffix := values.get("NAME_SUFFIX"):
        parts["last"] = f"{parts.get('last', '')} {suffix}".strip()
    if not whole and not parts:
        return {}
    kind = values.get("NAME_TYPE", "").upper()
    named = NAME_KINDS.get(kind, "alias") if kind else None
    return given(full=whole, kind=named) | parts


def _address(values: Mapping[str, str]) -> Record:
    lines = [values[name] for number in range(1, 7) if (name := f"ADDR_LINE{number}") in values]
    return given(
        kind=values.get("ADDR_TYPE", "").lower(),
        text=values.get("ADDR_FULL"),
        street=", ".join(lines),
        city=values.get("ADDR_CITY"),
        state=values.get("ADDR_STATE"),
        postcode=values.get("ADDR_POSTAL_CODE"),
        country=values.get("ADDR_COUNTRY"),
    )


def _contacts(features: Iterable[Feature]) -> list[Record]:
    found: list[Record] = []
    for item in features:
        if item.family == "PHONE" and "PHONE_NUMBER" in item.values:
            kind = item.values.get("PHONE_TYPE", "").lower()
            found.append({"kind": kind if kind in ("mobile", "fax") else "phone", "value": item.values["PHONE_NUMBER"]})
        elif item.family in ("EMAIL", "WEBSITE"):
            kind = "email" if item.family == "EMAIL" else "web"
            found += [{"kind": kind, "value": text} for text in item.values.values()]
    return found


def _identifiers(features: Iterable[Feature]) -> list[Record]:
    return [made for item in features if (made := _identifier(item))]


def _identifier(item: Feature) -> Record:
    number = item.values.get(f"{item.family}_NUMBER")
    if item.family == "ANCHOR":
        return _anchor(item.values)
    if number is None or item.family == "PHONE":
        return {}
    if item.family in PLAIN_SCHEMES:
        return {"scheme": PLAIN_SCHEMES[item.family], "value": number}
    read = _DOCUMENTS.get(item.family)
    return read(number, item.values) if read else _typed(item.family, number, item.values)


def _anchor(values: Mapping[str, str]) -> Record:
    key = values.get("REL_ANCHOR_KEY")
    return {"scheme": f"{ANCHOR}{values.get('REL_ANCHOR_DOMAIN', '').lower()}", "value": key} if key else {}


def _passport(number: str, values: Mapping[str, str]) -> Record:
    return given(scheme="passport", value=number, country=values.get("PASSPORT_COUNTRY"))


def _account(number: str, values: Mapping[str, str]) -> Record:
    domain = values.get("ACCOUNT_DOMAIN")
    return {"scheme": f"account-{domain.lower()}" if domain else "account", "value": number}


def _licence(number: str, values: Mapping[str, str]) -> Record:
    """Two letters are a state of the United States before they are a country: `CA` is California."""
    state = values.get("DRIVERS_LICENSE_STATE", "")
    if state.upper() in _states():
        return {"scheme": f"us-{state.lower()}-driving-licence", "value": number}
    return given(scheme="driving-licence", value=number, country=state)


_DOCUMENTS = {"PASSPORT": _passport, "DRIVERS_LICENSE": _licence, "ACCOUNT": _account}


@cache
def _states() -> frozenset[str]:
    return frozenset(place.code.removeprefix("US-") for place in pycountry.subdivisions if place.country_code == "US")


def _typed(family: str, number: str, values: Mapping[str, str]) -> Record:
    country = values.get(f"{family}_COUNTRY")
    code = normal_country(country) if country else None
    kind = values.get(f"{family}_TYPE", "")
    if not kind and family == "NATIONAL_ID":
        return given(scheme="national-id", value=number, country=country)
    words = kind.lower().replace("_", "-") or family.lower().replace("_", "-")
    if family == "OTHER_ID":
        return given(scheme=words, value=number, country=country)
    scheme = f"{code.lower()}-{words}" if code and not words.startswith(f"{code.lower()}-") else words
    return given(scheme=scheme, value=number, country=country)


def _single(features: Iterable[Feature]) -> tuple[Record, Record]:
    """Return the fields that hold one value, and by attribute what came beside the first."""
    first: Record = {}
    left: dict[str, list[str]] = {}
    for item in features:
        field = _SINGLE.get(item.family)
        if field is None:
            continue
        [(attribute, text)] = item.values.items()
        value = iso_day(text, month_first=True, is_past=True) if field in _DATES else text
        if first.setdefault(field, value) != value:
            left.setdefault(attribute, []).append(text)
    return first, dict(left)


def _others(features: Iterable[Feature]) -> Record:
    """Return attributes that the specification does not have; one that comes again is a list."""
    found: dict[str, list[str]] = {}
    for item in features:
        if item.family == OTHER:
            for name, text in item.values.items():
                found.setdefault(name, []).append(text)
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in found.items()}
