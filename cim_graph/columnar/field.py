"""A field of a selection: how a column of it is resolved and completed."""

from typing import TYPE_CHECKING, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
)

from cim_graph.columnar.batch import BatchCall
from cim_graph.columnar.declaration import attribute_path, batched_by
from cim_graph.columnar.frames import Frame, Sections
from cim_graph.columnar.internals import converter_of, field_of, resolved_as_declared
from cim_graph.columnar.leaf import EnumLeaf, Leaf
from cim_graph.columnar.level import FieldLevel, Level
from cim_graph.columnar.lists import Lists
from cim_graph.columnar.objects import Abstract, Concrete, Unchecked
from cim_graph.columnar.resolution import Attribute, CoreResolver, StrawberryResolver, Way
from cim_graph.columnar.waiting import settle

if TYPE_CHECKING:
    from collections.abc import Hashable

    from cim_graph.columnar.asked import Asked
    from cim_graph.columnar.completion import Completer
    from cim_graph.columnar.frames import Objects
    from cim_graph.columnar.plan import Planning
    from cim_graph.columnar.run import Column, Run


class Field:
    """One response key of a selection. Fields with equal signatures are resolved and completed alike."""

    def __init__(self, planning: "Planning", asked: "Asked") -> None:
        self.asked = asked
        self.nonnull = isinstance(asked.definition.type, GraphQLNonNull)
        self._way = _way(planning, asked)
        self._complete = completer(planning, asked.definition.type, asked)
        self.waits = self._way.may_wait or self._complete.waits
        leaf = isinstance(self._complete, Leaf)
        self._path = self._way.path if leaf and isinstance(self._way, Attribute) else None
        self.signature: Hashable = (
            asked.key,
            str(asked.definition.type),
            self._way.how,
            tuple(map(id, asked.nodes)),
        )

    def at_hand(self, sources: "Objects") -> "Column | None":
        """Return the completed column where a frame holds one that takes no look at single values; else nothing."""
        if self._path is None or not isinstance(sources, Frame):
            return None
        kept = sources.column(self._path)
        return self._complete.at_once(kept) if isinstance(kept, list) else None

    async def run(self, run: "Run", sources: "Objects", parents: Level, *, own_task: bool) -> "Column":
        """Return the completed column of the field for a column of parents."""
        level = FieldLevel(parents, self.asked, nullable=not self.nonnull)
        if isinstance(self._way, BatchCall):
            values: Objects | Sections = await self._way.awaited(run, sources, level, own_task=own_task)
        else:
            values = self._way.column(run, sources, level)
        if isinstance(values, Sections):
            return await self._complete.sections(run, values, level, own_task=own_task)
        if isinstance(values, Frame):
            return await self._complete.present(run, values, level, own_task=own_task)
        done = self._complete.at_once(values)
        if done is not None:
            return done
        values = await settle(run, self.asked.nodes, values, level, own_task=own_task)
        return await self._complete.run(run, values, level, own_task=own_task)


def _way(planning: "Planning", asked: "Asked") -> Way | BatchCall:
    schema = planning.executor.schema
    field = field_of(asked.definition)
    if field is not None and resolved_as_declared(field, converter_of(schema)):
        if field.is_basic_field and field.default_resolver is getattr:
            return Attribute(asked, field.python_name)
        if path := attribute_path(field):
            return Attribute(asked, path)
        if declared := batched_by(field):
            return BatchCall(asked, field, schema, declared)
        if not field.is_basic_field:
            return StrawberryResolver(asked, field, schema)
    return CoreResolver(asked, asked.definition.resolve or planning.executor.field_resolver)


def completer(planning: "Planning", type_: GraphQLOutputType, asked: "Asked") -> "Completer":
    """Return what completes values of a type, with what is selected below them."""
    nonnull = isinstance(type_, GraphQLNonNull)
    inner: GraphQLOutputType = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(inner, GraphQLList):
        return Lists(completer(planning, inner.of_type, asked), asked, nonnull=nonnull)
    if isinstance(inner, GraphQLEnumType):
        return EnumLeaf(inner, asked, nonnull=nonnull)
    if isinstance(inner, GraphQLInterfaceType | GraphQLUnionType):
        possible = planning.executor.schema.get_possible_types(inner)
        selections = {one.name: planning.selection(one, asked.details) for one in possible}
        return Abstract(inner, selections, asked, nonnull=nonnull)
    if isinstance(inner, GraphQLObjectType):
        selection = planning.selection(inner, asked.details)
        if inner.is_type_of is None:
            return Unchecked(selection, asked, nonnull=nonnull)
        return Concrete(inner, selection, asked, nonnull=nonnull)
    return Leaf(cast("GraphQLLeafType", inner), asked, nonnull=nonnull)
