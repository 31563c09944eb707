"""Days that lie some months ahead."""

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Final

_MONTHS: Final = 12
_IN_EVERY_MONTH: Final = 28


@lru_cache(maxsize=64)
def months_on(day: str, months: int) -> str:
    """Return the day so many months after one, the last of its month where that has no such day."""
    begin = date.fromisoformat(day)
    years, month = divmod(begin.month - 1 + months, _MONTHS)
    year = begin.year + years
    return date(year, month + 1, min(begin.day, monthrange(year, month + 1)[1])).isoformat()


def turn_on(day: str, months: int) -> str:
    """Return the day so many months after one, on the 28th at most: from turn to turn it stays the same."""
    begin = date.fromisoformat(day)
    return months_on(begin.replace(day=min(begin.day, _IN_EVERY_MONTH)).isoformat(), months)
