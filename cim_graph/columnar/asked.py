"""A field as a document asks for it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, GraphQLResolveInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cim_graph.columnar.internals import FieldDetails
    from cim_graph.columnar.level import Level
    from cim_graph.columnar.run import Run


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a document asks for under one response key of one type; `position` is its place in the selection."""

    parent_type: GraphQLObjectType
    definition: GraphQLField
    key: str
    position: int
    details: "Sequence[FieldDetails]"
    nodes: list[FieldNode] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "nodes", [detail.node for detail in self.details])

    @property
    def name(self) -> str:
        """The name of the field in the schema."""
        return self.nodes[0].name.value

    def label(self, level: "Level", i: int) -> str:
        """Return the field's name as graphql-core's messages have it."""
        return f"{level.owner(i)}.{self.name}"

    def info(self, run: "Run", level: "Level", i: int) -> GraphQLResolveInfo[Any]:
        """Return graphql-core's info for one value of a column."""
        return run.executor.build_resolve_info(self.definition, self.nodes, level.owner(i), level.path(i))
