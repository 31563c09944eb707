"""Days as foreign files write them, as ISO 8601: as much of year, month and day as is known."""

from calendar import monthrange
from datetime import date
from re import IGNORECASE, Match
from re import compile as compile_pattern

from cim_graph.kernel.times import today

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_NAMED = tuple(
    compile_pattern(form, flags=IGNORECASE)
    for form in (
        rf"(?P<day>\d{{1,2}})[\s-]+{_MONTH}[\s,-]+(?P<year>\d{{4}}|\d\d)",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        rf"{_MONTH}[\s,-]+(?P<year>\d{{4}})",
    )
)
_NUMBERS = compile_pattern(r"(?P<first>\d{1,2})[/.-](?P<second>\d{1,2})[/.-](?P<year>\d{4}|\d\d)")
_YEAR_FIRST = compile_pattern(r"(?P<year>\d{4})(?:[/.-](?P<month>\d{1,2})(?:[/.-](?P<day>\d{1,2}))?)?")
_PARTIAL = compile_pattern(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?:T.*)?")
_FOUR_DIGITS = compile_pattern(r"\d{4}")
_THIS_CENTURY = 30
"""Two digits of a year up to this one are of this century, the others of the one before."""
_MONTHS_OF_YEAR = 12


def iso_day(text: str, *, month_first: bool = False, is_past: bool = False) -> str:
    """Return a day as `1984-03-09`, `1984-03` or `1984`; the text as it came where it is none.

    `month_first`: whether 3/9/1984 is in March, as in the United States, where both readings are possible.
    `is_past`: whether two digits of a year cannot say a day to come, such as one of birth.
    """
    text = text.strip()
    read = _read(text, month_first=month_first)
    is_short = _FOUR_DIGITS.search(text) is None
    return f"{int(read[:4]) - 100}{read[4:]}" if is_past and is_short and read != text and read > today() else read


def _read(text: str, *, month_first: bool) -> str:
    for form in _NAMED:
        if match := form.fullmatch(text):
            return _existing(text, match, _MONTHS.index(match["month"].lower()) + 1)
    if match := _NUMBERS.fullmatch(text):
        first, second = int(match["first"]), int(match["second"])
        month_is_first = second > _MONTHS_OF_YEAR or (month_first and first <= _MONTHS_OF_YEAR)
        month, day = (first, second) if month_is_first else (second, first)
        return _written(text, _year(match["year"]), month, day)
    if match := _YEAR_FIRST.fullmatch(text):
        return _existing(text, match, int(match["month"]) if match["month"] else None)
    return text


def span(text: str | None) -> tuple[date, date] | None:
    """Return the first and the last day of `1984-03-09`, `1984-03` or `1984`, a time of day aside; None for any other.

    A text that has the form and is no day (`2020-13`, `0000`) is none.
    """
    match = _PARTIAL.fullmatch(text or "")
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    last = first if day else date(first.year, month or _MONTHS_OF_YEAR, monthrange(first.year, month or 12)[1])
    return first, last


def _existing(text: str, match: Match[str], month: int | None) -> str:
    day = match.groupdict().get("day")
    return _written(text, _year(match["year"]), month, int(day) if day else None)


def _year(digits: str) -> int:
    return int(digits) if len(digits) > len("84") else full_year(int(digits))


def full_year(two_digits: int) -> int:
    """Return the year that two digits say: `58` is 1958, `12` is 2012."""
    return two_digits + (2000 if two_digits <= _THIS_CENTURY else 1900)


def _written(text: str, year: int, month: int | None, day: int | None) -> str:
    try:
        written = date(year, month or 1, day or 1).isoformat()
    except ValueError:
        return text
    return written[: len("1984-03-09") if day else len("1984-03") if month else len("1984")]
