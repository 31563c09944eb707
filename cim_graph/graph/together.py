"""Reads that come in one turn of the event loop as one statement.

Driver and server take some milliseconds of processor time for a statement, whatever it asks: for a small one more than
its answer takes.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from re import compile as compile_pattern
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cim_graph.graph.session import Graph
from cim_graph.graph.statement import PARAMETER, BoundRead, Empty, Read
from cim_graph.kernel.errors import SetupError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")
Rows = list[list[Any]]

_TURNS: Final = 4
"""Turns of the event loop for which reads are gathered: a task that a task begins comes some of them later."""
_COLUMN = compile_pattern(r" AS (\w+)(?=[,\s]|$)")


@dataclass(slots=True, init=False)
class _Answers:
    """The rows of each read, a row being a list of its values."""

    of_reads: tuple[Rows, ...]

    def __init__(self, *of_reads: Rows) -> None:
        self.of_reads = of_reads


class _Bundle(Read[Empty, _Answers]):
    """Several reads as one. Parameters of the one numbered 2 begin with `p2_` there."""

    def __init__(self, reads: tuple[Read[Any, Any], ...]) -> None:
        self.name = " + ".join(read.name for read in reads)
        parts = [_part(number, read) for number, read in enumerate(reads)]
        self.text = "\n".join([*parts, f"RETURN {', '.join(f'answer{number}' for number in range(len(reads)))}"])
        self.row = _Answers


def _part(number: int, read: Read[Any, Any]) -> str:
    text = PARAMETER.sub(rf"$p{number}_\1", read.text)
    columns = _COLUMN.findall(text[text.rindex("RETURN") :])
    if len(columns) != len(read.columns):
        raise SetupError(f"{read.name} has to name each column that it returns by AS; please report this")
    return f"CALL () {{ CALL () {{\n{text}\n}} RETURN collect([{', '.join(columns)}]) AS answer{number} }}"


_bundle = cache(_Bundle)


class Together(Graph):
    """The graph, where of some reads those that come in one turn of the event loop go as one statement.

    Each set of them that comes together is a plan of its own: name small ones that are always asked side by side. Where
    one fails all do.
    """

    def __init__(self, graph: Graph, reads: Collection[Read[Any, Any]]) -> None:
        super().__init__(graph.driver, graph.settings, graph.bookmarks, graph.reserve)
        self._graph = graph
        self._reads = frozenset(reads)
        self._waiting: list[tuple[BoundRead[Any], asyncio.Future[list[Any]]]] = []
        self._departure: asyncio.Task[None] | None = None

    async def read(self, bound: BoundRead[R]) -> list[R]:
        """Run a read, together with others that come now."""
        if bound.statement not in self._reads:
            return await self._graph.read(bound)
        come: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append((bound, come))
        if len(self._waiting) == 1:
            self._departure = asyncio.create_task(self._depart())
        return await come

    async def _depart(self) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        waiting, self._waiting = sorted(self._waiting, key=lambda one: one[0].statement.name), []
        try:
            answers = await self._asked([bound for bound, _ in waiting])
        except Exception as error:  # noqa: BLE001 (whatever it is, those who wait have to hear of it)
            for _, come in waiting:
                if not come.done():
                    come.set_exception(error)
            return
        for (_, come), rows in zip(waiting, answers, strict=True):
            if not come.done():
                come.set_result(rows)

    async def _asked(self, asked: list[BoundRead[Any]]) -> list[list[Any]]:
        if len(asked) == 1:
            return [await self._graph.read(asked[0])]
        given = {f"p{at}_{name}": value for at, one in enumerate(asked) for name, value in one.arguments.items()}
        bundle = _bundle(tuple(one.statement for one in asked))
        [found] = await self._graph.read(BoundRead(bundle, given))
        return [[one.statement.row(*row) for row in rows] for one, rows in zip(asked, found.of_reads, strict=True)]
