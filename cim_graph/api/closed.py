"""Fields of parties that are closed to the caller: they are not asked about, and answer nothing."""

from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

from cim_graph.api.base import moment
from cim_graph.columnar import column
from cim_graph.kernel.errors import ForbiddenError
from cim_graph.kernel.pages import Slice
from cim_graph.kernel.times import NOW
from cim_graph.profiles.model import Part, Want

if TYPE_CHECKING:
    from cim_graph.api.base import Connection, Info
    from cim_graph.api.level import Key
    from cim_graph.api.party import Party

Ask = Callable[..., Awaitable[list[Any]]]


def no_page() -> "Connection[Any]":
    """Return a page with nothing on it."""
    from cim_graph.api.base import connection  # noqa: PLC0415 (types point at each other)

    return connection(Slice[Any]([], str, has_next=False), lambda item: item)


def refusal() -> ForbiddenError:
    """Return what a field answers that cannot be empty."""
    return ForbiddenError("this party is closed to you; ask for access to its branch or segment")


async def look_then(info: "Info", keys: "Sequence[Key]") -> None:
    """Find out which parties are closed at moments that a field has of its own: they may have been open before."""
    if info.context.rights.scope.whole:
        return
    for row in await info.context.level.load(Want(Part.PARTY), keys):
        if row is not None:
            info.context.mask.party(row)


def open_only(function: Ask, nothing: Callable[[], Any] = refusal, *, today: bool = False) -> Ask:
    """Return a batch function that asks about the parties only that are open to the caller.

    `today`: it answers what is so now, whatever moment the parties are of.
    """

    @wraps(function)
    async def asked(parties: "Sequence[Party]", info: "Info", **given: Any) -> list[Any]:  # noqa: ANN401 (arguments)
        if today or given.get("as_of") is not None:
            moments = [NOW if today else moment(given["as_of"], at) for at in column(parties, "as_of")]
            await look_then(info, list(zip(moments, column(parties, "id"), strict=True)))
        closed = info.context.mask.closed
        if not closed:
            return await function(parties, info, **given)
        shut = [id_ in closed for id_ in column(parties, "id")]
        around = [party for party, is_shut in zip(parties, shut, strict=True) if not is_shut]
        found = iter(await function(around, info, **given) if around else ())
        return [nothing() if is_shut else next(found) for is_shut in shut]

    return asked
