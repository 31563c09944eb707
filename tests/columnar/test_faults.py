"""A fault of the executor itself leaves a query to graphql-core, and is said once."""

import asyncio
import logging
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError, parse
from strawberry.types import Info

from cim_graph.columnar import ColumnarExecutor, Outcome, Plans
from cim_graph.columnar.completion import Completer
from cim_graph.columnar.field import Field
from cim_graph.columnar.internals import StrawberryExecutor
from cim_graph.columnar.run import Run
from cim_graph.columnar.selection import Selection
from tests.columnar.execution import run


@strawberry.type
class Thing:
    name: str

    @strawberry.field
    async def later(self) -> str:
        return f"{self.name} later"

    @strawberry.field
    def broken(self) -> str | None:
        raise ValueError("as it should")


@strawberry.type
class Query:
    @strawberry.field
    async def things(self) -> list[Thing]:
        return [Thing(name="a"), Thing(name="b")]

    @strawberry.field
    def thing(self) -> Thing:
        return Thing(name="c")


@strawberry.type
class Mutation:
    @strawberry.mutation
    def add(self, info: Info[list[str], None], name: str) -> Thing:
        info.context.append(name)
        return Thing(name=name)


SCHEMA = strawberry.Schema(Query, Mutation)
DOCUMENTS = ["{ thing { name broken } }", "query Named { things { name later broken } thing { later } }"]


class Columns(ColumnarExecutor):
    plans = Plans(unplanned=0)
    outcomes: list[Outcome]

    def ran(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)


@pytest.fixture
def columns() -> type[Columns]:
    return type("Columns", (Columns,), {"plans": Plans(unplanned=0), "outcomes": []})


def told(result: Any) -> Any:
    return result.data, sorted((error.message, error.path) for error in result.errors or ())


async def fails(*_: Any, **__: Any) -> Any:
    raise RuntimeError("a fault")


def fails_at_once(*_: Any, **__: Any) -> Any:
    raise RuntimeError("a fault")


async def fails_late(*_: Any, **__: Any) -> Any:
    await asyncio.sleep(0)
    raise RuntimeError("a fault")


def fails_in_the_middle(execution: Run) -> None:
    execution.executor.collected_errors.add(GraphQLError("half of a report"), None)
    raise RuntimeError("a fault")


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize(
    "place",
    [
        (Selection, "run", fails),
        (Field, "run", fails),
        (Run, "report", fails_at_once),
        (Run, "report", fails_in_the_middle),
        (Run, "fail", fails_at_once),
        (Completer, "run", fails_late),
    ],
)
async def test_a_query_is_answered_by_graphql_core(
    document: str,
    place: tuple[type, str, Any],
    columns: type[Columns],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tree = parse(document)
    wanted = await run(SCHEMA, tree, StrawberryExecutor)
    monkeypatch.setattr(*place)
    with caplog.at_level(logging.ERROR, "cim_graph.columnar"):
        results = [await run(SCHEMA, tree, columns) for _ in range(3)]
    assert [told(result) for result in results] == [told(wanted)] * 3
    assert columns.outcomes == [Outcome.FAILED, Outcome.UNCOVERED, Outcome.UNCOVERED]
    [record] = [record for record in caplog.records if record.name.startswith("cim_graph.columnar")]
    assert "a fault" in str(record.exc_info)


async def test_what_cannot_be_planned_is_graphql_cores_and_said_once(
    columns: type[Columns], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Field, "__init__", fails_at_once)
    tree = parse(DOCUMENTS[0])
    for _ in range(3):
        assert (await run(SCHEMA, tree, columns)).data == {"thing": {"name": "c", "broken": None}}
    assert columns.outcomes == [Outcome.UNCOVERED] * 3
    assert len([record for record in caplog.records if record.name.startswith("cim_graph.columnar")]) == 1


async def test_other_documents_go_on_by_columns(columns: type[Columns], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Field, "run", fails)
        await run(SCHEMA, parse("{ thing { name } }"), columns)
    await run(SCHEMA, parse("{ thing { name } }"), columns)
    assert columns.outcomes == [Outcome.FAILED, Outcome.COLUMNS]


async def test_a_mutation_never_runs_here_so_none_runs_twice(
    columns: type[Columns], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Selection, "run", fails)
    added: list[str] = []
    result = await run(SCHEMA, parse('mutation { add(name: "x") { name } }'), columns, context=added)
    assert result.data == {"add": {"name": "x"}}
    assert added == ["x"]
    assert columns.outcomes == [Outcome.MUTATION]
