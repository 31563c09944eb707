"""What an answer shows of special category is in the trail before the answer leaves."""

from contextlib import aclosing
from typing import TYPE_CHECKING

from strawberry.types.execution import ExecutionResult, PreExecutionError

from cim_graph.access.reads import Reads
from cim_graph.access.trail import entry_of_reads
from cim_graph.api.errors import translated
from cim_graph.kernel.errors import CimError
from cim_graph.kernel.times import moment_text, system_clock

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from cim_graph.api.context import Context


class Seen:
    """Keeps what requests have seen, those that come together in one transaction."""

    def __init__(self) -> None:
        self._reads = Reads()

    async def kept(self, context: "Context", result: ExecutionResult) -> ExecutionResult:
        """Return the result once the trail holds what it shows; what kept it from that in its place."""
        if not context.seen:
            return result
        try:
            entry = entry_of_reads(context.actor, context.seen, moment_text(system_clock()))
            await self._reads.keep(context.graph, entry)
            context.seen.clear()  # a subscription goes on to show what it has not shown yet
        except CimError as error:
            return PreExecutionError(None, [translated(error)])
        return result

    async def followed(
        self, context: "Context", results: "AsyncGenerator[ExecutionResult, None]"
    ) -> "AsyncGenerator[ExecutionResult, None]":
        """Yield results once the trail holds what each shows; the first that it cannot hold is the last."""
        async with aclosing(results):
            async for result in results:
                kept = await self.kept(context, result)
                yield kept
                if kept is not result:
                    return
