"""Plans that are kept: bounded in number and in memory, whatever documents clients send."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graphql import DirectiveNode, ExecutableDefinitionNode, VariableNode, Visitor, visit

if TYPE_CHECKING:
    from graphql import GraphQLSchema

    from cim_graph.columnar.internals import Executor
    from cim_graph.columnar.plan import Plan

FIELD_BYTES: Final = 3_000
"""No less than a field of a plan takes; a test measures it."""
CHARACTER_BYTES: Final = 500
"""No less than a parsed document takes for each of its characters, tokens included; a test measures it."""
MOST_VARIANTS: Final = 32
"""Plans of one operation: one for each outcome of the variables of its @skip and @include."""

Key = tuple[int, ...]


@dataclass(slots=True)
class Operation:
    """An operation that has plans. Its nodes are kept, or their ids would be given to others.

    A variant without a plan is one that graphql-core runs. `faulty`: a plan of it has failed.
    """

    nodes: tuple[ExecutableDefinitionNode, ...]
    schema: "GraphQLSchema"
    conditions: tuple[str, ...]
    size: int
    variants: "dict[tuple[Any, ...], Plan | None]" = field(default_factory=dict)
    faulty: bool = False


class Plans:
    """The plans of the operations used last. An operation gets one when it comes again: one-off documents get none.

    `most` operations are kept, and about `most_bytes` of memory. `unplanned` is how many times graphql-core runs an
    operation before it is planned.
    """

    def __init__(self, most: int = 512, most_bytes: int = 64_000_000, unplanned: int = 1) -> None:
        self._most, self._most_bytes, self._unplanned = most, most_bytes, unplanned
        self._operations: OrderedDict[Key, Operation] = OrderedDict()
        self._seen: OrderedDict[Key, int] = OrderedDict()
        self.size = 0

    def __len__(self) -> int:
        return len(self._operations)

    def operation(self, executor: "Executor") -> Operation | None:
        """Return what is kept of the operation that is run; nothing where it is too new."""
        nodes = (executor.operation, *executor.fragment_definitions.values())
        key = (id(executor.schema), *map(id, nodes))
        found = self._operations.get(key)
        if found is not None:
            self._operations.move_to_end(key)
            return found
        if self._is_new((*key, *map(hash, _texts(nodes)))):
            return None
        found = Operation(nodes, executor.schema, _conditions(nodes), _characters(nodes) * CHARACTER_BYTES)
        self._operations[key] = found
        self._grow(found.size)
        return self._operations.get(key)  # it may be too large to be kept

    def plan(self, operation: Operation, executor: "Executor", make: "Callable[[], Plan]") -> "Plan | None":
        """Return the plan for the variables of an execution, made where there is none yet; nothing where none is to be.

        What `make` raises leaves graphql-core to run these variables from then on.
        """
        variant = tuple(map(executor.variable_values.coerced.get, operation.conditions))
        if variant not in operation.variants:
            if len(operation.variants) >= MOST_VARIANTS:
                return None
            operation.variants[variant] = None
            made = operation.variants[variant] = make()
            operation.size += made.fields * FIELD_BYTES
            self._grow(made.fields * FIELD_BYTES)
        return operation.variants[variant]

    def _is_new(self, key: Key) -> bool:
        """Count an operation that has no plan.

        No node of it is kept, so ids may mean others later. With the hash of the text a plan is made early at worst.
        """
        times = self._seen.pop(key, 0)
        if times >= self._unplanned:
            return False
        self._seen[key] = times + 1
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return True

    def _grow(self, size: int) -> None:
        self.size += size
        while self.size > self._most_bytes or len(self._operations) > self._most:
            if not self._operations:
                break
            _, dropped = self._operations.popitem(last=False)
            self.size -= dropped.size


class _Conditions(Visitor):
    """Collects the variables that @skip and @include look at."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        """Take the variables of a directive."""
        if node.name.value in {"skip", "include"}:
            values = (argument.value for argument in node.arguments or ())
            self.names.update(value.name.value for value in values if isinstance(value, VariableNode))


def _conditions(nodes: Iterable[ExecutableDefinitionNode]) -> tuple[str, ...]:
    finder = _Conditions()
    for node in nodes:
        visit(node, finder)
    return tuple(sorted(finder.names))


def _characters(nodes: Iterable[ExecutableDefinitionNode]) -> int:
    """Return the length of the text that nodes were parsed from: all of a document is kept with one of its nodes."""
    return max(map(len, _texts(nodes)), default=0)


def _texts(nodes: Iterable[ExecutableDefinitionNode]) -> list[str]:
    return [node.loc.source.body for node in nodes if node.loc]
