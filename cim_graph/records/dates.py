"""Days and moments as sources write them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from re import compile as compile_pattern

_PARTIAL = compile_pattern(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DAY = compile_pattern(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ][0-9:.,]+(?:Z|[+-][0-9:]+)?)?")
"""ISO 8601 has more forms (20210131, 2021-W04-7), which the record format leaves out, since they are seldom meant."""
_NEVER_MEANT = frozenset(
    {
        "0001", "0001-01-01", "1000-01-01", "1111-11-11", "1753-01-01", "1800-01-01", "1899-12-30", "1899-12-31",
        "1900", "1900-01", "1900-01-01", "1900-01-02", "1901-01-01", "2999-12-31", "9999", "9999-12", "9999-12-31",
    }
)  # fmt: skip
"""The first and last days of systems, which stand where no birth date is known."""
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year, as given; `problem` says why it cannot be."""

    text: str
    problem: str | None

    @property
    def valid(self) -> bool:
        """Whether such a day, month or year exists."""
        return self.problem is None


def partial_date(text: str) -> PartialDate:
    """Read a date of which the day, or day and month, may be unknown: `1984`, `1984-03`, `1984-03-09` (ISO 8601)."""
    text = text.strip()
    moment = _DAY.fullmatch(text)
    match = _PARTIAL.fullmatch(moment[1] if moment and (not moment[2] or _exists(text)) else text)
    if match is None:
        return PartialDate(text, f"{text[:_SHOWN]!r} is not a date like 1984, 1984-03 or 1984-03-09")
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return PartialDate(text, f"{text[:_SHOWN]!r} does not exist")
    return PartialDate(match[0], None)


@lru_cache(maxsize=65_536)
def birth_date(text: str) -> PartialDate:
    """Read a date of birth: a partial date, which must not be one of those that stand for nothing."""
    date_ = partial_date(text)
    return PartialDate(date_.text, f"{date_.text!r} stands for nothing") if date_.text in _NEVER_MEANT else date_


def validity_date(text: str) -> date:
    """Read a day on which something begins or ends: `2021-01-31`, or a full time of which the day is taken.

    Raise ValueError that says what is wrong.
    """
    text = text.strip()
    if _DAY.fullmatch(text) is None:
        raise ValueError(f"{text[:_SHOWN]!r} is not a day written YYYY-MM-DD, like 2021-01-31")
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise ValueError(f"{text[:_SHOWN]!r} is not a day that exists") from None


def source_time(text: str) -> datetime:
    """Read a source's own time, in UTC: a full ISO 8601 time, or a day, which stands for its first moment.

    A time without a zone is taken as UTC. Raise ValueError that says what is wrong.
    """
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text if _DAY.fullmatch(text) else "")
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text[:_SHOWN]!r} is not a time like 2021-01-31T10:00:00Z") from None


def _exists(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
