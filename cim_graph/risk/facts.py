"""What schemes look at of parties, in columns: each value once, and for each party its place among them."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]

FULL: Final[Mapping[str, Any]] = {
    "kind": "ORGANIZATION",
    "status": "CUSTOMER",
    "jurisdiction": "AZ",
    "segment": "retail",
    "age": 40,
    "countries": ("AZ", "GE"),
    "flags": ("pep", "sanctioned"),
    "products": ("current",),
    "kinds": ("overdraft",),
    "ties": 3,
    "alerts": ("structuring",),
}
"""A party of which much is known. The names are all that an expression may refer to, each with its type."""
EMPTY: Final[Mapping[str, Any]] = {
    "kind": "PERSON",
    "status": "EXTERNAL",
    "jurisdiction": "",
    "segment": "",
    "age": -1,
    "countries": (),
    "flags": (),
    "products": (),
    "kinds": (),
    "ties": 0,
    "alerts": (),
}
"""A party of which nothing is known: texts and lists are empty, an age is -1."""


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of many parties: the distinct values, and for each party the place of its own."""

    codes: Codes
    values: Sequence[Any]


Facts = Mapping[str, Column]
"""The facts of parties by their names, all of the same length."""


def column(values: Sequence[Hashable]) -> Column:
    """Return a column of values as they come, one a party."""
    places: dict[Hashable, int] = {}
    codes = np.fromiter((places.setdefault(value, len(places)) for value in values), np.int64, len(values))
    return Column(codes, list(places))


def facts(parties: Sequence[Mapping[str, Any]]) -> Facts:
    """Return columns of parties; what one leaves out is not known of it."""
    return {name: column([party.get(name, unknown) for party in parties]) for name, unknown in EMPTY.items()}
