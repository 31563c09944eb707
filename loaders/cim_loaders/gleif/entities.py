"""Level 1, who is who: a record of the LEI-CDF as an organization, or an arrangement for a fund.

The key is the LEI. A branch and a sole proprietor are organizations: GLEIF gives no person behind the latter. A
government entity carries the flag `government`. An LEI that lapsed, was annulled or is a duplicate stays: columns
that have no place in the record format are under `attributes`, by GLEIF's names, and tell.
"""

from collections.abc import Iterator
from typing import Any

from cim_loaders.gleif.rows import Columns

NAME_LISTS = (
    "Entity.OtherEntityNames.OtherEntityName",
    "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName",
)
# By the LEI-CDF types of names; what is not here (trading name, name in another language) is an alias.
NAME_KINDS = {
    "PREVIOUS_LEGAL_NAME": "former",
    "AUTO_ASCII_TRANSLITERATED_LEGAL_NAME": "transliteration",
    "PREFERRED_ASCII_TRANSLITERATED_LEGAL_NAME": "transliteration",
}
# The legal address is the one of the entry in the register: `registered`, as other sources call it.
ADDRESSES = {"Entity.LegalAddress": "registered", "Entity.HeadquartersAddress": "headquarters"}
# Codes of the list of registration authorities that stand for no register: others, and none.
_NO_REGISTER = {"RA888888", "RA999999"}
_ADDRESS_LINES = ("FirstAddressLine", *(f"AdditionalAddressLine.{number}" for number in (1, 2, 3)), "City")
_REGISTER = "Entity.RegistrationAuthority.RegistrationAuthorityID"
_REGISTER_NUMBER = "Entity.RegistrationAuthority.RegistrationAuthorityEntityID"
_EVENT = "Entity.LegalEntityEvents.LegalEntityEvent"


def entity(columns: Columns, source: str) -> dict[str, Any]:
    """Translate one row of level 1."""
    left = _Columns(columns)
    record = {
        "type": "arrangement" if columns.get("Entity.EntityCategory") == "FUND" else "organization",
        "source": source,
        "key": left.take("LEI"),
        "at": left.take("Registration.LastUpdateDate"),
        "names": list(_names(left)),
        "legalForm": left.take("Entity.LegalForm.OtherLegalForm"),
        "founded": day(left.take("Entity.EntityCreationDate")),
        "dissolved": _dissolved(columns),
        "jurisdiction": left.take("Entity.LegalJurisdiction"),
        "identifiers": list(_identifiers(columns, left)),
        "addresses": [address for prefix, kind in ADDRESSES.items() if (address := _address(left, prefix, kind))],
        "flags": ["government"] if columns.get("Entity.EntityCategory") == "RESIDENT_GOVERNMENT_ENTITY" else None,
        "attributes": left.rest(),
    }
    return {name: value for name, value in record.items() if value is not None}


class _Columns:
    """The columns of a row, which remembers those that were translated."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._taken: set[str] = set()

    def take(self, name: str) -> str | None:
        self._taken.add(name)
        return self._columns.get(name)

    def rest(self) -> dict[str, str]:
        """Return the others; the geocoding that GLEIF adds is not the entity's own statement."""
        return {
            name: value
            for name, value in self._columns.items()
            if name not in self._taken and not name.startswith("Extension.")
        }


def day(moment: str | None) -> str | None:
    """Return the day of a time as the issuer of the LEI wrote it, whatever the offset."""
    return moment[:10] if moment else None


def _names(left: _Columns) -> Iterator[dict[str, str]]:
    yield from _name(left, "Entity.LegalName", "primary")
    for prefix in NAME_LISTS:
        number = 1
        while name := list(_name(left, f"{prefix}.{number}", None)):
            yield from name
            number += 1


def _name(left: _Columns, column: str, kind: str | None) -> Iterator[dict[str, str]]:
    if full := left.take(column):
        kind = kind or NAME_KINDS.get(left.take(f"{column}.type") or "", "alias")
        language = left.take(f"{column}.xmllang")
        yield {"full": full, "kind": kind} | ({"lang": language} if language else {})


def _identifiers(columns: Columns, left: _Columns) -> Iterator[dict[str, str]]:
    if lei := columns.get("LEI"):
        yield {"scheme": "lei", "value": lei}
    authority, number = columns.get(_REGISTER), columns.get(_REGISTER_NUMBER)
    if authority and number and authority not in _NO_REGISTER:
        left.take(_REGISTER)
        left.take(_REGISTER_NUMBER)
        yield {"scheme": authority.lower(), "value": number}


def _address(left: _Columns, prefix: str, kind: str) -> dict[str, str] | None:
    left.take(f"{prefix}.xmllang")
    lines = [line for part in _ADDRESS_LINES if (line := left.take(f"{prefix}.{part}"))]
    address = {
        "kind": kind,
        "text": ", ".join(lines) or None,
        "city": left.take(f"{prefix}.City"),
        "postcode": left.take(f"{prefix}.PostalCode"),
        "country": left.take(f"{prefix}.Country"),
    }
    found = {name: value for name, value in address.items() if value}
    return found if len(found) > 1 else None


def _dissolved(columns: Columns) -> str | None:
    """Return the day an entity ceased: its expiration, or else a completed dissolution among its events."""
    if expired := columns.get("Entity.EntityExpirationDate"):
        return day(expired)
    number = 1
    while kind := columns.get(f"{_EVENT}.{number}.LegalEntityEventType"):
        if kind == "DISSOLUTION" and columns.get(f"{_EVENT}.{number}.event_status") == "COMPLETED":
            return day(columns.get(f"{_EVENT}.{number}.LegalEntityEventEffectiveDate"))
        number += 1
    return None
