"""The arguments of a field: the same for every parent, so they are made once an execution, or once for all."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from graphql import print_ast

from cim_graph.columnar.internals import converted_arguments, converter_of, get_argument_values, is_plain_argument

if TYPE_CHECKING:
    from graphql import GraphQLSchema

    from cim_graph.columnar.asked import Asked
    from cim_graph.columnar.internals import StrawberryField
    from cim_graph.columnar.run import Run

_IMMUTABLE: Final = frozenset({str, int, float, bool, type(None), Decimal, date, datetime, time, UUID})


class Kept:
    """Arguments that serve more than one call: what one call could change is copied for each."""

    __slots__ = ("_arguments", "shared")

    def __init__(self, arguments: dict[str, Any]) -> None:
        self._arguments = arguments
        self.shared = all(map(_immutable, arguments.values()))

    def of_call(self) -> dict[str, Any]:
        """Return the arguments of one call."""
        return self._arguments if self.shared else {name: _copied(value) for name, value in self._arguments.items()}


def kept(arguments: dict[str, Any]) -> Kept | None:
    """Return arguments to be kept; nothing where they hold what is not known how to copy."""
    return Kept(arguments) if all(map(_copyable, arguments.values())) else None


def _immutable(value: object) -> bool:
    return type(value) in _IMMUTABLE or isinstance(value, Enum)


def _copyable(value: object) -> bool:
    if type(value) is list:
        return all(map(_copyable, value))
    if type(value) is dict:
        return all(map(_copyable, value.values()))
    return _immutable(value)


def _copied(value: Any) -> Any:  # noqa: ANN401 (any argument)
    if type(value) is list:
        return list(map(_copied, value))
    if type(value) is dict:
        return {name: _copied(one) for name, one in value.items()}
    return value


def _fixed(asked: "Asked") -> bool:
    return all("$" not in print_ast(argument) for argument in asked.nodes[0].arguments or ())


class Coerced:
    """Arguments as graphql-core coerces them."""

    __slots__ = ("_asked", "_fixed", "_kept", "_takes_any")

    def __init__(self, asked: "Asked") -> None:
        self._asked = asked
        self._takes_any = bool(asked.definition.args or asked.nodes[0].arguments)
        self._fixed = _fixed(asked)
        self._kept: Kept | None = None

    def of(self, run: "Run") -> dict[str, Any]:
        """Return the arguments of one call by their GraphQL names; raise what is wrong with them."""
        if not self._takes_any:
            return {}
        known = self._kept or run.arguments.get(self)
        if known is None:
            return self._first(run)
        if isinstance(known, Exception):
            raise known
        return known.of_call()

    def _first(self, run: "Run") -> dict[str, Any]:
        details = self._asked.details[0]
        try:
            coerced = get_argument_values(
                self._asked.definition,
                details.node,
                run.executor.variable_values,
                details.fragment_variable_values,
                run.executor.hide_suggestions,
            )
        except Exception as error:
            run.arguments[self] = error  # it is the error of each value of the field
            raise
        if (known := kept(coerced)) is None:
            return coerced
        if self._fixed:
            self._kept = known
        run.arguments[self] = known
        return known.of_call()


class Converted:
    """Arguments as a strawberry resolver takes them."""

    __slots__ = ("_arguments", "_coerced", "_converter", "_fixed", "_kept", "_plain")

    def __init__(self, asked: "Asked", field: "StrawberryField", schema: "GraphQLSchema") -> None:
        self._coerced = Coerced(asked)
        self._converter = converter_of(schema)
        self._arguments = field.arguments
        self._plain = all(is_plain_argument(argument, self._converter) for argument in field.arguments)
        self._fixed = _fixed(asked)
        self._kept: Kept | None = None if field.arguments else Kept({})

    def of(self, run: "Run", info: Any) -> dict[str, Any]:  # noqa: ANN401 (strawberry's Info of any context)
        """Return the arguments of one call by their Python names."""
        if self._kept is not None:
            return self._kept.of_call()
        given = converted_arguments(self._coerced.of(run), self._arguments, self._converter, info)
        if not self._fixed or (known := kept(given)) is None:
            return given
        self._kept = known
        return known.of_call()

    def shared(self, run: "Run") -> dict[str, Any] | None:
        """Return arguments that can serve every value, since none of them can be changed; else nothing."""
        if self._kept is None and not self._plain:
            return None
        given = self.of(run, None)
        return given if all(map(_immutable, given.values())) else None
