"""One statement a level: what the fields of one level want of all their parents is gathered and asked at once."""

from asyncio import Future, Task, create_task, get_running_loop, shield
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cim_graph.profiles.service import level

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.profiles.model import Want

Key = tuple["AsOf", "Want"]


@dataclass(slots=True, eq=False)
class _Group:
    """What is asked together about one moment, and the answers once they have come."""

    come: "Future[None]"
    wants: "list[Want]" = field(default_factory=list)
    answers: "dict[Want, Any]" = field(default_factory=dict)


class Level:
    """Gathers wants until the event loop has nothing else to do for this level, then asks for all of them.

    What has been asked is kept for the rest of the request.
    """

    def __init__(self, graph: "Graph", rank: "Rank") -> None:
        self._graph = graph
        self._rank = rank
        self._asked: dict[Key, _Group] = {}
        self._gathered: dict[AsOf, _Group] = {}
        self._running: set[Task[None]] = set()

    async def load(self, keys: Sequence[Key]) -> list[Any]:
        """Return the answer to each want at its moment, in their order."""
        self.ask(keys)
        groups = [self._asked[key] for key in keys]
        for group in dict.fromkeys(groups):
            await shield(group.come)  # others wait for it too
        return [group.answers[want] for group, (_, want) in zip(groups, keys, strict=True)]

    def ask(self, keys: Iterable[Key]) -> None:
        """Ask together with the next level for what fields further down are going to want."""
        for key in keys:
            if key not in self._asked:
                group = self._group(key[0])
                group.wants.append(key[1])
                self._asked[key] = group

    def _group(self, as_of: "AsOf") -> _Group:
        if as_of not in self._gathered:
            loop = get_running_loop()
            if not self._gathered:
                loop.call_soon(loop.call_soon, self._dispatch)  # what is ready now may belong to the same level
            self._gathered[as_of] = _Group(loop.create_future())
        return self._gathered[as_of]

    def _dispatch(self) -> None:
        groups, self._gathered = self._gathered, {}
        task = create_task(self._answer(groups))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _answer(self, groups: "dict[AsOf, _Group]") -> None:
        for as_of, group in groups.items():
            try:
                group.answers = await level(self._graph, group.wants, as_of, self._rank)
                group.come.set_result(None)
            except Exception as error:  # noqa: BLE001 (whatever it is, those who wait have to hear of it)
                group.come.set_exception(error)
                group.come.exception()  # there may be nobody who waits
