"""The groups of a whole base: read in columns, computed beside the event loop."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cim_graph.groups.books import books, weighing
from cim_graph.groups.columns import Reading, ground
from cim_graph.groups.model.answer import Found, Terms, groups
from cim_graph.groups.model.exposure import is_large
from cim_graph.groups.rulebook import Rulebook
from cim_graph.groups.source import Source, decided
from cim_graph.network.service.parties import rows

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.kernel.vocabulary import GroupKind

NAMED_AT_ONCE = 10_000
"""Parties whose names are read together."""


async def named(graph: "Graph", ids: Sequence[str], as_of: "AsOf", rank: "Rank") -> dict[str, str | None]:
    """Return the names of parties, as they are or were known."""
    found: dict[str, str | None] = {}
    for start in range(0, len(ids), NAMED_AT_ONCE):
        known = await rows(graph, ids[start : start + NAMED_AT_ONCE], as_of, rank)
        found |= {id_: row.name for id_, row in known.items()}
    return found


async def groups_everywhere(graph: "Graph", kind: "GroupKind", book: Rulebook, as_of: "AsOf", rank: "Rank") -> Found:
    """Return every group of a kind, in the order of their ids; of the past it reads facts, which takes its time."""
    if kind not in book.rules:
        return Found((), cut=False)
    source = Source(graph, book.rules[kind], as_of, rank)
    reading = Reading(decided=(await decided(graph, [kind], as_of.known))[kind])
    await source.everything(reading)
    owed = await books(source, None, await weighing(source))
    terms = Terms(source.rules, book.limits, owed)
    alone = [id_ for id_, amount in owed.owed.items() if is_large(amount, owed.capital, book.limits)]
    return await asyncio.to_thread(lambda: groups(ground(reading, alone, source.day), terms))
