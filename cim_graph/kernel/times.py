"""Days and moments. Days are ISO 8601 text, moments too, in UTC with microseconds, so that text order is time order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the moment it is now, in UTC."""
    return datetime.now(UTC)


def moment_text(moment: datetime) -> str:
    """Write a moment such that text order is time order: `2026-11-23T23:50:00.000000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def today() -> str:
    """Return the day it is, in UTC, as text."""
    return moment_text(system_clock())[:10]


@dataclass(frozen=True, slots=True)
class AsOf:
    """Two time axes: the day on which a fact holds in the world, the moment until which the registry had learned it.

    `valid` and `known` are ISO 8601 text; nothing stands for now.
    """

    valid: str | None = None
    known: str | None = None

    @property
    def is_now(self) -> bool:
        """Whether the projections of today answer the question."""
        return self.valid is None and self.known is None


NOW = AsOf()
