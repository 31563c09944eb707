"""What many fields ask one by one, gathered and fetched at once."""

from asyncio import Future, get_running_loop
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from cim_graph.columnar import Turns

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Gathered(Generic[K, V]):
    """Gathers keys until the event loop has nothing else to do for this level of a query, then fetches all of them.

    What was fetched is kept for the rest of the request.
    """

    def __init__(self, fetch: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]], turns: "Turns") -> None:
        self._fetch = fetch
        self._turns = turns
        self._asked: dict[K, Future[V]] = {}
        self._gathered: list[K] = []

    def load(self, key: K) -> "Future[V]":
        """Return what will hold the value of a key."""
        if key not in self._asked:
            if not self._gathered:
                self._turns.soon(self._answer)
            self._asked[key] = get_running_loop().create_future()
            self._gathered.append(key)
        return self._asked[key]

    async def _answer(self) -> None:
        keys, self._gathered = self._gathered, []
        try:
            found = await self._fetch(keys)
        except Exception as error:  # noqa: BLE001 (whatever it is, those who wait have to hear of it)
            for key in keys:
                self._asked[key].set_exception(error)
        else:
            for key in keys:
                self._asked[key].set_result(found[key])
