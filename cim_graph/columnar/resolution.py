"""Ways to get a column of a field from the column of its parents."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from cim_graph.columnar.arguments import Coerced, Converted
from cim_graph.columnar.frames import Frame
from cim_graph.columnar.info import column_info
from cim_graph.columnar.internals import converter_of

if TYPE_CHECKING:
    from graphql import FieldNode, GraphQLSchema

    from cim_graph.columnar.asked import Asked
    from cim_graph.columnar.frames import Objects, Sections
    from cim_graph.columnar.internals import StrawberryField
    from cim_graph.columnar.level import FieldLevel
    from cim_graph.columnar.run import Column, Run

Resolver = Callable[..., Any]


class Way:
    """A way to resolve a field. `may_wait`: whether values may have to be awaited. `how` is equal for equal ways."""

    may_wait = True
    how: Hashable

    def column(self, run: "Run", sources: "Objects", level: "FieldLevel") -> "Objects | Sections":
        """Return a value for each parent, which may be awaitable, an exception, or stand for a failure."""
        raise NotImplementedError


def each(
    run: "Run", nodes: "Sequence[FieldNode]", sources: "Objects", level: "FieldLevel", call: Callable[[Any], Any]
) -> "Column":
    """Return what a call makes of each parent. It goes on after one that fails, and calls nothing twice."""
    out: Column = []
    rest = iter(sources)
    while True:
        try:
            _take(out, map(call, rest), len(sources))
        except Exception as error:  # noqa: BLE001 (whatever a resolver raises is the error of its field)
            out.append(run.fail(nodes, level, len(out), error))
        else:
            return out


def _take(out: "Column", values: Iterable[Any], size: int) -> None:
    out.extend(values)
    if len(out) < size:
        raise StopIteration  # a resolver raised it, and `map` took it for its own


class Attribute(Way):
    """Values are read from the parents by a path of attributes."""

    may_wait = False

    def __init__(self, asked: "Asked", path: str) -> None:
        self._nodes = asked.nodes
        self.path = path
        self._get = attrgetter(path)
        self.how = ("attribute", path)

    def column(self, run: "Run", sources: "Objects", level: "FieldLevel") -> "Objects | Sections":
        """Return the attribute of each parent."""
        if isinstance(sources, Frame) and (kept := sources.column(self.path)) is not None:
            return kept
        return each(run, self._nodes, sources, level, self._get)


class CoreResolver(Way):
    """Values come from graphql-core's resolver of the field, with an info of its own for each."""

    def __init__(self, asked: "Asked", resolver: Resolver) -> None:
        self._asked = asked
        self._resolver = resolver
        self._arguments = Coerced(asked)
        self.how = resolver

    def column(self, run: "Run", sources: "Objects", level: "FieldLevel") -> "Column":
        """Return what the resolver gives for each parent."""
        number = count()
        asked, resolver, arguments = self._asked, self._resolver, self._arguments

        def call(source: Any) -> Any:  # noqa: ANN401 (any object)
            info = asked.info(run, level, next(number))
            return resolver(source, info, **arguments.of(run))

        return each(run, asked.nodes, sources, level, call)


class StrawberryResolver(Way):
    """Values come from the function that a strawberry field was declared with, called without what lies between."""

    def __init__(self, asked: "Asked", field: "StrawberryField", schema: "GraphQLSchema") -> None:
        declared = field.base_resolver
        assert declared is not None  # noqa: S101 (a field without one is read by attribute)
        self._asked, self._field = asked, field
        self._resolver = cast("Resolver", declared.wrapped_func)
        self._arguments = Converted(asked, field, schema)
        self._info_class = column_info(cast("type", converter_of(schema).config.info_class))
        self._info_name = declared.info_parameter.name if declared.info_parameter else None
        self._by_self = declared.self_parameter is not None
        parents = (declared.parent_parameter, declared.root_parameter)
        self._by_name = [parameter.name for parameter in parents if parameter is not None]
        self.how = declared.wrapped_func

    def column(self, run: "Run", sources: "Objects", level: "FieldLevel") -> "Column":
        """Return what the function gives for each parent."""
        try:
            shared = self._arguments.shared(run)
        except Exception as error:  # noqa: BLE001 (arguments that cannot be are the error of each value)
            return [run.fail(self._asked.nodes, level, i, error) for i in range(len(sources))]
        return each(run, self._asked.nodes, sources, level, self._call(run, level, shared))

    def _call(self, run: "Run", level: "FieldLevel", shared: dict[str, Any] | None) -> Callable[[Any], Any]:
        if shared == {} and self._by_self and not self._by_name and self._info_name is None:
            return self._resolver
        number = count()

        def call(source: Any) -> Any:  # noqa: ANN401 (any object)
            info = self._info_class(run, self._asked, self._field, level, next(number))
            given = self._arguments.of(run, info) if shared is None else shared
            named = dict.fromkeys(self._by_name, source)
            if self._info_name is not None:
                named[self._info_name] = info
            return self._resolver(source, **given, **named) if self._by_self else self._resolver(**given, **named)

        return call
