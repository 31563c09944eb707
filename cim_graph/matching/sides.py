"""What ids of records and parties stand for, where two of them are judged or compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Ids, Read
from cim_graph.kernel.errors import NotFoundError
from cim_graph.kernel.ids import Kind, kind_of, same_name

if TYPE_CHECKING:
    from cim_graph.graph.statement import Ask


@dataclass(frozen=True, slots=True)
class Side:
    """What an id stands for: its party, and the records of it that stand."""

    id: str
    party: str
    kind: str
    stands: bool
    records: list[str]


SIDES = Read("matching/sides", Ids, Side)


async def sides(ask: "Ask", ids: Iterable[str]) -> dict[str, Side]:
    """Return what ids of records and parties stand for; raise NotFoundError for one that names neither."""
    named = list(ids)
    records = {id_: same_name(id_, Kind.RECORD) for id_ in named if kind_of(id_) in {Kind.PARTY, Kind.RECORD}}
    found = {row.id: row for row in await ask(SIDES(Ids(sorted(set(records.values())))))}
    for id_ in named:
        if records.get(id_) not in found:
            raise NotFoundError(f"no record and no party has the id {id_[:40]!r}; `party.records` lists records")
    return {id_: found[record] for id_, record in records.items()}
