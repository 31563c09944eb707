"""Batch fields: one call for many parents, whoever gathers them."""

from asyncio import Future, get_running_loop
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from cim_graph.columnar.arguments import Converted
from cim_graph.columnar.frames import Frame
from cim_graph.columnar.info import column_info
from cim_graph.columnar.internals import converter_of
from cim_graph.columnar.waiting import alone

if TYPE_CHECKING:
    from graphql import GraphQLSchema
    from strawberry.types import Info

    from cim_graph.columnar.asked import Asked
    from cim_graph.columnar.frames import Objects
    from cim_graph.columnar.internals import StrawberryField
    from cim_graph.columnar.level import FieldLevel
    from cim_graph.columnar.run import Run
    from cim_graph.columnar.turns import Turns

Function = Callable[..., Awaitable[Sequence[Any]]]
Call = Callable[[list[Any]], Awaitable[Sequence[Any]]]


class WrongLengthError(Exception):
    """A batch function gave more or fewer values than there were parents."""


@dataclass(frozen=True, slots=True)
class Batched:
    """A batch function, and whether it runs in a task of its own."""

    function: Function
    own_task: bool


async def answers(
    function: Function, parents: Sequence[Any], info: "Info[Any, Any]", arguments: dict[str, Any]
) -> "Objects":
    """Return a value for each parent; raise what the function raises, or WrongLengthError."""
    values = await function(parents, info, **arguments)
    if not isinstance(values, Frame):
        values = list(values)
    if len(values) != len(parents):
        raise WrongLengthError(f"{function.__qualname__} did not give one value for each parent")
    return values


@dataclass(slots=True)
class _Batch:
    call: Call
    parents: list[Any] = field(default_factory=list)
    waiting: list[tuple[int, Future[list[Any]]]] = field(default_factory=list)


class Batches:
    """Parents that wait for one call, gathered until the event loop has nothing else to do for their level.

    Nothing is kept of what was answered.
    """

    def __init__(self, turns: "Turns") -> None:
        self._turns = turns
        self._gathered: dict[Hashable, _Batch] = {}

    def load(self, key: Hashable, call: Call, parents: Sequence[Any]) -> Future[list[Any]]:
        """Return what comes of these parents by the call that is made for all under the key; the first one's is."""
        batch = self._gathered.get(key)
        if batch is None:
            batch = self._gathered[key] = _Batch(call)
            self._turns.soon(partial(self._answer, key))
        future: Future[list[Any]] = get_running_loop().create_future()
        batch.waiting.append((len(batch.parents), future))
        batch.parents.extend(parents)
        return future

    async def _answer(self, key: Hashable) -> None:
        batch = self._gathered.pop(key)
        try:
            values = list(await batch.call(batch.parents))
        except Exception as error:  # noqa: BLE001 (whatever it is, those who wait have to hear of it)
            for _, future in batch.waiting:
                if not future.done():
                    future.set_exception(error)
            return
        ends = [*(start for start, _ in batch.waiting[1:]), len(values)]
        for (start, future), end in zip(batch.waiting, ends, strict=True):
            if not future.done():
                future.set_result(values[start:end])


def batches_of(context: Any) -> Batches:  # noqa: ANN401 (as the schema's user has it)
    """Return the batches of a request."""
    return cast("Batches", context.batches)


class BatchCall:
    """Values come from one call for the whole column, which other columns of the level join where it was split."""

    may_wait = True

    def __init__(self, asked: "Asked", field: "StrawberryField", schema: "GraphQLSchema", declared: Batched) -> None:
        self._asked, self._field, self._function = asked, field, declared.function
        self._shares_task = not declared.own_task
        self._arguments = Converted(asked, field, schema)
        self._info_class = column_info(cast("type", converter_of(schema).config.info_class))
        self._key: Hashable = (declared.function, *map(id, asked.nodes))
        self.how: Hashable = declared.function

    async def awaited(self, run: "Run", sources: "Objects", level: "FieldLevel", *, own_task: bool) -> "Objects":
        """Return a value for each parent; what the function raises is the error of each."""
        run.awaited = True
        info = self._info_class(run, self._asked, self._field, level, 0)
        try:
            arguments = self._arguments.of(run, info)
            if level.split:
                call = lambda parents: answers(self._function, parents, info, arguments)  # noqa: E731
                return await batches_of(run.context).load(self._key, call, sources)
            coming = answers(self._function, sources, info, arguments)
            return await alone(coming, own_task=own_task or self._shares_task)
        except Exception as error:  # noqa: BLE001 (whatever it raises is the error of its field)
            return [run.fail(self._asked.nodes, level, i, error) for i in range(len(sources))]
