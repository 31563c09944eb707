"""The executor that graphql-core is given: documents by columns where that is covered, else as ever."""

import logging
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from graphql import OperationType

from cim_graph.columnar.internals import CollectedErrors, StrawberryExecutor, strawberry_schema_of
from cim_graph.columnar.plan import Plan, TooLargeError
from cim_graph.columnar.plans import Operation, Plans
from cim_graph.columnar.run import Run
from cim_graph.columnar.waiting import step

if TYPE_CHECKING:
    from graphql import GraphQLObjectType
    from graphql.execution.collect_fields import GroupedFieldSet

Data = dict[str, Any] | None
Again = Callable[[Exception], Any]
"""Runs an operation from the beginning, by graphql-core, because of a fault."""

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """Who ran an operation, and why.

    `columns`: this room. Graphql-core ran the others: `mutation`: those are always its own; `new`: it came for the
    first time; `uncovered`: this room does not cover it; `failed`: this room began, and met a fault of its own.
    """

    COLUMNS = "columns"
    MUTATION = "mutation"
    NEW = "new"
    UNCOVERED = "uncovered"
    FAILED = "failed"


class ColumnarExecutor(StrawberryExecutor):
    """Runs queries by columns. `plans` are kept by the class: a subclass with plans of its own shares none.

    Parsing, validation, variables, arguments, errors and the answer stay graphql-core's and strawberry's. Mutations
    and subscriptions are theirs altogether, so no fault here can make one run twice.
    """

    plans: ClassVar[Plans] = Plans()

    def ran(self, outcome: Outcome) -> None:
        """Hear who ran an operation; a subclass may count it."""

    def execute_root_grouped_field_set(
        self,
        root_type: "GraphQLObjectType",
        root_value: Any,  # noqa: ANN401 (graphql-core's own)
        grouped_field_set: "GroupedFieldSet",
        serially: bool,
        position_context: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401 (the data, or an awaitable of it)
        """Run an operation whose fields have been collected: graphql-core calls it once for each."""

        def by_core(outcome: Outcome) -> Any:  # noqa: ANN401
            self.ran(outcome)
            run = super(ColumnarExecutor, self).execute_root_grouped_field_set
            return run(root_type, root_value, grouped_field_set, serially, position_context)

        planned = Outcome.MUTATION if serially else self._planned(root_type, grouped_field_set)
        if isinstance(planned, Outcome):
            return by_core(planned)
        operation, plan = planned

        def again(fault: Exception) -> Any:  # noqa: ANN401
            self._give_up(operation, fault)
            self.collected_errors = CollectedErrors()
            return by_core(Outcome.FAILED)

        return self._by_columns(plan, root_value, again)

    def _planned(self, root_type: "GraphQLObjectType", grouped: "GroupedFieldSet") -> tuple[Operation, Plan] | Outcome:
        """Return the operation and its plan, or why it has none."""
        if not _covers(self):
            return Outcome.UNCOVERED
        operation = self.plans.operation(self)
        if operation is None:
            return Outcome.NEW
        plan = self._plan(operation, root_type, grouped)
        return Outcome.UNCOVERED if plan is None else (operation, plan)

    def _by_columns(self, plan: Plan, root_value: object, again: Again) -> Any:  # noqa: ANN401 (see above)
        run = Run(self)
        try:
            done, value = step(plan.run(run, root_value))
        except Exception as fault:  # noqa: BLE001 (errors of resolvers are caught: this is one of ours)
            return again(fault)
        if not done:
            return self._finished(value, again)
        self.ran(Outcome.COLUMNS)
        # graphql-core answers with an awaitable where there was one, even if nothing had to wait
        return _at_once(value) if run.awaited else value

    async def _finished(self, coming: Awaitable[Data], again: Again) -> Data:
        try:
            data = await coming
        except Exception as fault:  # noqa: BLE001 (see above)
            answer = again(fault)
            data = await answer if self.is_awaitable(answer) else answer
        else:
            self.ran(Outcome.COLUMNS)
        return data

    def _plan(self, operation: Operation, root_type: "GraphQLObjectType", grouped: "GroupedFieldSet") -> Plan | None:
        if operation.faulty:
            return None
        try:
            return self.plans.plan(operation, self, lambda: Plan(self, root_type, grouped))
        except TooLargeError:
            return None
        except Exception as fault:  # noqa: BLE001 (what cannot be planned is graphql-core's)
            self._give_up(operation, fault)
            return None

    def _give_up(self, operation: Operation, fault: Exception) -> None:
        """Leave an operation to graphql-core from now on, and say so once."""
        if not operation.faulty:
            operation.faulty = True
            name = self.operation.name.value if self.operation.name else "without a name"
            log.error("graphql-core runs the operation %s from now on", name, exc_info=fault)


async def _at_once(data: Data) -> Data:
    return data


def _covers(executor: ColumnarExecutor) -> bool:
    manager = executor.middleware_manager
    schema = executor.schema
    return (
        executor.operation.operation is OperationType.QUERY
        and not (manager and manager.middlewares)  # a schema extension with `resolve`
        and executor.abort_signal is None
        and executor.hooks is None
        and executor.error_propagation
        and not any(fragment.variable_signatures for fragment in executor.fragments.values())
        and schema.get_directive("defer") is None
        and schema.get_directive("stream") is None
        and strawberry_schema_of(schema) is not None
    )
