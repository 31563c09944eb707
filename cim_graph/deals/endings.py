"""What sources say of the end of parties: of a death, or that a company was dissolved."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import orjson

from cim_graph.deals.model import Ending
from cim_graph.deals.store import ENDINGS
from cim_graph.graph.statement import Ids

if TYPE_CHECKING:
    from cim_graph.deals.store import EndingRow
    from cim_graph.graph.session import Graph

_DEATH: Final = "deathDate"
_DISSOLVED: Final = "dissolved"


async def endings_of(graph: "Graph", ids: Sequence[str]) -> list[Ending]:
    """Return what sources say of the end of parties; one that says so is enough to ask."""
    rows = await graph.read(ENDINGS(Ids(list(ids))))
    return [one for row in rows for one in _stated(row)]


def _stated(row: "EndingRow") -> Iterator[Ending]:
    record = orjson.loads(row.payload)
    for name in (_DEATH, _DISSOLVED):
        if day := record.get(name):
            yield Ending(row.id, name == _DISSOLVED, row.source, str(day))
