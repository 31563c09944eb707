"""Bookmarks: what a write answers in a header and a later read sends back, so that it sees that write anywhere."""

from collections.abc import Iterable
from re import compile as compile_pattern
from typing import Final

from cim_graph.kernel.errors import BadInputError

HEADER: Final = "CIM-Bookmark"
MOST: Final = 20
"""A client that keeps more than its latest bookmarks has no use for the older ones."""

_BOOKMARK = compile_pattern(r"FB:[A-Za-z0-9+/=]{8,200}")


def parsed(header: str | None) -> frozenset[str]:
    """Return the bookmarks of a header, comma-separated; BadInputError where they cannot be ours."""
    if not header:
        return frozenset()
    found = [part.strip() for part in header.split(",", MOST + 1)]
    if len(found) > MOST or not all(_BOOKMARK.fullmatch(part) for part in found):
        raise BadInputError(f"{HEADER} has to hold what an answer of this API had in it, at most {MOST}, or nothing")
    return frozenset(found)


def printed(bookmarks: Iterable[str]) -> str:
    """Return the header's value."""
    return ",".join(sorted(bookmarks))
