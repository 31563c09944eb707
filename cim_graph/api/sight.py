"""What a request sees of ownership: one walk for all parties of a level, one look-up for all chains."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from cim_graph.ownership import service

if TYPE_CHECKING:
    from cim_graph.api.base import Info
    from cim_graph.kernel.times import AsOf
    from cim_graph.ownership.service.ways import Asked, Courses
    from cim_graph.ownership.view import View

K = TypeVar("K")
V = TypeVar("V")
Ask = Callable[["AsOf", list[Any]], Awaitable[Sequence[V]]]


async def views(info: "Info", ids: Sequence[str], moments: "Sequence[AsOf]", *, down: bool = False) -> "list[View]":
    """Return what lies above each party at its moment, or below it; the fields of a level share one walk."""
    context = info.context
    walk = service.below if down else service.above

    async def ask(as_of: "AsOf", asked: list[str]) -> "list[View]":
        found = await walk(context.graph, asked, as_of, context.rank)
        return [found[id_] for id_ in asked]

    return await _at_once(info, walk, ask, ids, moments)


async def courses(info: "Info", ends: "Sequence[Asked]", moments: "Sequence[AsOf]", first: int) -> "list[Courses]":
    """Return the first chains from each owner to the party in view, at its moment."""
    context = info.context

    async def ask(as_of: "AsOf", asked: "list[Asked]") -> "list[Courses]":
        return await service.ways(context.graph, asked, first, as_of, context.rank)

    return await _at_once(info, (service.ways, first), ask, ends, moments)


async def _at_once(info: "Info", key: Hashable, ask: Ask[V], asked: Sequence[K], moments: "Sequence[AsOf]") -> list[V]:
    """Return the answer about each at its moment; what waits under one key for one moment is asked at once."""
    load = info.context.batches.load
    waiting = (load((key, at), partial(ask, at), [one]) for one, at in zip(asked, moments, strict=True))
    return [answer for (answer,) in await gather(*waiting)]
