"""One execution of a plan: what it shares, and the errors it meets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from graphql import FieldNode, GraphQLError, located_error
from graphql.pyutils import Path, Undefined

if TYPE_CHECKING:
    from cim_graph.columnar.arguments import Kept
    from cim_graph.columnar.internals import Executor
    from cim_graph.columnar.level import Level, Order

Column = list[Any]
"""Values of one field, or of the objects it is asked of, one for each place in the answer."""


class Failed:
    """Stands for a value whose null has to travel to its parent."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "FAILED"


FAILED: Final = Failed()
SPECIAL: Final = frozenset({type(None), Failed, type(Undefined)})
"""The types of values that are not completed."""


class Run:
    """One execution. `awaited`: whether something had to be waited for, as far as graphql-core would say."""

    __slots__ = ("arguments", "awaited", "context", "errors", "executor")

    def __init__(self, executor: "Executor") -> None:
        self.executor = executor
        self.context = executor.context_value
        self.errors: list[tuple[Order, Path | None, GraphQLError]] = []
        self.arguments: dict[object, Kept | Exception] = {}
        self.awaited = False

    def fail(self, nodes: Sequence[FieldNode], level: "Level", i: int, error: Exception) -> Failed | None:
        """Keep the error of one value and return what stands in its place."""
        located = located_error(error, nodes, level.path(i).as_list())
        self.errors.append((level.order(i), level.nulled(i), located))
        return None if level.nullable else FAILED

    def report(self) -> None:
        """Hand the errors over in the order of the document, as whoever goes depth first meets them."""
        collected = self.executor.collected_errors
        for _, nulled, error in sorted(self.errors, key=lambda kept: kept[0]):
            collected.add(error, nulled)

    def without_failed(self, values: Column, level: "Level") -> Column:
        """Return a column with null for what failed, where null may stand."""
        if self.errors and level.nullable:
            return [None if value is FAILED else value for value in values]
        return values
