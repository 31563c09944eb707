"""What is used of graphql-core, strawberry and asyncio beyond their documented interfaces is as it was."""

import asyncio
from collections.abc import Callable, Coroutine
from enum import Enum
from typing import Annotated, Any, Generic, TypeVar

import pytest
import strawberry
from graphql import GraphQLError, GraphQLInterfaceType, GraphQLObjectType, parse
from graphql.pyutils import Path
from graphql.type import GraphQLEnumType
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission
from strawberry.types import Info

from cim_graph.columnar import internals
from tests.columnar.execution import graphql_schema, run

T = TypeVar("T")


class Nobody(BasePermission):
    message = "no"

    def has_permission(self, source: Any, info: Info[Any, Any], **_: Any) -> bool:  # noqa: ARG002
        return False


class Passing(FieldExtension):
    def resolve(self, next_: Callable[..., Any], source: Any, info: Info[Any, Any], **given: Any) -> Any:
        return next_(source, info, **given)


@strawberry.enum
class Colour(Enum):
    RED = "red"


@strawberry.input
class Wish:
    colour: Colour


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Plain(Named):
    colour: Colour = Colour.RED


@strawberry.type
class Checked(Named):
    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:  # noqa: ARG003
        return isinstance(value, cls)


@strawberry.type
class Box(Generic[T]):
    content: T


@strawberry.type
class Bare:
    number: int


@strawberry.type
class Query:
    plain: Plain
    box: Box[int]
    bare: Bare

    @strawberry.field
    def asked(self, wish: Wish, many: Annotated[int, strawberry.argument(name="howMany")] = 1) -> str:
        return f"{wish.colour} {many}"

    @strawberry.field
    def named(self) -> Named:
        return Plain(name="x")

    @strawberry.field(permission_classes=[Nobody])  # type: ignore[untyped-decorator]
    def closed(self) -> str:
        return "closed"

    @strawberry.field(extensions=[Passing()])  # type: ignore[untyped-decorator]
    def extended(self) -> str:
        return "extended"


SCHEMA = strawberry.Schema(Query, types=[Plain, Checked])
CORE = graphql_schema(SCHEMA)
CONVERTER = internals.converter_of(CORE)


def type_named(name: str) -> GraphQLObjectType:
    found = CORE.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


def field_named(name: str) -> internals.StrawberryField:
    found = internals.field_of(type_named("Query").fields[name])
    assert found is not None
    return found


def test_a_schema_knows_the_strawberry_schema_it_was_made_from() -> None:
    assert internals.strawberry_schema_of(CORE) is SCHEMA
    assert CONVERTER is SCHEMA.schema_converter


def test_a_field_knows_the_strawberry_field_it_was_made_from() -> None:
    assert field_named("asked").python_name == "asked"
    assert internals.field_of(CORE.type_map["__Schema"].fields["types"]) is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "as_declared"), [("plain", True), ("asked", True), ("closed", False), ("extended", False)]
)
def test_what_comes_between_a_field_and_its_resolver_is_seen(name: str, as_declared: bool) -> None:
    assert internals.resolved_as_declared(field_named(name), CONVERTER) is as_declared


def test_a_field_class_with_results_of_its_own_is_seen() -> None:
    class Own(internals.StrawberryField):
        def get_result(self, *_: Any, **__: Any) -> Any:
            return "own"

    assert not internals.resolved_as_declared(Own(), CONVERTER)


def test_a_field_is_read_by_attribute_or_declared_with_a_function() -> None:
    assert field_named("plain").is_basic_field
    assert field_named("plain").default_resolver is getattr
    declared = field_named("asked").base_resolver
    assert declared is not None
    assert declared.wrapped_func is Query.asked
    assert declared.self_parameter
    assert not declared.info_parameter


def test_arguments_are_converted_as_strawberry_does() -> None:
    arguments = field_named("asked").arguments
    assert [internals.is_plain_argument(argument, CONVERTER) for argument in arguments] == [False, True]
    given = {"wish": {"colour": Colour.RED}, "howMany": 3}
    assert internals.converted_arguments(given, arguments, CONVERTER, None) == {
        "wish": Wish(colour=Colour.RED),
        "many": 3,
    }


def test_an_enum_knows_its_python_class() -> None:
    enum = CORE.type_map["Colour"]
    assert isinstance(enum, GraphQLEnumType)
    assert internals.python_enum_of(enum) is Colour


@pytest.mark.parametrize(
    ("name", "told"), [("Plain", True), ("Bare", True), ("Named", True), ("Checked", False), ("IntBox", False)]
)
def test_types_with_checks_of_their_own_are_seen(name: str, told: bool) -> None:
    assert internals.told_by_its_class(CORE.type_map[name]) is told


@pytest.mark.parametrize(("class_", "told"), [(Plain, True), (Box, False), (str, False)])
def test_classes_of_one_meaning_are_seen(class_: type, told: bool) -> None:
    assert internals.told_by_class(class_) is told


def test_a_cast_is_an_attribute() -> None:
    class Row:
        pass

    assert getattr(strawberry.cast(Plain, Row()), internals.CAST) is Plain


async def test_a_yielded_future_is_marked_until_it_is_taken_back() -> None:
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def wait() -> int:
        return await future

    waiting: Coroutine[Any, Any, int] = wait()
    yielded = waiting.send(None)
    assert yielded is future
    assert internals.shares_future(yielded)
    assert not internals.shares_future(yielded)
    future.set_result(7)
    assert await future == 7
    with pytest.raises(StopIteration) as stop:
        waiting.send(None)
    assert stop.value.value == 7
    internals.wait_again(None)


class Watching(internals.StrawberryExecutor):
    """Looks at itself when the fields of an operation have been collected."""

    seen: dict[str, Any]

    def execute_root_grouped_field_set(self, *given: Any) -> Any:
        root_type, _, grouped, serially, _ = given
        [details] = grouped.values()
        node = details[0].node
        definition = root_type.fields["named"]
        info = self.build_resolve_info(definition, [node], root_type, Path(None, "named", "Query"))
        named = CORE.type_map["Named"]
        assert isinstance(named, GraphQLInterfaceType)
        below = self.collect_subfields(type_named("Plain"), details).grouped_field_set
        type(self).seen = {
            "serially": serially,
            "info": (info.field_name, info.path.as_list(), info.context),
            "below": {key: [found.node.name.value for found in fields] for key, fields in below.items()},
            "type": self.ensure_valid_runtime_type("Plain", named, details, info, None),
            "arguments": internals.get_argument_values(
                definition, node, self.variable_values, details[0].fragment_variable_values, self.hide_suggestions
            ),
            "variables": self.variable_values.coerced,
            "covered": (self.middleware_manager, self.hooks, self.abort_signal, self.error_propagation),
            "fragments": ([fragment.variable_signatures for fragment in self.fragments.values()]),
            "definitions": list(self.fragment_definitions),
            "awaitable": (self.is_awaitable(1), self.is_async_iterable(1)),
        }
        self.collected_errors.add(GraphQLError("seen"), None)
        return super().execute_root_grouped_field_set(*given)


async def test_the_executor_is_as_it_was() -> None:
    document = parse(
        "query ($yes: Boolean!) { named { ...F again: name @include(if: $yes) } } fragment F on Named { name }"
    )
    result = await run(SCHEMA, document, Watching, {"yes": True}, context="the context")
    assert result.errors is not None
    assert [error.message for error in result.errors] == ["seen"]
    assert Watching.seen == {
        "serially": False,
        "info": ("named", ["named"], "the context"),
        "below": {"name": ["name"], "again": ["name"]},
        "type": type_named("Plain"),
        "arguments": {},
        "variables": {"yes": True},
        "covered": (None, None, None, True),
        "fragments": [None],
        "definitions": ["F"],
        "awaitable": (False, False),
    }


def test_errors_below_what_became_null_are_left_out() -> None:
    collected = internals.CollectedErrors()
    top = Path(None, "a", "Query")
    collected.add(GraphQLError("first"), top)
    collected.add(GraphQLError("below"), Path(top, "b", "Plain"))
    collected.add(GraphQLError("beside"), Path(None, "c", "Query"))
    assert [error.message for error in collected.errors] == ["first", "beside"]


async def test_an_info_tells_the_nodes_that_ask() -> None:
    seen: list[str] = []

    @strawberry.type
    class Root:
        @strawberry.field
        def asked(self, info: Info[None, None]) -> str:
            seen.extend(node.name.value for node in internals.nodes_of(info))
            return "x"

    await run(strawberry.Schema(Root), parse("{ asked asked }"), internals.StrawberryExecutor)
    assert seen == ["asked", "asked"]
