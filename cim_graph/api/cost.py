"""What a query may cost, before it runs: about as many objects as its answer may hold.

An object costs 1 and a scalar nothing; what has to be computed first costs more. A list costs its length times one of
its items; the length is the field's `first` or `limit`, or the number of its `ids`, or what is assumed below. What a
field with `first` returns hands the length on to the lists in it, as a connection does to its edges; it costs no less
than the length, whatever is asked of it. An argument costs as many as the lists of its variables hold. Both branches of
a condition count, and a field that is asked for twice counts twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLCompositeType,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)
from graphql.utilities.coerce_input_value import coerce_default_value

from cim_graph.api.lengths import LENGTH_ARGUMENTS, literal, magnitude, size, variables_in
from cim_graph.api.limits import Limits, fragments_of, inner_selections
from cim_graph.kernel.errors import CostExceededError

ASSUMED_LENGTHS: Final[Mapping[str, int]] = {
    # what one party has
    "names": 3,
    "identifiers": 4,
    "addresses": 3,
    "contacts": 4,
    "records": 4,
    "exposures": 5,
    "relationshipCounts": 12,
    "connectedClientGroups": 2,
    "lineage": 4,
    "notes": 5,
    "paths": 2,
    "provenance": 10,
    "features": 10,
    # what is said of ownership
    "controllers": 5,
    "owners": 5,
    "reasons": 2,
    "warnings": 3,
    "fallback": 2,
    "through": 2,
    "ownershipRegimes": 6,
    # what a group is made of
    "members": 10,
    # what an assessment is made of
    "factors": 10,
    "propagated": 10,
    "riskSchemes": 5,
    "riskCounterfactuals": 3,
    "without": 3,
    "exceptions": 2,
    # what a relationship or a way is made of
    "sources": 2,
    "parties": 5,
    "relationships": 5,
    "partiesByIdentifier": 3,
    # the schema itself
    "types": 120,
    "fields": 12,
    "args": 3,
    "inputFields": 5,
    "enumValues": 8,
    "possibleTypes": 3,
    "interfaces": 2,
    "directives": 5,
}
"""How long a list is taken to be that has no argument for it, by the name of the field."""
ASSUMED_LENGTH: Final = 10
"""The same for every list that is not named above."""
COMPUTED: Final[Mapping[str, int]] = {
    "BeneficialOwnership": 300,
    "HoldingConnection": 300,
    "Control": 300,
    "PartySearchConnection": 500,
    "MatchExplanation": 200,
    "MatchCandidate": 1_000,
    "Effect": 5_000,
    "Neighbourhood": 2_000,
    "RiskAssessment": 500,
    "RiskAssessmentConnection": 500,
    "RiskDryRun": 20_000,
    "RiskCounterfactual": 5_000,
    "DealDecision": 5_000,
    "Path": 5_000,
}
"""What a field costs besides the objects it returns, by their type: the walk, and the computing over what it finds.

Some 100 are a millisecond.
"""
OF_FIELDS: Final[Mapping[str, int]] = {
    "path": 50,
    "Alert.paths": 50,
    "DealReason.paths": 50,
    "Mutation.allowDeal": 10_000,
    "Mutation.overrideRisk": 1_000,
}
"""The same of single fields, by their name, or that of their type before it: a way that is known already is only
fetched, and what is done by hand is weighed before.
"""
OF_THE_PAST: Final[Mapping[str, int]] = {
    "ConnectedClientGroup": 10_000,
    "ConnectedClientGroupConnection": 100_000,
}
"""What such a field costs more where a moment is asked about: groups of then are computed, those of all from the base.
"""
FREE: Final = ("Connection", "Edge", "PageInfo")
"""Ends of the names of types that only wrap what is paid for."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a selection costs: `fixed`, and beside it `per_item` times the length that its parent hands down.

    Where the parent hands none down, `assumed` stands for that product.
    """

    fixed: int = 0
    per_item: int = 0
    assumed: int = 0

    def of_page(self, length: int) -> int:
        """Return the price where the parent says how many items there are."""
        return self.fixed + length * self.per_item

    @property
    def alone(self) -> int:
        """Return the price where the parent says nothing."""
        return self.fixed + self.assumed


@dataclass(frozen=True, slots=True)
class Step:
    """A field on the way to what costs most: the length it asks for, and how much its arguments hold."""

    name: str
    length: int | None
    given: int
    node: FieldNode


_NOTHING = Price()


class Pricing:
    """The prices of one operation. Each selection set is priced once, so that fragments cost no time twice.

    The document must have passed `limits.check`; it need not be valid: what the schema does not know is free, since
    validation refuses it.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = fragments_of(document)
        self._variables = _with_defaults(operation, variables)
        queried = operation.operation is OperationType.QUERY  # what a mutation is given is what it is sent for
        self._sizes = {name: size(value) for name, value in variables.items()} if queried else {}
        self._priced: dict[int, Price] = {}

    def total(self) -> int:
        """Return the price of the operation."""
        root = self._schema.get_root_type(self._operation.operation)
        return self._set(self._operation.selection_set, root).alone if root else 0

    def dearest(self) -> list[Step]:
        """Return the way from the root along the dearest fields."""
        steps: list[Step] = []
        selections: SelectionSetNode | None = self._operation.selection_set
        parent: GraphQLCompositeType | None = self._schema.get_root_type(self._operation.operation)
        while selections and parent:
            prices = [self._selection(node, parent).alone for node in selections.selections]
            selection = selections.selections[prices.index(max(prices))]
            if isinstance(selection, FieldNode):
                length, given = self._length(selection, parent), self._given(selection)
                steps.append(Step(selection.name.value, length, given, selection))
            selections, parent = self._inside(selection, parent)
        return steps

    def _set(self, selections: SelectionSetNode, parent: GraphQLCompositeType) -> Price:
        known = self._priced.get(id(selections))
        if known is None:
            prices = [self._selection(node, parent) for node in selections.selections]
            known = Price(
                sum(price.fixed for price in prices),
                sum(price.per_item for price in prices),
                sum(price.assumed for price in prices),
            )
            self._priced[id(selections)] = known
        return known

    def _selection(self, node: SelectionNode, parent: GraphQLCompositeType) -> Price:
        selections, inside = self._inside(node, parent)
        given = self._given(node) if isinstance(node, FieldNode) else 0
        if selections is None or inside is None:
            return Price(given)
        inner = self._set(selections, inside)
        return self._field(node, parent, inner, given) if isinstance(node, FieldNode) else inner

    def _field(self, node: FieldNode, parent: GraphQLCompositeType, inner: Price, given: int) -> Price:
        field = self._definition(node, parent)
        if field is None:
            return _NOTHING
        returned = get_named_type(field.type).name
        itself, computed = 0 if returned.endswith(FREE) else 1, given + _computed(node, parent.name, returned)
        length = self._length(node, parent)
        if not _is_list(field):
            return Price(computed + itself + (inner.alone if length is None else max(length, inner.of_page(length))))
        item = itself + inner.alone
        if length is not None:
            return Price(computed + length * item)
        return Price(computed, item, item * ASSUMED_LENGTHS.get(node.name.value, ASSUMED_LENGTH))

    def _inside(
        self, node: SelectionNode, parent: GraphQLCompositeType
    ) -> tuple[SelectionSetNode | None, GraphQLCompositeType | None]:
        """Return what is selected in a field or fragment, and of what type."""
        if isinstance(node, FragmentSpreadNode):
            fragment = self._fragments.get(node.name.value)
            return (
                (fragment.selection_set, self._type(fragment.type_condition.name.value)) if fragment else (None, None)
            )
        if isinstance(node, InlineFragmentNode) and node.type_condition:
            return node.selection_set, self._type(node.type_condition.name.value)
        if isinstance(node, FieldNode):
            field = self._definition(node, parent)
            inside = get_named_type(field.type) if field else None
            return node.selection_set, inside if is_composite_type(inside) else None
        return inner_selections(node), parent

    def _type(self, name: str) -> GraphQLCompositeType | None:
        found = self._schema.get_type(name)
        return found if is_composite_type(found) else None

    def _definition(self, node: FieldNode, parent: GraphQLCompositeType) -> GraphQLField | None:
        return self._schema.get_field(parent, node.name.value)

    def _length(self, node: FieldNode, parent: GraphQLCompositeType) -> int | None:
        """Return how many items the arguments ask for, None where no argument says so."""
        field = self._definition(node, parent)
        for name in LENGTH_ARGUMENTS:
            if field and (argument := field.args.get(name)):
                return magnitude(self._value(node, name, argument))
        return None

    def _given(self, node: FieldNode) -> int:
        """Return how many items the lists hold that variables give to a field."""
        if not any(self._sizes.values()):
            return 0
        given = (item.value for item in node.arguments or () if item.name.value not in LENGTH_ARGUMENTS)
        named = chain.from_iterable(map(variables_in, given))
        return sum(self._sizes.get(name, 0) for name in named)

    def _value(self, node: FieldNode, name: str, argument: GraphQLArgument) -> object:
        given = next((item.value for item in node.arguments or () if item.name.value == name), None)
        if isinstance(given, VariableNode):
            value = self._variables.get(given.name.value)
        else:
            value = literal(given) if given else None
        return coerce_default_value(argument) if value is None else value


def check(pricing: Pricing, limits: Limits) -> int:
    """Return the price; raise a GraphQLError, caused by a CostExceededError, that names the field to page."""
    total = pricing.total()
    if total <= limits.cost:
        return total
    steps = pricing.dearest()
    place = max(range(len(steps)), key=lambda number: (steps[number].length or 0, steps[number].given, number))
    told = ".".join(step.name for step in steps[: place + 1])
    asked = f", which asks for {steps[place].length:,} at once" if steps[place].length else ""
    if steps[place].given > (steps[place].length or 0):
        asked = f", which is given lists of {steps[place].given:,}"
    amount = f"this query may return, or take the work of, {total:,} objects and {limits.cost:,} are allowed"
    text = f"{amount}; page {told}{asked}"
    raise GraphQLError(text, steps[place].node, original_error=CostExceededError(text))


def _with_defaults(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {
        node.variable.name.value: literal(node.default_value)
        for node in operation.variable_definitions or ()
        if node.default_value
    }
    return {**defaults, **variables}


def _computed(node: FieldNode, parent: str, returned: str) -> int:
    name = node.name.value
    itself = OF_FIELDS.get(f"{parent}.{name}", OF_FIELDS.get(name, COMPUTED.get(returned, 0)))
    past = any(argument.name.value == "asOf" for argument in node.arguments or ())
    return itself + (OF_THE_PAST.get(returned, 0) if past else 0)


def _is_list(field: GraphQLField) -> bool:
    kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    return isinstance(kind, GraphQLList)
