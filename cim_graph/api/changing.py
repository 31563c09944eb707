"""What a caller wants changed: nothing of it may concern a party that is closed to them."""

from typing import TYPE_CHECKING

from cim_graph.api.lookup import EXISTENCE
from cim_graph.approvals.service import approvals_of
from cim_graph.kernel.errors import ForbiddenError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cim_graph.api.base import Info
    from cim_graph.approvals.touching import Ground
    from cim_graph.approvals.wire import Wire


async def standing_under(info: "Info", changes: "Sequence[Wire]") -> "Ground":
    """Return what stands under everything that changes name."""
    return await approvals_of(info.context.commands).grounds.under(info.context.graph.read, changes)


async def check_changes(info: "Info", changes: "Sequence[Wire]") -> None:
    """Raise ForbiddenError where one of these concerns a closed party by what stands under any id that it names.

    A relationship, an account or a judgement concerns whom it is of already, whatever is now said of it.
    """
    scope = info.context.rights.scope
    if scope.whole:
        return
    stands = await standing_under(info, changes)
    if shut := [party.id for party in stands.parties().values() if not scope.opens(*party.area)]:
        for id_ in shut:
            info.context.seen[id_].add(EXISTENCE)
        raise ForbiddenError("this concerns a party that is closed to you; ask for access to its branch")
