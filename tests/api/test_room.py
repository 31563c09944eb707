"""Dear queries wait for room, in the order in which they come; cheap ones do not wait for them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from cim_graph import bootstrap
from cim_graph.api.afterwards import Afterwards
from cim_graph.api.context import Context
from cim_graph.api.room import Room
from cim_graph.api.schema import schema
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.matching.models import Models
from cim_graph.profiles.convoy import Convoys
from cim_graph.settings import Settings


class Crowd:
    """Queries by name: who is in, in the order of coming in."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.inside: list[str] = []
        self._leave: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, name: str, price: int) -> None:
        self._leave[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._stay(name, price))
        await self.settled()

    async def leave(self, name: str) -> None:
        self._leave[name].set()
        await self.tasks[name]
        await self.settled()

    async def _stay(self, name: str, price: int) -> None:
        async with self.room.taken(price):
            self.inside.append(name)
            await self._leave[name].wait()
        self.inside.remove(name)

    @staticmethod
    async def settled() -> None:
        for _ in range(10):
            await asyncio.sleep(0)


@pytest.fixture
async def crowd() -> AsyncIterator[Crowd]:
    crowd = Crowd(Room(1000))
    yield crowd
    for task in crowd.tasks.values():
        task.cancel()
    await asyncio.gather(*crowd.tasks.values(), return_exceptions=True)


async def test_the_dearest_that_is_allowed_is_alone_but_for_cheap_ones(crowd: Crowd) -> None:
    await crowd.come("first", 1000)
    await crowd.come("second", 1000)
    await crowd.come("cheap", 10)
    assert crowd.inside == ["first", "cheap"]
    await crowd.leave("first")
    assert crowd.inside == ["cheap", "second"]


async def test_nobody_who_asks_for_less_overtakes_one_who_waits(crowd: Crowd) -> None:
    await crowd.come("half", 500)
    await crowd.come("whole", 1000)
    await crowd.come("little", 100)
    assert crowd.inside == ["half"]
    await crowd.leave("half")
    assert crowd.inside == ["whole"]
    await crowd.leave("whole")
    assert crowd.inside == ["little"]


async def test_as_many_are_in_as_there_is_room_for(crowd: Crowd) -> None:
    for number in range(5):
        await crowd.come(f"{number}", 300)
    assert crowd.inside == ["0", "1", "2"]
    await crowd.leave("1")
    assert crowd.inside == ["0", "2", "3"]


async def test_one_that_goes_while_it_waits_holds_up_nobody(crowd: Crowd) -> None:
    await crowd.come("first", 600)
    await crowd.come("gone", 600)
    await crowd.come("next", 300)
    crowd.tasks["gone"].cancel()
    await crowd.settled()
    assert crowd.inside == ["first", "next"]


DEAR = "{parties(first: 900) {edges {node {id}}}}"
CHEAP = "{parties(first: 1) {pageInfo {hasNextPage}}}"
WRITE = (
    """mutation { submitRecords(records: [{type: "person", source: "s", key: "a"}]) { accepted rejected { index } } }"""
)


@pytest.mark.parametrize(("asked", "told"), [(DEAR, ["UNAVAILABLE"]), (CHEAP, []), (WRITE, [])])
async def test_where_there_is_no_room_a_dear_query_is_told_so_and_others_are_answered(
    graph: Graph, settings: Settings, asked: str, told: list[str]
) -> None:
    room = Room(2000)
    short = settings.model_copy(update={"request_seconds": 0.5, "max_cost": 2000})
    context = Context(
        graph, bootstrap.commands(settings), Actor("test"), short, Convoys(), room, Models(), Afterwards()
    )
    async with room.taken(2000):
        result = await schema.execute(asked, context_value=context)
    assert [(error.extensions or {})["code"] for error in result.errors or ()] == told
    assert all("left no room" in error.message for error in result.errors or ())
    again = await schema.execute(asked, context_value=context)
    assert not again.errors
