"""What the API itself takes for a question: the rows of the database are read once and given again."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from time import process_time
from typing import Any, Final

import orjson
from strawberry.types.execution import ExecutionResult

from cim_graph import bootstrap
from cim_graph.api.afterwards import Afterwards
from cim_graph.api.context import Context
from cim_graph.api.room import Room
from cim_graph.api.schema import schema
from cim_graph.graph.session import Graph
from cim_graph.graph.statement import BoundRead
from cim_graph.kernel.actor import Actor
from cim_graph.matching.models import Models
from cim_graph.profiles.convoy import Convoys
from cim_graph.settings import Settings

ROUNDS: Final = 15


class Replay(Graph):
    """A graph that asks the database once."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph.driver, graph.settings)
        self._kept: dict[tuple[str, bytes], list[Any]] = {}

    async def read(self, bound: BoundRead[Any]) -> list[Any]:
        """Return the rows of a statement."""
        key = (bound.statement.name, orjson.dumps(bound.arguments))
        if key not in self._kept:
            self._kept[key] = await super().read(bound)
        return self._kept[key]


async def replayed(graph: Graph, text: str, variables: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Return the milliseconds of processor time an answer takes by columns, and by graphql-core.

    Of each answer the least of some rounds is taken, since others use the machine; rounds of both alternate.
    """
    replay = Replay(graph)
    both = [graph.settings.model_copy(update={"columnar": columnar}) for columnar in (True, False)]
    least = [[float("inf")] * len(variables) for _ in both]
    for _ in range(ROUNDS):
        for settings, times in zip(both, least, strict=True):
            for place, one in enumerate(variables):
                times[place] = min(times[place], await _taken(replay, settings, text, dict(one)))
    columns, core = (fmean(times) * 1000 for times in least)
    return columns, core


async def _taken(graph: Graph, settings: Settings, text: str, variables: dict[str, Any]) -> float:
    commands, room = bootstrap.commands(settings), Room(settings.max_cost)
    context = Context(graph, commands, Actor("bench"), settings, Convoys(), room, Models(), Afterwards())
    started = process_time()
    answer = await schema.execute(text, variables, context)
    orjson.dumps(answer.data)
    taken = process_time() - started
    assert isinstance(answer, ExecutionResult), answer
    assert not answer.errors, answer.errors
    return taken
