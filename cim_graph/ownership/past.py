"""What lay above or below parties, or was known to: walks over facts that hold on the day asked, a level at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.network.past import Past
from cim_graph.network.service.parties import rows
from cim_graph.ownership.columns import special
from cim_graph.ownership.store import Closure, Walk
from cim_graph.ownership.view import CLIMBED
from cim_graph.relationships.model import RelationshipRow

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf

_OWNS = RelationshipKind.OWNS.value
INWARD = [_OWNS, RelationshipKind.MANAGES.value, *sorted(CLIMBED)]
_SIDEWAYS = ["FAMILY_OF", "ACTS_FOR", "RELATED_TO"]
_IN_CONCERT = "acting-in-concert"
BESIDE = 2
"""How deep those are walked from who act in concert with others about a party that was met."""
CROWD = 1000
"""Facts of one party that are read together with those of others."""


async def above(graph: "Graph", walk: Walk, as_of: "AsOf", rank: "Rank") -> Closure:
    """Return what lay above parties; one with more facts than could be looked at counts as not walked."""
    inward, sideways = (Past(graph, *what) for what in ((INWARD, as_of, rank, ("TO",)), (_SIDEWAYS, as_of, rank)))
    walked, level, met = list[str](), list(dict.fromkeys(walk.ids)), dict[str, RelationshipRow]()
    for _ in range(1 + BESIDE):
        await _climb(inward, level, walk, walked, met)
        beside = await sideways.at(walked, CROWD)
        level = _new(_partners(beside, walked), walked)[: walk.most - len(walked)]
    kept = set(walked)
    met |= {row.id: row for row in beside if row.source_id in kept and _counts(row)}
    walked.sort(key=inward.cut.__contains__)
    closure = await _closure(graph, walked, list(met.values()), as_of, rank)
    return replace(closure, walked=len(walked) - len(inward.cut))


async def _climb(
    inward: Past, level: list[str], walk: Walk, walked: list[str], met: dict[str, RelationshipRow]
) -> None:
    """Walk up from a level of parties; add whom one walks from, and what lies at them."""
    for _ in range(walk.depth + 1):
        if not level or len(met) >= walk.edges:
            return
        walked += level
        found = await _at(inward, level, walk, len(met))
        met |= {row.id: row for row in found}
        ahead = (end for row in found if row.kind in CLIMBED or row.kind == _OWNS for end in _holders(row))
        level = _new(ahead, walked)[: walk.most - len(walked)]


def _partners(rows: Iterable[RelationshipRow], walked: Sequence[str]) -> Iterable[str]:
    """Return who acts in concert about one of the parties."""
    about = set(walked)
    return (end for row in rows if row.role == _IN_CONCERT and row.about in about for end in _ends(row))


def _counts(row: RelationshipRow) -> bool:
    return row.kind != "RELATED_TO" or row.role == _IN_CONCERT


async def below(graph: "Graph", walk: Walk, as_of: "AsOf", rank: "Rank") -> Closure:
    """Return what lay below parties, with all the holders of it."""
    outward = Past(graph, [_OWNS], as_of, rank, ("FROM", "ON_BEHALF_OF"))
    walked, level, stakes = list[str](), list(dict.fromkeys(walk.ids)), dict[str, int]()
    for _ in range(walk.depth + 1):
        if not level or sum(stakes.values()) >= walk.edges:
            break
        walked += level
        found = await _at(outward, level, walk, sum(stakes.values()))
        stakes |= {here: sum(row.source_id == here for row in outward.met[here].values()) for here in level}
        level = _new((row.target_id for row in found), walked)[: walk.most - len(walked)]
    inward = Past(graph, [_OWNS], as_of, rank, ("TO",))
    held = await _at(inward, walked, walk, 0)
    more = outward.cut | inward.cut
    return await _closure(graph, walked, held, as_of, rank, [stakes[id_] + (id_ in more) for id_ in walked])


async def _at(past: Past, ids: Sequence[str], walk: Walk, met: int) -> list[RelationshipRow]:
    """Read what lies at parties; one at which very much lies by itself, while there is room beside what was met."""
    widest = min(CROWD, walk.most)
    met += len(await past.at(ids, widest))
    for here in [id_ for id_ in ids if id_ in past.cut]:
        if met >= walk.edges:
            break
        met -= len(past.met[here])
        await past.again(here, walk.most)
        met += len(past.met[here])
    return await past.at(ids, widest)


def _holders(row: RelationshipRow) -> tuple[str, ...]:
    return (row.source_id,) if row.on_behalf_of is None else (row.source_id, row.on_behalf_of)


def _ends(row: RelationshipRow) -> set[str]:
    return {end for end in (row.source_id, row.target_id, row.on_behalf_of) if end is not None}


def _new(ids: Iterable[str], known: Sequence[str]) -> list[str]:
    seen = set(known)
    return [id_ for id_ in dict.fromkeys(ids) if id_ not in seen]


async def _closure(
    graph: "Graph",
    walked: Sequence[str],
    met: Sequence[RelationshipRow],
    as_of: "AsOf",
    rank: "Rank",
    stakes: Sequence[int] = (),
) -> Closure:
    beside = _new((end for row in met for end in _ends(row)), walked)
    known = await rows(graph, [*walked, *beside], as_of, rank)
    described = [row for row in met if known.keys() >= _ends(row)]
    ids = [*walked, *(id_ for id_ in beside if id_ in known)]
    parties = [known.get(id_) for id_ in ids]
    holdings = [row for row in described if row.kind == _OWNS]
    return Closure(
        ids,
        len(walked),
        ["ORGANIZATION" if party is None else party.kind for party in parties],
        [[] if party is None else party.flags for party in parties],
        ["" if party is None else party.jurisdiction or "" for party in parties],
        [row.id for row in holdings],
        [row.source_id for row in holdings],
        [row.target_id for row in holdings],
        [-1.0 if row.strength is None else row.strength for row in holdings],
        special(holdings),
        [_tie(row) for row in described if row.kind != _OWNS],
        list(stakes),
    )


def _tie(row: RelationshipRow) -> list[Any]:
    word = row.means if row.kind == RelationshipKind.CONTROLS else row.role
    return [row.kind, row.id, row.source_id, row.target_id, word, row.about]
