"""How large a GraphQL document may be, told from its text alone and before it is validated.

Validation itself grows with the square of fields and fragments that meet under one name (graphql-core's rule
OverlappingFieldsCanBeMerged), so everything here comes first. A fragment is measured once, however often it is spread.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    parse,
)

from cim_graph.kernel.errors import BadInputError, CostExceededError

if TYPE_CHECKING:
    from cim_graph.settings import Settings

CHARACTERS_PER_TOKEN = 20
"""The text may be this many times as long as it may have tokens: one string can be as large as a body."""
NESTING = 150
"""Fields, spreads and inline fragments inside one another; graphql-core gives up its validation at 200."""
PAIRS_PER_TOKEN = 2
"""Pairs of fields that validation compares: 200 fields of one name at one place make 19,900. 100,000 pairs were seen to
hold up a process for 0.9 seconds on a busy machine; graphql-core itself gives up after some 250,000."""

_SPREAD = "..."


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may come to: tokens, levels of fields, aliases, objects in its answer."""

    tokens: int
    depth: int
    aliases: int
    cost: int

    @classmethod
    def of(cls, settings: "Settings") -> "Limits":
        """Return the limits of these settings."""
        return cls(settings.max_tokens, settings.max_depth, settings.max_aliases, settings.max_cost)


@dataclass(frozen=True, slots=True)
class Shape:
    """A selection set with its fragments written out: levels of fields, levels of anything, aliases, selections."""

    depth: int = 0
    nesting: int = 0
    aliases: int = 0
    selections: int = 0


_NOTHING = Shape()


def parsed(text: str, limits: Limits) -> DocumentNode:
    """Parse a document; GraphQLSyntaxError where it is none, CostExceededError where it is too long or too nested."""
    allowed = limits.tokens * CHARACTERS_PER_TOKEN
    if len(text) > allowed:
        raise CostExceededError(
            f"the document has {len(text):,} characters and {allowed:,} are allowed; pass values as variables, "
            "or ask in several requests"
        )
    try:
        return parse(text, max_tokens=limits.tokens)
    except GraphQLSyntaxError as error:
        if error.message.endswith("Parsing aborted."):
            said = error.message.removeprefix("Syntax Error: ").removesuffix(" Parsing aborted.")
            raise CostExceededError(f"{said} Ask in several requests.") from error
        raise


def check(document: DocumentNode, limits: Limits) -> None:
    """Raise CostExceededError where the document is larger than allowed, BadInputError where it cannot be measured.

    That is where fragments run in circles, or where braces select nothing. Every operation counts, and every fragment
    that nothing spreads: validation reads them all.
    """
    fragments = fragments_of(document)
    shape = _whole_shape(document, fragments)
    _refuse("nests fields", shape.depth, limits.depth, "deep")
    _refuse("nests fields and fragments", shape.nesting, NESTING, "deep")
    _refuse("has", shape.aliases, limits.aliases, "aliases, fragments counted where they are spread,")
    _refuse("has", shape.selections, limits.tokens, "fields and spreads when its fragments are written out,")
    pairs = _Meetings(fragments).pairs(_roots(document, fragments))
    _refuse("has", pairs, limits.tokens * PAIRS_PER_TOKEN, "pairs of fields or fragments that meet under one name")


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """Return the fragments of a document by name."""
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}


def shapes(fragments: Mapping[str, FragmentDefinitionNode]) -> dict[str, Shape]:
    """Measure every fragment, those first that others spread; BadInputError where they run in circles."""
    graph = {name: set(_spreads(node.selection_set)) & fragments.keys() for name, node in fragments.items()}
    measured: dict[str, Shape] = {}
    try:
        for name in TopologicalSorter(graph).static_order():
            measured[name] = _shape(fragments[name].selection_set, measured)
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        raise BadInputError(f"the fragments {circle} spread one another in a circle; take one spread out") from error
    return measured


def _refuse(verb: str, found: int, allowed: int, what: str) -> None:
    if found > allowed:
        raise CostExceededError(f"the document {verb} {found:,} {what} and {allowed:,} are allowed; ask for less")


def _whole_shape(document: DocumentNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Shape:
    measured = shapes(fragments)
    return _sum(_shape(root, measured) for root in _roots(document, fragments))


def _roots(document: DocumentNode, fragments: Mapping[str, FragmentDefinitionNode]) -> list[SelectionSetNode]:
    operations = [node.selection_set for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    bodies = [*operations, *(node.selection_set for node in fragments.values())]
    spread = {name for body in bodies for name in _spreads(body)}
    return operations + [node.selection_set for name, node in fragments.items() if name not in spread]


def _spreads(selections: SelectionSetNode) -> Iterator[str]:
    for selection in selections.selections:
        if isinstance(selection, FragmentSpreadNode):
            yield selection.name.value
        elif inner := inner_selections(selection):
            yield from _spreads(inner)


def inner_selections(selection: SelectionNode) -> SelectionSetNode | None:
    """Return what is selected inside a field or an inline fragment."""
    inner: SelectionSetNode | None = getattr(selection, "selection_set", None)
    return inner


def _shape(selections: SelectionSetNode, fragments: Mapping[str, Shape]) -> Shape:
    if not selections.selections:  # graphql-core's parser takes what the specification does not
        raise BadInputError("{} selects nothing; name a field in it")
    return _sum(_selection_shape(selection, fragments) for selection in selections.selections)


def _selection_shape(selection: SelectionNode, fragments: Mapping[str, Shape]) -> Shape:
    if isinstance(selection, FragmentSpreadNode):
        inner = fragments.get(selection.name.value, _NOTHING)
    else:
        body = inner_selections(selection)
        inner = _shape(body, fragments) if body else _NOTHING
    field = isinstance(selection, FieldNode)
    alias = isinstance(selection, FieldNode) and selection.alias is not None
    return Shape(inner.depth + field, inner.nesting + 1, inner.aliases + alias, inner.selections + 1)


def _sum(parts: Iterator[Shape]) -> Shape:
    depth = nesting = aliases = selections = 0
    for part in parts:
        depth, nesting = max(depth, part.depth), max(nesting, part.nesting)
        aliases, selections = aliases + part.aliases, selections + part.selections
    return Shape(depth, nesting, aliases, selections)


class _Meetings:
    """Fields that answer under one name at one place, and fragments spread at one place: they are compared in pairs.

    It writes the fragments out, so it may only see documents whose selections have been counted.
    """

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._places: dict[tuple[int, str], int] = {}
        self._found: Counter[int] = Counter()

    def pairs(self, roots: list[SelectionSetNode]) -> int:
        for number, root in enumerate(roots, start=1):
            self._visit(root, -number)
        return sum(count * (count - 1) // 2 for count in self._found.values())

    def _visit(self, selections: SelectionSetNode, place: int) -> None:
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                here = self._meet(place, (selection.alias or selection.name).value)
                if selection.selection_set:
                    self._visit(selection.selection_set, here)
            elif isinstance(selection, FragmentSpreadNode):
                self._meet(place, _SPREAD)
                if fragment := self._fragments.get(selection.name.value):
                    self._visit(fragment.selection_set, place)
            elif inner := inner_selections(selection):
                self._visit(inner, place)

    def _meet(self, place: int, name: str) -> int:
        here = self._places.setdefault((place, name), len(self._places) + 1)
        self._found[here] += 1
        return here
