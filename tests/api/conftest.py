"""Asking the schema as a caller would, with every statement counted."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from strawberry.types.execution import ExecutionResult, PreExecutionError

from cim_graph import bootstrap
from cim_graph.api.afterwards import Afterwards
from cim_graph.api.context import Context
from cim_graph.api.execution import Columns
from cim_graph.api.room import Room
from cim_graph.api.schema import schema
from cim_graph.columnar import Plans
from cim_graph.graph.session import Graph
from cim_graph.graph.statement import BoundRead
from cim_graph.kernel.actor import Actor
from cim_graph.matching.models import Models
from cim_graph.profiles.convoy import Convoys
from cim_graph.settings import Settings
from tests.operations import ran

Ask = Callable[..., Awaitable[Any]]
TESTER = Actor("test")


def _told(result: ExecutionResult) -> list[Any]:
    return [error.formatted for error in result.errors or ()]


class Counting(Graph):
    """A graph that keeps the names of the statements it reads, and what the last one was asked."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph.driver, graph.settings, graph.bookmarks)
        self.read_names: list[str] = []
        self.last: dict[str, Any] = {}

    async def read(self, bound: BoundRead[Any]) -> list[Any]:
        self.read_names.append(bound.statement.name)
        self.last = bound.arguments
        return await super().read(bound)


@pytest.fixture
def counting(graph: Graph) -> Counting:
    return Counting(graph)


@pytest.fixture
def planned_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let queries run by columns when they come for the first time."""
    monkeypatch.setattr(Columns, "plans", Plans(unplanned=0))


@pytest.fixture(params=[True, False], ids=["columns", "graphql-core"])
def served(settings: Settings, request: pytest.FixtureRequest, planned_at_once: None) -> Settings:  # noqa: ARG001
    """Give the settings with either executor."""
    return settings.model_copy(update={"columnar": request.param})


@pytest.fixture
def ask(counting: Counting, settings: Settings, planned_at_once: None) -> Ask:  # noqa: ARG001
    """Run a document and return its data; errors fail the test unless `errors` is asked for.

    A query runs twice, by graphql-core and by columns: both must give the same answer by the same statements.
    """
    commands = bootstrap.commands(settings)

    async def once(
        query: str, variables: dict[str, Any], actor: Actor, *, columnar: bool
    ) -> tuple[ExecutionResult, list[str]]:
        counting.read_names.clear()
        context = Context(
            counting,
            commands,
            actor,
            settings.model_copy(update={"columnar": columnar}),
            Convoys(),
            Room(settings.max_cost),
            Models(),
            Afterwards(),
        )
        result = await schema.execute(query, variable_values=variables, context_value=context)
        return result, counting.read_names.copy()

    async def by_columns(query: str, variables: dict[str, Any], actor: Actor) -> tuple[ExecutionResult, list[str]]:
        before = ran()
        result, names = await once(query, variables, actor, columnar=True)
        refused = isinstance(result, PreExecutionError)
        assert {by for by, times in ran().items() if times > before.get(by, 0)} == (set() if refused else {"columns"})
        return result, names

    async def ask(query: str, *, errors: bool = False, actor: Actor = TESTER, **variables: Any) -> Any:
        result, names = await once(query, variables, actor, columnar=False)
        if not query.lstrip().startswith("mutation"):
            same, same_names = await by_columns(query, variables, actor)
            assert same.data == result.data
            assert _told(same) == _told(result)
            if actor is TESTER:  # what is looked up for a mask waits for what came before it, and levels fall apart
                assert sorted(same_names) == sorted(names)  # those of one level run side by side
        if errors:
            return result.errors
        assert not result.errors, result.errors
        return result.data

    return ask
