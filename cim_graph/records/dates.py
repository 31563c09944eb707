"""Days and moments as sources write them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from re import compile as compile_pattern

_PARTIAL = compile_pattern(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DAY = len("2021-01-31")
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
    match = _PARTIAL.fullmatch(text.split("T")[0])
    if match is None:
        return PartialDate(text, f"{text[:_SHOWN]!r} is not a date like 1984, 1984-03 or 1984-03-09")
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return PartialDate(text, f"{text[:_SHOWN]!r} does not exist")
    return PartialDate(match[0], None)


def validity_date(text: str) -> date:
    """Read a day on which something begins or ends: `2021-01-31`, or a full time of which the day is taken.

    Raise ValueError that says what is wrong.
    """
    text = text.strip()
    try:
        return date.fromisoformat(text) if len(text) == _DAY else datetime.fromisoformat(text).date()
    except ValueError:
        raise ValueError(f"{text[:_SHOWN]!r} is not a date that exists, like 2021-01-31") from None


def source_time(text: str) -> datetime:
    """Read a source's own time, in UTC: a full ISO 8601 time, or a day, which stands for its first moment.

    A time without a zone is taken as UTC. Raise ValueError that says what is wrong.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text[:_SHOWN]!r} is not a time like 2021-01-31T10:00:00Z") from None
