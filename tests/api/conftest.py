"""Asking the schema as a caller would, with every statement counted."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from strawberry.types.execution import ExecutionResult

from cim_graph import bootstrap
from cim_graph.api.context import Context
from cim_graph.api.schema import schema
from cim_graph.graph.session import Graph
from cim_graph.graph.statement import BoundRead
from cim_graph.kernel.actor import Actor
from cim_graph.settings import Settings

Ask = Callable[..., Awaitable[Any]]


def _told(result: ExecutionResult) -> list[Any]:
    return [error.formatted for error in result.errors or ()]


class Counting(Graph):
    """A graph that keeps the names of the statements it reads."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph.driver, graph.settings, graph.bookmarks)
        self.read_names: list[str] = []

    async def read(self, bound: BoundRead[Any]) -> list[Any]:
        self.read_names.append(bound.statement.name)
        return await super().read(bound)


@pytest.fixture
def counting(graph: Graph) -> Counting:
    return Counting(graph)


@pytest.fixture
def ask(counting: Counting, settings: Settings) -> Ask:
    """Run a document and return its data; errors fail the test unless `errors` is asked for.

    A query runs twice: by graphql-core, which takes what is asked for the first time, and by columns. Both must agree.
    """
    commands = bootstrap.commands(settings)

    async def once(query: str, variables: dict[str, Any]) -> ExecutionResult:
        counting.read_names.clear()
        context = Context(counting, commands, Actor("test"), settings)
        return await schema.execute(query, variable_values=variables, context_value=context)

    async def ask(query: str, *, errors: bool = False, **variables: Any) -> Any:
        result = await once(query, variables)
        if not query.lstrip().startswith("mutation"):
            by_columns = await once(query, variables)
            assert by_columns.data == result.data
            assert _told(by_columns) == _told(result)
        if errors:
            return result.errors
        assert not result.errors, result.errors
        return result.data

    return ask
