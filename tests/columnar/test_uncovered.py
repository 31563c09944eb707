"""What the executor does not cover is run by graphql-core as a whole operation."""

from collections.abc import AsyncIterator, Callable
from inspect import isawaitable
from typing import Any

import pytest
import strawberry
from graphql import (
    AbortController,
    ExecutionHooks,
    execute,
    experimental_execute_incrementally,
    parse,
    subscribe,
)
from graphql.execution import MiddlewareManager
from strawberry.schema.config import StrawberryConfig

from cim_graph.columnar import ColumnarExecutor, Outcome, Plans
from tests.columnar.execution import graphql_schema


@strawberry.type
class Query:
    @strawberry.field
    def name(self) -> str:
        return "x"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def name(self) -> str:
        return "x"


def pass_on(next_: Callable[..., Any], source: Any, info: Any, **arguments: Any) -> Any:
    return next_(source, info, **arguments)


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def names(self) -> AsyncIterator[str]:
        yield "x"


SCHEMA = strawberry.Schema(Query, Mutation, Subscription)
WITH_DEFER = strawberry.Schema(Query, config=StrawberryConfig(enable_experimental_incremental_execution=True))
PLAIN = "{ name }"


@pytest.mark.parametrize(
    ("schema", "text", "options", "outcome"),
    [
        (SCHEMA, PLAIN, {}, Outcome.COLUMNS),
        (SCHEMA, PLAIN, {"middleware": MiddlewareManager()}, Outcome.COLUMNS),
        (SCHEMA, PLAIN, {"middleware": MiddlewareManager(pass_on)}, Outcome.UNCOVERED),
        (SCHEMA, PLAIN, {"abort_signal": AbortController().signal}, Outcome.UNCOVERED),
        (SCHEMA, PLAIN, {"hooks": ExecutionHooks()}, Outcome.UNCOVERED),
        (SCHEMA, "mutation { name }", {}, Outcome.MUTATION),
        (SCHEMA, "query @experimental_disableErrorPropagation { name }", {}, Outcome.UNCOVERED),
        (WITH_DEFER, PLAIN, {}, Outcome.UNCOVERED),
    ],
)
def test_who_runs_it(schema: strawberry.Schema, text: str, options: dict[str, Any], outcome: Outcome) -> None:
    outcomes: list[Outcome] = []

    class Columns(ColumnarExecutor):
        plans = Plans(unplanned=0)

        def ran(self, outcome: Outcome) -> None:
            outcomes.append(outcome)

    document = parse(text)
    run = experimental_execute_incrementally if schema is WITH_DEFER else execute
    result: Any = run(graphql_schema(schema), document, executor_class=Columns, operation_extensions=None, **options)
    assert result.errors is None
    assert result.data == {"name": "x"}
    assert outcomes == [outcome]


async def test_events_of_a_subscription_are_graphql_cores() -> None:
    outcomes: list[Outcome] = []

    class Columns(ColumnarExecutor):
        plans = Plans(unplanned=0)

        def ran(self, outcome: Outcome) -> None:
            outcomes.append(outcome)

    document = parse("subscription { names }")
    events: Any = subscribe(graphql_schema(SCHEMA), document, executor_class=Columns, operation_extensions=None)
    events = await events if isawaitable(events) else events
    assert [event.data async for event in events] == [{"names": "x"}]
    assert outcomes == [Outcome.UNCOVERED]
