"""A write that an operator types: a command like every other, so the trail keeps its text."""

from dataclasses import dataclass, field

from cim_graph.commands.model import Context, Outcome
from cim_graph.graph.adhoc import Answer


@dataclass(frozen=True, slots=True)
class RunStatement:
    """A statement is to be run, and at most so many of its rows are to be answered."""

    text: str
    most: int
    name: str = field(default="runStatement", init=False)

    def answer_type(self) -> type[Answer]:
        """Return the class of the answer."""
        return Answer


async def run_statement(command: RunStatement, context: Context) -> Outcome[Answer]:
    """Run the statement; which parties it changes is not known."""
    answer = await context.transaction.ask(command.text, command.most)
    return Outcome(answer, changed=True, detail={"statement": command.text})
