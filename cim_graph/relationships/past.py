"""Relationships as they were known at a moment and held on a day: projected again from facts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Read
from cim_graph.kernel.vocabulary import Direction, RelationshipKind
from cim_graph.relationships.model import CountRow, RelationshipHead, RelationshipRow, relationship
from cim_graph.relationships.projection import Projection, project
from cim_graph.relationships.stored import fact_of

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which parties: of which kinds (nothing: of all), in which direction, the first so many after a place."""

    ids: Sequence[str]
    kinds: Sequence[str] | None
    direction: Direction
    first: int
    after: tuple[float, str] | None


@dataclass(frozen=True, slots=True)
class Then:
    """What is asked, known at which moment, held on which day."""

    asked: dict[str, list[dict[str, Any]]]
    known: str
    valid: str


@dataclass(frozen=True, slots=True)
class PastFacts:
    """Of a party, a kind and a direction: how many pairs have a single fact, and the facts that matter, by pair."""

    question: int
    party: str
    kind: str
    direction: str
    singles: int
    facts: list[list[list[Any]]]


PAST = Read("relationships/past", Then, PastFacts)


@dataclass(frozen=True, slots=True)
class Past:
    """The first relationships of a party after a place, strongest first, and how many there are in all."""

    rows: list[RelationshipRow] = field(default_factory=list)
    counts: list[CountRow] = field(default_factory=list)


async def past(graph: "Graph", asked: Sequence[Asked], known: str, valid: str, rank: "Rank") -> list[dict[str, Past]]:
    """Return relationships as they were known at a moment and held on a day: of each question, by the id of the party.

    What leads to a party that nobody had described by then is left out.
    """
    answers: list[dict[str, Past]] = [defaultdict(Past) for _ in asked]
    for found in await graph.read(PAST(Then({"questions": [_parameters(one) for one in asked]}, known, valid))):
        answer = answers[found.question][found.party]
        pairs = [list(_projected(facts, rank)) for facts in found.facts]
        several = sum(len(rows) for facts, rows in zip(found.facts, pairs, strict=True) if len(facts) > 1)
        answer.counts.append(
            CountRow(RelationshipKind(found.kind), Direction(found.direction), found.singles + several)
        )
        answer.rows.extend(row for rows in pairs for row in rows)
    return [
        {id_: Past(_first(one.rows, question), one.counts) for id_, one in answer.items()}
        for question, answer in zip(asked, answers, strict=True)
    ]


def _parameters(asked: Asked) -> dict[str, Any]:
    strength, fact = asked.after or (None, None)
    kinds = None if asked.kinds is None else list(asked.kinds)
    named = {"ids": list(asked.ids), "kinds": kinds, "direction": asked.direction, "first": asked.first}
    return {**named, "strength": strength, "fact": fact}


def _first(rows: Iterable[RelationshipRow], asked: Asked) -> list[RelationshipRow]:
    strength, fact = asked.after or (inf, "")
    return sorted((row for row in rows if _place(row) > (-strength, fact)), key=_place)[: asked.first]


def _place(row: RelationshipHead) -> tuple[float, str]:
    """Return where a relationship stands in a list: the strongest first, then by id."""
    return (-1 * (row.strength if row.strength is not None else -1.0), row.id)


def _projected(stated: Iterable[Sequence[Any]], rank: "Rank") -> Iterator[RelationshipRow]:
    nodes = {node["id"]: node for node, *_ in stated}
    for item in project((fact_of(node, (*ends,)) for node, *ends in stated), rank):
        made_from = [nodes[id_] for id_ in item.facts]
        yield row_of_then(item, [(node["uid"], node.get("knownTo")) for node in made_from])


def row_of_then(projection: Projection, versions: Sequence[tuple[str, str | None]]) -> RelationshipRow:
    """Return a relationship of the past: made of versions of facts by their uids, until one is known no longer."""
    known_to = min((end for _, end in versions if end), default=None)
    properties = {**projection.properties, "facts": [uid for uid, _ in versions], "knownTo": known_to}
    return relationship(projection.kind, projection.from_id, projection.to_id, properties)
