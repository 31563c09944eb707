"""How long the lists are that a query asks for: the arguments that say so, and what is written in them."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import (
    SKIP,
    DocumentNode,
    IntValueNode,
    ListValueNode,
    Node,
    ValueNode,
    VariableNode,
    Visitor,
    VisitorAction,
    value_from_ast_untyped,
    visit,
)

LENGTH_ARGUMENTS: Final = ("first", "limit", "ids")
"""Arguments that say how long a list is: a number, or a list of as many."""

_LARGEST = 2**31


def length_variables(document: DocumentNode) -> tuple[str, ...]:
    """Return the names of the variables that may decide how much a query asks for, or is given: all that are used."""
    return tuple(dict.fromkeys(variables_in(document)))


def variables_in(node: Node) -> list[str]:
    """Return the names of the variables that are used below a node; those that are only declared are none."""
    found = _Variables()
    visit(node, found)
    return found.names


def lengths(names: tuple[str, ...], variables: Mapping[str, Any]) -> tuple[tuple[bool, int | None, int], ...]:
    """Return what a price depends on: which variables were given, what lengths they ask for, what they hold."""
    given = ((name, variables.get(name)) for name in names)
    return tuple((name in variables, magnitude(value), size(value)) for name, value in given)


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_variable_definition(self, *_: object) -> VisitorAction:
        return SKIP

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.names.append(node.name.value)


def size(value: object) -> int:
    """Return how many items the lists hold that are in a value, at whatever depth."""
    number, rest = 0, [value]
    while rest:  # not by recursion: JSON may be nested deeper than Python's stack
        one = rest.pop()
        if isinstance(one, dict):
            rest += one.values()
        elif isinstance(one, list | tuple):
            number += len(one)
            rest += one
    return number


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
