"""A bank, all the way into the graph."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report
from tests.synthetic.census import Census

Submit = Callable[[list[Any]], Awaitable[Report]]


@pytest.fixture(scope="module")
def small() -> Census:
    return Census(300, 4)


async def test_a_bank_loads_whole_and_nothing_waits(graph: Graph, take: Submit, small: Census) -> None:
    total = Report()
    for start in range(0, len(small.records), 100):
        total.add(await take(small.records[start : start + 100]))
    assert total.rejected == []
    assert total.accepted == len(small.records)
    assert await graph.administer(COUNTS) == [
        {
            "parties": 300,
            "waiting": 0,
            "facts": len(small.of("relationship")),
            "accounts": len(small.of("account")),
            "exposures": len(small.of("exposure")),
        }
    ]
    assert 0 < sum(total.problems.values()) < 0.1 * len(small.parties), total.problems

    again = await take(small.records)
    assert (again.accepted, again.unchanged, again.rejected) == (0, len(small.records), [])


COUNTS = """
RETURN count { (:Record)-[:DESCRIBES]->(:Party) } AS parties,
       count { (:Fact&Waiting) } AS waiting, count { (:Fact) } AS facts,
       count { (:Account) } AS accounts, count { (:Exposure) } AS exposures
"""


async def test_the_circle_of_the_first_story_is_in_the_graph(graph: Graph, take: Submit, small: Census) -> None:
    await take(small.records)
    circle = "MATCH (a:Party)-[x:OWNS]->(b:Party)-[y:OWNS]->(c:Party)-[z:OWNS]->(a) WHERE a.name STARTS WITH 'Dairə H'"
    assert await graph.administer(
        f"{circle} RETURN b.name AS b, c.name AS c, [x.share, y.share, z.share] AS shares"
    ) == [{"b": "Dairə Tikinti MMC", "c": "Dairə Logistika MMC", "shares": ["70", "80", "40"]}]
