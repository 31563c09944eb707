"""How the text of a cell is read: as a day by its form, as a number by what parts its cents."""

import re
from datetime import datetime, timedelta

from cim_graph.kernel.times import today
from cim_loaders.days import full_year

_TOKENS = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d", "MON": "%b", "HH": "%H", "MI": "%M", "SS": "%S"}
_TOKEN = re.compile("|".join(_TOKENS))
_EXCEL = "EXCEL"
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 (a day)
_LAST_SERIAL = 2_958_465
_NOT_NUMBER = re.compile(r"[^\d.,+-]")
_EXPONENT = re.compile(r"\d[.,]?[Ee][+-]?\d")
_IN_BRACKETS = re.compile(r"\([^()]*\d[^()]*\)")
"""How books write what is owed."""
_MIDNIGHT = re.compile(r"(?<=\d)[ T]0?0:00(?::00(?:\.0+)?)?")
_CENTURY = 100


def day(text: str, form: str, *, is_past: bool = False) -> str:
    """Return a day as ISO 8601 by a form such as `DD.MM.YYYY` or `excel`; the text as it came where it is none.

    Midnight after a day says nothing. `is_past`: whether two digits of a year cannot say a day to come.
    """
    if form.upper() == _EXCEL:
        serial = text.partition(".")[0]
        is_day = serial.isdecimal() and int(serial) <= _LAST_SERIAL
        return (_FIRST_DAY + timedelta(days=int(serial))).date().isoformat() if is_day else text
    pattern = _TOKEN.sub(lambda match: _TOKENS[match[0]], form.upper())
    has_time = "%H" in pattern
    try:
        moment = datetime.strptime(text if has_time else _MIDNIGHT.sub("", text), pattern)  # noqa: DTZ007 (a day)
    except ValueError:
        return text
    if "%y" in pattern:
        moment = moment.replace(year=full_year(moment.year % _CENTURY))
        if is_past and moment.date().isoformat() > today():
            moment = moment.replace(year=moment.year - _CENTURY)
    return moment.isoformat() if has_time else moment.date().isoformat()


def is_form(form: str) -> bool:
    """Whether a form says how days are written."""
    return form.upper() == _EXCEL or (_TOKEN.search(form.upper()) is not None and "%" not in form)


def number(text: str, decimal: str) -> str:
    """Return a number with a point, without what sets thousands apart, signs of currencies and percent.

    `(7,10)` and `7,10-` are negative. What is no plain number, such as `1.5E3`, stays as it came.
    """
    plain = _NOT_NUMBER.sub("", text.replace("\N{MINUS SIGN}", "-"))
    digits = plain.removesuffix("-").lstrip("+-")
    if _EXPONENT.search(text) or "+" in digits or "-" in digits or not any(map(str.isdigit, digits)):
        return text
    is_negative = plain.startswith("-") or plain.endswith("-") or _IN_BRACKETS.search(text) is not None
    other = "," if decimal == "." else "."
    return ("-" if is_negative else "") + digits.replace(other, "").replace(decimal, ".")
