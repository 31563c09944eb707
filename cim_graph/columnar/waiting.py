"""Waiting for what is not there yet: futures as they are, each coroutine of others in a task of its own."""

import asyncio
import types
from collections.abc import Coroutine, Generator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cim_graph.columnar.internals import shares_future, wait_again

if TYPE_CHECKING:
    from graphql import FieldNode

    from cim_graph.columnar.level import Level
    from cim_graph.columnar.run import Column, Run

T = TypeVar("T")

_awaitable_types: dict[type, bool] = {}
_MOST_TYPES = 10_000


def is_awaitable_type(class_: type) -> bool:
    """Whether values of a class may have to be awaited."""
    known = _awaitable_types.get(class_)
    if known is None:
        if len(_awaitable_types) >= _MOST_TYPES:  # classes that are made anew all the time
            _awaitable_types.clear()
        known = hasattr(class_, "__await__") or class_ is types.GeneratorType
        _awaitable_types[class_] = known
    return known


async def settle(
    run: "Run", nodes: "Sequence[FieldNode]", values: "Column", level: "Level", *, own_task: bool
) -> "Column":
    """Put what comes of the awaitables of a column in their places.

    With `own_task`, no other field runs beside this one, so a single coroutine may do without a task of its own.
    """
    if not any(map(is_awaitable_type, set(map(type, values)))):
        return values
    run.awaited = True
    waiting = [i for i, value in enumerate(values) if run.executor.is_awaitable(value)]
    given = [values[i] for i in waiting]
    coming = given if own_task and len(given) == 1 else list(map(asyncio.ensure_future, given))
    try:
        for i, one in zip(waiting, coming, strict=True):
            try:
                values[i] = await one
            except Exception as error:  # noqa: BLE001 (whatever a resolver raises is the error of its field)
                values[i] = run.fail(nodes, level, i, error)
    except BaseException:
        for one, awaitable in zip(coming, given, strict=True):
            if one is not awaitable:  # futures of others may be waited for elsewhere
                one.cancel()
        raise
    return values


async def alone(coming: Coroutine[Any, Any, T], *, own_task: bool) -> T:
    """Wait for a coroutine of others: in a task of its own unless nothing runs beside it."""
    return await (coming if own_task else asyncio.ensure_future(coming))


def step(coroutine: Coroutine[Any, Any, T]) -> tuple[bool, Any]:
    """Run a coroutine up to its first wait: (True, result) or (False, awaitable of the rest)."""
    try:
        yielded = coroutine.send(None)
    except StopIteration as stop:
        return True, stop.value
    shares_future(yielded)
    return False, _rest(coroutine, yielded)


async def _rest(coroutine: Coroutine[Any, Any, T], yielded: object) -> T:
    return await _resumed(coroutine, yielded)


@types.coroutine
def _resumed(coroutine: Coroutine[Any, Any, T], yielded: object) -> Generator[Any, Any, T]:
    wait_again(yielded)
    try:
        yield yielded
    except BaseException as error:  # noqa: BLE001 (a cancellation too belongs to the coroutine)
        try:
            again = coroutine.throw(error)
        except StopIteration as stop:
            result: T = stop.value
            return result
        return (yield from _resumed(coroutine, again))
    return (yield from coroutine.__await__())


async def together(coroutines: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """Run coroutines of this room side by side; those that never wait cost no task.

    Where one raises, the others are ended before it is passed on.
    """
    results: list[Any] = []
    waiting: list[int] = []
    try:
        for coroutine in coroutines:
            done, value = step(coroutine)
            if not done:
                waiting.append(len(results))
            results.append(value)
        if len(waiting) == 1:
            results[waiting[0]] = await results[waiting[0]]
        elif waiting:
            for i in waiting:
                results[i] = asyncio.ensure_future(results[i])
            for i, value in zip(waiting, await asyncio.gather(*(results[i] for i in waiting)), strict=True):
                results[i] = value
    except BaseException:
        _end([*(results[i] for i in waiting), *coroutines[len(results) + 1 :]])
        raise
    return results


def _end(begun: Sequence[Any]) -> None:
    for one in begun:
        if isinstance(one, asyncio.Future):
            one.cancel()
        else:
            one.close()
