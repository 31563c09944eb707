"""Waiting: side by side, no longer than needed, and nothing left behind."""

import asyncio
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import pytest
import strawberry
from graphql import ExecutionResult, execute, parse

from cim_graph.columnar import ColumnarExecutor, Plans, batched
from cim_graph.columnar.internals import StrawberryExecutor
from cim_graph.columnar.waiting import step, together
from tests.columnar.execution import graphql_schema, run

if TYPE_CHECKING:
    from collections.abc import Sequence


class Columns(ColumnarExecutor):
    plans = Plans(unplanned=0)


class Gate:
    """Opens when so many have come; who comes alone waits for ever."""

    def __init__(self, size: int) -> None:
        self._missing = size
        self._open = asyncio.Event()

    async def pass_(self) -> None:
        self._missing -= 1
        if not self._missing:
            self._open.set()
        await self._open.wait()


async def _limited(items: "Sequence[Item]", info: Any) -> list[str]:
    del info
    async with asyncio.timeout(0):
        await asyncio.sleep(3600)
    return [item.name for item in items]


RAN_IN: "list[asyncio.Task[Any] | None]" = []


async def _noted(items: "Sequence[Item]", info: Any) -> list[str]:
    del info
    RAN_IN.append(asyncio.current_task())
    return [item.name for item in items]


async def _passed(items: "Sequence[Item]", info: Any) -> list[str]:
    await info.context.pass_()
    return [item.name for item in items]


@strawberry.type
class Item:
    name: str
    with_task: str = batched(_noted)
    without_task: str = batched(_noted, own_task=False)
    passed: str = batched(_passed, own_task=False)

    @strawberry.field
    async def first(self, info: strawberry.Info[Gate, None]) -> str:
        await info.context.pass_()
        return f"first of {self.name}"

    @strawberry.field
    async def second(self, info: strawberry.Info[Gate, None]) -> str:
        await info.context.pass_()
        return f"second of {self.name}"

    @strawberry.field
    async def prompt(self) -> str:
        return "at once"

    @strawberry.field
    async def paused(self) -> str:
        for _ in range(9):
            await asyncio.sleep(0)
        return f"{self.name} at last"

    @strawberry.field
    async def limited(self) -> str | None:
        await _limited([self], None)
        return "never"

    limited_together: str | None = batched(_limited)


@strawberry.type
class Query:
    @strawberry.field
    def items(self) -> list[Item]:
        return [Item(name="a"), Item(name="b")]

    @strawberry.field
    def item(self) -> Item:
        return Item(name="c")


SCHEMA = strawberry.Schema(Query)


async def test_all_resolvers_of_a_level_run_side_by_side() -> None:
    result = await run(SCHEMA, parse("{ items { first second } }"), Columns, context=Gate(4))
    assert result.errors is None
    assert result.data == {
        "items": [
            {"first": "first of a", "second": "second of a"},
            {"first": "first of b", "second": "second of b"},
        ]
    }


@pytest.mark.parametrize(("field", "same"), [("withTask", False), ("withoutTask", True)])
async def test_who_does_without_a_task_gets_none(field: str, same: bool) -> None:
    RAN_IN.clear()
    result = await run(SCHEMA, parse(f"{{ items {{ a: {field} b: {field} }} }}"), Columns)
    assert result.data == {"items": [{"a": "a", "b": "a"}, {"a": "b", "b": "b"}]}
    assert [task is asyncio.current_task() for task in RAN_IN] == [same, same]


async def test_who_does_without_a_task_waits_beside_the_others() -> None:
    result = await run(SCHEMA, parse("{ items { x: passed y: passed first } }"), Columns, context=Gate(4))
    assert result.errors is None
    assert result.data is not None
    assert result.data["items"][1] == {"x": "b", "y": "b", "first": "first of b"}


@pytest.mark.parametrize("field", ["limited", "limitedTogether"])
async def test_a_timeout_of_ones_own_ends_oneself_alone(field: str) -> None:
    result = await run(SCHEMA, parse(f"{{ item {{ paused {field} }} }}"), Columns)
    assert result.data == {"item": {"paused": "c at last", field: None}}
    assert result.errors is not None
    [error] = result.errors
    assert error.path == ["item", field]
    assert isinstance(error.original_error, TimeoutError)


async def test_a_cancelled_operation_leaves_no_task_behind() -> None:
    before = asyncio.all_tasks()
    running = asyncio.create_task(run(SCHEMA, parse("{ items { first second } }"), Columns, context=Gate(99)))
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(asyncio.all_tasks() - before) > 1
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    for _ in range(10):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


def test_what_never_waits_needs_no_event_loop() -> None:
    document = parse("{ items { name } }")
    result = execute(graphql_schema(SCHEMA), document, executor_class=Columns, operation_extensions=None)
    assert isinstance(result, ExecutionResult)
    assert result.data == {"items": [{"name": "a"}, {"name": "b"}]}


@pytest.mark.parametrize("executor", [StrawberryExecutor, Columns])
@pytest.mark.parametrize(("text", "awaited"), [("{ items { name } }", False), ("{ item { prompt } }", True)])
async def test_an_answer_has_to_be_awaited_where_something_had_to(
    executor: type[StrawberryExecutor], text: str, awaited: bool
) -> None:
    result = execute(graphql_schema(SCHEMA), parse(text), executor_class=executor, operation_extensions=None)
    assert isawaitable(result) is awaited
    answer = await result if isawaitable(result) else result
    assert isinstance(answer, ExecutionResult)
    assert answer.errors is None


async def test_a_step_gives_the_result_or_what_is_left() -> None:
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def at_once() -> int:
        return 1

    async def later() -> int:
        try:
            await future
        except ValueError:
            return await at_once() + 1
        return 0

    assert step(at_once()) == (True, 1)
    done, rest = step(later())
    assert not done
    asyncio.get_running_loop().call_soon(future.set_exception, ValueError())
    assert await asyncio.wait_for(rest, 5) == 2


async def test_a_future_may_be_waited_for_by_several_that_were_begun() -> None:
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def wait(plus: int) -> int:
        return await future + plus

    asyncio.get_running_loop().call_soon(future.set_result, 1)
    assert await together([wait(0), wait(1), wait(2)]) == [1, 2, 3]


@pytest.mark.parametrize("at", [0, 1, 2])
async def test_where_one_fails_the_others_are_ended(at: int) -> None:
    ended: list[int] = []

    async def wait(number: int) -> None:
        try:
            await asyncio.sleep(0 if number == at else 3600)
            if number == at:
                raise ValueError(number)
        finally:
            ended.append(number)

    before = asyncio.all_tasks()
    with pytest.raises(ValueError, match=str(at)):
        await together([wait(number) for number in range(3)])
    await asyncio.sleep(0)
    assert sorted(ended) == [0, 1, 2]
    assert asyncio.all_tasks() == before


async def test_where_one_fails_at_once_those_behind_it_never_begin() -> None:
    begun: list[Any] = []

    async def fail() -> None:
        raise ValueError("at once")

    async def begin() -> None:
        begun.append(1)

    with pytest.raises(ValueError, match="at once"):
        await together([fail(), begin()])
    assert begun == []
