"""What is asked of the alerts of parties: the resolver of the field that every `Party` has."""

from typing import TYPE_CHECKING, Any

from cim_graph.api.base import After, First, Info

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cim_graph.api.party import Party


async def alerts(parties: "Sequence[Party]", info: Info, first: First = 20, after: After = None) -> list[Any]:
    """Return a page of the alerts of each party."""
    from cim_graph.api.monitoring import of_parties  # noqa: PLC0415 (types point at each other)

    return await of_parties(parties, info, first, after)
