"""The chains by which owners hold a party, with the parties and relationships in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.network.model import Way
from cim_graph.network.past import Past
from cim_graph.network.service.parties import rows
from cim_graph.ownership.model import owners as rules
from cim_graph.ownership.model.answer import Chain
from cim_graph.ownership.past import INWARD
from cim_graph.ownership.view import View
from cim_graph.relationships.service import by_ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.parties.model import PartyRow
    from cim_graph.relationships.model import RelationshipRow

Asked = tuple[View, str]
"""A party as it is seen, and the id of one of its owners."""


@dataclass(frozen=True, slots=True)
class Courses:
    """Ways from an owner to a party, those that carry most first.

    `parties` are at the ends of their relationships, a nominee among them, who holds a stake that counts as another's.
    """

    ways: list[Way]
    parties: "Mapping[str, PartyRow]"


async def ways(graph: "Graph", asked: Sequence[Asked], first: int, as_of: "AsOf", rank: "Rank") -> list[Courses]:
    """Return, for each party and owner asked about, the first chains between them.

    Two statements, however many are asked about. A chain of which something has just gone is left out.
    """
    found = [_chains(view, owner, first) for view, owner in asked]
    every = [chain for chains in found for chain in chains]
    relationships = await _relationships(graph, every, as_of, rank)
    passed = {id_ for chain in every for id_ in chain.parties}
    passed |= {end for row in relationships.values() for end in (row.source_id, row.target_id)}
    parties = await rows(graph, sorted(passed), as_of, rank)
    return [Courses(_ways(chains, parties, relationships), parties) for chains in found]


def _chains(view: View, owner: str, first: int) -> tuple[Chain, ...]:
    ids = list(view.structure.parties.ids)
    if owner not in ids or not first:
        return ()
    return rules.chains(view.structure, view.subject, ids.index(owner), first).chains


async def _relationships(
    graph: "Graph", chains: Iterable[Chain], as_of: "AsOf", rank: "Rank"
) -> "dict[str, RelationshipRow]":
    steps = sorted({id_ for chain in chains for id_ in chain.relationships})
    if not steps:
        return {}
    if as_of.is_now:
        return {row.id: row for row in await by_ids(graph, steps)}
    held = sorted({id_ for chain in chains for id_ in chain.parties})
    past = Past(graph, INWARD, as_of, rank, ("TO",))
    return {row.id: row for row in await past.at(held, graph.settings.ownership_parties)}


def _ways(
    chains: Iterable[Chain], parties: "Mapping[str, PartyRow]", relationships: "Mapping[str, RelationshipRow]"
) -> list[Way]:
    return [
        Way([parties[id_] for id_ in chain.parties], [relationships[id_] for id_ in chain.relationships], chain.share)
        for chain in chains
        if parties.keys() >= set(chain.parties) and relationships.keys() >= set(chain.relationships)
    ]
