"""Dates of birth as lists of sanctions state them: a day, a year, `circa 1951`, `1962 to 1964`."""

import re
from typing import Any

from cim_loaders.days import iso_day

_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_CIRCA = re.compile(r"(?:circa|approximately|approx\.?|c\.|about)\s+", re.IGNORECASE)
_YEARS = re.compile(r"(?P<low>\d{4})\s*[-–]\s*(?P<high>\d{4})")
_RANGE = re.compile(r"(?:between\s+)?(?P<low>.+?)\s*(?:\bto\b|\band\b|–)\s*(?P<high>.+)", re.IGNORECASE)


def birth(text: str) -> dict[str, Any]:
    """Return what a date of birth says: `date`, with `circa` where it is about; `from` and `to`; or else `text`."""
    text = text.strip()
    circa = {"circa": True} if _CIRCA.match(text) else {}
    plain = _CIRCA.sub("", text, count=1) if circa else text
    if _ISO.fullmatch(day := iso_day(plain)):
        return {"date": day} | circa
    if match := _YEARS.fullmatch(plain) or _RANGE.fullmatch(plain):
        low, high = (iso_day(_CIRCA.sub("", match[end])) for end in ("low", "high"))
        if _ISO.fullmatch(low) and _ISO.fullmatch(high):
            return {"from": low, "to": high} | circa
    return {"text": text}
