"""Completing a column of resolved values: what graphql-core does to a value, done to many."""

from typing import TYPE_CHECKING, Any

from cim_graph.columnar.level import Level, SubLevel
from cim_graph.columnar.run import FAILED, SPECIAL, Column, Failed, Run

if TYPE_CHECKING:
    from cim_graph.columnar.asked import Asked
    from cim_graph.columnar.frames import Objects, Sections


class Completer:
    """Completes values of one type. `waits`: whether something below it may have to be waited for."""

    waits = False

    def __init__(self, asked: "Asked", *, nonnull: bool) -> None:
        self.asked = asked
        self.nonnull = nonnull

    def at_once(self, values: Column) -> Column | None:  # noqa: ARG002 (for those who can)
        """Return the column completed where that takes no look at single values and no waiting; else nothing."""
        return None

    async def run(self, run: Run, values: Column, level: Level, *, own_task: bool) -> Column:
        """Complete the values that are there, and put null or a failure in the places of the others."""
        if not values:
            return values
        kinds = set(map(type, values))
        if kinds.isdisjoint(SPECIAL) and not any(issubclass(kind, Exception) for kind in kinds):
            return await self.present(run, values, level, own_task=own_task)
        out: Column = [None] * len(values)
        index: list[int] = []
        for i, value in enumerate(values):
            if is_special(value):
                out[i] = self.special(run, value, level, i)
            else:
                index.append(i)
        if index:
            there = [values[i] for i in index]
            done = await self.present(run, there, SubLevel(level, index), own_task=own_task)
            for i, value in zip(index, done, strict=True):
                out[i] = value
        return out

    async def present(self, run: Run, values: "Objects", level: Level, *, own_task: bool) -> Column:
        """Complete values none of which is null, an exception or a failure."""
        raise NotImplementedError

    async def sections(self, run: Run, values: "Sections", level: Level, *, own_task: bool) -> Column:
        """Complete a column of lists that is kept as such."""
        raise NotImplementedError

    def special(self, run: Run, value: Any, level: Level, i: int) -> Failed | None:  # noqa: ANN401 (any value)
        """Return what stands for a value that is null, an exception or a failure."""
        if value is FAILED:
            return None if level.nullable else FAILED
        if isinstance(value, Exception):
            return run.fail(self.asked.nodes, level, i, value)
        if self.nonnull:
            label = self.asked.label(level, i)
            error = TypeError(f"Cannot return null for non-nullable field {label}.")
            return run.fail(self.asked.nodes, level, i, error)
        return None


def is_special(value: object) -> bool:
    """Whether a value is not to be completed: null, an exception, a failure."""
    return type(value) in SPECIAL or isinstance(value, Exception)
