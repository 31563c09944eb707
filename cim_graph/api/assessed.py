"""What is asked of the risk of parties: the resolvers of the fields that every `Party` has."""

from typing import TYPE_CHECKING, Any

from cim_graph.api.base import After, AsOfInput, First, Info

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cim_graph.api.party import Party


async def risk(parties: "Sequence[Party]", info: Info, as_of: AsOfInput | None = None) -> list[Any]:
    """Return the assessment of each party."""
    from cim_graph.api.risk import risk as of_parties  # noqa: PLC0415 (types point at each other)

    return await of_parties(parties, info, as_of)


async def risk_history(parties: "Sequence[Party]", info: Info, first: First = 50, after: After = None) -> list[Any]:
    """Return a page of what was kept of each party."""
    from cim_graph.api.risk_history import of_parties  # noqa: PLC0415 (types point at each other)

    return await of_parties(parties, info, first, after)
