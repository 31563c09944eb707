"""How long the lists are that a query asks for: the arguments that say so, and what is written in them."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import (
    ArgumentNode,
    DocumentNode,
    IntValueNode,
    ListValueNode,
    ValueNode,
    VariableNode,
    Visitor,
    value_from_ast_untyped,
    visit,
)

LENGTH_ARGUMENTS: Final = ("first", "limit", "ids")
"""Arguments that say how long a list is: a number, or a list of as many."""

_LARGEST = 2**31


def length_variables(document: DocumentNode) -> tuple[str, ...]:
    """Return the names of the variables that decide how long a list is asked for."""
    found = _LengthVariables()
    visit(document, found)
    return tuple(dict.fromkeys(found.names))


def lengths(names: tuple[str, ...], variables: Mapping[str, Any]) -> tuple[tuple[bool, int | None], ...]:
    """Return what a price depends on: which of these variables were given, and what lengths they ask for."""
    return tuple((name in variables, magnitude(variables.get(name))) for name in names)


class _LengthVariables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        if node.name.value in LENGTH_ARGUMENTS and isinstance(node.value, VariableNode):
            self.names.append(node.value.name.value)


def literal(node: ValueNode) -> object:
    """Return what is written; a whole number that is longer than any length stands for the largest."""
    if isinstance(node, IntValueNode):
        return int(node.value) if len(node.value) <= len(str(_LARGEST)) else _LARGEST
    if isinstance(node, ListValueNode):
        return node.values
    return value_from_ast_untyped(node)


def magnitude(value: object) -> int | None:
    """Return the length that a value asks for; None for what is no length, which validation refuses."""
    if isinstance(value, list | tuple):
        return len(value)
    if isinstance(value, str):
        return 1  # GraphQL takes one value for a list of one
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return max(0, int(min(value, _LARGEST)))
