"""The statements of risk: what lies around parties, and what schemes look at of them."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Ids, Read


@dataclass(frozen=True, slots=True)
class Around:
    """Parties, the kinds of relationships that are meant, the day, and how many are looked at of each party."""

    ids: list[str]
    kinds: list[str]
    day: str
    widest: int


@dataclass(frozen=True, slots=True)
class Items:
    """All that was found in one row, a list of values for each."""

    items: list[list[Any]]


AROUND = Read("risk/around", Around, Items)
DESCRIBED = Read("risk/described", Ids, Items)
