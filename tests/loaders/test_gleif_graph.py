"""GLEIF in the loaded graph: walking who directly consolidates whom leads to the ultimate parent that GLEIF states."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from cim_graph.graph.session import Graph
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW
from cim_graph.ownership import service
from cim_graph.settings import Settings
from tests.conftest import CLEAN, taking
from tests.loaders.gleif_finance import nameless, relationships

BATCH = 2500
SAMPLE = 1000
STATED = """
MATCH (child:Party)-[r:RELATED_TO {role: 'ultimate-parent'}]->(ultimate:Party)
CALL (child) {
  OPTIONAL MATCH (child)((below)<-[:CONTROLS {means: 'consolidation'}]-(above)){1,20}(top)
  WHERE NOT EXISTS { (top)<-[:CONTROLS {means: 'consolidation'}]-() }
  RETURN collect(DISTINCT top) AS tops
}
WITH child, ultimate, tops, EXISTS { (child)<-[:CONTROLS {means: 'consolidation'}]-() } AS has_parent
RETURN
  count(*) AS stated,
  count(CASE WHEN ultimate IN tops THEN 1 END) AS reached,
  count(CASE WHEN has_parent AND NOT ultimate IN tops THEN 1 END) AS elsewhere,
  count(CASE WHEN NOT has_parent THEN 1 END) AS parentless
"""


@pytest.fixture(scope="module")
async def gleif(connected: Graph, settings: Settings, shared_data: Path) -> AsyncIterator[Graph]:
    """Give a graph with all relationships of the extract, and a nameless party at each of their ends."""
    facts, take = relationships(shared_data), taking(connected, settings)
    records = [*facts, *nameless(facts)]  # facts first, so that all of them wait for their ends
    for start in range(0, len(records), BATCH):
        report = await take(list(records[start : start + BATCH]))
        assert report.rejected == []
    yield connected
    await connected.administer(CLEAN, seconds=600)


async def test_nothing_waits_once_all_ends_have_come(gleif: Graph) -> None:
    assert await gleif.administer("MATCH (n:Waiting|Awaited) RETURN count(n) AS waiting") == [{"waiting": 0}]


async def test_the_direct_parents_lead_to_the_stated_ultimate_parent(gleif: Graph) -> None:
    assert await gleif.administer(STATED) == [{"stated": 6560, "reached": 6466, "elsewhere": 57, "parentless": 37}]


async def test_the_stated_ultimate_parent_controls(gleif: Graph) -> None:
    rows = await gleif.administer(
        "MATCH (c:Party)-[:RELATED_TO {role: 'ultimate-parent'}]->(u:Party) RETURN c.id AS child, u.id AS ultimate"
    )
    assert len(rows) == 6560
    drawn: nx.DiGraph[str] = nx.DiGraph()
    ties = await gleif.administer("MATCH (a:Party)-[:CONTROLS]->(b:Party) RETURN a.id AS above, b.id AS below")
    drawn.add_edges_from((row["above"], row["below"]) for row in ties)
    drawn.add_nodes_from(row["child"] for row in rows)
    reached = 0
    sample = rows[:: len(rows) // SAMPLE]
    for batch in _batches(sample):
        views = await service.above(gleif, [row["child"] for row in batch], NOW, Rank())
        for row in batch:
            controlling = {one.party for one in await service.controllers(views[row["child"]])}
            reached += row["ultimate"] in controlling
    assert reached == sum(row["ultimate"] in nx.ancestors(drawn, row["child"]) for row in sample)
    assert reached > 0.95 * len(sample)
    # Of all of them; 6,466 have nobody above them, as the walk above says.
    assert sum(row["ultimate"] in nx.ancestors(drawn, row["child"]) for row in rows) == 6482


def _batches(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), 50):
        yield rows[start : start + 50]
