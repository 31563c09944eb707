"""How parties were formed: the resolvers of the fields that every `Party` has."""

from typing import TYPE_CHECKING, Any

import strawberry

from cim_graph.columnar import column
from cim_graph.matching import lineage as service
from cim_graph.parties.provenance import provenance as origins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cim_graph.api.base import Info
    from cim_graph.api.party import Party


async def lineage(parties: "Sequence[Party]", info: "Info") -> list[Any]:
    """Return how each party was formed."""
    from cim_graph.api.matching import event_of  # noqa: PLC0415 (types point at each other)

    found = await service.lineage(info.context.graph, column(parties, "id"))
    return [list(map(event_of, rows)) for rows in found]


async def provenance(parties: "Sequence[Party]", info: "Info") -> list[Any]:
    """Return where the golden values of each party come from, as of its moment."""
    from cim_graph.api.matching import provenance_of  # noqa: PLC0415 (types point at each other)

    context, moments = info.context, column(parties, "as_of")
    found: list[Any] = [None] * len(parties)
    for known in {at.known for at in moments}:
        places = [place for place, at in enumerate(moments) if at.known == known]
        told = await origins(context.graph, [parties[place].id for place in places], known, context.rank)
        for place, rows in zip(places, told, strict=True):
            shown = (context.mask.origin(parties[place].id, row) for row in rows)
            found[place] = [provenance_of(row) for row in shown if row is not None]
    return found


async def former_ids(parties: "Sequence[Party]", info: "Info") -> list[list[strawberry.ID]]:
    """Return the ids that now answer with each party."""
    found = await service.former_ids(info.context.graph, column(parties, "id"))
    return [list(map(strawberry.ID, ids)) for ids in found]
