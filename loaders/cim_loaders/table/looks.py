"""What the values of a column look like: told from a sample, by check digits where a number has them."""

import re
from collections.abc import Callable, Sequence

from stdnum.az import voen
from stdnum.exceptions import ValidationError

from cim_graph.records.countries import normal_country
from cim_graph.records.identifiers import normal_identifier
from cim_graph.records.phones import read_phone
from cim_loaders.table.cells import day
from cim_loaders.table.filling import DAMAGED

MOST = 0.8
"""The part of the values that must look like it: real columns hold errors."""
DAY_FORMS = (
    "YYYY-MM-DD",
    "DD.MM.YYYY",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD-MM-YYYY",
    "YYYYMMDD",
    "DD.MM.YY",
    "DD MON YYYY",
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_FIN = re.compile(r"(?=.*[A-Z])(?=.*\d)[0-9A-HJ-NP-Z]{7}")
_NUMBER = re.compile(r"\(?-?[\d\s.,]*\d\s*%?\)?-?")
_THREE_AFTER = re.compile(r"\D*[1-9]\d{0,2}[.,]\d{3}\D*")
_CURRENCIES = frozenset({"AZN", "USD", "EUR", "RUB", "TRY", "GBP", "GEL", "KZT", "UAH", "AED", "CHF", "CNY", "JPY"})
_SERIAL = re.compile(r"[1-4]\d{4}")


def _valid(scheme: str) -> Callable[[str], bool]:
    return lambda text: normal_identifier(scheme, text, None).valid is True


def _is_voen(text: str) -> bool:
    try:
        return bool(voen.validate(text))
    except ValidationError:
        return False


# In this order: what is more certain first.
LOOKS: dict[str, Callable[[str], bool]] = {
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
    "iban": _valid("iban"),
    "lei": _valid("lei"),
    "az-voen": _is_voen,
    "az-fin": lambda text: _FIN.fullmatch(text.upper()) is not None,
    "phone": lambda text: not _SERIAL.fullmatch(text) and read_phone(text, "AZ")[1] is None,
    "currency": lambda text: re.fullmatch(r"[A-Z]{3}", text) is not None and text in _CURRENCIES,
    "country": lambda text: normal_country(text) is not None,
}


def look(values: Sequence[str]) -> str | None:
    """Return what most values of a column look like, nothing where they look like nothing that is known."""
    return next((name for name in LOOKS if part_of(name, values) >= MOST), None)


def part_of(name: str, values: Sequence[str]) -> float:
    """Return which part of the values of a column looks like something."""
    some = [value for value in values if value]
    return sum(map(LOOKS[name], some)) / len(some) if some else 0.0


def day_form(values: Sequence[str]) -> tuple[str, bool] | None:
    """Return how most values write a day, and whether another reading fits them as well."""
    some = [value for value in values if value]
    fitting = {form: sum(_is_day(value, form) for value in some) for form in DAY_FORMS}
    found = [form for form, count in fitting.items() if some and count >= MOST * len(some)]
    best = max(found, key=lambda form: fitting[form], default=None)
    if best is None:
        is_serial = bool(some) and all(_SERIAL.fullmatch(value) for value in some)
        return ("excel", False) if is_serial else None
    return best, sum(fitting[form] == fitting[best] for form in found) > 1


def _is_day(text: str, form: str) -> bool:
    return day(text, form) != text or (form == "YYYY-MM-DD" and re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None)


def decimal(values: Sequence[str]) -> str | None:
    """Return what parts the cents of a column of numbers; nothing where they are none."""
    some = [value for value in values if value]
    if not some or not all(_NUMBER.fullmatch(value) for value in some):
        return None
    commas = sum(re.search(r",\d{1,2}\s*[%)-]?$", value) is not None for value in some)
    return "," if commas and not any(re.search(r"\.\d{1,2}[)-]?$", value) for value in some) else "."


def is_thousands_or_cents(values: Sequence[str]) -> bool:
    """Whether the point or comma of numbers may set thousands apart as well as cents: three digits follow it always."""
    parted = [value for value in values if "." in value or "," in value]
    return bool(parted) and all(_THREE_AFTER.fullmatch(value) for value in parted)


def damaged(values: Sequence[str]) -> int:
    """Return how many values a spreadsheet damaged."""
    return sum(DAMAGED.fullmatch(value) is not None for value in values)
