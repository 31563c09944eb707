"""What this room uses of graphql-core 3.3, strawberry 0.341 and asyncio beyond their documented interfaces.

Nothing of that kind is used elsewhere in the room, but for these methods and attributes of graphql-core's `Executor`:
`execute_root_grouped_field_set` (overridden), `collect_subfields`, `build_resolve_info`, `ensure_valid_runtime_type`,
`collected_errors`, `variable_values`, `fragments`, `fragment_definitions`, `middleware_manager`, `hooks`,
`abort_signal`, `error_propagation`, `hide_suggestions`, `is_awaitable`, `field_resolver`, `type_resolver`.
`tests/columnar/test_internals.py` has a test for each: it fails first when a new version moves one of them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from graphql import FieldNode, GraphQLField, GraphQLNamedType, GraphQLObjectType, GraphQLSchema
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.executor import CollectedErrors
from graphql.execution.values import get_argument_values
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as StrawberryExecutor
from strawberry.types.arguments import (
    StrawberryArgument,
    _is_leaf_type,
    _is_optional_leaf_type,
    convert_arguments,
)
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE
from strawberry.types.field import StrawberryField

if TYPE_CHECKING:
    import strawberry
    from graphql.execution.executor import Executor as CoreExecutor
    from strawberry.schema.schema_converter import GraphQLCoreConverter

    Executor = CoreExecutor[Any]

__all__ = [
    "CAST",
    "CollectedErrors",
    "FieldDetails",
    "StrawberryExecutor",
    "StrawberryField",
    "converted_arguments",
    "converter_of",
    "field_of",
    "get_argument_values",
    "is_plain_argument",
    "nodes_of",
    "python_enum_of",
    "resolved_as_declared",
    "shares_future",
    "strawberry_schema_of",
    "told_by_class",
    "told_by_its_class",
    "wait_again",
]

CAST: Final = TYPE_CAST_ATTRIBUTE
"""The attribute in which `strawberry.cast` says what type an object is to have."""

_DEFINITION: Final = "strawberry-definition"


def strawberry_schema_of(schema: GraphQLSchema) -> "strawberry.Schema | None":
    """Return the strawberry schema that a schema was made from."""
    return getattr(schema, "_strawberry_schema", None)


def converter_of(schema: GraphQLSchema) -> "GraphQLCoreConverter":
    """Return what made a schema from strawberry's types; it knows the scalars and the configuration."""
    return cast("strawberry.Schema", strawberry_schema_of(schema)).schema_converter


def field_of(definition: GraphQLField) -> StrawberryField | None:
    """Return the strawberry field that a field was made from; nothing where something else made it."""
    field = definition.extensions.get(_DEFINITION)
    return field if isinstance(field, StrawberryField) else None


def resolved_as_declared(field: StrawberryField, converter: "GraphQLCoreConverter") -> bool:
    """Whether nothing comes between a field and its resolver: no permission, extension, handler or class of its own."""
    return (
        type(field).get_result is StrawberryField.get_result
        and not field.extensions
        and not converter._get_field_exception_handlers(field)  # noqa: SLF001 (declared above)
    )


def is_plain_argument(argument: StrawberryArgument, converter: "GraphQLCoreConverter") -> bool:
    """Whether an argument is a scalar or an enum, so that converting it takes no info."""
    scalars = converter.scalar_registry
    return _is_leaf_type(argument.type, scalars) or _is_optional_leaf_type(argument.type, scalars)


def converted_arguments(
    coerced: dict[str, Any],
    arguments: Sequence[StrawberryArgument],
    converter: "GraphQLCoreConverter",
    info: Any,  # noqa: ANN401 (strawberry's Info of any context)
) -> dict[str, Any]:
    """Return arguments as a strawberry resolver takes them: by their Python names, inputs as their classes."""
    return convert_arguments(coerced, list(arguments), converter.scalar_registry, converter.config, info)


def nodes_of(info: Any) -> Sequence[FieldNode]:  # noqa: ANN401 (strawberry's Info of any context)
    """Return the nodes of a document that ask for the field an info is of."""
    known: Sequence[FieldNode] | None = getattr(info, "field_nodes", None)
    return known if known is not None else cast("Sequence[FieldNode]", info._raw_info.field_nodes)  # noqa: SLF001


def python_enum_of(type_: GraphQLNamedType) -> type | None:
    """Return the Python enum that a GraphQL enum was made from."""
    return getattr(type_, "wrapped_cls", None)


def told_by_its_class(type_: GraphQLNamedType) -> bool:
    """Whether strawberry's own checks decide what is of a type: they look at an object's class only."""
    definition = type_.extensions.get(_DEFINITION)
    if definition is None:
        return isinstance(type_, GraphQLObjectType) and type_.is_type_of is None
    custom = getattr(definition, "resolve_type", None) or getattr(definition, "is_type_of", None)
    generic = getattr(definition, "is_graphql_generic", False) or getattr(definition, "concrete_of", None)
    return not custom and not generic


def told_by_class(class_: type) -> bool:
    """Whether a class is a strawberry type of one meaning, which a generic one is not."""
    definition: StrawberryObjectDefinition | None = get_object_definition(class_)
    return definition is not None and not definition.is_graphql_generic and definition.concrete_of is None


def shares_future(yielded: object) -> bool:
    """Take back the mark on a future that a coroutine waits for, so that others may; False where there is none.

    asyncio marks a future between the moment when a coroutine yields it and the moment when a task waits for it.
    """
    marked = getattr(yielded, "_asyncio_future_blocking", None)
    if marked:
        yielded._asyncio_future_blocking = False  # type: ignore[attr-defined]  # noqa: SLF001
    return bool(marked)


def wait_again(yielded: object) -> None:
    """Mark a future again: a task is to wait for it now."""
    if getattr(yielded, "_asyncio_future_blocking", None) is not None:
        yielded._asyncio_future_blocking = True  # type: ignore[attr-defined]  # noqa: SLF001
