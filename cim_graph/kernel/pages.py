"""Pages of lists that can grow, after the Relay connection."""

from base64 import b64decode, urlsafe_b64encode
from binascii import Error as BinasciiError
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cim_graph.kernel.errors import BadInputError

T = TypeVar("T")
LARGEST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for: how many, and after which key (nothing: from the start)."""

    first: int
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A part of a list in order, each item with the key to go on from, and whether more follows."""

    items: Sequence[T]
    keys: Sequence[str]
    has_next: bool
    has_previous: bool = field(default=False)


def page(first: int, after: str | None) -> Page:
    """Check what a caller asked for; raise BadInputError for a page that cannot be."""
    if not 0 <= first <= LARGEST_PAGE:
        raise BadInputError(f"`first` must lie between 0 and {LARGEST_PAGE}; go on with `after` for more")
    return Page(first, None if after is None else decode_cursor(after))


def encode_cursor(key: str) -> str:
    """Return the opaque text that a caller hands back to go on after this key."""
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """Return the key behind a cursor; raise BadInputError for text that never was one."""
    try:
        return b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (BinasciiError, UnicodeError, ValueError) as error:
        raise BadInputError("`after` is not a cursor of this list; take `endCursor` of the page before") from error


def cut(rows: Sequence[T], asked: Page, key: Callable[[T], str]) -> Slice[T]:
    """Cut rows, of which one more than asked for was fetched, to the page."""
    items = rows[: asked.first]
    return Slice(items, [key(item) for item in items], len(rows) > asked.first, asked.after is not None)
