"""Who is this? Names in any script, identifiers, phones, e-mail addresses, account numbers."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cim_graph.kernel.pages import Page, Slice, place
from cim_graph.kernel.ranks import Rank
from cim_graph.network.likeness import LEAST_SCORE, best_name
from cim_graph.network.model import FOUND, Hit, hit_key
from cim_graph.network.service.parties import rows
from cim_graph.network.store import CARRYING, NAMED, Carried, Sought
from cim_graph.network.words import Word, checked, contact_ids, queries, values, words
from cim_graph.parties.model import EVERY_PARTY, PartyFilter

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.times import AsOf

MOST_CANDIDATES = 200
"""Parties that one query over names may bring, for the reranking."""
ENOUGH = 20
"""Candidates that make a wider query needless."""
SURE = 0.9
"""Likeness of a name that makes it needless to leave a word out."""
WINDOW = 5000
"""Hits of the index among which a filter looks for candidates."""

_NO_RANKS = Rank()
_Found = tuple[float, str, str]
"""Score, id, what matched."""


async def search(
    graph: "Graph", text: str, wanted: PartyFilter, page: Page, as_of: "AsOf", rank: Rank = _NO_RANKS
) -> Slice[Hit]:
    """Find parties by what somebody typed, the most alike first, then by id.

    Who carries a number or an address exactly has score 1. Names are compared as they fold and sound, in any order of
    their words and in every script; a patronymic may be missing, a word mistyped, the last one not finished.

    Bounded: a query over names brings at most 200 candidates, the best by how rare their words are, and a filter
    chooses among the first 5,000; so a text that very many parties answer to ends after some hundred hits. About the
    past it finds parties by what they are called today, and answers what they were then; those that were not known
    then are left out, and a page may come out shorter. Raises BadInputError for a text of more than 500 characters or
    for a cursor of another list.
    """
    asked = checked(text)
    last = place(page.after, hit_key)
    by_value, by_name = await asyncio.gather(_carriers(graph, asked, wanted), _named(graph, words(asked), wanted))
    best = {id_: (score, id_, matched) for score, id_, matched in sorted(by_name) + sorted(by_value)}
    ranked = sorted(best.values(), key=lambda found: (-found[0], found[1]))
    ahead = ranked if last is None else [found for found in ranked if (-found[0], found[1]) > (-last[0], last[1])]
    here = ahead[: page.first]
    parties = await rows(graph, [id_ for _, id_, _ in here], as_of, rank)
    hits = [Hit(parties[id_], score, matched) for score, id_, matched in here if id_ in parties]
    return Slice(
        hits, lambda hit: f"{FOUND}{hit.score:.4f}/{hit.party.id}", len(ahead) > page.first, page.after is not None
    )


async def _named(graph: "Graph", asked: list[Word], wanted: PartyFilter) -> list[_Found]:
    found: dict[str, _Found] = {}
    window = MOST_CANDIDATES if wanted == EVERY_PARTY else WINDOW
    for wide, query in enumerate(queries(asked)):
        sought = Sought(query, window, MOST_CANDIDATES, *_filter(wanted))
        [columns] = await graph.read(NAMED(sought))
        for id_, names in zip(columns.ids, columns.names, strict=True):
            if id_ not in found:
                score, name = best_name(asked, names)
                found[id_] = (round(score, 4), id_, f"name: {name}")
        best = max((score for score, _, _ in found.values()), default=0.0)
        if len(found) >= ENOUGH or (wide and best >= SURE):
            break
    return [item for item in found.values() if item[0] >= LEAST_SCORE]


async def _carriers(graph: "Graph", text: str, wanted: PartyFilter) -> list[_Found]:
    carried = Carried(values(text), contact_ids(text), MOST_CANDIDATES, *_filter(wanted))
    if not carried.values and not carried.contacts:
        return []
    return [(1.0, row.id, row.matched) for row in await graph.read(CARRYING(carried))]


def _filter(wanted: PartyFilter) -> tuple[Any, ...]:
    return _listed(wanted.kinds), _listed(wanted.statuses), _listed(wanted.countries), wanted.scope


def _listed(part: Sequence[str] | None) -> list[str] | None:
    return None if part is None else [str(value) for value in part]
