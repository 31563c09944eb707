"""Those who listen: they miss nothing, get nothing twice, and are kept no queue."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from cim_graph.events.hub import Hub, TooSlowError
from cim_graph.events.model import EVERYTHING, Happening, Wanted, place_of
from cim_graph.events.stream import Stream
from cim_graph.settings import Settings
from tests.events.teller import Teller

KEPT = 5


@pytest.fixture
def hub() -> Hub:
    return Hub(KEPT)


@pytest.fixture
async def stream(teller: Teller, hub: Hub) -> AsyncIterator[None]:
    running = asyncio.create_task(Stream(teller.graph, teller.commands, hub, None).run())
    yield
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def heard(
    hub: Hub, teller: Teller, number: int, after: int | None = 0, wanted: Wanted = EVERYTHING
) -> list[Happening]:
    async with asyncio.timeout(100), aclosing(hub.follow(teller.graph, after, wanted)) as following:
        return [await anext(following) for _ in range(number)]


@pytest.mark.usefixtures("stream")
async def test_what_was_and_what_comes(hub: Hub, teller: Teller) -> None:
    """More than is kept was there before; from then on it comes as it is committed, here or elsewhere."""
    await teller.say(*[("x", {"p": version}) for version in range(1, 3 * KEPT + 1)])
    got: list[int] = []

    async def listen() -> None:
        async with asyncio.timeout(100), aclosing(hub.follow(teller.graph, 0)) as following:
            while len(got) < 6 * KEPT:
                got.append((await anext(following)).parties["p"])

    listening = asyncio.create_task(listen())
    for version in range(3 * KEPT + 1, 6 * KEPT + 1):
        while len(got) < version - 1 and not listening.done():  # noqa: ASYNC110 (nobody is faster than who listens)
            await asyncio.sleep(0.01)
        await teller.say(("x", {"p": version}))
    await listening
    assert got == list(range(1, 6 * KEPT + 1))
    assert not hub.heard


@pytest.mark.usefixtures("stream")
async def test_from_now_on(hub: Hub, teller: Teller, settings: Settings) -> None:
    """A commit of another process is heard of, too: nobody rings a bell for it."""
    await teller.tell(("x", {"p": 1}))
    while hub.head != 1:  # noqa: ASYNC110 (the stream has no bell)
        await asyncio.sleep(0.01)
    following = asyncio.create_task(heard(hub, teller, 2, None, Wanted(frozenset({"x"}), frozenset({"p"}))))
    await asyncio.sleep(0.05)
    await Teller(teller.graph, settings).say(("x", {"p": 2}), ("y", {"p": 2}), ("x", {"q": 2}), ("x", {"p": 3}))
    assert [one.place for one in await following] == [2, 5]


@pytest.mark.usefixtures("stream")
async def test_one_that_is_too_slow_is_told_where_to_come_back(hub: Hub, teller: Teller) -> None:
    async with asyncio.timeout(100), aclosing(hub.follow(teller.graph, 0)) as following:
        await teller.say(("x", {"p": 1}))
        seen = (await anext(following)).place
        await teller.say(*[("x", {"p": version}) for version in range(2, 3 * KEPT)])
        while (hub.head or 0) < 3 * KEPT - 1:  # noqa: ASYNC110 (the stream has no bell)
            await asyncio.sleep(0.01)
        with pytest.raises(TooSlowError) as dropped:
            await anext(following)
    cursor = str(dropped.value).split("'")[1]
    assert place_of(cursor) == seen
    assert [one.parties["p"] for one in await heard(hub, teller, 3 * KEPT - 2, seen)] == list(range(2, 3 * KEPT))


@pytest.mark.usefixtures("stream")
async def test_nothing_is_kept_for_nobody(hub: Hub, teller: Teller) -> None:
    await teller.say(*[("x", {"p": version}) for version in range(1, 4)])
    while hub.head != 3:  # noqa: ASYNC110 (the stream has no bell)
        await asyncio.sleep(0.01)
    assert not hub._last  # noqa: SLF001 (what is kept is not to be seen from outside)
