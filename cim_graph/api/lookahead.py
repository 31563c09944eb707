"""Looking ahead: what a query asks further down, so that one statement brings several levels where it can."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    SelectionSetNode,
)
from graphql.execution.values import VariableValues, get_argument_values

from cim_graph.accounts.model import account_key
from cim_graph.api.base import Info
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.pages import page
from cim_graph.kernel.vocabulary import Direction
from cim_graph.profiles.model import Part, Want, relationship_key

if TYPE_CHECKING:
    from graphql import GraphQLInterfaceType

Fragments = Mapping[str, FragmentDefinitionNode]
Fields = Mapping[str, list[FieldNode]]
Columns = tuple[bool, bool]

_PLAIN = {part.value: part for part in (Part.NAMES, Part.IDENTIFIERS, Part.ADDRESSES, Part.CONTACTS, Part.RECORDS)}
_NARROW = frozenset({"id", "kind", "share", "voting", "role", "from", "to", "__typename"})
_NARROW_PARTY = frozenset({"id", "kind", "status", "name", "__typename"})
_FETCHED = frozenset({*_PLAIN, "accounts", "exposures", "relationships", "relationshipCounts"})


def fields_below(nodes: Iterable[FieldNode], fragments: Fragments) -> Fields:
    """Return the fields that are selected right below these nodes, by name, whatever their alias or type condition.

    Each fragment is visited once.
    """
    found: dict[str, list[FieldNode]] = defaultdict(list)
    seen: set[str] = set()
    for node in nodes:
        for field in _fields(node.selection_set, fragments, seen):
            found[field.name.value].append(field)
    return found


def _fields(selected: SelectionSetNode | None, fragments: Fragments, seen: set[str]) -> Iterator[FieldNode]:
    for selection in selected.selections if selected else ():
        if isinstance(selection, FieldNode):
            yield selection
        elif isinstance(selection, InlineFragmentNode):
            yield from _fields(selection.selection_set, fragments, seen)
        elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
            seen.add(selection.name.value)
            yield from _fields(fragments[selection.name.value].selection_set, fragments, seen)


def linked_columns(info: Info) -> Columns:
    """Whether `relationships` is asked for more than what every relationship, and every party at its end, brings."""
    raw = info._raw_info  # noqa: SLF001 (strawberry gives no other way to the nodes of the query)
    known = info.context.columns
    key = tuple(map(id, raw.field_nodes))  # a node of a fragment may be merged with others, here and not there
    if key not in known:
        known[key] = _columns(raw.field_nodes, raw.fragments)
    return known[key]


def _related(nodes: Iterable[FieldNode], fragments: Fragments) -> Fields:
    """Return the fields that are asked of each relationship below fields that list them."""
    edges = fields_below(nodes, fragments).get("edges", [])
    return fields_below(fields_below(edges, fragments).get("node", []), fragments)


def _columns(nodes: Iterable[FieldNode], fragments: Fragments) -> Columns:
    asked = _related(nodes, fragments)
    ends = fields_below([*asked.get("from", []), *asked.get("to", [])], fragments)
    return not asked.keys() <= _NARROW, not ends.keys() <= _NARROW_PARTY | _FETCHED


def party_wants(info: Info, nodes: Iterable[FieldNode]) -> list[tuple[Want, list[Want]]]:
    """Return what a query asks of each party right below these nodes, and of the parties that this leads to.

    A field with a moment of its own, or with arguments that make no sense, is left to its own resolver; so is what lies
    beyond relationships of both directions, of which either end may be the far one.
    """
    raw = info._raw_info  # noqa: SLF001 (strawberry gives no other way to the nodes of the query)
    below = fields_below(nodes, raw.fragments)
    wants: list[tuple[Want, list[Want]]] = [(Want(part), []) for name, part in _PLAIN.items() if name in below]
    for name, make in _WITH_ARGUMENTS.items():
        for node in below.get(name, []):
            wants += [(want, _beyond(info, node, want)) for want in _wanted(info, node, make)]
    return wants


def _beyond(info: Info, node: FieldNode, want: Want) -> list[Want]:
    """Return which relationships are asked of the parties at the far end of those that a field wants."""
    if want.direction is Direction.BOTH:
        return []
    fragments = info._raw_info.fragments  # noqa: SLF001 (strawberry gives no other way to the nodes of the query)
    ends = _related([node], fragments).get("to" if want.direction is Direction.OUT else "from", [])
    asked = fields_below(ends, fragments).get("relationships", [])
    make = _WITH_ARGUMENTS["relationships"]
    return list(dict.fromkeys(want for one in asked for want in _wanted(info, one, make)))


def _wanted(info: Info, node: FieldNode, make: Callable[[Mapping[str, Any], Columns], Want]) -> list[Want]:
    raw = info._raw_info  # noqa: SLF001 (strawberry gives no other way to the nodes of the query)
    party = cast("GraphQLInterfaceType", raw.schema.get_type("Party"))
    try:
        given = get_argument_values(party.fields[node.name.value], node, VariableValues({}, info.variable_values))
        return [] if given.get("asOf") is not None else [make(given, _columns([node], raw.fragments))]
    except (GraphQLError, BadInputError):
        return []


def relationships_want(given: Mapping[str, Any], columns: Columns) -> Want:
    """Return what the field `relationships` wants with these arguments."""
    kinds = given.get("kinds")
    wide, wide_other = columns
    return Want(
        Part.RELATIONSHIPS,
        page(given["first"], given.get("after"), relationship_key),
        None if kinds is None else tuple(kinds),
        given["direction"],
        wide=wide,
        wide_other=wide_other,
    )


_WITH_ARGUMENTS: Mapping[str, Callable[[Mapping[str, Any], Columns], Want]] = {
    "accounts": lambda given, _: Want(Part.ACCOUNTS, page(given["first"], given.get("after"), account_key)),
    "relationships": relationships_want,
    "exposures": lambda _, __: Want(Part.EXPOSURES),
    "relationshipCounts": lambda _, __: Want(Part.COUNTS),
}
