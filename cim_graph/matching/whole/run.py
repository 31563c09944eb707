"""A run over the whole base: what the model says of all records at once, and what has to change for it to be so."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cim_graph.kernel.garbage import collect_seldom
from cim_graph.matching.bulk.candidates import KeyTable
from cim_graph.matching.bulk.resolution import resolve as resolve_pool
from cim_graph.matching.model.clusters import components
from cim_graph.matching.model.decisions import Resolution
from cim_graph.matching.model.keys import MOST_RECORDS
from cim_graph.matching.model.pool import pool
from cim_graph.matching.model.rules import DECISIONS, REVIEW, SAME
from cim_graph.matching.model.tokens import token
from cim_graph.matching.model.weights import probability
from cim_graph.matching.models import DropKeys
from cim_graph.matching.pairs import Match
from cim_graph.matching.whole.base import Base, Link, read
from cim_graph.matching.whole.commands import ApplyResolution, Component, KeepKeys, Said, Settled, SettleRecords

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.matching.model.document import Model
    from cim_graph.matching.models import Models

AT_ONCE = 1000
"""Records whose parties are formed in one transaction, about."""
SETTLED_AT_ONCE = 20_000
LANES = 2
"""Batches under way: of one the parties are computed, while another one has the turn."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did: records looked at, and how many belong to another party now.

    Of the whole base also pairs compared, matches, pairs for a steward, and parties; `crowded` are candidate keys that
    more records share than may, which the model does not know of yet.
    """

    records: int
    moved: int
    compared: int = 0
    same: int = 0
    reviews: int = 0
    parties: int = 0
    crowded: dict[str, int] = field(default_factory=dict)


Told = Callable[[str], None]


async def run(graph: "Graph", commands: "Commands", actor: "Actor", models: "Models", told: Told) -> Ran:
    """Resolve the whole base by the model that decides."""
    collect_seldom()
    told("reading the records")
    base = await read(graph)
    matcher = await models.matcher(graph.read)
    told(f"comparing {len(base.ids):,} records")
    resolution, crowded = compared(base, matcher.model)
    told("writing what changes")
    await commands.execute(graph, actor, DropKeys(tuple(sorted(map(token, crowded)))))
    await _rekey(graph, commands, actor, base)
    found = _links(resolution)
    changed = _changed(base, resolution, found, _groups(base, found))
    version = matcher.model.version
    ahead = (_applied(base, resolution, found, batch, version) for batch in _batches(changed))
    moved, left = await _written(graph, commands, actor, ahead)
    settled = [(id_, version) for id_, version in zip(base.ids, base.versions, strict=True) if id_ not in left]
    for start in range(0, len(settled), SETTLED_AT_ONCE):
        ids, versions = map(list, zip(*settled[start : start + SETTLED_AT_ONCE], strict=True))
        await commands.execute(graph, actor, SettleRecords(Settled(ids, versions)))
    parties = len(set(resolution.clusters.of.tolist()))
    same, reviews = len(resolution.same.left), len(resolution.reviews.left)
    return Ran(len(base.ids), moved, resolution.scored, same, reviews, parties, crowded)


async def _written(
    graph: "Graph", commands: "Commands", actor: "Actor", ahead: Generator[ApplyResolution, None, None]
) -> tuple[int, set[str]]:
    """Write batches; return how many records moved, and those that are left. Where one fails, no other begins."""
    moved, left = 0, set[str]()

    async def lane() -> None:
        nonlocal moved
        for applied in ahead:
            done = await commands.execute(graph, actor, applied)
            moved += done.moved
            left.update(done.left)

    lanes = [asyncio.create_task(lane()) for _ in range(LANES)]
    try:
        await asyncio.gather(*lanes)
    finally:
        ahead.close()
        await asyncio.wait(lanes)
    return moved, left


async def _rekey(graph: "Graph", commands: "Commands", actor: "Actor", base: Base) -> None:
    changed = list(base.rekeyed.items())
    for start in range(0, len(changed), SETTLED_AT_ONCE):
        some = changed[start : start + SETTLED_AT_ONCE]
        keys = {id_: (base.versions[base.places[id_]], *made) for id_, made in some}
        await commands.execute(graph, actor, KeepKeys(keys))


def compared(base: Base, model: "Model") -> tuple[Resolution, dict[str, int]]:
    """Compare all records by a model; keys that have become too common since it was made are dropped, and told.

    Records are prepared while DuckDB pairs them, which waits for no Python.
    """
    with ThreadPoolExecutor(1) as beside, KeyTable(base.keys, base.told, base.entries) as table:
        prepared = beside.submit(pool, base.records)
        crowded = {key: count for key, count in table.common(MOST_RECORDS).items() if key not in model.dropped}
        known = model.model_copy(update={"dropped": model.dropped | crowded.keys()})
        table.pair(known.dropped)
        return resolve_pool(prepared.result(), known, table, base.judgements), crowded


@dataclass(frozen=True, slots=True)
class _Links:
    """What the model says of pairs, by the numbers of their records, and the pairs of each record."""

    links: dict[tuple[int, int], Link]
    at: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))


def _links(resolution: Resolution) -> _Links:
    held = resolution.clusters.held
    found = _Links({})
    for decision, decided in ((SAME, resolution.same), (REVIEW, resolution.reviews)):
        for pair, odds in zip(decided.pairs(), decided.odds.tolist(), strict=True):
            found.links[pair] = Link(DECISIONS[decision], odds, held[pair].value if pair in held else "")
    for pair in found.links:
        for record in pair:
            found.at[record].append(pair)
    return found


def _groups(base: Base, found: _Links) -> NDArray[np.intp]:
    """Return which records stand or fall with each other: by what is said now, was said before, or is so today."""
    place = base.places
    edges: list[tuple[int, int]] = [pair for pair, link in found.links.items() if link.decision == DECISIONS[SAME]]
    edges += [
        (place[a], place[b])
        for (a, b), link in base.links.items()
        if link.decision == DECISIONS[SAME] and a in place and b in place
    ]
    judgements = base.judgements
    edges += [*judgements.same, *judgements.different]
    first: dict[str, int] = {}
    edges += [(first.setdefault(home, number), number) for number, home in enumerate(base.homes)]
    return components(len(base.ids), edges)


def _changed(base: Base, resolution: Resolution, found: _Links, groups: NDArray[np.intp]) -> Iterator[list[int]]:
    """Yield groups of records of which anything is to be written."""
    place = base.places
    before = {(place[a], place[b]): link for (a, b), link in base.links.items() if a in place and b in place}
    stale = {pair for pair in before.keys() | found.links.keys() if before.get(pair) != found.links.get(pair)}
    touched = {int(groups[record]) for pair in stale for record in pair}
    of = resolution.clusters.of
    homes: dict[str, int] = {}
    parties: dict[int, str] = {}
    for number, home in enumerate(base.homes):
        cluster = int(of[number])
        if homes.setdefault(home, cluster) != cluster or parties.setdefault(cluster, home) != home:
            touched.add(int(groups[number]))
    members: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups.tolist()):
        if group in touched:
            members[group].append(number)
    yield from members.values()


def _batches(groups: Iterable[list[int]]) -> Iterator[list[list[int]]]:
    batch: list[list[int]] = []
    size = 0
    for group in groups:
        batch.append(group)
        size += len(group)
        if size >= AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _applied(
    base: Base, resolution: Resolution, found: _Links, batch: Sequence[Sequence[int]], version: str
) -> ApplyResolution:
    made, pairs = [], dict[tuple[int, int], None]()
    for group in batch:
        parties: dict[int, list[str]] = defaultdict(list)
        for number in group:
            parties[int(resolution.clusters.of[number])].append(base.ids[number])
            pairs |= dict.fromkeys(found.at.get(number, ()))
        made.append(_component(base, found, group, list(parties.values())))
    matches = [_match(base, pair, found.links[pair]) for pair in pairs]
    held = {(base.ids[a], base.ids[b]): link.held for a, b in pairs if (link := found.links[a, b]).held}
    return ApplyResolution(version, made, matches, held)


def _component(base: Base, found: _Links, group: Sequence[int], parties: Sequence[Sequence[str]]) -> Component:
    ids = [base.ids[number] for number in group]
    before = {pair: base.links[pair] for id_ in ids for pair in base.pairs_at.get(id_, ())}
    now = {(base.ids[a], base.ids[b]): found.links[a, b] for number in group for a, b in found.at.get(number, ())}
    links = {pair: (_said(before.get(pair)), _said(now.get(pair))) for pair in before.keys() | now.keys()}
    judged = frozenset(one for id_ in ids for one in base.judged_at.get(id_, ()))
    homes = [{base.homes[base.places[id_]] for id_ in party} for party in parties]
    changes = len(set[str]().union(*homes)) != len(homes) or any(len(home) > 1 for home in homes)
    return Component({base.ids[number]: base.versions[number] for number in group}, links, judged, parties, changes)


def _said(link: Link | None) -> Said:
    return None if link is None else (link.decision, link.odds)


def _match(base: Base, pair: tuple[int, int], link: Link) -> Match:
    chance = float(probability(np.array([link.odds], np.int32))[0])
    return Match(base.ids[pair[0]], base.ids[pair[1]], link.decision, chance, link.odds)
