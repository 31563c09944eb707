"""What is selected on one object type: its columns, and the rows made of them."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from graphql import GraphQLObjectType

from cim_graph.columnar.asked import Asked
from cim_graph.columnar.field import Field
from cim_graph.columnar.frames import Objects
from cim_graph.columnar.level import Level, MixedLevel
from cim_graph.columnar.rows import Rows, rows
from cim_graph.columnar.run import FAILED, Column, Run
from cim_graph.columnar.waiting import together

if TYPE_CHECKING:
    from cim_graph.columnar.internals import FieldDetails
    from cim_graph.columnar.plan import Planning

_TYPENAME = "__typename"


class Selection:
    """The fields selected on one object type. Selections with equal signatures can be run as one."""

    def __init__(
        self,
        planning: "Planning",
        object_type: GraphQLObjectType,
        grouped: "Mapping[str, Sequence[FieldDetails]]",
    ) -> None:
        self._fields: list[Field] = []
        self._keys: dict[str, bool] = {}
        for position, (key, details) in enumerate(grouped.items()):
            name = details[0].node.name.value
            definition = planning.executor.schema.get_field(object_type, name)
            if name == _TYPENAME:
                self._keys[key] = True
            elif definition:
                self._fields.append(Field(planning, Asked(object_type, definition, key, position, details)))
                self._keys[key] = False
        self._rows = rows(self._keys, object_type.name)
        self._mixed_rows: Rows | None = None
        self._prompt = [(j, field) for j, field in enumerate(self._fields) if not field.waits]
        self._slow = [j for j, field in enumerate(self._fields) if field.waits]
        self._nonnull = [j for j, field in enumerate(self._fields) if field.nonnull]
        self.waits = bool(self._slow)
        self.signature: Hashable = (tuple(self._keys.items()), *(field.signature for field in self._fields))

    async def run(self, run: Run, sources: Objects, level: Level, *, own_task: bool) -> Column:
        """Return a row for each object of a column: a dict, or a failure."""
        columns: list[Column] = [[]] * len(self._fields)
        for j, field in self._prompt:
            kept = field.at_hand(sources)
            columns[j] = await field.run(run, sources, level, own_task=False) if kept is None else kept
        if len(self._slow) == 1:
            j = self._slow[0]
            columns[j] = await self._fields[j].run(run, sources, level, own_task=own_task)
        elif self._slow:
            work = [self._fields[j].run(run, sources, level, own_task=False) for j in self._slow]
            for j, column in zip(self._slow, await together(work), strict=True):
                columns[j] = column
        made = self._made(columns, level, len(sources))
        if run.errors:
            self._fail(made, columns)
        return made

    def _made(self, columns: Sequence[Column], level: Level, size: int) -> Column:
        if not isinstance(level, MixedLevel) or not any(self._keys.values()):
            return self._rows(columns, size)
        if self._mixed_rows is None:
            self._mixed_rows = rows(self._keys, None)
        return self._mixed_rows([*columns, level.names()], size)

    def _fail(self, made: Column, columns: Sequence[Column]) -> None:
        for j in self._nonnull:
            for i, value in enumerate(columns[j]):
                if value is FAILED:
                    made[i] = FAILED
