"""How many statements it takes to match a record: each costs as much as comparing some twenty pairs."""

from collections.abc import Awaitable, Callable
from typing import Any

from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report
from tests.matching.test_judging import person

Submit = Callable[[list[Any]], Awaitable[Report]]
PHONE = {"kind": "phone", "value": "+994502123457"}
FOR_NOBODY = 8
"""What is known, birth, the turn with the model, candidates, what they say, links, the batch, the trail."""
FOR_A_PARTY = 22
"""Besides: who stands there twice, since others may have changed it before it was locked, and a merge."""


async def test_a_record_that_is_nobody_else_asks_little(graph: Graph, take: Submit) -> None:
    await take([person("A", "Leyla Məmmədova", birthDate="1984-03-09", contacts=[PHONE])])
    recorder = graph.record()
    await take([person("B", "Nurəddin Xəlilbəyli", birthDate="1951-11-30", contacts=[PHONE])])
    assert [len(transaction) for transaction in recorder.transactions] == [FOR_NOBODY]


async def test_a_record_that_finds_its_party_asks_not_twice_what_holds_for_its_turn(graph: Graph, take: Submit) -> None:
    await take([person("A", "Leyla Məmmədova", birthDate="1984-03-09", contacts=[PHONE])])
    recorder = graph.record()
    await take([person("B", "MAMMADOVA LEYLA", birthDate="1984-03-09", contacts=[PHONE])])
    assert [len(transaction) for transaction in recorder.transactions] == [FOR_A_PARTY]
