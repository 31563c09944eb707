"""How a document is run: parsed, measured, priced, validated, executed; what can be kept of that is done once."""

from asyncio import timeout
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Protocol, cast

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    execute,
    specified_rules,
    subscribe,
    validate,
)
from prometheus_client import Counter
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types.execution import ExecutionResult, PreExecutionError

from cim_graph.api import cost, lengths, limits
from cim_graph.api.errors import translated
from cim_graph.api.limits import Limits
from cim_graph.api.lookahead import Ahead
from cim_graph.api.room import Room
from cim_graph.columnar import ColumnarExecutor, Outcome, Plans
from cim_graph.kernel.errors import BadInputError, CimError, UnavailableError

if TYPE_CHECKING:
    from strawberry.types.graphql import OperationType as StrawberryOperationType

    from cim_graph.settings import Settings

KEPT_CHARACTERS = 200_000
"""Documents are kept up to this length in all: a parsed one takes up to a kilobyte a character."""
KEPT_PRICES = 200
"""So many combinations of lengths are remembered of a document, with their prices."""
MOST_ERRORS = 20
"""What is wrong with a document is told up to this number: each error looks for names that may have been meant."""
_TOO_LONG = "this query took longer than is allowed; ask for less, or raise CIM_REQUEST_SECONDS"
_NO_ROOM = "other dear queries left no room for this one; try again, or ask for less"
_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)


OPERATIONS = Counter("cim_operations", "Operations of clients by who ran them", ["by"])
_RAN = {outcome: OPERATIONS.labels(outcome.value) for outcome in Outcome}


class Columns(ColumnarExecutor):
    """Runs operations by columns, and counts who ran them."""

    plans = Plans()

    def ran(self, outcome: Outcome) -> None:
        """Count an operation."""
        _RAN[outcome].inc()


class _Context(Protocol):
    ahead: Ahead
    room: Room

    @property
    def settings(self) -> "Settings": ...

    def spend(self, price: int) -> None: ...

    def let_go(self) -> None: ...


@dataclass(slots=True)
class Document:
    """A document that is no larger than allowed; what validation says of it, once asked; what it cost.

    `errors` are those where the schema may be asked for, and those where not. `lengths` are the variables that decide
    its price; `ahead`: what its fields ask further down.
    """

    tree: DocumentNode
    lengths: tuple[str, ...]
    ahead: Ahead
    errors: dict[bool, tuple[GraphQLError, ...]] = field(default_factory=dict)
    prices: dict[object, int] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation of that name, or the only one; BadInputError where that is not to be decided."""
        found = [node for node in self.tree.definitions if isinstance(node, OperationDefinitionNode)]
        if name:
            found = [node for node in found if node.name and node.name.value == name]
        if len(found) != 1:
            raise BadInputError(
                f"the document has {len(found)} operations called {name}"
                if name
                else f"the document has {len(found)} operations; say in operationName which one is to run"
            )
        return found[0]


class Documents:
    """Documents that were measured; those used last are kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, Limits], Document] = OrderedDict()
        self._characters = 0

    def measured(self, text: str, allowed: Limits) -> Document:
        """Return a document; GraphQLSyntaxError where it is none, CimError where it is too large or runs in circles."""
        found = self._kept.get((text, allowed))
        if found is None:
            tree = limits.parsed(text, allowed)
            limits.check(tree, allowed)
            return self._keep(text, allowed, Document(tree, lengths.length_variables(tree), Ahead(tree)))
        self._kept.move_to_end((text, allowed))
        return found

    def _keep(self, text: str, allowed: Limits, document: Document) -> Document:
        self._kept[text, allowed] = document
        self._characters += len(text)
        while self._characters > KEPT_CHARACTERS:
            (dropped, _), _ = self._kept.popitem(last=False)
            self._characters -= len(dropped)
        return document


class Schema(strawberry.Schema):
    """A strawberry schema whose documents are limited and kept, and whose errors carry the contract's codes.

    graphql-core runs them without further layers: strawberry's hooks for extensions take as long again as a small
    query, so extensions are not run. The context that an operation runs with has the settings, for their limits.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 (strawberry's own)
        super().__init__(*args, **options)
        self.documents = Documents()

    async def execute(  # noqa: PLR0913, PLR0917 (strawberry's own)
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,  # noqa: ANN401
        root_value: Any = None,  # noqa: ANN401
        operation_name: str | None = None,
        allowed_operation_types: "Iterable[StrawberryOperationType] | None" = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Run an operation; a PreExecutionError where it was refused before it began."""
        del root_value, operation_extensions
        try:
            document = self.documents.measured(query or "", Limits.of(cast("_Context", context_value).settings))
            _allow(document.operation(operation_name), allowed_operation_types)
        except (GraphQLError, CimError) as error:
            return PreExecutionError(None, [translated(error)])
        return await self.run(document, operation_name, variable_values, context_value)

    async def run(
        self, document: Document, name: str | None, variables: dict[str, Any] | None, context: "_Context"
    ) -> ExecutionResult:
        """Run an operation of a document that has been measured, if it is affordable and valid."""
        try:
            price = self._price(document, name, variables or {}, context)
            context.spend(price)
        except (GraphQLError, CimError) as error:
            return PreExecutionError(None, [translated(error)])
        if errors := self._errors(document, context.settings):
            return PreExecutionError(None, list(errors))
        context.ahead = document.ahead
        queried = document.operation(name).operation is OperationType.QUERY
        begun = False
        try:
            async with (
                timeout(context.settings.request_seconds if queried else None),
                context.room.taken(price if queried else 0),
            ):
                begun = True
                running = execute(
                    self._schema,
                    document.tree,
                    context_value=context,
                    variable_values=variables,
                    operation_name=name,
                    executor_class=Columns if context.settings.columnar else self.execution_context_class,
                    is_awaitable=cast("Any", optimized_is_awaitable),
                    operation_extensions=None,
                    hide_suggestions=not context.settings.introspection,
                )
                return _answer(await running if isawaitable(running) else running)
        except TimeoutError:
            return PreExecutionError(None, [translated(UnavailableError(_TOO_LONG if begun else _NO_ROOM))])
        finally:
            context.let_go()

    async def follow(
        self, document: Document, name: str | None, variables: dict[str, Any] | None, context: "_Context"
    ) -> AsyncGenerator[ExecutionResult, None]:
        """Yield what a subscription comes to, event by event; each costs what a query does that shows the same."""
        try:
            price = self._price(document, name, variables or {}, context)
            context.spend(price)
            if errors := self._errors(document, context.settings):
                yield PreExecutionError(None, list(errors))
                return
            async with aclosing(self._events(document, name, variables, context)) as events:
                async for result in events:
                    yield _answer(result)
                    context.spend(price)
        except (GraphQLError, CimError) as error:
            yield PreExecutionError(None, [translated(error)])
        except Exception as error:  # noqa: BLE001 (the log has it, and the client that something went wrong)
            yield PreExecutionError(None, [translated(GraphQLError(str(error), path=[], original_error=error))])
        finally:
            context.let_go()

    async def _events(
        self, document: Document, name: str | None, variables: dict[str, Any] | None, context: "_Context"
    ) -> AsyncGenerator[Any, None]:
        context.ahead = document.ahead
        beginning = subscribe(
            self._schema,
            document.tree,
            context_value=context,
            variable_values=variables,
            operation_name=name,
            executor_class=self.execution_context_class,
            operation_extensions=None,
        )
        begun: Any = await beginning if isawaitable(beginning) else beginning
        if not isinstance(begun, AsyncGenerator):
            yield begun
            return
        async with aclosing(begun) as results:
            async for result in results:
                yield result

    def _price(self, document: Document, name: str | None, variables: Mapping[str, Any], context: "_Context") -> int:
        key = (name, context.settings.max_cost, *lengths.lengths(document.lengths, variables))
        price = document.prices.get(key)
        if price is None:
            pricing = cost.Pricing(self._schema, document.tree, document.operation(name), variables)
            price = cost.check(pricing, Limits.of(context.settings))
            if len(document.prices) < KEPT_PRICES:
                document.prices[key] = price
        return price

    def _errors(self, document: Document, settings: "Settings") -> tuple[GraphQLError, ...]:
        known = settings.introspection
        if known not in document.errors:
            rules = _RULES if known else (*_RULES, NoSchemaIntrospectionCustomRule)
            found = validate(self._schema, document.tree, rules, MOST_ERRORS, hide_suggestions=not known)
            document.errors[known] = tuple(translated(error) for error in found)
        return document.errors[known]


async def only(result: ExecutionResult) -> AsyncGenerator[ExecutionResult, None]:
    """Yield one result."""
    yield result


def _allow(operation: OperationDefinitionNode, allowed: "Iterable[StrawberryOperationType] | None") -> None:
    if allowed is not None and operation.operation.value not in {kind.value for kind in allowed}:
        raise BadInputError(f"a {operation.operation.value} cannot be sent like this; send it by POST")


def _answer(result: Any) -> ExecutionResult:  # noqa: ANN401 (graphql-core's result of any executor)
    if not result.errors:
        return ExecutionResult(result.data, None)
    errors = [translated(error) for error in result.errors]
    begun = result.data is not None or any(error.path for error in errors)
    return (ExecutionResult if begun else PreExecutionError)(result.data, errors)
