"""What is asked of the ownership and the groups of parties: the resolvers of the fields that every `Party` has."""

from asyncio import gather
from typing import TYPE_CHECKING, Any

from cim_graph.api.base import After, AsOfInput, First, Info, moment
from cim_graph.api.grouped import Around
from cim_graph.api.sight import views
from cim_graph.columnar import column
from cim_graph.kernel.pages import page
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.ownership import service
from cim_graph.ownership.catalogue import regime as regime_named

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from cim_graph.api.party import Party
    from cim_graph.kernel.times import AsOf
    from cim_graph.ownership.view import View


async def beneficial_owners(
    parties: "Sequence[Party]",
    info: Info,
    regime: str | None = None,
    threshold: float | None = None,
    as_of: AsOfInput | None = None,
) -> list[Any]:
    """Return who owns or controls each party in the end."""
    from cim_graph.api.ownership import ownership_of  # noqa: PLC0415 (types point at each other)

    chosen = regime_named(info.context.settings, regime)

    async def answer(party: "Party", view: "View", at: "AsOf") -> Any:  # noqa: ANN401 (declared)
        return ownership_of(party, view, chosen, await service.beneficial_owners(view, chosen, threshold), at)

    return await _each(parties, info, as_of, answer)


async def owners(
    parties: "Sequence[Party]",
    info: Info,
    minimum: float = 0,
    as_of: AsOfInput | None = None,
    first: First = 50,
    after: After = None,
) -> list[Any]:
    """Return a page of everyone above each party."""
    from cim_graph.api.ownership import holding_connection  # noqa: PLC0415 (types point at each other)

    asked = page(first, after, service.owner_key)

    async def answer(_: "Party", view: "View", at: "AsOf") -> Any:  # noqa: ANN401 (declared)
        return holding_connection(await service.owners(view, minimum, asked), at)

    return await _each(parties, info, as_of, answer)


async def holdings(
    parties: "Sequence[Party]",
    info: Info,
    minimum: float = 0,
    as_of: AsOfInput | None = None,
    first: First = 50,
    after: After = None,
) -> list[Any]:
    """Return a page of everything below each party."""
    from cim_graph.api.ownership import holding_connection  # noqa: PLC0415 (types point at each other)

    asked = page(first, after, service.holding_key)

    async def answer(_: "Party", view: "View", at: "AsOf") -> Any:  # noqa: ANN401 (declared)
        return holding_connection(await service.holdings(view, minimum, asked), at)

    return await _each(parties, info, as_of, answer, down=True)


async def controllers(parties: "Sequence[Party]", info: Info, as_of: AsOfInput | None = None) -> list[Any]:
    """Return everybody who controls each party."""
    from cim_graph.api.ownership import control_of  # noqa: PLC0415 (types point at each other)

    async def answer(_: "Party", view: "View", at: "AsOf") -> Any:  # noqa: ANN401 (declared)
        return [control_of(one, at) for one in await service.controllers(view)]

    return await _each(parties, info, as_of, answer)


async def connected_client_groups(
    parties: "Sequence[Party]",
    info: Info,
    kind: GroupKind = GroupKind.CONNECTED_CLIENTS,
    as_of: AsOfInput | None = None,
) -> list[Any]:
    """Return the groups that hold each party."""
    from cim_graph.api.groups import groups_of  # noqa: PLC0415 (types point at each other)

    return await groups_of(info, [Around(one.id, kind, moment(as_of, one.as_of)) for one in parties])


async def _each(
    parties: "Sequence[Party]",
    info: Info,
    as_of: AsOfInput | None,
    answer: "Callable[[Party, View, AsOf], Awaitable[Any]]",
    *,
    down: bool = False,
) -> list[Any]:
    """Return an answer of what lies above each party, or below it; an error is that of its party alone."""
    moments = [moment(as_of, at) for at in column(parties, "as_of")]
    seen = await views(info, column(parties, "id"), moments, down=down)
    return await gather(*map(answer, parties, seen, moments), return_exceptions=True)
