"""What the outbox told long ago is forgotten, as far as every webhook has had it."""

from typing import Any

import pytest

from cim_graph.events import feed
from cim_graph.events.hub import Hub
from cim_graph.events.model import EVERYTHING, cursor_of
from cim_graph.events.pruning import PruneEvents, prune
from cim_graph.events.webhooks import AddWebhook, ReplayWebhook, ResumeWebhook
from cim_graph.graph.session import Graph
from cim_graph.kernel.errors import BadInputError, ConflictError
from cim_graph.settings import Settings
from tests.events.teller import TESTER, Teller

OLD = "2020-01-01T00:00:00.000000Z"
AGE = "MATCH (o:OutboxEntry) WHERE o.place <= $until SET o.at = $at"
LEFT = "MATCH (o:OutboxEntry) RETURN o.place AS place ORDER BY place"


@pytest.fixture
async def teller(graph: Graph, settings: Settings) -> Teller:
    """Give one who has told ten things, of which eight are old."""
    teller = Teller(graph, settings)
    await teller.tell(*((f"x.{letter}", {"p": number}) for number, letter in enumerate("abcdefghij", 1)))
    await graph.administer(AGE, {"until": 8, "at": OLD})
    return teller


async def left(graph: Graph) -> list[int]:
    return [row["place"] for row in await graph.administer(LEFT)]


async def webhook(teller: Teller, cursor: int, **more: Any) -> str:
    id_: str = await teller.do(AddWebhook("kafka://broker:9092/topic", (), None, None))
    await teller.graph.administer(
        "MATCH (w:Webhook {id: $id}) SET w.cursor = $cursor SET w += $more",
        {"id": id_, "cursor": cursor, "more": more},
    )
    return id_


async def owing(graph: Graph, place: int, tie: str) -> None:
    await graph.administer(
        f"MATCH (w:Webhook) CREATE (w)-[:{tie}]->(:Delivery {{id: 'd', place: $place}})", {"place": place}
    )


async def test_what_is_old_goes_and_what_is_young_stays(teller: Teller) -> None:
    assert await teller.do(PruneEvents("2021-01-01T00:00:00.000000Z", 3)) == 3
    assert await left(teller.graph) == [4, 5, 6, 7, 8, 9, 10]
    assert await prune(teller.graph, teller.commands, TESTER, 400) == 5
    assert await left(teller.graph) == [9, 10]
    assert await prune(teller.graph, teller.commands, TESTER, 400) == 0


async def test_a_webhook_that_has_not_had_it_holds_it(teller: Teller) -> None:
    await webhook(teller, 10)
    await webhook(teller, 4, pausedAt="2026-01-01")
    assert await prune(teller.graph, teller.commands, TESTER, 400) == 4
    assert (await left(teller.graph))[0] == 5


async def test_one_that_is_paused_for_too_long_holds_nothing_and_is_told_so(teller: Teller) -> None:
    id_ = await webhook(teller, 4, pausedAt="2020-02-01T00:00:00.000000Z")
    await owing(teller.graph, 3, "OWES")
    assert await prune(teller.graph, teller.commands, TESTER, 400) == 8
    assert (await left(teller.graph))[:2] == [9, 10]
    assert await teller.graph.administer("MATCH (d:Delivery) RETURN d") == []
    with pytest.raises(ConflictError, match=f"gone: .*--from {cursor_of(8)}"):
        await teller.do(ResumeWebhook(id_))
    await teller.do(ReplayWebhook(id_, cursor_of(8)))
    await teller.do(ResumeWebhook(id_))


async def test_one_that_is_paused_and_has_missed_nothing_goes_on(teller: Teller) -> None:
    id_ = await webhook(teller, 8, pausedAt="2020-02-01T00:00:00.000000Z")
    await prune(teller.graph, teller.commands, TESTER, 400)
    assert await teller.do(ResumeWebhook(id_)) == id_


@pytest.mark.parametrize(("tie", "gone"), [("OWES", 2), ("GAVE_UP", 8)])
async def test_what_waits_to_be_tried_again_is_kept_and_what_was_given_up_is_not(
    teller: Teller, tie: str, gone: int
) -> None:
    await webhook(teller, 10)
    await owing(teller.graph, 3, tie)
    assert await prune(teller.graph, teller.commands, TESTER, 400) == gone
    [row] = await teller.graph.administer("MATCH (d:Delivery) RETURN count(d) AS left")
    assert row["left"] == (tie == "OWES")


async def test_who_comes_back_with_an_old_cursor_is_told_what_to_do(teller: Teller) -> None:
    graph = teller.graph
    await prune(graph, teller.commands, TESTER, 400)
    told = f"kept no longer.*{cursor_of(8)}"
    with pytest.raises(BadInputError, match=told):
        await feed.read(graph, 3, 10, EVERYTHING)
    with pytest.raises(BadInputError, match=told):
        await teller.do(AddWebhook("kafka://broker:9092/topic", (), None, cursor_of(3)))
    with pytest.raises(BadInputError, match=told):
        await anext(Hub().follow(graph, 3))
    for place in (0, 8):
        assert [one.place for one in (await feed.read(graph, place, 10, EVERYTHING)).happenings] == [9, 10]
    assert (await feed.read(graph, 10, 10, EVERYTHING)).happenings == []
