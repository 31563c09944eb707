"""Relationships as they were known at a moment and held on a day: projected again from facts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Read
from cim_graph.relationships.model import RelationshipHead, RelationshipRow, relationship
from cim_graph.relationships.projection import Fact, Projection, project
from cim_graph.relationships.stored import Ends, fact_of, joined

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank


@dataclass(frozen=True, slots=True)
class Around:
    """Of which parties, known at which moment, held on which day."""

    ids: list[str]
    known: str
    valid: str


@dataclass(frozen=True, slots=True)
class PastFact:
    """A version of a fact at a party, with the parties at its ends."""

    party: str
    fact: dict[str, Any]
    from_id: str | None
    to_id: str | None
    about: str | None
    on_behalf_of: str | None


PAST = Read("relationships/past", Around, PastFact)


async def past(
    graph: "Graph", ids: Sequence[str], known: str, valid: str, rank: "Rank"
) -> dict[str, list[RelationshipRow]]:
    """Return the relationships of each party as they were known at a moment and held on a day, strongest first."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    uids: dict[str, Mapping[str, Any]] = {}
    for row in await graph.read(PAST(Around(sorted(set(ids)), known, valid))):
        ends: Ends = (row.from_id, row.to_id, row.about, row.on_behalf_of)
        if joined(row.fact, ends):
            facts[row.party].append(fact_of(row.fact, ends))
            uids[row.fact["id"]] = row.fact
    return {id_: sorted(_rows(project(found, rank), uids), key=place) for id_, found in facts.items()}


def place(row: RelationshipHead) -> tuple[float, str]:
    """Return where a relationship stands in a list: the strongest first, then by id."""
    return (-1 * (row.strength if row.strength is not None else -1.0), row.id)


def _rows(projections: Iterable[Projection], uids: Mapping[str, Mapping[str, Any]]) -> Iterable[RelationshipRow]:
    for item in projections:
        ends = [uids[id_].get("knownTo") for id_ in item.facts]
        known_to = min((end for end in ends if end), default=None)
        properties = {**item.properties, "facts": [uids[id_]["uid"] for id_ in item.facts], "knownTo": known_to}
        yield relationship(item.kind, item.from_id, item.to_id, properties)
