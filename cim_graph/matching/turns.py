"""Turns: whoever changes which records are of one party does so alone, and later than whoever did before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Empty, Write
from cim_graph.kernel.times import moment_text

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.relationships.drawing import Rules

LEAST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """When something last became of parties; empty where nothing ever did."""

    last: str


TURN = Write("matching/turn", Empty, Turn)


async def turn(transaction: "Transaction", rules: "Rules") -> "Rules":
    """Wait for the turn, and return the rules with a moment later than all that became of parties before.

    A command's moment is that of its beginning: of two that wait for each other the later one may come first.
    """
    [taken] = await transaction.run(TURN(Empty()))
    if not taken.last:
        return rules
    return rules.not_before([moment_text(datetime.fromisoformat(taken.last) + LEAST)])
