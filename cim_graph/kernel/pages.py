"""Pages of lists that can grow, after the Relay connection."""

from base64 import b64decode, urlsafe_b64encode
from binascii import Error as BinasciiError
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Generic, TypeVar

from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, kind_of

T = TypeVar("T")
P = TypeVar("P")
LARGEST_PAGE = 1000

_NO_CURSOR = "`after` is not a cursor of this list; take `endCursor` of the page before"


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for: how many, and after which key (nothing: from the start)."""

    first: int
    after: str | None = None


@dataclass(slots=True)
class Slice(Generic[T]):
    """A part of a list in order, how each item tells the key to go on from, and whether more follows.

    Not frozen: answers hold hundreds, and a frozen one takes four times as long to make.
    """

    items: Sequence[T]
    key: Callable[[T], str]
    has_next: bool
    has_previous: bool = False

    def cursor(self, at: int) -> str:
        """Return the cursor of the item at a place of this part."""
        return encode_cursor(self.key(self.items[at]))


def page(first: int, after: str | None, read: Callable[[str], object]) -> Page:
    """Check what a caller asked for; `read` is how the list reads its keys.

    Raises BadInputError for a page that cannot be, be it the cursor of another list.
    """
    key = None if after is None else decode_cursor(after)
    place(key, read)
    return Page(length(first), key)


def length(first: int) -> int:
    """Check how many are asked for; raise BadInputError where that cannot be."""
    if not 0 <= first <= LARGEST_PAGE:
        raise BadInputError(f"`first` must lie between 0 and {LARGEST_PAGE}; go on with `after` for more")
    return first


def place(key: str | None, read: Callable[[str], P]) -> P | None:
    """Return where in its list a key stands; nothing stands for the start.

    Raises BadInputError for what `read` refuses with ValueError.
    """
    try:
        return None if key is None else read(key)
    except ValueError as error:
        raise BadInputError(_NO_CURSOR) from error


def named(key: str, kind: Kind) -> str:
    """Read a key that is the id of a thing; ValueError for any other text."""
    if kind_of(key) is not kind:
        raise ValueError(key)
    return key


def measured(key: str, kind: Kind, of: str = "") -> tuple[float, str]:
    """Read a key of a list by size: which list it is of, a number, a slash, the id of a thing.

    ValueError for any other text. Lists of things of one kind have to be called differently.
    """
    number, _, id_ = key.removeprefix(of).partition("/")
    if not key.startswith(of) or not isfinite(size := float(number)):
        raise ValueError(key)
    return size, named(id_, kind)


def encode_cursor(key: str) -> str:
    """Return the opaque text that a caller hands back to go on after this key."""
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """Return the key behind a cursor; raise BadInputError for text that never was one."""
    try:
        return b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (BinasciiError, UnicodeError, ValueError) as error:
        raise BadInputError(_NO_CURSOR) from error


def cut(rows: Sequence[T], asked: Page, key: Callable[[T], str]) -> Slice[T]:
    """Cut rows, of which one more than asked for was fetched, to the page."""
    items = rows[: asked.first]
    return Slice(items, key, len(rows) > asked.first, asked.after is not None)
