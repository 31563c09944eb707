"""The relationships between parties are drawn again: from the facts at hand, and those that are drawn already."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Empty, Ids, Read, Rows, Versioned, Write
from cim_graph.relationships.projection import Fact, project
from cim_graph.relationships.stored import Ends, fact_of, joined

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.kernel.ranks import Rank

Row = dict[str, Any]
Pair = tuple[str, str, str]
"""From which party, to which, and the kind."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A fact that is known now, with the parties at its ends."""

    fact: Row
    from_id: str | None
    to_id: str | None
    about: str | None
    on_behalf_of: str | None
    waiting: bool

    @property
    def ends(self) -> Ends:
        """The parties at its ends."""
        return (self.from_id, self.to_id, self.about, self.on_behalf_of)

    @property
    def joined(self) -> bool:
        """Whether every end that was stated is known."""
        return joined(self.fact, self.ends)


@dataclass(frozen=True, slots=True)
class Edge:
    """A relationship as it is drawn today."""

    from_id: str
    to_id: str
    kind: str
    facts: list[str]


FACTS = Read("relationships/facts", Ids, Stored)
BETWEEN = Read("relationships/between", Rows, Edge)
ERASE = Write("relationships/erase", Rows, Empty)
DRAW = Write("relationships/draw", Rows, Empty)
TOUCH = Write("relationships/touch", Ids, Versioned)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the drawing of relationships depends on: the day it is, the moment it is, and the ranks of sources."""

    day: str
    at: str
    rank: "Rank"

    def not_before(self, moments: Iterable[str]) -> "Rules":
        """Return the same, at the last of these moments if that is later: history never runs backwards.

        Whoever waited for a lock began before the one who had it, and clocks of machines differ.
        """
        return replace(self, at=max(self.at, *moments, ""))


def pair_of(fact: Fact) -> Pair:
    """Return the pair that a fact connects."""
    return (fact.from_id, fact.to_id, fact.kind)


async def draw(transaction: "Transaction", pairs: Iterable[Pair], facts: Sequence[Fact], rules: Rules) -> None:
    """Project what is known between pairs again: the facts at hand, and those that the drawn relationships name."""
    rows = [{"from": pair[0], "to": pair[1], "kind": pair[2]} for pair in sorted(set(pairs))]
    if not rows:
        return
    edges = await transaction.run(BETWEEN(Rows(rows)))
    at_hand = {fact.id: fact for fact in facts}
    if edges:
        listed = {id_ for edge in edges for id_ in edge.facts} - at_hand.keys()
        stored = await transaction.run(FACTS(Ids(sorted(listed)))) if listed else []
        at_hand |= {row.fact["id"]: fact_of(row.fact, row.ends) for row in stored if row.joined and not row.waiting}
        erased = sorted({(edge.from_id, edge.to_id, edge.kind) for edge in edges})
        await transaction.run(ERASE(Rows([{"from": a, "to": b, "kind": kind} for a, b, kind in erased])))
    drawn = project((fact for fact in at_hand.values() if fact.holds_on(rules.day)), rules.rank)
    if drawn:
        await transaction.run(
            DRAW(
                Rows(
                    [
                        {"from": item.from_id, "to": item.to_id, "kind": item.kind, "properties": item.properties}
                        for item in drawn
                    ]
                )
            )
        )


async def touch(transaction: "Transaction", pairs: Iterable[Pair], besides: Container[str] = ()) -> dict[str, int]:
    """Lock the parties of pairs, always in the same order, before their relationships are looked at.

    Those that are locked already are left out. Answer the others with their new versions.
    """
    ids = sorted({party for pair in pairs for party in pair[:2] if party not in besides})
    return {row.id: row.version for row in await transaction.run(TOUCH(Ids(ids)))} if ids else {}


async def pairs_of(transaction: "Transaction", ids: Sequence[str]) -> set[Pair]:
    """Return the pairs that facts connect today."""
    if not ids:
        return set()
    return {
        pair_of(fact_of(row.fact, row.ends)) for row in await transaction.run(FACTS(Ids(sorted(ids)))) if row.joined
    }
