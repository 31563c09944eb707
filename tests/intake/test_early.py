"""Retractions that come before what they take back, in any order, from several loads, and at once."""

from collections.abc import Awaitable, Callable
from itertools import permutations
from typing import Any

import pytest

from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report
from tests.intake.conftest import Race
from tests.intake.test_races import account, owns, person, retract

Submit = Callable[[list[Any]], Awaitable[Report]]
Record = dict[str, Any]

JANUARY, FEBRUARY, MARCH, APRIL = ({"at": f"2026-0{month}-01"} for month in (1, 2, 3, 4))
LEFT = """
CALL () { MATCH (n:Fact) WHERE n.knownTo IS NULL RETURN n UNION ALL MATCH (n:Account) RETURN n UNION ALL
  MATCH (n:Record {key: 'P'}) WHERE n.version IS NOT NULL AND n.retractedAt IS NULL RETURN n }
RETURN count(n) AS number
"""
KINDS = {"P": person("P", "one"), "R": owns("R", "X", "Y", "10"), "A": account("AZN")}
ENDS = [person("X", "x"), person("Y", "y")]


async def left(graph: Graph) -> int:
    [row] = await graph.administer(LEFT)
    return int(row["number"])


async def kept(graph: Graph) -> int:
    return len(await graph.administer("MATCH (t:Retraction) RETURN t"))


@pytest.mark.parametrize("key", KINDS)
@pytest.mark.parametrize(
    ("said", "taken_back", "stays"),
    [
        pytest.param(JANUARY, FEBRUARY, False, id="said before"),
        pytest.param(FEBRUARY, FEBRUARY, False, id="said at the same time"),
        pytest.param(MARCH, FEBRUARY, True, id="said later"),
        pytest.param({}, FEBRUARY, True, id="said who knows when"),
        pytest.param(JANUARY, {}, True, id="taken back who knows when"),
    ],
)
async def test_what_comes_after_its_retraction_counts_by_the_sources_own_time(
    graph: Graph, take: Submit, key: str, said: Record, taken_back: Record, stays: bool
) -> None:
    await take(ENDS)
    assert (await take([retract(key) | taken_back])).accepted == ("at" in taken_back)
    assert (await take([retract(key) | taken_back])).unchanged == 1
    assert (await take([KINDS[key] | said])).accepted == 1
    assert await left(graph) == stays
    assert await kept(graph) == (stays and "at" in taken_back)


@pytest.mark.parametrize("key", KINDS)
async def test_the_order_in_which_versions_and_retractions_come_does_not_matter(
    graph: Graph, take: Submit, key: str
) -> None:
    records = [KINDS[key] | JANUARY, retract(key) | FEBRUARY, KINDS[key] | MARCH]
    for number, order in enumerate(permutations(records)):
        for record in order:
            await take([record | {"source": f"s{number}"}])
    assert await left(graph) == 6


@pytest.mark.parametrize("key", KINDS)
async def test_it_is_the_last_of_several_retractions_that_counts(graph: Graph, take: Submit, key: str) -> None:
    records = [KINDS[key] | JANUARY, retract(key) | FEBRUARY, KINDS[key] | MARCH, retract(key) | APRIL]
    for number, order in enumerate(permutations(records)):
        for record in order:
            await take([record | {"source": f"s{number}"}])
        assert (await take([record | {"source": f"s{number}"} for record in records[1::2]])).unchanged == 2
    assert (await left(graph), await kept(graph)) == (0, 0)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("key", KINDS)
async def test_one_that_comes_while_its_retraction_is_stored_is_taken_back(
    graph: Graph, take: Submit, race: Race, key: str, turned: bool
) -> None:
    await take(ENDS)
    both = [[retract(key) | FEBRUARY], [KINDS[key] | JANUARY]]
    await (race(*reversed(both)) if turned else race(*both))
    assert (await left(graph), await kept(graph)) == (0, 0)
