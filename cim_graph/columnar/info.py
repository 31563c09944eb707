"""Strawberry's Info for a value of a column: graphql-core's info is only made when something of it is asked for."""

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLResolveInfo
from strawberry.types import Info

if TYPE_CHECKING:
    from cim_graph.columnar.asked import Asked
    from cim_graph.columnar.internals import StrawberryField
    from cim_graph.columnar.level import Level
    from cim_graph.columnar.run import Run


InfoClass = Callable[["Run", "Asked", "StrawberryField", "Level", int], Info[Any, Any]]


@cache
def column_info(base: type) -> InfoClass:
    """Return a subclass of an Info class whose objects are made of (run, asked, field, level, i)."""

    class ColumnInfo(base):  # type: ignore[misc]  # the schema's configuration says which class
        def __init__(self, run: "Run", asked: "Asked", field: "StrawberryField", level: "Level", i: int) -> None:
            self._field = field
            self._at = run, asked, level, i

        @cached_property
        def _raw_info(self) -> GraphQLResolveInfo[Any]:
            run, asked, level, i = self._at
            return asked.info(run, level, i)

        @property
        def field_nodes(self) -> Sequence[FieldNode]:
            """What `nodes_of` asks for first: making graphql-core's info for it takes longer than many a field."""
            return self._at[1].nodes

        @property
        def context(self) -> Any:  # noqa: ANN401 (as the schema's user has it)
            return self._at[0].context

    return ColumnInfo
