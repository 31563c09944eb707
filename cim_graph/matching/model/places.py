"""Addresses as evidence: the words of street and building, the numbers of house and flat, city, postcode."""

from typing import Any, NamedTuple

from cim_graph.records.addresses import plain_words
from cim_graph.records.names import fold

_SHORTEST_POSTCODE = 5
_GENERIC = frozenset(
    {
        "kuc", "pr", "ray", "m", "ko", "no", "road", "rd", "lane", "ln", "drive", "dr", "boulevard", "blvd", "bulvari",
        "court", "ct", "close", "terrace", "suite", "ste", "unit", "flat", "floor", "martaba", "blok", "korpus", "corp",
        "building", "bld", "bldg", "mikrorayon", "mkr", "massiv", "qasaba", "kand",
    }
)  # fmt: skip
"""Words that tell no street from another, as `plain_words` writes them."""


class Place(NamedTuple):
    """An address: the telling words of its text in alphabetical order, and as they stand without spaces; its numbers.

    City and postcode are apart.
    """

    words: str
    text: str
    numbers: str
    city: str
    postcode: str


def place(node: dict[str, Any]) -> Place:
    """Take an address in normal form apart; a number of five digits and more in its text is its postcode."""
    city, postcode = fold(node.get("city") or ""), plain_postcode(node.get("postcode"))
    apart = {*city.split(), *plain_words(node.get("postcode") or ""), postcode.lower()}
    words, numbers = [], set()
    for word in plain_words(node["text"]):
        if word in apart or word in _GENERIC:
            continue
        if word.isalpha() or not any(map(str.isdecimal, word)):
            words += [word] if len(word) > 1 else []
        elif word.isdecimal() and len(word) >= _SHORTEST_POSTCODE:
            postcode = postcode or word
        else:
            numbers.add(word)
    return Place(" ".join(sorted(set(words))), "".join(words), " ".join(sorted(numbers)), city, postcode)


def plain_postcode(text: str | None) -> str:
    """Return a postcode without spaces, in upper case."""
    return "".join((text or "").upper().split())
