"""What an expression is made of, told from its words: CEL itself names what is referred to, but not how."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from re import compile as compile_pattern
from typing import Final

from cim_graph.kernel.errors import BadInputError
from cim_graph.risk.facts import EMPTY

MOST_NESTED: Final = 2
"""Macros inside each other: a third would take the cube of what is known of a party."""
LONGEST: Final = 50
"""Values of a list that a macro may run over where the list stands in the expression."""
MACROS: Final = frozenset({"exists", "all", "exists_one", "existsOne", "map", "filter"})
LISTS: Final = frozenset(name for name, value in EMPTY.items() if isinstance(value, tuple))
"""Facts that a macro may run over."""

_WORDS = compile_pattern(
    r"(?P<text>'[^'\n]*'|\"[^\"\n]*\")|(?P<skip>\s+|//[^\n]*)|(?P<name>[A-Za-z_]\w*)"
    r"|[0-9][0-9A-Za-z_.]*|==|!=|<=|>=|&&|\|\||."
)
_CLOSING: Final = {")": "(", "]": "[", "}": "{"}

Words = tuple[str, ...]
Range = str | int
"""What a macro runs over: a fact, or a list of so many values."""


@dataclass(frozen=True, slots=True)
class Loop:
    """What macros inside each other run over, the outermost first."""

    ranges: tuple[Range, ...]


def words(text: str) -> Words:
    """Return the words of an expression; raise BadInputError for texts that do not say plainly what they hold."""
    if "\\" in text or "'''" in text or '"""' in text:
        raise BadInputError("write texts plainly, between single or double quotes and without backslashes")
    found = [match for match in _WORDS.finditer(text) if match.lastgroup != "skip"]
    for one, following in pairwise(found):
        if one.lastgroup == "name" and following.lastgroup == "text" and one.end() == following.start():
            raise BadInputError(f"write {following.group()} without {one.group()!r} before it")
    return tuple(match.group() for match in found)


def loops(of: Words) -> tuple[Loop, ...]:
    """Return what its macros run over; raise BadInputError for what could take longer than a party has values.

    `map` may stand once: one that runs over what another gave doubles what is kept, sixty of them fill any memory.
    """
    begun = [place for place in range(1, len(of) - 1) if _is_macro(of, place)]
    if sum(of[place] == "map" for place in begun) > 1:
        raise BadInputError("`map` stands more than once; say the same with one, or with `exists`, `all` and `filter`")
    ends = {place: _closed(of, place + 1) for place in begun}
    found = []
    for place in begun:
        around = [one for one in begun if one < place < ends[one]]
        if len(around) >= MOST_NESTED:
            raise BadInputError(f"`{of[place]}` stands inside {len(around)} others; nest {MOST_NESTED} at most")
        found.append(Loop(tuple(_range(of, one) for one in [*around, place])))
    return tuple(found)


def _is_macro(of: Words, place: int) -> bool:
    return of[place] in MACROS and of[place - 1] == "." and of[place + 1] == "("


def _range(of: Words, place: int) -> Range:
    """Return what the macro at a place runs over."""
    last = place - 2
    if last >= 0 and of[last] in LISTS and (last == 0 or of[last - 1] != "."):
        return of[last]
    begin = _opened(of, last)
    if begin is not None and of[begin] == "(" and begin > 1 and of[begin - 1] in {"filter", "map"}:
        return _range(of, begin - 1)
    if begin is not None and of[begin] == "[" and not _is_index(of, begin):
        return _size(of[begin + 1 : last])
    raise BadInputError(
        f"`{of[place]}` runs over what may be long; let it run over one of {', '.join(sorted(LISTS))}, over what "
        f"`filter` or `map` make of these, or over a list of {LONGEST} values that holds no lists"
    )


def _size(values: Sequence[str]) -> int:
    if not set(values).isdisjoint("[](){}"):
        raise BadInputError("a list that a macro runs over holds plain values alone")
    size = values.count(",") + 1
    if size > LONGEST:
        raise BadInputError(f"a list that a macro runs over has {size} values; let it have {LONGEST} at most")
    return size


def _is_index(of: Words, begin: int) -> bool:
    before = of[begin - 1] if begin else ""
    return before in {")", "]", "}"} or before[:1].isalnum() or before[:1] in {"_", "'", '"'}


def _closed(of: Words, begin: int) -> int:
    """Return where the bracket that opens at a place closes."""
    depth = 0
    for place in range(begin, len(of)):
        depth += (of[place] in _CLOSING.values()) - (of[place] in _CLOSING)
        if not depth:
            return place
    return len(of)


def _opened(of: Words, end: int) -> int | None:
    """Return where the bracket that closes at a place opens; nothing where none closes there."""
    depth = 0
    for place in range(end, -1, -1):
        depth += (of[place] in _CLOSING) - (of[place] in _CLOSING.values())
        if not depth:
            return place if place < end else None
    return None


def texts(of: Words) -> Iterator[str]:
    """Yield the texts that an expression names."""
    for word in of:
        if is_text(word):
            yield word[1:-1]


def is_text(word: str) -> bool:
    """Whether a word of an expression is a text."""
    return word[0] in {"'", '"'}
