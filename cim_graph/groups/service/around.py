"""The groups that hold parties, from current facts: what lies around them is read a step at a time.

Who is related to an institution is read from that one on, whoever is asked about.
"""

import asyncio
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import TYPE_CHECKING

from cim_graph.groups.books import CURRENCY, books, weighing
from cim_graph.groups.columns import Reading, ground
from cim_graph.groups.company import Company
from cim_graph.groups.model.answer import Found, Terms, groups
from cim_graph.groups.model.exposure import Book, Exchange
from cim_graph.groups.model.group import Group
from cim_graph.groups.model.rules import Insiders
from cim_graph.groups.rulebook import Rulebook
from cim_graph.groups.scout import Scout
from cim_graph.groups.source import WIDEST, Source, decided
from cim_graph.groups.store import FLAGGED, Flag
from cim_graph.kernel.ids import Kind, kind_of
from cim_graph.kernel.vocabulary import GroupKind

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf

MOST_PARTIES = 5000
"""Parties that a question about one party looks at; where it would be more, the answer says so."""
MOST_TOGETHER = 50_000
"""The same for a question about many parties."""
LARGE = 500
"""Relationships from which on the rules run beside the event loop."""

MOST_FORESEEN = 1000
"""Parties that are read at once around institutions, since the last question led there."""

NOTHING = Found((), cut=False)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read around institutions, and whose relationships had to be."""

    company: Company
    met: frozenset[str]


_seen: dict[str, _Seen] = {}
"""What the last question about institutions saw, by their flag: that is the same whoever is asked about.

It only says what to read first, and saves working out anew what is as it was.
"""


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around parties: of each kind, of each party, the groups that hold it.

    `owed` is what all who were looked at owe, and `exchange` the rates that it was weighed by.
    """

    found: Mapping[GroupKind, Mapping[str, Found]]
    owed: Book
    exchange: Exchange


async def groups_around(  # noqa: PLR0913 (what is asked, and of whom)
    graph: "Graph",
    ids: Sequence[str],
    kinds: Sequence[GroupKind],
    book: Rulebook,
    as_of: "AsOf",
    rank: "Rank",
    *,
    thought: bool = False,
) -> Around:
    """Return, of each party, the groups of some kinds that hold it: the same as a run over the whole base gives.

    `thought`: as if each of them owed something already, for whoever thinks of a deal with them.

    Looks at up to 5,000 parties, of each at up to 2,000 relationships of a sort; `cut`, and a warning of each group,
    say where that was not all.
    """
    asked = [id_ for id_ in dict.fromkeys(ids) if kind_of(id_) is Kind.PARTY]
    ruled = [kind for kind in kinds if kind in book.rules]
    found: dict[GroupKind, Mapping[str, Found]] = {kind: dict.fromkeys(ids, NOTHING) for kind in kinds}
    if not asked or not ruled:
        return Around(found, Book(CURRENCY, None, {}, {}), Exchange((), ""))
    sources = [Source(graph, book.rules[kind], as_of, rank) for kind in ruled]
    weights, standing, institutions = await asyncio.gather(
        weighing(sources[0]), decided(graph, ruled, as_of.known), _institutions(sources)
    )
    readings = [Reading(decided=standing[kind]) for kind in ruled]
    looked = await asyncio.gather(*map(_looked, sources, readings, repeat(asked), repeat(institutions)))
    owed = await books(sources[0], sorted({*asked, *chain.from_iterable(looked)}), weights)
    counted = replace(owed, thought=frozenset(asked)) if thought else owed
    for kind, source, reading, met in zip(ruled, sources, readings, looked, strict=True):
        reading.cut |= as_of.is_now and _is_crowded(reading, met)  # of the past it is told what is left unread
        of_kind = await _found(source, reading, asked, Terms(source.rules, book.limits, counted))
        found[kind] = {id_: Found(_holding(of_kind, id_) if id_ in reading.parties else (), of_kind.cut) for id_ in ids}
    return Around(found, owed, weights.exchange)


async def _found(source: Source, reading: Reading, asked: Sequence[str], terms: Terms) -> Found:
    if reading.parties.keys().isdisjoint(asked):
        return Found((), reading.cut)

    def compute() -> Found:
        place = ground(reading, asked, source.day)
        return groups(place, terms, [bisect_left(place.structure.parties.ids, id_) for id_ in asked])

    small = len(reading.holdings) + len(reading.ties) < LARGE
    return compute() if small else await asyncio.to_thread(compute)


def _holding(found: Found, id_: str) -> list[Group]:
    return [group for group in found.groups if any(member.party == id_ for member in group.members)]


async def _institutions(sources: Sequence[Source]) -> list[str]:
    """Return the institutions that somebody may be related to."""
    flags = {source.rules.insiders.flag for source in sources if source.rules.insiders is not None}
    found = await asyncio.gather(*(sources[0].graph.read(FLAGGED(Flag(f'"{flag}"'))) for flag in sorted(flags)))
    return sorted({row.id for rows in found for row in rows})


async def _looked(source: Source, reading: Reading, ids: Sequence[str], institutions: Sequence[str]) -> Collection[str]:
    """Read on until nothing that matters to the parties is left unread; return whose relationships had to be read."""
    if source.rules.insiders is not None:
        return await _related(source, reading, ids, source.rules.insiders, institutions)
    scout = Scout(reading, source.rules, source.day)
    looked: set[str] = set()
    fresh = set(ids)
    while fresh:
        if len(looked) + len(fresh) > _most(ids):
            reading.cut = True
            break
        await source.around(reading, sorted(fresh))
        looked |= fresh
        fresh = scout.around(ids, looked) - looked
    return looked


async def _related(
    source: Source, reading: Reading, ids: Sequence[str], insiders: Insiders, institutions: Sequence[str]
) -> Collection[str]:
    """Read whoever is related to the institutions, and return them with all that had to be read for that.

    The parties themselves are read where not all can be, and of the past: an institution may be none any longer.
    """
    now = source.as_of.is_now
    if now and not institutions:
        return ()
    company, last = Company(reading, source.rules, source.day, institutions), _seen.get(insiders.flag)
    looked = {*institutions, *(last.met if last else ()), *(() if now else ids)}
    await source.around(reading, sorted(looked))
    if last is not None and last.company == company:
        return last.met
    while fresh := (ahead := company.around()) - looked:
        if len(ahead) > _most(ids):
            reading.cut = True
            break
        await source.around(reading, sorted(fresh))
        looked |= fresh
    if reading.cut or _is_crowded(reading, looked):
        await source.around(reading, sorted(set(ids) - looked))
        return looked.union(ids)
    if now and len(ahead) <= MOST_FORESEEN:
        _seen[insiders.flag] = _Seen(company, frozenset(ahead))
    return ahead


def _most(ids: Sequence[str]) -> int:
    return min(MOST_PARTIES * len(ids), MOST_TOGETHER)


def _is_crowded(reading: Reading, looked: Collection[str]) -> bool:
    """Whether a party has more relationships than were read, and they might matter."""
    held = Counter(held for _, held, _ in reading.holdings.values())
    holding = Counter(holder for holder, _, _ in reading.holdings.values())
    tied = Counter(end for row in reading.ties.values() for end in (row[2], row[3]))
    return any(max(held[id_], holding[id_], tied[id_]) >= WIDEST for id_ in looked)
