"""What sources say of the end of parties: of a death, or that a company was dissolved."""

from collections.abc import Iterator, Sequence
from re import compile as compile_pattern
from typing import TYPE_CHECKING, cast

from cim_graph.deals.model import Ending
from cim_graph.deals.store import ENDINGS
from cim_graph.graph.statement import Ids
from cim_graph.records.dates import PartialDate, birth_date, partial_date
from cim_graph.records.parse import reread
from cim_graph.records.placeholders import is_placeholder

if TYPE_CHECKING:
    from cim_graph.deals.store import EndingRow
    from cim_graph.graph.session import Graph
    from cim_graph.records.format import PartyRecord

_NOUGHT = compile_pattern(r"[\W_0TZ]*")
"""A day of nothing but zeros, with or without a time."""


async def endings_of(graph: "Graph", ids: Sequence[str]) -> list[Ending]:
    """Return what sources say of the end of parties; one that says so is enough to ask."""
    rows = await graph.read(ENDINGS(Ids(list(ids))))
    return [one for row in rows for one in stated(row)]


def stated(row: "EndingRow") -> Iterator[Ending]:
    """Give what a record says of the end of its party, by the days that it states for that."""
    record = cast("PartyRecord", reread(row.payload))
    for text, dissolved in ((record.death_date, False), (record.dissolved, True)):
        if text and (day := _meant(text)):
            yield Ending(row.id, dissolved, row.source, day.text, day.problem)


def _meant(text: str) -> PartialDate | None:
    """Return the day that a source states, though it cannot be read; nothing for what only fills the field."""
    if is_placeholder(text) or _NOUGHT.fullmatch(text):
        return None
    day = birth_date(text)
    never_meant = not day.valid and partial_date(text).valid
    return None if never_meant else day
