"""What happened, read in the order of numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import orjson

from cim_graph.events.model import PARTIES_CHANGED, REGISTRY_CHANGED, Happening, Wanted, cursor_of
from cim_graph.events.store import AFTER, PRUNED, PULSE, Stretch, Told
from cim_graph.graph.statement import Empty
from cim_graph.kernel.errors import BadInputError

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph

AT_ONCE: Final = 100
"""An event of a load may name thousands of parties."""
LOOKED_AT: Final = 2_000
"""Events that one page of a feed looks at: who wants few of them goes on from there."""


@dataclass(frozen=True, slots=True)
class Read:
    """A part of the feed: what is wanted of it, the number that it goes up to, and whether there is more behind."""

    happenings: list[Happening]
    until: int
    more: bool


async def last_place(graph: "Graph") -> int:
    """Return the last number that was given."""
    [pulse] = await graph.read(PULSE(Empty()))
    return pulse.last


async def after(graph: "Graph", place: int, most: int = AT_ONCE) -> list[Happening]:
    """Return what comes right after a number, without a gap: what follows one is not to be seen yet."""
    rows = await graph.read(AFTER(Stretch(place, place + most)))
    return [happening_of(row) for row in _without_gap(rows, place)]


async def resumed(graph: "Graph", place: int) -> int:
    """Return the number after which to go on who has seen all up to another; nought begins with what there is.

    Raises BadInputError where events behind it are kept no longer.
    """
    [pruned] = await graph.read(PRUNED(Empty()))
    return kept_from(place, pruned.last)


async def still_kept(graph: "Graph", place: int) -> int:
    """Return a number, or a later one after which events are still kept, for who can do without those before."""
    [pruned] = await graph.read(PRUNED(Empty()))
    return max(place, pruned.last)


def kept_from(place: int, pruned: int) -> int:
    """Return the same, where it is known up to which number events are forgotten."""
    if 0 < place < pruned:
        raise BadInputError(
            "some events behind this cursor are kept no longer; read what you keep a copy of anew, and go on after "
            f"{cursor_of(pruned)!r}"
        )
    return max(place, pruned)


async def read(graph: "Graph", place: int, most: int, wanted: Wanted) -> Read:
    """Return at most so many of the events after a number that are wanted."""
    found: list[Happening] = []
    until = place
    while until < place + LOOKED_AT:
        happenings = await after(graph, until)
        for happening in happenings:
            if happening in wanted:
                if len(found) == most:
                    return Read(found, until, more=True)
                found.append(happening)
            until = happening.place
        if not happenings and until == place and (begin := await resumed(graph, place)) != place:
            return await read(graph, begin, most, wanted)
        if len(happenings) < AT_ONCE:
            return Read(found, until, more=False)
    return Read(found, until, more=True)


def _without_gap(rows: Sequence[Told], place: int) -> Iterator[Told]:
    """Yield rows as long as their numbers follow: a transaction that is just committed may be seen in part."""
    for expected, row in enumerate(rows, start=place + 1):
        if row.place != expected:
            return
        yield row


def happening_of(row: Told) -> Happening:
    """Return what an entry tells."""
    name = row.event or (PARTIES_CHANGED if row.parties else REGISTRY_CHANGED)
    parties = dict(zip(row.parties, row.versions, strict=True))
    detail = orjson.loads(row.detail) if row.detail else {}
    return Happening(row.place, row.id, row.at, row.command, name, parties, detail)
