"""What is asked of the risk of parties: the resolver of the field that every `Party` has."""

from typing import TYPE_CHECKING, Any

from cim_graph.api.base import AsOfInput, Info

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cim_graph.api.party import Party


async def risk(parties: "Sequence[Party]", info: Info, as_of: AsOfInput | None = None) -> list[Any]:
    """Return the assessment of each party."""
    from cim_graph.api.risk import risk as of_parties  # noqa: PLC0415 (types point at each other)

    return await of_parties(parties, info, as_of)
