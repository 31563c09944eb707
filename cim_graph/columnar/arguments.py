"""The arguments of a field: the same for every parent, so they are made once an execution."""

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


class Coerced:
    """Arguments as graphql-core coerces them."""

    __slots__ = ("_asked", "_takes_any")

    def __init__(self, asked: "Asked") -> None:
        self._asked = asked
        self._takes_any = bool(asked.definition.args or asked.nodes[0].arguments)

    def of(self, run: "Run") -> dict[str, Any]:
        """Return the arguments by their GraphQL names; raise what is wrong with them.

        Those that could be changed by one call are made for each anew.
        """
        if not self._takes_any:
            return {}
        known = run.arguments.get(self)
        if known is None:
            known = self._coerced(run)
            if isinstance(known, Exception) or _immutable(known):
                run.arguments[self] = known
        if isinstance(known, Exception):
            raise known
        return known

    def _coerced(self, run: "Run") -> dict[str, Any] | Exception:
        details = self._asked.details[0]
        try:
            return get_argument_values(
                self._asked.definition,
                details.node,
                run.executor.variable_values,
                details.fragment_variable_values,
                run.executor.hide_suggestions,
            )
        except Exception as error:  # noqa: BLE001 (it is the error of each value of the field)
            return error


def _immutable(arguments: dict[str, Any]) -> bool:
    return all(type(value) in _IMMUTABLE or isinstance(value, Enum) for value in arguments.values())


class Converted:
    """Arguments as a strawberry resolver takes them."""

    __slots__ = ("_arguments", "_coerced", "_constant", "_converter", "_fixed", "_plain")

    def __init__(self, asked: "Asked", field: "StrawberryField", schema: "GraphQLSchema") -> None:
        self._coerced = Coerced(asked)
        self._converter = converter_of(schema)
        self._arguments = field.arguments
        self._plain = all(is_plain_argument(argument, self._converter) for argument in field.arguments)
        self._fixed = all("$" not in print_ast(argument) for argument in asked.nodes[0].arguments or ())
        self._constant: dict[str, Any] | None = None if field.arguments else {}

    def of(self, run: "Run", info: Any) -> dict[str, Any]:  # noqa: ANN401 (strawberry's Info of any context)
        """Return the arguments by their Python names, made for one value."""
        if self._constant is not None:
            return self._constant
        return converted_arguments(self._coerced.of(run), self._arguments, self._converter, info)

    def shared(self, run: "Run") -> dict[str, Any] | None:
        """Return arguments that can serve every value, since none of them can be changed; else nothing."""
        if self._constant is not None:
            return self._constant
        if not self._plain:
            return None
        given = self.of(run, None)
        if not _immutable(given):
            return None
        if self._fixed:
            self._constant = given
        return given
