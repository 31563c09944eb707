"""Looking ahead: what a query asks further down, so that one statement brings several levels where it can."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLIncludeDirective,
    GraphQLSkipDirective,
    InlineFragmentNode,
    Node,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.values import VariableValues, get_argument_values, get_directive_values
from graphql.pyutils import Undefined

from cim_graph.accounts.model import account_key
from cim_graph.columnar import nodes_of
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.pages import page
from cim_graph.kernel.vocabulary import Direction
from cim_graph.profiles.model import Part, Want, relationship_key

if TYPE_CHECKING:
    from graphql import GraphQLInterfaceType

    from cim_graph.api.base import Info

T = TypeVar("T")
Fields = Mapping[str, list[FieldNode]]
Columns = tuple[bool, bool, bool]
Make = Callable[[Mapping[str, Any], Columns], Want]

_MOST_KEPT: Final = 100
"""So many answers are kept of a document: one for each field that asks, and for each set of values of variables."""
_LONGEST_KEPT: Final = 500
"""What variables hold may be as long as this, written out; what depends on more is not kept."""
_CONDITIONS = frozenset({GraphQLSkipDirective.name, GraphQLIncludeDirective.name})
_PLAIN = {part.value: part for part in (Part.NAMES, Part.IDENTIFIERS, Part.ADDRESSES, Part.CONTACTS, Part.RECORDS)}
_FETCHED = frozenset({*_PLAIN, "accounts", "exposures", "relationships", "relationshipCounts"})
_LEAN = frozenset({"kind", "share", "from", "to", "__typename"})
_LEAN_PARTY = _FETCHED | {"id", "kind", "name", "__typename"}
_NARROW = _LEAN | {"id", "voting", "role"}
_NARROW_PARTY = _LEAN_PARTY | {"status"}


class Ahead:
    """What fields of one document were found to ask further down; kept with the document, since its nodes are meant.

    It depends on the variables of conditions and of the arguments that are looked at, and on no others.
    """

    def __init__(self, document: DocumentNode) -> None:
        variables = _Variables()
        visit(document, variables)
        self._variables = tuple(variables.names)
        self._known: dict[tuple[object, ...], Any] = {}

    def once(self, info: "Info", find: "Callable[[_Query, Sequence[FieldNode]], T]") -> T:
        """Return what is found below the field of an info; the same is not looked for again."""
        nodes = nodes_of(info)  # all of them: a node of a fragment may be merged with others, here and not there
        given = [info.variable_values.get(name, Undefined) for name in self._variables]
        text = repr(given)
        if len(text) > _LONGEST_KEPT:
            return find(_Query.of(info), nodes)
        key = (find, text, *map(id, nodes))
        if key not in self._known:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[key] = find(_Query.of(info), nodes)
        return cast("T", self._known[key])


class _Variables(Visitor):
    """Collects the variables of conditions, and of the arguments that look-ahead reads."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        if node.name.value in _CONDITIONS:
            self._take(node)

    def enter_field(self, node: FieldNode, *_: object) -> None:
        if node.name.value in _WITH_ARGUMENTS:
            for argument in node.arguments or ():
                self._take(argument)

    def _take(self, node: Node) -> None:
        named = _Named()
        visit(node, named)
        self.names |= named.names


class _Named(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.names[node.name.value] = None


def linked_columns(info: "Info") -> Columns:
    """Whether `relationships` is asked for more than the heads of relationships, and of parties; whether for less."""
    return info.context.ahead.once(info, _Query.columns)


def party_wants(info: "Info") -> list[tuple[Want, list[Want]]]:
    """Return what a query asks of each party right below a field, and of the parties that this leads to.

    A field with a moment of its own, or with arguments that make no sense, is left to its own resolver; so is what lies
    beyond relationships of both directions, of which either end may be the far one.
    """
    return info.context.ahead.once(info, _Query.party_wants)


@dataclass(frozen=True, slots=True)
class _Query:
    """A query, with the values that its variables have."""

    fragments: Mapping[str, FragmentDefinitionNode]
    values: VariableValues
    party: "GraphQLInterfaceType"

    @classmethod
    def of(cls, info: "Info") -> "_Query":
        raw = info._raw_info  # noqa: SLF001 (strawberry gives no other way to the fragments)
        party = cast("GraphQLInterfaceType", raw.schema.get_type("Party"))
        return cls(raw.fragments, VariableValues({}, info.variable_values), party)

    def below(self, nodes: Iterable[FieldNode]) -> Fields:
        """Return the fields that are selected right below nodes, by name, whatever their alias or type condition.

        Each fragment is visited once.
        """
        found: dict[str, list[FieldNode]] = defaultdict(list)
        seen: set[str] = set()
        for node in nodes:
            for field in self._fields(node.selection_set, seen):
                found[field.name.value].append(field)
        return found

    def _fields(self, selected: SelectionSetNode | None, seen: set[str]) -> Iterator[FieldNode]:
        for selection in selected.selections if selected else ():
            if selection.directives and not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, InlineFragmentNode):
                yield from self._fields(selection.selection_set, seen)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                yield from self._fields(self.fragments[selection.name.value].selection_set, seen)

    def _included(self, selection: SelectionNode) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, selection, self.values)
        include = get_directive_values(GraphQLIncludeDirective, selection, self.values)
        return not (skip and skip["if"]) and (include is None or bool(include["if"]))

    def _related(self, nodes: Iterable[FieldNode]) -> Fields:
        """Return the fields that are asked of each relationship below fields that list them."""
        edges = self.below(nodes).get("edges", [])
        return self.below(self.below(edges).get("node", []))

    def columns(self, nodes: Iterable[FieldNode]) -> Columns:
        listed = self.below(nodes)
        edges = self.below(listed.get("edges", []))
        asked = self.below(edges.get("node", []))
        ends = self._asked_of_ends(asked)
        lean = "pageInfo" not in listed and "cursor" not in edges
        lean = lean and asked.keys() <= _LEAN and ends <= _LEAN_PARTY
        return not asked.keys() <= _NARROW, not ends <= _NARROW_PARTY, lean

    def _asked_of_ends(self, related: Fields) -> set[str]:
        """Return what is asked of the parties at the ends of relationships, wherever these parties are shown.

        The party at the far end of one is the near one of those below it.
        """
        ends = self.below([*related.get("from", []), *related.get("to", [])])
        beyond = self._asked_of_ends(self._related(ends["relationships"])) if "relationships" in ends else set()
        return {*ends, *beyond}

    def party_wants(self, nodes: Iterable[FieldNode]) -> list[tuple[Want, list[Want]]]:
        below = self.below(nodes)
        wants: list[tuple[Want, list[Want]]] = [(Want(part), []) for name, part in _PLAIN.items() if name in below]
        for name, make in _WITH_ARGUMENTS.items():
            for node in below.get(name, []):
                wants += [(want, self._beyond(node, want)) for want in self._wanted(node, make)]
        return wants

    def _beyond(self, node: FieldNode, want: Want) -> list[Want]:
        """Return which relationships are asked of the parties at the far end of those that a field wants."""
        if want.direction is Direction.BOTH:
            return []
        ends = self._related([node]).get("to" if want.direction is Direction.OUT else "from", [])
        asked = self.below(ends).get("relationships", [])
        make = _WITH_ARGUMENTS["relationships"]
        return list(dict.fromkeys(want for one in asked for want in self._wanted(one, make)))

    def _wanted(self, node: FieldNode, make: Make) -> list[Want]:
        try:
            given = get_argument_values(self.party.fields[node.name.value], node, self.values)
            return [] if given.get("asOf") is not None else [make(given, self.columns([node]))]
        except (GraphQLError, BadInputError):
            return []


def relationships_want(given: Mapping[str, Any], columns: Columns) -> Want:
    """Return what the field `relationships` wants with these arguments."""
    kinds = given.get("kinds")
    wide, wide_other, lean = columns
    return Want(
        Part.RELATIONSHIPS,
        page(given["first"], given.get("after"), relationship_key),
        None if kinds is None else tuple(kinds),
        given["direction"],
        wide=wide,
        wide_other=wide_other,
        lean=lean,
    )


_WITH_ARGUMENTS: Mapping[str, Make] = {
    "accounts": lambda given, _: Want(Part.ACCOUNTS, page(given["first"], given.get("after"), account_key)),
    "relationships": relationships_want,
    "exposures": lambda _, __: Want(Part.EXPOSURES),
    "relationshipCounts": lambda _, __: Want(Part.COUNTS),
}
