"""What many fields ask one by one, gathered and fetched at once."""

from asyncio import Future, Task, create_task, get_running_loop
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Gathered(Generic[K, V]):
    """Gathers keys until the event loop has nothing else to do for this level of a query, then fetches all of them.

    What was fetched is kept for the rest of the request.
    """

    def __init__(self, fetch: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._fetch = fetch
        self._asked: dict[K, Future[V]] = {}
        self._gathered: list[K] = []
        self._running: set[Task[None]] = set()

    def load(self, key: K) -> "Future[V]":
        """Return what will hold the value of a key."""
        if key not in self._asked:
            loop = get_running_loop()
            self._asked[key] = loop.create_future()
            self._gathered.append(key)
            if len(self._gathered) == 1:
                loop.call_soon(loop.call_soon, self._dispatch)  # what is ready now may belong to the same level
        return self._asked[key]

    def _dispatch(self) -> None:
        keys, self._gathered = self._gathered, []
        task = create_task(self._answer(keys))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _answer(self, keys: Sequence[K]) -> None:
        try:
            found = await self._fetch(keys)
        except Exception as error:  # noqa: BLE001 (whatever it is, those who wait have to hear of it)
            for key in keys:
                self._asked[key].set_exception(error)
        else:
            for key in keys:
                self._asked[key].set_result(found[key])
