"""A batch field: one declaration, one call a level, under either executor."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest
import strawberry
from graphql import parse
from strawberry.permission import BasePermission
from strawberry.types import Info as StrawberryInfo

from cim_graph.columnar import Batches, ColumnarExecutor, Plans, Turns, batched
from cim_graph.columnar.internals import StrawberryExecutor
from tests.columnar.execution import run


class Columns(ColumnarExecutor):
    plans = Plans(unplanned=0)


@dataclass(eq=False)
class Context:
    calls: list[tuple[str, list[str]]] = field(default_factory=list)
    batches: Batches = field(default_factory=lambda: Batches(Turns()))

    def counted(self) -> Counter[str]:
        return Counter(name for name, _ in self.calls)


Info = StrawberryInfo[Context, None]
Parties = list[Annotated["Party", strawberry.lazy("tests.columnar.test_batch")]]


class NotB(BasePermission):
    message = "b is closed"

    async def has_permission(self, source: Any, info: StrawberryInfo[Any, Any], **_: Any) -> bool:  # noqa: ARG002
        return bool(source.name != "b")


async def _owners(parties: "Sequence[Party]", info: Info, least: int = 0, first: int = 2) -> "list[Any]":
    info.context.calls.append(("owners", [party.name for party in parties]))
    await asyncio.sleep(0)
    if least > 9:
        raise ValueError("too many")
    kinds = [Person, Company]
    return [[kinds[i % 2](name=f"{party.name}{i}") for i in range(first)] for party in parties]


async def _ratings(parties: "Sequence[Party]", info: Info) -> list[Any]:
    info.context.calls.append(("ratings", [party.name for party in parties]))
    return [ValueError("unrated") if party.name == "a" else len(party.name) for party in parties]


async def _secrets(parties: "Sequence[Party]", info: Info) -> list[str]:
    info.context.calls.append(("secrets", [party.name for party in parties]))
    return [f"secret of {party.name}" for party in parties]


async def _short(parties: "Sequence[Party]", info: Info) -> list[str]:
    info.context.calls.append(("short", []))
    return [party.name for party in parties][1:]


@strawberry.interface
class Party:
    name: str
    owners: Parties = batched(_owners, description="Who owns it.")
    rating: int | None = batched(_ratings)
    secret: str | None = batched(_secrets, permission_classes=[NotB])
    short: str | None = batched(_short)


@strawberry.type
class Person(Party):
    born: str = "1984"


@strawberry.type
class Company(Party):
    @strawberry.field
    async def founded(self) -> str:
        await asyncio.sleep(0)
        return "1991"


@strawberry.type
class Query:
    @strawberry.field
    def parties(self) -> list[Party]:
        return [Person(name="a"), Company(name="b"), Person(name="c")]

    @strawberry.field
    def nobody(self) -> list[Party]:
        return []


SCHEMA = strawberry.Schema(Query, types=[Person, Company])


@pytest.fixture(params=[StrawberryExecutor, Columns], ids=["graphql-core", "columns"])
def executor(request: pytest.FixtureRequest) -> type[StrawberryExecutor]:
    chosen: type[StrawberryExecutor] = request.param
    return chosen


async def ask(executor: type[StrawberryExecutor], text: str, **variables: Any) -> tuple[Any, Context]:
    context = Context()
    return await run(SCHEMA, parse(text), executor, variables, context), context


async def test_each_level_is_one_call_with_the_fields_arguments(executor: type[StrawberryExecutor]) -> None:
    text = "query ($n: Int!) { parties { name owners(first: $n) { name owners { name } } } }"
    result, context = await ask(executor, text, n=1)
    assert result.errors is None
    assert context.calls == [("owners", ["a", "b", "c"]), ("owners", ["a0", "b0", "c0"])]
    assert result.data["parties"][1] == {
        "name": "b",
        "owners": [{"name": "b0", "owners": [{"name": "b00"}, {"name": "b01"}]}],
    }


async def test_a_level_of_types_that_are_asked_for_differently_is_one_call(executor: type[StrawberryExecutor]) -> None:
    text = "{ parties { ... on Person { born } ... on Company { founded } rating owners { name owners { name } } } }"
    result, context = await ask(executor, text)
    assert [error.message for error in result.errors] == ["unrated"]
    assert context.counted() == {"owners": 2, "ratings": 1}
    assert sorted(map(len, (names for _, names in context.calls))) == [3, 3, 6]


async def test_other_arguments_are_another_call(executor: type[StrawberryExecutor]) -> None:
    _, context = await ask(executor, "{ parties { a: owners(first: 1) { name } b: owners(first: 2) { name } } }")
    assert context.counted() == {"owners": 2}


async def test_nobody_is_not_asked_for(executor: type[StrawberryExecutor]) -> None:
    result, context = await ask(executor, "{ nobody { owners { name } } }")
    assert result.data == {"nobody": []}
    assert context.calls == []


async def test_an_exception_as_a_value_is_the_error_of_its_parent(executor: type[StrawberryExecutor]) -> None:
    result, _ = await ask(executor, "{ parties { rating } }")
    assert result.data == {"parties": [{"rating": None}, {"rating": 1}, {"rating": 1}]}
    assert [(error.message, error.path) for error in result.errors] == [("unrated", ["parties", 0, "rating"])]


@pytest.mark.parametrize(
    ("field", "message"),
    [("owners(least: 10) { name }", "too many"), ("short", "_short did not give one value for each")],
)
async def test_what_fails_is_the_error_of_every_parent(
    executor: type[StrawberryExecutor], field: str, message: str
) -> None:
    result, context = await ask(executor, f"{{ parties {{ {field} }} }}")
    assert len(result.errors) == (1 if "owners" in field else 3)
    assert all(error.message.startswith(message) for error in result.errors)
    assert len(context.calls) == 1


async def test_permissions_are_asked_for_each_parent_and_those_let_through_are_one_call(
    executor: type[StrawberryExecutor],
) -> None:
    result, context = await ask(executor, "{ parties { secret } }")
    assert [party["secret"] for party in result.data["parties"]] == ["secret of a", None, "secret of c"]
    assert [error.message for error in result.errors] == ["b is closed"]
    assert context.calls == [("secrets", ["a", "c"])]


def test_the_schema_has_the_functions_arguments_and_the_fields_type() -> None:
    assert "owners(least: Int! = 0, first: Int! = 2): [Party!]!" in SCHEMA.as_str()
    assert '"""Who owns it."""' in SCHEMA.as_str()


async def _without_info(parties: Sequence[Any]) -> list[Any]:
    return list(parties)


def test_a_function_without_info_is_refused() -> None:
    with pytest.raises(TypeError, match="_without_info has to take the parents, then `info`"):
        batched(_without_info)


async def test_who_is_cancelled_takes_nobody_along() -> None:
    async def call(parents: list[int]) -> list[int]:
        await asyncio.sleep(0)
        return [parent * 2 for parent in parents]

    batches = Batches(Turns())
    futures = [batches.load("key", call, [parent]) for parent in range(3)]
    futures[1].cancel()
    assert await futures[0] == [0]
    assert await futures[2] == [4]


async def test_what_nobody_waits_for_any_longer_is_ended_and_not_begun() -> None:
    begun: list[str] = []
    ended: list[str] = []

    async def call(parents: list[str]) -> list[str]:
        begun.extend(parents)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.extend(parents)
            raise
        return parents

    turns = Turns()
    batches = Batches(turns)
    batches.load("first", call, ["under way"])
    for _ in range(5):
        await asyncio.sleep(0)
    batches.load("second", call, ["gathered"])
    turns.end()
    for _ in range(5):
        await asyncio.sleep(0)
    assert (begun, ended) == (["under way"], ["under way"])
