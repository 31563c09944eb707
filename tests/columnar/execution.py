"""Executing a parsed document with an executor of one's choice."""

from inspect import isawaitable
from typing import Any, cast

import strawberry
from graphql import DocumentNode, ExecutionResult, GraphQLSchema, execute
from strawberry.execution import optimized_is_awaitable

from cim_graph.columnar.internals import StrawberryExecutor


def graphql_schema(schema: strawberry.Schema) -> GraphQLSchema:
    return schema._schema  # noqa: SLF001 (strawberry gives no other way to it)


async def run(
    schema: strawberry.Schema,
    document: DocumentNode,
    executor: type[StrawberryExecutor],
    variables: dict[str, Any] | None = None,
    context: Any = None,
) -> ExecutionResult:
    result = execute(
        graphql_schema(schema),
        document,
        context_value=context,
        variable_values=variables,
        executor_class=executor,
        is_awaitable=cast("Any", optimized_is_awaitable),
        operation_extensions=None,
    )
    return await result if isawaitable(result) else result
