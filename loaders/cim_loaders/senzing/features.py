"""A Senzing record as features: groups of attributes that belong together (a name, an address, a document).

By the Senzing Generic Entity Specification features stand under `FEATURES`, or, in older files, in the root and in
lists of the root, where a usage type may come before the name of an attribute: `HOME_ADDR_CITY`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_FAMILIES = {
    "NAME": "NAME_TYPE NAME_FULL NAME_ORG NAME_LAST NAME_FIRST NAME_MIDDLE NAME_PREFIX NAME_SUFFIX",
    "ADDR": "ADDR_TYPE ADDR_FULL ADDR_LINE1 ADDR_LINE2 ADDR_LINE3 ADDR_LINE4 ADDR_LINE5 ADDR_LINE6 ADDR_CITY "
    "ADDR_STATE ADDR_POSTAL_CODE ADDR_COUNTRY ADDR_FROM_DATE ADDR_THRU_DATE",
    "PHONE": "PHONE_TYPE PHONE_NUMBER PHONE_FROM_DATE PHONE_THRU_DATE",
    "EMAIL": "EMAIL_ADDRESS",
    "WEBSITE": "WEBSITE_ADDRESS",
    "PASSPORT": "PASSPORT_NUMBER PASSPORT_COUNTRY",
    "DRIVERS_LICENSE": "DRIVERS_LICENSE_NUMBER DRIVERS_LICENSE_STATE",
    "SSN": "SSN_NUMBER",
    "NATIONAL_ID": "NATIONAL_ID_NUMBER NATIONAL_ID_TYPE NATIONAL_ID_COUNTRY",
    "TAX_ID": "TAX_ID_NUMBER TAX_ID_TYPE TAX_ID_COUNTRY",
    "OTHER_ID": "OTHER_ID_NUMBER OTHER_ID_TYPE OTHER_ID_COUNTRY",
    "TRUSTED_ID": "TRUSTED_ID_NUMBER TRUSTED_ID_TYPE",
    "ACCOUNT": "ACCOUNT_NUMBER ACCOUNT_DOMAIN",
    "DUNS": "DUNS_NUMBER",
    "NPI": "NPI_NUMBER",
    "LEI": "LEI_NUMBER",
    "ANCHOR": "REL_ANCHOR_DOMAIN REL_ANCHOR_KEY",
    "POINTER": "REL_POINTER_DOMAIN REL_POINTER_KEY REL_POINTER_ROLE REL_POINTER_FROM_DATE REL_POINTER_THRU_DATE",
    "RECORD_TYPE": "RECORD_TYPE",
    "GENDER": "GENDER",
    "BIRTH": "DATE_OF_BIRTH",
    "DEATH": "DATE_OF_DEATH",
    "BIRTH_PLACE": "PLACE_OF_BIRTH",
    "NATIONALITY": "NATIONALITY",
    "CITIZENSHIP": "CITIZENSHIP",
    "REGISTRATION": "REGISTRATION_DATE",
    "REGISTRATION_COUNTRY": "REGISTRATION_COUNTRY",
}
_FAMILY = {attribute: family for family, attributes in _FAMILIES.items() for attribute in attributes.split()}
_ROOT = frozenset({"DATA_SOURCE", "RECORD_ID", "FEATURES"})
OTHER = "OTHER"
"""The family of attributes that the specification does not have, such as EMPLOYER."""


@dataclass(frozen=True, slots=True)
class Feature:
    """Attributes that belong together; `values` are the texts that are not empty."""

    family: str
    values: Mapping[str, str]


def features(record: Mapping[str, Any]) -> Iterator[Feature]:
    """Yield the features of a record, wherever they stand."""
    yield from _grouped({name: value for name, value in record.items() if _is_root_attribute(name, value)})
    for name, value in record.items():
        if name == "FEATURES" or _is_list_of_features(name, value):
            for item in value:
                yield from _grouped(item)


def payload(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a record carries beside its features."""
    return {name: value for name, value in record.items() if not is_attribute(name, value)}


def is_attribute(name: str, value: object) -> bool:
    """Whether a value that stands in the root would be read as a feature, or as what names the record."""
    return name in _ROOT or _is_root_attribute(name, value) or _is_list_of_features(name, value)


def _is_root_attribute(name: str, value: object) -> bool:
    return isinstance(value, (str, int)) and _known(name) is not None


def _is_list_of_features(name: str, value: object) -> bool:
    if name in _ROOT or not isinstance(value, list) or not value:
        return False
    return all(isinstance(item, dict) and any(_known(inner) for inner in item) for item in value)


def _known(name: str) -> tuple[str, str] | None:
    """Return the usage type and the attribute that a name stands for: HOME and ADDR_CITY of `HOME_ADDR_CITY`."""
    upper = name.upper()
    if upper in _FAMILY:
        return "", upper
    parts = upper.split("_")
    for length in range(1, len(parts)):
        if (attribute := "_".join(parts[length:])) in _FAMILY:
            return "_".join(parts[:length]), attribute
    return None


def _grouped(attributes: Mapping[str, Any]) -> Iterator[Feature]:
    groups: dict[tuple[str, str], dict[str, str]] = {}
    for name, value in attributes.items():
        text = str(value).strip() if value is not None else ""
        usage, attribute = _known(name) or ("", name)
        family = _FAMILY.get(attribute, OTHER)
        if text:
            groups.setdefault((usage, family), {})[attribute] = text
    for (usage, family), values in groups.items():
        typed = {f"{family}_TYPE": usage} if usage and f"{family}_TYPE" in _FAMILY else {}
        yield Feature(family, typed | values)
