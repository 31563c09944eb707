"""The network as it was, or as it was known: walks over facts, a level at a time, projected on the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cim_graph.kernel.ids import Kind, same_name
from cim_graph.network.store import THEN, Moment, Then, Ties
from cim_graph.relationships.model import RelationshipRow
from cim_graph.relationships.past import row_of_then
from cim_graph.relationships.projection import project

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.network.web import Web

MOST_FACTS = 5000
"""Facts of one party that are looked at for who is next to it: those of the largest share or of none first."""
MOST_COUNTED = 2000
"""Parties at which counting stops."""


@dataclass(frozen=True, slots=True)
class Past:
    """Where one asks what was so; it keeps what it has read, so it serves one question.

    An identifier or a record that came to name a party later names it here too: only the facts are of then.
    """

    graph: "Graph"
    kinds: list[str] | None
    as_of: "AsOf"
    rank: "Rank"
    ends: Sequence[str] = ("FROM", "TO")
    """At which ends of a relationship a party has to stand for it to be met there; ON_BEHALF_OF is a third."""
    met: "dict[str, dict[str, RelationshipRow]]" = field(default_factory=dict)
    """Of each party that was looked at, its relationships by id."""
    cut: set[str] = field(default_factory=set)
    """Parties of which more facts lie in the graph than were looked at."""

    async def at(self, ids: Sequence[str], widest: int) -> list[RelationshipRow]:
        """Return the relationships at the ends of parties that are asked for, of the first `widest` facts of each."""
        await self._meet(ids, widest)
        return list({row.id: row for here in ids for row in self.met[here].values()}.values())

    async def again(self, here: str, widest: int) -> None:
        """Look at more facts of a party of which there are more."""
        del self.met[here]
        self.cut.discard(here)
        await self._meet([here], widest)

    async def nearest(self, ids: Sequence[str], seen: Sequence[str], widest: int, most: int) -> list[str]:
        """Return the parties one step from some, besides those seen: the strongest relationship first, then by id."""
        await self._meet(ids, min(widest, MOST_FACTS))
        strongest = dict[str, float]()
        for here in ids:
            for row in self.met[here].values():
                there = _other(row, here)
                strongest[there] = max(strongest.get(there, 0.0), row.strength or 0.0)
        ahead = sorted(strongest.keys() - set(seen), key=lambda id_: (-strongest[id_], id_))
        return ahead[:most]

    async def reach(self, id_: str, depth: int, most: int) -> int:
        """Count the parties within some steps of one, besides itself, up to `most` or 2,000."""
        most = min(most, MOST_COUNTED)
        seen, level = {id_}, [id_]
        for _ in range(depth):
            level = await self.nearest(level, sorted(seen), MOST_FACTS, most - len(seen) + 1)
            seen |= set(level)
        return len(seen) - 1

    async def among(self, ids: Sequence[str], widest: int) -> list[RelationshipRow]:
        """Return the relationships among parties, by id."""
        await self._meet(ids, widest)
        shown = set(ids)
        found = {row.id: row for here in ids for row in self.met[here].values() if _other(row, here) in shown}
        return [found[id_] for id_ in sorted(found)]

    async def ties(self, ids: Sequence[str], widest: int, most: int) -> Ties:
        """Return the relationships at parties, where no more than `widest` facts lie at one, in columns."""
        await self._meet(ids, widest)
        crowds = [here for here in ids if here in self.cut]
        at = [(here, row) for here in ids if here not in crowds for row in self.met[here].values()][:most]
        return Ties(
            crowds,
            [here for here, _ in at],
            [_other(row, here) for here, row in at],
            [row.id for _, row in at],
            [-1.0 if row.strength is None else row.strength for _, row in at],
        )

    async def stepped(self, web: "Web", pairs: Sequence[tuple[str, str]]) -> dict[str, RelationshipRow]:
        """Return the relationships by which one steps between pairs of parties, by id."""
        met = {id_: row for pair in pairs for here in pair for id_, row in self.met.get(here, {}).items()}
        return {id_: met[id_] for a, b in pairs if (id_ := web.steps[a][b].relationship) in met}

    async def _meet(self, ids: Iterable[str], widest: int) -> None:
        new = [id_ for id_ in ids if id_ not in self.met]
        if not new:
            return
        records = [same_name(id_, Kind.RECORD) for id_ in new]
        day, known = self.as_of.valid, self.as_of.known
        moment = Moment(records=records, ends=list(self.ends), kinds=self.kinds, day=day, known=known, widest=widest)
        facts = await self.graph.read(THEN(Then(moment)))
        self.cut.update(same_name(id_, Kind.PARTY) for fact in facts for id_ in fact.beyond)
        by_id = {fact.id: fact for fact in facts}
        met: dict[str, dict[str, RelationshipRow]] = {id_: {} for id_ in new}
        for projection in project(facts, self.rank):
            made_from = [by_id[id_] for id_ in projection.facts]
            row = row_of_then(projection, [(fact.uid, fact.known_to) for fact in made_from])
            for end in met.keys() & {party for end, party in _ends(row) if end in self.ends}:
                met[end][row.id] = row
        self.met.update(met)


def _ends(row: RelationshipRow) -> tuple[tuple[str, str | None], ...]:
    return (("FROM", row.source_id), ("TO", row.target_id), ("ON_BEHALF_OF", row.on_behalf_of))


def _other(row: RelationshipRow, here: str) -> str:
    return row.target_id if row.source_id == here else row.source_id
