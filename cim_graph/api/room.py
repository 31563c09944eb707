"""Room for queries that are answered at once: dear ones wait for it, in the order in which they come."""

from asyncio import Event, Lock
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

CHEAP = 100
"""A query that takes no more than this part of the room needs none: a front end waits for nobody's report."""


class Room:
    """Queries under way, by what they cost together: at most `most`, the price of the dearest that is allowed."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._turn = Lock()
        self._left = Event()

    @asynccontextmanager
    async def taken(self, price: int) -> AsyncIterator[None]:
        """Wait until there is room for a query of this price, and hold it."""
        if price * CHEAP <= self._most:
            yield
            return
        async with self._turn:
            while self._taken + price > self._most:
                self._left.clear()
                await self._left.wait()
            self._taken += price
        try:
            yield
        finally:
            self._taken -= price
            self._left.set()
