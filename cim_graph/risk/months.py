"""Days that lie some months ahead."""

from datetime import date
from functools import lru_cache
from typing import Final

_MONTHS: Final = 12
_LAST_DAY: Final = 28


@lru_cache(maxsize=64)
def months_on(day: str, months: int) -> str:
    """Return the day so many months after one, on the 28th at most."""
    begin = date.fromisoformat(day)
    years, month = divmod(begin.month - 1 + months, _MONTHS)
    return date(begin.year + years, month + 1, min(begin.day, _LAST_DAY)).isoformat()
