"""Whom to believe: sources have ranks, and the lowest wins; of a golden value, rules choose among records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

UNRANKED = 100


@dataclass(frozen=True, slots=True)
class Rank:
    """A source's rank, and the rules of survivorship that a bank set in place of those that come with the product."""

    ranks: Mapping[str, int] = field(default_factory=dict)
    survivorship: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __call__(self, source: str) -> int:
        """Return the rank of a source; one that is not listed comes after those that are."""
        return self.ranks.get(source, UNRANKED)
