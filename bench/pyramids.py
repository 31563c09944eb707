"""A base that ownership is measured on: companies in ten layers, persons above them, drawn straight into the graph.

Each company has two or three holders, most of them in the layer above or persons, one in a hundred anywhere, so that
there are circles. Facts are left out: nothing that is measured here reads them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from cim_graph.graph.session import Graph
from cim_graph.kernel.ids import Kind, id_of

LAYERS = 10
PERSONS = 0.4
BATCH = 10_000
_PARTIES = """UNWIND $rows AS row
CREATE (p:Party {id: row.id, kind: row.kind, status: 'EXTERNAL', name: row.name, version: 1, jurisdiction: 'AZ'})
SET p:$(row.label)"""
_HOLDINGS = """UNWIND $rows AS row
MATCH (a:Party {id: row.from})
MATCH (b:Party {id: row.to})
CREATE (a)-[:OWNS {
  id: row.id, facts: [row.id], sources: ['bench'], knownFrom: '2026-01-01T00:00:00.000000Z',
  share: row.share, voting: row.share, strength: row.strength
}]->(b)"""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pyramids:
    """So many companies; persons come on top of them, two for every three companies."""

    companies: int
    seed: int = 1

    @property
    def persons(self) -> int:
        """How many persons there are."""
        return round(self.companies * PERSONS / (1 - PERSONS))

    def parties(self) -> Iterator[Row]:
        """Yield the parties: companies, the lowest layer first, then persons."""
        for number in range(self.companies):
            yield {"id": self.id(number), "kind": "ORGANIZATION", "label": "Organization", "name": f"Firm {number}"}
        for number in range(self.companies, self.companies + self.persons):
            yield {"id": self.id(number), "kind": "PERSON", "label": "Person", "name": f"Person {number}"}

    def holdings(self) -> Iterator[Row]:
        """Yield about 2.5 holdings a company; those of one company add up to at most 100 %."""
        dice = Random(self.seed)
        for company in range(self.companies):
            holders = {self._holder(dice, company) for _ in range(dice.choice((2, 3)))} - {company}
            left = 10_000
            for holder in sorted(holders):
                part = dice.randrange(1, max(2, left - 3))
                left -= part
                share = f"{part / 100:g}"
                yield {
                    "id": id_of(Kind.FACT, str(holder), str(company)),
                    "from": self.id(holder),
                    "to": self.id(company),
                    "share": share,
                    "strength": float(share),
                }

    def id(self, number: int) -> str:
        """Return the id of a party by its number."""
        return id_of(Kind.PARTY, "bench", str(number))

    def _holder(self, dice: Random, company: int) -> int:
        size = self.companies // LAYERS
        layer = company // size
        drawn = dice.random()
        if drawn < 0.01:
            return dice.randrange(self.companies)
        if drawn < 0.6 or layer >= LAYERS - 1:
            return self.companies + dice.randrange(self.persons)
        return (layer + 1) * size + dice.randrange(size)


async def draw(graph: Graph, pyramids: Pyramids) -> None:
    """Write the base into an empty graph."""
    for text, rows in ((_PARTIES, pyramids.parties()), (_HOLDINGS, pyramids.holdings())):
        while batch := list(islice(rows, BATCH)):
            await graph.administer(text, {"rows": batch})
