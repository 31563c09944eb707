"""Parties of the register of persons with significant control: who controls, and the company that is controlled.

- A company is an `organization` without name: the register gives its number only, which is its key and an identifier of
  the scheme `gb-coh`, by which it meets what other sources say of it.
- The key of a person is company, kind and the register's own id, from `links.self`.
- A legal entity registered in the United Kingdom has its number as `gb-coh`; a number of another register is of the
  scheme `registration-number`, with the country.
- A person who is protected (super-secure) is a `person` without name, with the flags `unspecified` and `super-secure`.
- Of a birth date the register gives month and year.
"""

import re
from collections.abc import Mapping
from typing import Any

from cim_graph.records.countries import normal_country
from cim_loaders.given import given
from cim_loaders.psc.nationalities import nationalities

Json = Mapping[str, Any]
Record = dict[str, Any]

SCHEME = "gb-coh"
_TRANSLATED = frozenset(
    {
        "address", "date_of_birth", "name", "name_elements", "nationality", "natures_of_control", "notified_on",
        "ceased_on", "kind", "links", "principal_office_address", "is_sanctioned",
    }
)  # fmt: skip
_UNITED_KINGDOM = re.compile(
    r"\b(united kingdom|u\.?k\.?|great britain|england|wales|scotland|northern ireland|companies house)\b"
)
_ELSEWHERE = re.compile(r"\bnew south wales\b")
_LINES = ("care_of", "po_box", "premises", "address_line_1", "address_line_2", "locality", "region")
# The premises are a number mostly: "9 Princes Square".
_NUMBER = re.compile(r"\d+[a-zA-Z]?")


def company(number: str, source: str) -> Record:
    """Return the company that a register number stands for; an overseas entity (OE) is of no stated country."""
    record = {
        "type": "organization",
        "source": source,
        "key": number,
        "names": [],
        "identifiers": [{"scheme": SCHEME, "value": number}],
    }
    return record if number.upper().startswith("OE") else record | {"jurisdiction": "GB"}


def individual(data: Json) -> Record:
    """Return what the register says of a natural person."""
    elements = data.get("name_elements", {})
    first = " ".join(filter(None, (elements.get("forename"), elements.get("middle_name"))))
    last = elements.get("surname")
    full = " ".join(filter(None, (first, last))) or data.get("name")
    names = [given(full=full, kind="primary", first=first, last=last)] if full else []
    return {"type": "person", "names": names} | given(
        birthDate=_birth(data.get("date_of_birth", {})),
        nationalities=nationalities(data.get("nationality") or ""),
        addresses=_addresses(data, "service"),
        flags=_flags(data),
        attributes=_rest(data) | given(title=elements.get("title")),
    )


def entity(data: Json) -> Record:
    """Return what the register says of a legal entity, or of a legal person such as a government."""
    identification = data.get("identification", {})
    return {"type": "organization", "names": [data["name"]] if data.get("name") else []} | given(
        legalForm=identification.get("legal_form"),
        jurisdiction=_jurisdiction(identification),
        identifiers=_identifiers(identification),
        addresses=_addresses(data, "registered"),
        flags=_flags(data),
        attributes=_rest(data),
    )


def protected(data: Json) -> Record:
    """Return a person of whom the register may say nothing."""
    flags = ["unspecified", "super-secure"]
    return {"type": "person", "names": [], "flags": flags} | given(attributes=_rest(data))


def unnamed(data: Json) -> Record:
    """Return the party that stands for whom a statement is about: nobody, or somebody not yet named."""
    return {"type": "organization", "names": [], "flags": ["unspecified"]} | given(attributes=_rest(data))


def _rest(data: Json) -> Record:
    """Return the rest by the register's names; its etag changes when nothing else does."""
    return {name: value for name, value in data.items() if name not in _TRANSLATED and name != "etag"}


def _birth(stated: Json) -> str | None:
    year, month, day = (stated.get(name) for name in ("year", "month", "day"))
    if not isinstance(year, int):
        return None
    parts = [f"{year:04}"] + ([f"{month:02}"] if month else []) + ([f"{day:02}"] if month and day else [])
    return "-".join(parts)


def _flags(data: Json) -> list[str]:
    return ["sanctioned"] if data.get("is_sanctioned") is True else []


def _addresses(data: Json, kind: str) -> list[Record]:
    stated = ((kind, data.get("address")), ("headquarters", data.get("principal_office_address")))
    found: list[Record] = []
    for name, address in stated:
        made = _address(address) if address else {}
        if made and all(made.items() - other.items() for other in found):
            found.append({"kind": name} | made)
    return found


def _address(address: Json) -> Record:
    lines = [str(address[name]) for name in _LINES if address.get(name)]
    if address.get("premises") and address.get("address_line_1") and _NUMBER.fullmatch(str(address["premises"])):
        place = lines.index(str(address["premises"]))
        lines[place : place + 2] = [" ".join(lines[place : place + 2])]
    return given(
        text=", ".join(lines),
        city=address.get("locality"),
        postcode=address.get("postal_code"),
        country=address.get("country"),
    )


def _is_of_the_kingdom(text: str) -> bool:
    lower = text.lower()
    return bool(_UNITED_KINGDOM.search(lower)) and not _ELSEWHERE.search(lower)


def _jurisdiction(identification: Json) -> str | None:
    stated = identification.get("country_registered") or ""
    if _is_of_the_kingdom(stated):
        return "GB"
    return normal_country(stated) or normal_country(stated.rpartition(",")[2]) or stated or None


def _identifiers(identification: Json) -> list[Record]:
    number = identification.get("registration_number")
    if not number:
        return []
    places = (identification.get(name) or "" for name in ("country_registered", "place_registered"))
    if any(map(_is_of_the_kingdom, places)):
        return [{"scheme": SCHEME, "value": number}]
    return [given(scheme="registration-number", value=number, country=_jurisdiction(identification))]
