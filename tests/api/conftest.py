"""Asking the schema as a caller would, with every statement counted."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.api.context import Context
from cim_graph.api.schema import schema
from cim_graph.graph.session import Graph
from cim_graph.graph.statement import BoundRead
from cim_graph.kernel.actor import Actor
from cim_graph.settings import Settings

Ask = Callable[..., Awaitable[Any]]


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
    """Run a document and return its data; errors fail the test unless `errors` is asked for."""
    commands = bootstrap.commands(settings)

    async def ask(query: str, *, errors: bool = False, **variables: Any) -> Any:
        counting.read_names.clear()
        context = Context(counting, commands, Actor("test"), settings)
        result = await schema.execute(query, variable_values=variables, context_value=context)
        if errors:
            return result.errors
        assert not result.errors, result.errors
        return result.data

    return ask
