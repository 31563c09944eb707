"""What is kept of deliveries: who delivers for a webhook, how far it has come, what has to be tried again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cim_graph.commands.model import Outcome
from cim_graph.events.rounds import Fate, Result
from cim_graph.events.store import OF_WEBHOOKS, TURN
from cim_graph.events.webhook_store import (
    BURY,
    CLAIM,
    DUE,
    KEEP,
    SETTLE,
    TAKEN,
    Burying,
    Claimed,
    Claiming,
    Keeping,
    One,
    Settling,
)
from cim_graph.graph.statement import Ids

if TYPE_CHECKING:
    from cim_graph.commands.model import Context


@dataclass(frozen=True, slots=True)
class ClaimWebhooks:
    """Webhooks that are owed something, and that nobody serves, are to be served by one alone for a time."""

    holder: str
    milliseconds: int
    most: int
    name: str = field(default="claimWebhooks", init=False)

    def answer_type(self) -> type[list[Claimed]]:
        """Return the class of the answer."""
        return list


@dataclass(frozen=True, slots=True)
class SettleRound:
    """A round of deliveries is over: how far it came, and what became of each. Held on for so long; 0 lets go."""

    webhook: str
    holder: str
    cursor: int
    results: Sequence[Result]
    milliseconds: int
    name: str = field(default="settleRound", init=False)

    def answer_type(self) -> type[bool]:
        """Return the class of the answer: whether it counts; it does not where another has the webhook since."""
        return bool


async def claim_webhooks(command: ClaimWebhooks, context: "Context") -> Outcome[list[Claimed]]:
    """Claim. The trail keeps neither this nor deliveries: each would be told to be delivered."""
    await context.transaction.run(TURN(OF_WEBHOOKS))
    claiming = Claiming(command.holder, command.milliseconds, command.most)
    return Outcome(await context.transaction.run(CLAIM(claiming)), changed=False)


async def settle_round(command: SettleRound, context: "Context") -> Outcome[bool]:
    """Keep what became of a round, if the webhook is still held by whoever made it."""
    await context.transaction.run(TURN(OF_WEBHOOKS))
    if not await context.transaction.run(SETTLE(_settling(command, context.at))):
        return Outcome(answer=False, changed=False)
    kept = [result for result in command.results if result.fate is not Fate.TAKEN]
    taken = [_id(command, result) for result in command.results if result.fate is Fate.TAKEN and result.letter.kept]
    dead = [_id(command, result) for result in kept if result.fate is Fate.DEAD]
    if taken:
        await context.transaction.run(TAKEN(Ids(taken)))
    if kept:
        await context.transaction.run(KEEP(Keeping(command.webhook, [_row(command, result) for result in kept])))
    if dead:
        await context.transaction.run(BURY(Burying(dead, context.at)))
    if taken or kept:
        await context.transaction.run(DUE(One(command.webhook)))
    return Outcome(answer=True, changed=False)


def _settling(command: SettleRound, at: str) -> Settling:
    errors = [result.error for result in command.results if result.error]
    taken = sum(result.fate is Fate.TAKEN for result in command.results)
    error = errors[-1] if errors else None
    return Settling(command.webhook, command.holder, command.cursor, taken, command.milliseconds, error, at)


def _id(command: SettleRound, result: Result) -> str:
    return f"{command.webhook}:{result.letter.happening.place}"


def _row(command: SettleRound, result: Result) -> dict[str, Any]:
    return {
        "id": _id(command, result),
        "place": result.letter.happening.place,
        "attempts": result.attempts,
        "wait": result.wait,
        "error": result.error,
    }
