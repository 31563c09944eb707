"""A plan: an operation compiled for one outcome of the variables of its @skip and @include."""

from typing import TYPE_CHECKING

from graphql import GraphQLObjectType

from cim_graph.columnar.level import RootLevel
from cim_graph.columnar.run import FAILED, Run
from cim_graph.columnar.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from cim_graph.columnar.internals import Executor, FieldDetails

MOST_FIELDS = 3_000
"""Fields of a plan, counted for each type that they are asked of. One takes some 30 µs to plan and 2 kB to keep."""


class TooLargeError(Exception):
    """An operation asks for more fields than a plan may have."""


class Planning:
    """What plans are made with; it is gone when the plan is made, since it holds a request's context."""

    def __init__(self, executor: "Executor") -> None:
        self.executor = executor
        self.fields = 0
        self._known: dict[tuple[object, ...], Selection] = {}

    def selection(self, object_type: GraphQLObjectType, details: "Sequence[FieldDetails]") -> Selection:
        """Return one selection for each type and group of nodes: nested interfaces would multiply otherwise."""
        key = (object_type.name, *(id(detail.node) for detail in details))
        known = self._known.get(key)
        if known is None:
            grouped = self.executor.collect_subfields(object_type, list(details)).grouped_field_set
            known = self._known[key] = self.planned(object_type, grouped)
        return known

    def planned(self, object_type: GraphQLObjectType, grouped: "Mapping[str, Sequence[FieldDetails]]") -> Selection:
        """Return a selection of these fields; raise TooLargeError where there are too many in all."""
        self.fields += len(grouped)
        if self.fields > MOST_FIELDS:
            raise TooLargeError(f"more than {MOST_FIELDS:,} fields")
        return Selection(self, object_type, grouped)


class Plan:
    """What to do for an operation. `fields` says how large it is."""

    def __init__(
        self, executor: "Executor", root_type: GraphQLObjectType, grouped: "Mapping[str, Sequence[FieldDetails]]"
    ) -> None:
        planning = Planning(executor)
        self._root = planning.planned(root_type, grouped)
        self.fields = planning.fields

    async def run(self, run: Run, root_value: object) -> "dict[str, Any] | None":
        """Return the data of the answer; its errors are handed to the executor."""
        [row] = await self._root.run(run, [root_value], RootLevel(), own_task=True)
        if run.errors:
            run.report()
        return None if row is FAILED else row
