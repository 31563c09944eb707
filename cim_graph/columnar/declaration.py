"""How fields are declared that are resolved a column at a time. Plain graphql-core runs the same declarations."""

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from operator import attrgetter
from typing import Any, Final

import strawberry
from strawberry.types import Info

from cim_graph.columnar.batch import Batched, Function, answers, batches_of
from cim_graph.columnar.internals import StrawberryField, nodes_of

_ATTRIBUTE: Final = "columnar.attribute"
_BATCH: Final = "columnar.batch"


def attribute(path: str, **options: Any) -> Any:  # noqa: ANN401 (a field, whose type is declared beside it)
    """Declare a field that is read from its object by a path of attributes, as in `row.name`.

    `options` are those of `strawberry.field`.
    """
    get = attrgetter(path)

    def resolve(self: Any) -> Any:  # noqa: ANN401 (any object)
        return get(self)

    return strawberry.field(resolver=_untyped(resolve), metadata={_ATTRIBUTE: path}, **options)


def batched(function: Function, *, own_task: bool = True, **options: Any) -> Any:  # noqa: ANN401 (a field, as above)
    """Declare a field that is resolved for many parents by one call.

    `function(parents, info, …)` is asynchronous, takes the field's arguments by name with their types, and returns a
    value for each parent, in their order; an exception as a value is the error of that parent, one that is raised is
    the error of all. Its info is that of the first of them. The context of an operation has to have an attribute
    `batches`: `Batches(Turns())`, new for each request. `options` are those of `strawberry.field`; the field's type is
    declared beside it.

    Without `own_task` the function begins in the task of its level, and may go on in another where it has to wait: it
    costs no task, but may not hold on to one across a wait, as timeouts and groups of tasks do.
    """
    taken = list(signature(function).parameters.values())
    if len(taken) < 2 or taken[1].name != "info":  # noqa: PLR2004 (parents, info)
        raise TypeError(f"{function.__qualname__} has to take the parents, then `info`, then the field's arguments")

    async def resolve(root: Any, info: Info[Any, Any], **arguments: Any) -> Any:  # noqa: ANN401 (as declared)
        key = (function, *map(id, nodes_of(info)))
        coming = batches_of(info.context).load(key, lambda roots: answers(function, roots, info, arguments), [root])
        [value] = await coming
        if isinstance(value, Exception):
            raise value
        return value

    resolve.__name__, resolve.__qualname__ = function.__name__, function.__qualname__
    resolve.__module__ = function.__module__
    root = Parameter("root", Parameter.POSITIONAL_OR_KEYWORD)
    parameters = [root, taken[1].replace(annotation=Info), *taken[2:]]
    resolve.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # strawberry reads arguments off it
    return strawberry.field(resolver=resolve, metadata={_BATCH: Batched(function, own_task)}, **options)


def attribute_path(field: StrawberryField) -> str | None:
    """Return the path of a field that was declared as `attribute`."""
    path: str | None = field.metadata.get(_ATTRIBUTE)
    return path


def batched_by(field: StrawberryField) -> Batched | None:
    """Return how a field was declared as `batched`."""
    declared: Batched | None = field.metadata.get(_BATCH)
    return declared


def _untyped(resolve: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Take the annotations off a resolver, so that strawberry takes the field's own."""
    resolve.__annotations__ = {}
    return resolve
