"""Completing objects: the type of each is told, and those of one type are asked for what is selected on it."""

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
)
from graphql.pyutils import inspect

from cim_graph.columnar.completion import Completer
from cim_graph.columnar.frames import Frame, Objects
from cim_graph.columnar.internals import CAST, told_by_class, told_by_its_class
from cim_graph.columnar.level import Level, MixedLevel, SubLevel
from cim_graph.columnar.run import Column, Run
from cim_graph.columnar.waiting import together

if TYPE_CHECKING:
    from cim_graph.columnar.asked import Asked
    from cim_graph.columnar.selection import Selection

Told = GraphQLObjectType | Exception
Groups = dict[GraphQLObjectType, list[int]]


class Typed(Completer):
    """Completes objects whose type has to be told. `selections`: what is asked of each type that there may be.

    What a Python class means is asked once, where its class is all that strawberry looks at.
    """

    def __init__(
        self, type_: GraphQLNamedType, selections: "Mapping[str, Selection]", asked: "Asked", *, nonnull: bool
    ) -> None:
        super().__init__(asked, nonnull=nonnull)
        self._selections = selections
        self._by_class = told_by_its_class(type_)
        self._alike = len({selection.signature for selection in selections.values()}) == 1
        self._known: dict[type, GraphQLObjectType] = {}
        self.waits = any(selection.waits for selection in selections.values())

    async def present(self, run: Run, values: Objects, level: Level, *, own_task: bool) -> Column:
        """Complete each type's objects with its selection; all together where every type is asked for the same."""
        kinds = values.classes if isinstance(values, Frame) else list(map(type, values))
        distinct = set(kinds)
        known = self._known
        told: dict[int, Told] = {}
        if not isinstance(values, Frame) and any(map(hasattr, values, repeat(CAST))):
            known = {}
        elif not distinct <= known.keys():
            told = await self._learn(run, values, kinds, level)
        if not distinct <= known.keys():
            return await self._one_by_one(run, values, level, known, told)
        if len(distinct) == 1:
            selection = self._selections[known[kinds[0]].name]
            return run.without_failed(await selection.run(run, values, level, own_task=own_task), level)
        if self._alike:
            mixed = MixedLevel(level, kinds, known)
            selection = self._selections[known[kinds[0]].name]
            return run.without_failed(await selection.run(run, values, mixed, own_task=own_task), level)
        groups: Groups = {}
        for i, kind in enumerate(kinds):
            groups.setdefault(known[kind], []).append(i)
        return await self._grouped(run, values, level, groups, [None] * len(values))

    async def _learn(self, run: Run, values: Objects, kinds: Sequence[type], level: Level) -> dict[int, Told]:
        """Ask for the type of one object of each class that is not known, and return what was said of it."""
        told: dict[int, Told] = {}
        for kind in set(kinds) - self._known.keys() if self._by_class else ():
            if not told_by_class(kind):
                continue
            i = kinds.index(kind)
            try:
                told[i] = found = await self._type_of(run, values[i], level, i)
            except Exception as error:  # noqa: BLE001 (it is the error of the value)
                told[i] = error
            else:
                if told_by_its_class(found):
                    self._known[kind] = found
        return told

    async def _one_by_one(
        self,
        run: Run,
        values: Objects,
        level: Level,
        known: Mapping[type, GraphQLObjectType],
        told: Mapping[int, Told],
    ) -> Column:
        out: Column = [None] * len(values)
        groups: Groups = {}
        for i, value in enumerate(values):
            try:
                found = told.get(i) or known.get(type(value)) or await self._type_of(run, value, level, i)
                if isinstance(found, Exception):
                    raise found  # noqa: TRY301 (it was kept for this)
                groups.setdefault(found, []).append(i)
            except Exception as error:  # noqa: BLE001 (whatever tells types raises is the error of the value)
                out[i] = run.fail(self.asked.nodes, level, i, error)
        return await self._grouped(run, values, level, groups, out)

    async def _grouped(self, run: Run, values: Objects, level: Level, groups: Groups, out: Column) -> Column:
        split = len(groups) > 1
        work = [
            self._selections[found.name].run(
                run, [values[i] for i in at], SubLevel(level, at, split=split), own_task=False
            )
            for found, at in groups.items()
        ]
        for at, rows in zip(groups.values(), await together(work), strict=True):
            for i, row in zip(at, rows, strict=True):
                out[i] = row
        return run.without_failed(out, level)

    async def _type_of(self, run: Run, value: Any, level: Level, i: int) -> GraphQLObjectType:  # noqa: ANN401 (any object)
        executor, details = run.executor, list(self.asked.details)
        info = self.asked.info(run, level, i)
        found = await self._named(run, value, info)
        if found.is_type_of:
            fits = found.is_type_of(value, info)
            if executor.is_awaitable(fits):
                run.awaited = True
                fits = await fits
            if not fits:
                nodes = [detail.node for detail in details]
                raise GraphQLError(f"Expected value of type '{found}' but got: {inspect(value)}.", nodes)
        return found

    async def _named(self, run: Run, value: Any, info: GraphQLResolveInfo[Any]) -> GraphQLObjectType:  # noqa: ANN401
        raise NotImplementedError


class Abstract(Typed):
    """Completes objects of an interface or a union."""

    def __init__(
        self, type_: GraphQLAbstractType, selections: "Mapping[str, Selection]", asked: "Asked", *, nonnull: bool
    ) -> None:
        super().__init__(type_, selections, asked, nonnull=nonnull)
        self._abstract = type_

    async def _named(self, run: Run, value: Any, info: GraphQLResolveInfo[Any]) -> GraphQLObjectType:  # noqa: ANN401
        executor = run.executor
        name: Any = (self._abstract.resolve_type or executor.type_resolver)(value, info, self._abstract)
        if executor.is_awaitable(name):
            run.awaited = True
            name = await name
        return executor.ensure_valid_runtime_type(name, self._abstract, list(self.asked.details), info, value)


class Concrete(Typed):
    """Completes objects of one type that wants a look at each."""

    def __init__(self, type_: GraphQLObjectType, selection: "Selection", asked: "Asked", *, nonnull: bool) -> None:
        super().__init__(type_, {type_.name: selection}, asked, nonnull=nonnull)
        self._object = type_

    async def _named(self, run: Run, value: Any, info: GraphQLResolveInfo[Any]) -> GraphQLObjectType:  # noqa: ANN401
        del run, value, info
        return self._object


class Unchecked(Completer):
    """Completes objects of one type that takes whatever there is."""

    def __init__(self, selection: "Selection", asked: "Asked", *, nonnull: bool) -> None:
        super().__init__(asked, nonnull=nonnull)
        self._selection = selection
        self.waits = selection.waits

    async def present(self, run: Run, values: Objects, level: Level, *, own_task: bool) -> Column:
        """Complete the objects with what is selected."""
        return run.without_failed(await self._selection.run(run, values, level, own_task=own_task), level)
