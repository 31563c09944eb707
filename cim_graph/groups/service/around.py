"""The groups that hold one party, from current facts: only what lies around it is read, a step at a time."""

import asyncio
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cim_graph.groups.books import books, weighing
from cim_graph.groups.columns import Reading, ground
from cim_graph.groups.company import Company
from cim_graph.groups.model.answer import Found, Terms, groups
from cim_graph.groups.model.group import Group
from cim_graph.groups.rulebook import Rulebook
from cim_graph.groups.scout import Scout
from cim_graph.groups.source import WIDEST, Source
from cim_graph.groups.store import FLAGGED, Flag
from cim_graph.kernel.ids import Kind, kind_of

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.kernel.vocabulary import GroupKind

MOST_PARTIES = 5000
"""Parties that a question about one party looks at; where it would be more, the answer says so."""
MOST_TOGETHER = 50_000
"""The same for a question about many parties."""
LARGE = 500
"""Relationships from which on the rules run beside the event loop."""

NOTHING = Found((), cut=False)


async def groups_around(  # noqa: PLR0913 (what is asked, and of whom)
    graph: "Graph",
    ids: Sequence[str],
    kind: "GroupKind",
    book: Rulebook,
    as_of: "AsOf",
    rank: "Rank",
    *,
    thought: bool = False,
) -> dict[str, Found]:
    """Return, of each party, the groups of a kind that hold it: the same as a run over the whole base gives.

    `thought`: as if each of them owed something already, for whoever thinks of a deal with them.

    Looks at up to 5,000 parties, of each at up to 2,000 relationships of a sort; `cut`, and a warning of each group,
    say where that was not all.
    """
    asked = [id_ for id_ in dict.fromkeys(ids) if kind_of(id_) is Kind.PARTY]
    if not asked or kind not in book.rules:
        return dict.fromkeys(ids, NOTHING)
    source = Source(graph, book.rules[kind], as_of, rank)
    reading = Reading()
    weights, looked = await asyncio.gather(weighing(source), _looked(source, reading, asked))
    reading.cut |= as_of.is_now and _is_crowded(reading, looked)  # of the past it is told what is left unread
    owed = await books(source, sorted(looked), weights)
    terms = Terms(source.rules, book.limits, replace(owed, thought=frozenset(asked)) if thought else owed)

    def compute() -> Found:
        place = ground(reading, asked, source.day)
        return groups(place, terms, [bisect_left(place.structure.parties.ids, id_) for id_ in asked])

    small = len(reading.holdings) + len(reading.ties) < LARGE
    found = compute() if small else await asyncio.to_thread(compute)
    return {id_: Found(_holding(found, id_) if id_ in reading.parties else (), found.cut) for id_ in ids}


def _holding(found: Found, id_: str) -> list[Group]:
    return [group for group in found.groups if any(member.party == id_ for member in group.members)]


async def _looked(source: Source, reading: Reading, ids: Sequence[str]) -> set[str]:
    """Read on until nothing that matters to the parties is left unread; return whose relationships were read."""
    looked: set[str] = set()
    most = min(MOST_PARTIES * len(ids), MOST_TOGETHER)
    ahead, further = set(ids), Scout(reading, source.rules, source.day).around
    if source.rules.insiders is not None:
        found = await source.graph.read(FLAGGED(Flag(f'"{source.rules.insiders.flag}"')))
        institutions = sorted(row.id for row in found)
        ahead, further = {*ids, *institutions}, Company(reading, source.rules, source.day, institutions).around
    reading.decided, _ = await asyncio.gather(source.decisions(), source.around(reading, sorted(ahead)))
    looked |= ahead
    ahead = further(ids)
    while fresh := ahead - looked:
        if len(looked) + len(fresh) > most:
            reading.cut = True
            break
        await source.around(reading, sorted(fresh))
        looked |= fresh
        ahead = further(ids)
    return looked


def _is_crowded(reading: Reading, looked: Collection[str]) -> bool:
    """Whether a party has more relationships than were read, and they might matter."""
    held = Counter(held for _, held, _ in reading.holdings.values())
    holding = Counter(holder for holder, _, _ in reading.holdings.values())
    tied = Counter(end for row in reading.ties.values() for end in (row[2], row[3]))
    return any(max(held[id_], holding[id_], tied[id_]) >= WIDEST for id_ in looked)
