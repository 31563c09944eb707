"""Completing lists: the items of a column of lists are one column."""

from collections.abc import AsyncIterable, Iterable, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError
from graphql.pyutils import is_iterable

from cim_graph.columnar.completion import Completer
from cim_graph.columnar.frames import Frame, Objects, Sections
from cim_graph.columnar.level import ItemLevel, Level
from cim_graph.columnar.run import FAILED, Column, Run
from cim_graph.columnar.waiting import settle

if TYPE_CHECKING:
    from cim_graph.columnar.asked import Asked


class Lists(Completer):
    """Completes lists of what `item` completes."""

    def __init__(self, item: Completer, asked: "Asked", *, nonnull: bool) -> None:
        super().__init__(asked, nonnull=nonnull)
        self._item = item
        self.waits = item.waits

    async def present(self, run: Run, values: "Objects", level: Level, *, own_task: bool) -> Column:
        """Complete the items of all lists together, and cut them into lists again."""
        if set(map(type, values)) == {list}:
            return await self._chained(run, values, level, own_task=own_task)
        found = [self._listed(run, value, level, i) for i, value in enumerate(values)]
        found = await settle(run, self.asked.nodes, found, level, own_task=own_task)
        lists = [value if type(value) is list else [] for value in found]
        out = await self._chained(run, lists, level, own_task=own_task)
        return [done if type(value) is list else value for value, done in zip(found, out, strict=True)]

    async def sections(self, run: Run, values: "Sections", level: Level, *, own_task: bool) -> Column:
        """Complete the items of all lists, which are one frame."""
        return await self._items(run, values.frame, values.offsets, level, own_task=own_task)

    def _listed(self, run: Run, value: Any, level: Level, i: int) -> Any:  # noqa: ANN401 (any value)
        """Return a list, one that is coming, or what stands for a value that is none."""
        if type(value) is list:
            return value
        try:
            if run.executor.is_async_iterable(value):
                return _collected(value)
            if is_iterable(value):
                return list(value)
            label = self.asked.label(level, i)
            raise GraphQLError(f"Expected Iterable, but did not find one for field '{label}'.")  # noqa: TRY301
        except Exception as error:  # noqa: BLE001 (an iterator of others may raise anything)
            return run.fail(self.asked.nodes, level, i, error)

    async def _chained(self, run: Run, lists: Iterable[Any], level: Level, *, own_task: bool) -> Column:
        offsets = list(accumulate(map(len, lists), initial=0))
        return await self._items(run, list(chain.from_iterable(lists)), offsets, level, own_task=own_task)

    async def _items(self, run: Run, flat: Objects, offsets: Sequence[int], level: Level, *, own_task: bool) -> Column:
        places = ItemLevel(level, offsets, nullable=not self._item.nonnull)
        items = await self._completed(run, flat, places, own_task=own_task)
        out: Column = list(map(items.__getitem__, map(slice, offsets, offsets[1:])))
        if run.errors and self._item.nonnull:
            failed = None if level.nullable else FAILED
            out = [failed if any(item is FAILED for item in row) else row for row in out]
        return out

    async def _completed(self, run: Run, flat: Objects, places: Level, *, own_task: bool) -> Column:
        if isinstance(flat, Frame):
            return await self._item.present(run, flat, places, own_task=own_task) if flat else []
        flat = await settle(run, self.asked.nodes, flat, places, own_task=False)
        done = self._item.at_once(flat)
        return done if done is not None else await self._item.run(run, flat, places, own_task=own_task)


async def _collected(items: AsyncIterable[Any]) -> list[Any]:
    return [item async for item in items]
