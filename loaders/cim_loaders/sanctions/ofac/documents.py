"""What OFAC lists as identification of a party, by the type it gives: numbers, but also contacts, gender, dates.

The list in XML has them as elements, the one in CSV as remarks (`Passport D9004878 (Libya) issued 01 Jan 2000`): both
come through here. A type that is not known becomes a scheme of its own, with OFAC's words.
"""

import re
from dataclasses import dataclass
from typing import Any

from cim_graph.records.countries import normal_country
from cim_loaders.days import iso_day
from cim_loaders.given import given
from cim_loaders.sanctions.births import birth
from cim_loaders.sanctions.listed import Entry

SCHEMES = {
    "passport": "passport",
    "diplomatic passport": "passport",
    "stateless person passport": "passport",
    "national id no.": "national-id",
    "national foreign id number": "national-id",
    "identification number": "national-id",
    "driver's license no.": "driving-licence",
    "ssn": "us-ssn",
    "legal entity number": "lei",
    "d-u-n-s number": "duns",
    "unified social credit code (uscc)": "cn-uscc",
    "swift/bic": "bic",
    "mmsi": "mmsi",
    "vessel registration identification": "imo",
    "cedula no.": "cedula",
    "tax id no.": "tax-number",
    "v.a.t. number": "vat",
    "registration number": "registration-number",
    "registration id": "registration-number",
    "business registration number": "registration-number",
    "company number": "registration-number",
    "uk company number": "registration-number",
    "commercial registry number": "registration-number",
    "government gazette number": "government-gazette-number",
}
# What a number is where a country has one register for it.
NATIONAL = {
    ("tax-number", "RU"): "ru-inn",
    ("registration-number", "RU"): "ru-ogrn",
    ("government-gazette-number", "RU"): "ru-okpo",
    ("registration-number", "GB"): "gb-coh",
    ("tax-number", "TR"): "tr-vkn",
    ("tax-number", "AZ"): "az-voen",
}
CONTACTS = {"phone number": "phone", "telephone": "phone", "fax": "fax", "email address": "email", "website": "web"}
_CURRENCY = re.compile(r"digital currency address - (\w+)")
_IMO = re.compile(r"IMO\s+(\d{7})")


@dataclass(frozen=True, slots=True)
class Document:
    """A type of OFAC's, a value, and what is said about it."""

    type: str
    value: str
    country: str | None = None
    issued: str | None = None
    expires: str | None = None


def take(entry: Entry, document: Document) -> None:
    """Put what a document says where it belongs in an entry."""
    type_ = document.type.removeprefix("alt. ").strip().rstrip(":").lower()
    if type_ in CONTACTS:
        entry.contacts.append({"kind": CONTACTS[type_], "value": document.value})
    elif type_ == "gender":
        entry.gender = document.value.lower()
    elif type_ == "organization established date":
        entry.founded = entry.founded or iso_day(document.value)
    elif type_ == "organization type":
        entry.sector = entry.sector or document.value
    elif type_ in ("dob", "date of birth"):
        entry.births.append(birth(document.value))
    elif type_ in ("pob", "place of birth"):
        entry.birth_places.append(document.value)
    elif type_ in ("nationality", "citizen"):
        entry.nationalities.append(normal_country(document.value) or document.value)
    else:
        entry.identifiers.append(_identifier(type_, document))


def _identifier(type_: str, document: Document) -> dict[str, Any]:
    country = normal_country(document.country or "") or document.country
    value = document.value
    if currency := _CURRENCY.match(type_):
        return {"scheme": f"digital-currency-{currency[1]}", "value": value}
    if imo := _IMO.fullmatch(value):
        return {"scheme": "imo", "value": imo[1]}
    scheme = SCHEMES.get(type_) or "-".join(re.findall(r"\w+", type_))
    return given(
        scheme=NATIONAL.get((scheme, country or ""), scheme),
        value=value,
        country=country,
        issued=iso_day(document.issued) if document.issued else None,
        expires=iso_day(document.expires) if document.expires else None,
    )
