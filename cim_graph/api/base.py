"""What the types of every capability share: nodes, pages, the moment that is asked about."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import wraps
from inspect import isawaitable
from typing import Annotated, Any, Generic, TypeVar, cast

import strawberry
from strawberry.types import Info as StrawberryInfo

from cim_graph.api.context import Context
from cim_graph.api.scalars import Date, DateTime
from cim_graph.columnar import Function, attribute, batched
from cim_graph.kernel import vocabulary
from cim_graph.kernel.pages import LARGEST_PAGE, Slice
from cim_graph.kernel.times import AsOf

T = TypeVar("T")
M = TypeVar("M")
F = TypeVar("F", bound=Callable[..., Any])

Info = StrawberryInfo[Context, None]

for word in (
    vocabulary.PartyKind,
    vocabulary.PartyStatus,
    vocabulary.Direction,
    vocabulary.RelationshipKind,
    vocabulary.GroupKind,
):
    strawberry.enum(word)

First = Annotated[int, strawberry.argument(description=f"How many, at most {LARGEST_PAGE}.")]
After = Annotated[str | None, strawberry.argument(description="The cursor after which to go on.")]


def asked(description: str | None = None, *, may: str = "read") -> Callable[[F], F]:
    """Declare a root field by its resolver; whoever does not hold the permission `may` gets FORBIDDEN instead.

    `strawberry.field` itself forgets the resolver's type.
    """

    def declared(resolver: F) -> F:
        @wraps(resolver)
        async def permitted(self: object, info: "Info", **given: Any) -> Any:  # noqa: ANN401 (as it answers)
            info.context.rights.need(may)
            found = resolver(self, info, **given)
            return await found if isawaitable(found) else found

        return cast("F", strawberry.field(permitted, description=description))

    return declared


def heard(text: str, *, may: str) -> Callable[[F], F]:
    """Declare a subscription by its resolver; whoever does not hold the permission `may` gets FORBIDDEN instead."""

    def declared(resolver: F) -> F:
        @wraps(resolver)
        async def permitted(self: object, info: "Info", **given: Any) -> AsyncGenerator[Any, None]:  # noqa: ANN401
            info.context.rights.need(may)
            async with aclosing(resolver(self, info, **given)) as found:
                async for one in found:
                    yield one

        return cast("F", strawberry.subscription(permitted, description=text))

    return declared


def of_row(name: str, description: str | None = None, alias: str | None = None) -> Any:  # noqa: ANN401 (declared)
    """Declare a field that is read from the row an object was made from: nothing is copied that nobody asks for."""
    return attribute(f"row.{name}", description=description, name=alias)


def of_level(function: Function, description: str | None = None) -> Any:  # noqa: ANN401 (a field, declared beside it)
    """Declare a batch field that waits for nothing but `context.level`: where that has answered, it costs no task."""
    return batched(function, own_task=False, description=description)


@strawberry.input(
    name="AsOf",
    description=(
        "Two time axes. `valid`: when a fact holds in the world. `known`: when the registry had learned it. "
        "On a root field they default to now, on a nested field to those of its parent."
    ),
)
class AsOfInput:
    """The moment that is asked about."""

    valid: Date | None = None
    known: DateTime | None = None


def moment(asked: AsOfInput | None, parent: AsOf) -> AsOf:
    """Return the moment that is meant; what is not said is that of the parent."""
    if asked is None:
        return parent
    return AsOf(asked.valid or parent.valid, asked.known or parent.known)


@strawberry.interface(description="Anything that has an id.")
class Node:
    """Anything that has an id."""

    id: strawberry.ID


@strawberry.type
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


def page_info(found: Slice[Any]) -> PageInfo:
    """Return where a slice lies in its list."""
    return PageInfo(
        has_next_page=found.has_next,
        has_previous_page=found.has_previous,
        start_cursor=found.cursor(0) if found.items else None,
        end_cursor=found.cursor(-1) if found.items else None,
    )


def page_info_of(root: Any) -> PageInfo:  # noqa: ANN401 (whatever has found a slice)
    """Return where the slice lies that a connection was made from."""
    return page_info(root.found)


def _cursor(root: Any) -> str:  # noqa: ANN401 (an edge of any list)
    return cast("Edge[Any]", root).page.cursor(root.at)


@strawberry.type
class Edge(Generic[T]):
    """An item of a list and its cursor."""

    page: strawberry.Private[Slice[Any]]
    at: strawberry.Private[int]
    node: T
    cursor: str = strawberry.field(resolver=_cursor)


@strawberry.type
class Connection(Generic[T]):
    """A page of a list."""

    found: strawberry.Private[Slice[Any]]
    edges: list[Edge[T]]
    page_info: PageInfo = strawberry.field(resolver=page_info_of)


def connection(found: Slice[M], make: Callable[[M], T]) -> Connection[T]:
    """Return a page of a list, an item made of each value."""
    return Connection(found=found, edges=edges(found, make))


def edges(found: Slice[M], make: Callable[[M], T]) -> list[Edge[T]]:
    """Return the edges of a page, an item made of each value."""
    return [Edge(page=found, at=at, node=make(item)) for at, item in enumerate(found.items)]
