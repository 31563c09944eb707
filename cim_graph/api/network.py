"""The network of parties: finding one, the ways between two, what lies around one."""

from collections.abc import Mapping
from types import MappingProxyType

import strawberry

from cim_graph.api.base import Info, PageInfo, page_info
from cim_graph.api.lookup import closed_of_named, keep_existence
from cim_graph.api.masking import Mask
from cim_graph.api.party import Party, party_of
from cim_graph.api.relationship import Relationship, related
from cim_graph.kernel.errors import NotFoundError
from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import AsOf
from cim_graph.network import model, service
from cim_graph.parties.model import PartyFilter, PartyRow
from cim_graph.parties.service import called

_SHOWN = 40


@strawberry.type
class PartySearchEdge:
    """A party that a text finds."""

    node: Party
    cursor: str
    score: float = strawberry.field(description="How well it fits, 0 to 1.")
    matched: str = strawberry.field(description="What matched, as in `name: Leyla Məmmədova`.")


@strawberry.type
class PartySearchConnection:
    """A page of the parties that a text finds, the best first."""

    edges: list[PartySearchEdge]
    page_info: PageInfo


@strawberry.type(description="A chain of parties and the relationship between each and the next.")
class Path:
    """A way that connects two parties."""

    parties: list[Party]
    relationships: list[Relationship]
    share: float | None = strawberry.field(
        description="Percent held along an unbroken chain of holdings in one direction; null for other ways."
    )


@strawberry.type
class Neighbourhood:
    """What a graph view draws."""

    parties: list[Party]
    relationships: list[Relationship]
    total: int = strawberry.field(description="Parties within `depth`, the one in the middle among them.")
    truncated: bool = strawberry.field(description="Whether there are more than are here.")


async def search(info: Info, text: str, wanted: PartyFilter, page: Page, as_of: AsOf) -> PartySearchConnection:
    """Find parties by a text."""
    mask = info.context.mask
    found = await service.search(info.context.graph, text, wanted, page, as_of, info.context.rank)
    return PartySearchConnection(
        edges=[
            PartySearchEdge(
                node=party_of(hit.party, as_of, mask),
                cursor=found.cursor(at),
                score=hit.score,
                matched=hit.matched,
            )
            for at, hit in enumerate(found.items)
        ],
        page_info=page_info(found),
    )


async def connections(info: Info, ends: model.Ends, kinds: model.Kinds, most: model.Most, as_of: AsOf) -> list[Path]:
    """Find the ways between two parties; the id of one that was merged leads to the party that it is in now."""
    graph, rank = info.context.graph, info.context.rank
    await closed_of_named(info, (ends.source, ends.target))
    try:
        ways = await service.connections(graph, ends, kinds, most, as_of, rank)
    except NotFoundError:
        meant = model.Ends(*await called(graph, [ends.source, ends.target], as_of.known))
        if meant == ends:
            raise
        ways = await service.connections(graph, meant, kinds, most, as_of, rank)
    return [path_of(way, as_of, info.context.mask) for way in ways]


def path_of(way: model.Way, as_of: AsOf, mask: Mask, others: Mapping[str, PartyRow] = MappingProxyType({})) -> Path:
    """Return a way as the API has it; `others`: parties at the ends of its relationships that it does not pass."""
    parties = [party_of(row, as_of, mask) for row in way.parties]
    by_id: dict[str, Party] = {id_: party_of(row, as_of, mask) for id_, row in others.items()}
    by_id |= {party.id: party for party in parties}
    return Path(parties=parties, relationships=related(way.relationships, by_id, as_of, mask), share=way.share)


async def neighbourhood(info: Info, id_: str, around: model.Around, as_of: AsOf) -> Neighbourhood:
    """Show what lies around a party; raise NotFoundError where there is no such party."""
    graph, rank = info.context.graph, info.context.rank
    found = await service.neighbourhood(graph, id_, around, as_of, rank)
    if found is None and (led := (await called(graph, [id_], as_of.known))[0]) != id_:
        found = await service.neighbourhood(graph, led, around, as_of, rank)
    if found is None:
        raise NotFoundError(f"there is no party {id_[:_SHOWN]!r}; take an id that `search` or `parties` gives")
    mask = info.context.mask
    parties = [party_of(row, as_of, mask) for row in found.parties]
    keep_existence(info, (parties[0].id,))
    by_id: dict[str, Party] = {party.id: party for party in parties}
    return Neighbourhood(
        parties=parties,
        relationships=related(found.relationships, by_id, as_of, mask),
        total=found.total,
        truncated=found.truncated,
    )
