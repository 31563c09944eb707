"""What is selected on one object type: its columns, and the rows made of them."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from graphql import GraphQLObjectType

from cim_graph.columnar.asked import Asked
from cim_graph.columnar.field import Field
from cim_graph.columnar.level import Level
from cim_graph.columnar.run import FAILED, Column, Run
from cim_graph.columnar.waiting import together

if TYPE_CHECKING:
    from cim_graph.columnar.internals import FieldDetails
    from cim_graph.columnar.plan import Planning

_TYPENAME = "__typename"
Rows = Callable[[Sequence[Column], int], Column]


class Selection:
    """The fields selected on one object type. Selections with equal signatures can be run as one."""

    def __init__(
        self,
        planning: "Planning",
        object_type: GraphQLObjectType,
        grouped: "Mapping[str, Sequence[FieldDetails]]",
    ) -> None:
        self._fields: list[Field] = []
        constants: dict[str, str | None] = {}
        for position, (key, details) in enumerate(grouped.items()):
            name = details[0].node.name.value
            if name == _TYPENAME:
                constants[key] = object_type.name
            elif definition := planning.executor.schema.get_field(object_type, name):
                self._fields.append(Field(planning, Asked(object_type, definition, key, position, details)))
                constants[key] = None
        self._rows = _rows(constants)
        self._prompt = [(j, field) for j, field in enumerate(self._fields) if not field.waits]
        self._slow = [j for j, field in enumerate(self._fields) if field.waits]
        self._nonnull = [j for j, field in enumerate(self._fields) if field.nonnull]
        self.waits = bool(self._slow)
        self.signature: Hashable = (tuple(constants.items()), *(field.signature for field in self._fields))

    async def run(self, run: Run, sources: Column, level: Level, *, own_task: bool) -> Column:
        """Return a row for each object of a column: a dict, or a failure."""
        columns: list[Column] = [[]] * len(self._fields)
        for j, field in self._prompt:
            columns[j] = await field.run(run, sources, level, own_task=False)
        if len(self._slow) == 1:
            j = self._slow[0]
            columns[j] = await self._fields[j].run(run, sources, level, own_task=own_task)
        elif self._slow:
            work = [self._fields[j].run(run, sources, level, own_task=False) for j in self._slow]
            for j, column in zip(self._slow, await together(work), strict=True):
                columns[j] = column
        rows = self._rows(columns, len(sources))
        if run.errors:
            self._fail(rows, columns)
        return rows

    def _fail(self, rows: Column, columns: Sequence[Column]) -> None:
        for j in self._nonnull:
            for i, value in enumerate(columns[j]):
                if value is FAILED:
                    rows[i] = FAILED


def _rows(constants: Mapping[str, str | None]) -> Rows:
    """Return what makes rows of columns; `constants` has each key in order, with a type's name where that is its value.

    The only text that is run: keys and names of types are GraphQL names, so there is nothing to escape.
    """
    names = [f"v{j}" for j, constant in enumerate(constants.values()) if constant is None]
    fresh = iter(names)
    row = ", ".join(
        f"{key!r}: {next(fresh) if constant is None else repr(constant)}" for key, constant in constants.items()
    )
    loop = f"for {', '.join(names)}, in zip(*columns)" if names else "for _ in range(size)"
    return cast("Rows", eval(f"lambda columns, size: [{{{row}}} {loop}]"))  # noqa: S307 (see above)
