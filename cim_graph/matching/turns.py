"""Turns: whoever changes which records are of one party does so alone, and later than whoever did before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Write
from cim_graph.kernel.times import moment_text

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.relationships.drawing import Rules

LEAST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Known:
    """The version that one has already, and since when its keys that are too common are known; or nothing is asked."""

    version: str | None
    at: str | None


@dataclass(frozen=True, slots=True)
class Active:
    """The version that decides, if any, and when keys were last found to be too common.

    Its document and these keys, as words, only where they are not those that are known.
    """

    version: str | None
    document: str | None
    at: str
    crowded: list[str] | None


@dataclass(frozen=True, slots=True)
class Turn(Active):
    """What decides, and when something last became of parties; empty where nothing ever did."""

    last: str


TURN = Write("matching/turn", Known, Turn)


async def turn(transaction: "Transaction", rules: "Rules") -> "Rules":
    """Wait for the turn, and return the rules with a moment later than all that became of parties before.

    A command's moment is that of its beginning: of two that wait for each other the later one may come first.
    """
    [taken] = await transaction.run(TURN(Known(None, None)))
    return later(rules, taken)


def later(rules: "Rules", taken: Turn) -> "Rules":
    """Return the rules with a moment later than all that became of parties before the turn."""
    if not taken.last:
        return rules
    return rules.not_before([moment_text(datetime.fromisoformat(taken.last) + LEAST)])
