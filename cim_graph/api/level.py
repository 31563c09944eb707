"""One statement a level: what the fields of one level want of all their parents is gathered and asked at once."""

from asyncio import Future, Task, create_task, get_running_loop
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cim_graph.profiles.service import level

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.profiles.model import Want

T = TypeVar("T")
Key = tuple["AsOf", "Want"]
Waiting = list[tuple["Future[Any]", Callable[[Any], Any]]]


async def arrived(asked: "Sequence[T | Future[T]]") -> list[T]:
    """Return what was asked for when all of it has come."""
    return [await one if isinstance(one, Future) else one for one in asked]


class Level:
    """Gathers wants until the event loop has nothing else to do for this level, then asks for all of them.

    What has been answered is kept for the rest of the request.
    """

    def __init__(self, graph: "Graph", rank: "Rank") -> None:
        self._graph = graph
        self._rank = rank
        self._answered: dict[Key, Any] = {}
        self._waiting: dict[Key, Waiting] = {}
        self._gathered: list[Key] = []
        self._running: set[Task[None]] = set()

    def ask(self, wants: Collection["Want"], as_of: "AsOf") -> None:
        """Ask together with the next level for what fields further down are going to want."""
        for want in wants:
            self._gather((as_of, want))

    def load(self, want: "Want", as_of: "AsOf", make: Callable[[Any], T]) -> "T | Future[T]":
        """Return what `make` makes of the answer: at once where it is known, else when it comes."""
        key = (as_of, want)
        if key in self._answered:
            return make(self._answered[key])
        future: Future[T] = get_running_loop().create_future()
        self._gather(key).append((future, make))
        return future

    def _gather(self, key: Key) -> Waiting:
        if key not in self._waiting:
            self._waiting[key] = []
            self._gathered.append(key)
            if len(self._gathered) == 1:
                get_running_loop().call_soon(self._settle)
        return self._waiting[key]

    def _settle(self) -> None:
        """Let what is ready now come first: it may belong to the same level."""
        get_running_loop().call_soon(self._dispatch)

    def _dispatch(self) -> None:
        keys, self._gathered = self._gathered, []
        task = create_task(self._answer(keys))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _answer(self, keys: list[Key]) -> None:
        wants: dict[AsOf, list[Want]] = defaultdict(list)
        for as_of, want in keys:
            wants[as_of].append(want)
        for as_of, asked in wants.items():
            try:
                answers = await level(self._graph, asked, as_of, self._rank)
            except Exception as error:  # noqa: BLE001 (whatever it is, those who wait have to hear of it)
                self._fail([(as_of, want) for want in asked], error)
            else:
                for want, answer in answers.items():
                    self._deliver((as_of, want), answer)

    def _deliver(self, key: Key, answer: Any) -> None:  # noqa: ANN401 (as the want says)
        self._answered[key] = answer
        for future, make in self._waiting.pop(key):
            if not future.done():
                try:
                    future.set_result(make(answer))
                except Exception as error:  # noqa: BLE001 (whatever it is, the one who waits has to hear of it)
                    future.set_exception(error)

    def _fail(self, keys: list[Key], error: Exception) -> None:
        for key in keys:
            for future, _ in self._waiting.pop(key):
                if not future.done():
                    future.set_exception(error)
