"""Whom to believe: sources have ranks, and the lowest wins."""

from collections.abc import Callable, Mapping

Rank = Callable[[str], int]
"""A source's rank; the lowest wins."""

UNRANKED = 100


def ranked(ranks: Mapping[str, int]) -> Rank:
    """Return the rank of each source; one that is not listed comes after those that are."""
    return lambda source: ranks.get(source, UNRANKED)
