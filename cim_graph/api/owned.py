"""What is asked of the ownership and the groups of parties: the resolvers of the fields that every `Party` has."""

from typing import TYPE_CHECKING, Any

from cim_graph.api.base import After, AsOfInput, First, Info, moment
from cim_graph.api.grouped import Around
from cim_graph.api.sight import Sight
from cim_graph.kernel.pages import page
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.ownership import service
from cim_graph.ownership.catalogue import regime as regime_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cim_graph.api.party import Party
    from cim_graph.kernel.times import AsOf
    from cim_graph.ownership.view import View


async def beneficial_owners(
    root: "Party",
    info: Info,
    regime: str | None = None,
    threshold: float | None = None,
    as_of: AsOfInput | None = None,
) -> Any:  # noqa: ANN401 (declared)
    """Return who owns or controls a party in the end."""
    from cim_graph.api.ownership import ownership_of  # noqa: PLC0415 (types point at each other)

    chosen = regime_named(info.context.settings, regime)
    view, at = await _seen(root, info, as_of)
    return ownership_of(root, view, chosen, await service.beneficial_owners(view, chosen, threshold), at)


async def owners(
    root: "Party",
    info: Info,
    minimum: float = 0,
    as_of: AsOfInput | None = None,
    first: First = 50,
    after: After = None,
) -> Any:  # noqa: ANN401 (declared)
    """Return a page of everyone above a party."""
    from cim_graph.api.ownership import holding_connection  # noqa: PLC0415 (types point at each other)

    asked = page(first, after, service.owner_key)
    view, at = await _seen(root, info, as_of)
    return holding_connection(await service.owners(view, minimum, asked), at)


async def holdings(
    root: "Party",
    info: Info,
    minimum: float = 0,
    as_of: AsOfInput | None = None,
    first: First = 50,
    after: After = None,
) -> Any:  # noqa: ANN401 (declared)
    """Return a page of everything below a party."""
    from cim_graph.api.ownership import holding_connection  # noqa: PLC0415 (types point at each other)

    asked = page(first, after, service.holding_key)
    view, at = await _seen(root, info, as_of, down=True)
    return holding_connection(await service.holdings(view, minimum, asked), at)


async def controllers(root: "Party", info: Info, as_of: AsOfInput | None = None) -> Any:  # noqa: ANN401 (declared)
    """Return everybody who controls a party."""
    from cim_graph.api.ownership import control_of  # noqa: PLC0415 (types point at each other)

    view, at = await _seen(root, info, as_of)
    return [control_of(one, at) for one in await service.controllers(view)]


async def connected_client_groups(
    parties: "Sequence[Party]",
    info: Info,
    kind: GroupKind = GroupKind.CONNECTED_CLIENTS,
    as_of: AsOfInput | None = None,
) -> list[Any]:
    """Return the groups that hold each party."""
    from cim_graph.api.groups import groups_of  # noqa: PLC0415 (types point at each other)

    return await groups_of(info, [Around(one.id, kind, moment(as_of, one.as_of)) for one in parties])


async def _seen(root: "Party", info: Info, as_of: AsOfInput | None, *, down: bool = False) -> tuple["View", "AsOf"]:
    """Return what lies above a party, or below it, and as of when."""
    at = moment(as_of, root.as_of)
    return await info.context.ownership.views.load(Sight(root.id, at, down)), at
