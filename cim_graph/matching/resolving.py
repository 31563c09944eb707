"""Records find their party: compared with what is stored, linked, and their parties formed anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cim_graph.commands.model import Context, Outcome
from cim_graph.matching.forming import Formed, by_model
from cim_graph.matching.linking import hold, link
from cim_graph.matching.pairs import Keyed, keyed
from cim_graph.matching.regrouping import regroup
from cim_graph.relationships.drawing import Rules

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.kernel.ranks import Rank
    from cim_graph.matching.matcher import Matcher
    from cim_graph.matching.models import Models


@dataclass(frozen=True, slots=True)
class ResolveRecords:
    """Records are to find their parties."""

    ids: tuple[str, ...]
    name: str = field(default="resolveRecords", init=False)

    def answer_type(self) -> type[int]:
        """Return the class of the answer: how many records belong to another party now."""
        return int


class ResolveRecordsHandler:
    """Compares records with all that are stored."""

    def __init__(self, rank: "Rank", models: "Models") -> None:
        self._rank = rank
        self._models = models

    async def __call__(self, command: ResolveRecords, context: Context) -> Outcome[int]:
        """Let records find their parties."""
        rules = Rules(context.at[:10], context.at, self._rank)
        matcher, rules = await self._models.turn(context.transaction, rules)
        came = await keyed(context.transaction.run, command.ids)
        formed = await resolve(context.transaction, command.ids, came, matcher, rules)
        detail = {"model": matcher.model.version, "records": len(command.ids), "moved": formed.moved}
        return Outcome(
            formed.moved, changed=formed.moved > 0, parties=formed.parties, detail=detail, events=formed.events
        )


async def resolve(
    transaction: "Transaction", records: Sequence[str], came: Mapping[str, Keyed], matcher: "Matcher", rules: Rules
) -> Formed:
    """Compare records that came, or changed, with all that are stored, and form the parties around them, in a turn.

    `came` is what those of them say that stand.
    """
    matches = await matcher.matches(transaction.run, list(came.values()), transaction.beside)
    before = await link(transaction, records, matches, matcher.model.version)
    if not before and not any(match.is_same for match in matches):
        # Nobody is of one party with these, and nobody was: at most a steward has something to say.
        if matches:
            await hold(transaction, records, {})
        return Formed()
    return await regroup(transaction, {*records, *before}, matcher, by_model(matcher.model.version), rules)


async def release(transaction: "Transaction", records: Sequence[str], matcher: "Matcher", rules: Rules) -> Formed:
    """Form the parties around records that were taken back, in a turn: what only they held together falls apart."""
    before = await link(transaction, records, [], matcher.model.version)
    return await regroup(transaction, {*records, *before}, matcher, by_model(matcher.model.version), rules)
