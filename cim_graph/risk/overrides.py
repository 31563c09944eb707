"""Classes that were set by hand: each ends by itself after its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Read
from cim_graph.risk.assessment import Override

if TYPE_CHECKING:
    from cim_graph.risk.reading import Reading


@dataclass(frozen=True, slots=True)
class Standing:
    """Parties, the name of a scheme, the day, and the moment until which one knew; nothing stands for now."""

    ids: list[str]
    scheme: str
    day: str
    known: str | None


@dataclass(frozen=True, slots=True)
class Overridden:
    """A party and the class that was set for it, under an id of its own."""

    id: str
    override: str
    word: str
    reason: str
    by: str
    until: str


OVERRIDES = Read("risk/overrides", Standing, Overridden)


async def overrides(reading: "Reading", scheme: str, ids: Sequence[str]) -> dict[str, Override]:
    """Return what stands for parties, by their ids."""
    rows = await _standing(reading, scheme, ids)
    return {row.id: Override(row.word, row.reason, row.by, row.until) for row in rows}


async def standing(reading: "Reading", scheme: str, party: str) -> str:
    """Return the id of the class by hand that stands for a party; an empty one where none does."""
    rows = await _standing(reading, scheme, [party])
    return rows[0].override if rows else ""


async def _standing(reading: "Reading", scheme: str, ids: Sequence[str]) -> list[Overridden]:
    return await reading.graph.read(OVERRIDES(Standing(list(ids), scheme, reading.day, reading.as_of.known)))
