"""Words of a steward on many pairs, carried out one by one: what is done stays done, whenever the rest fails."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cim_graph.kernel.errors import BadInputError, ConflictError, NotFoundError, ProposedError
from cim_graph.kernel.times import moment_text, system_clock
from cim_graph.matching.judging import JudgeMatch
from cim_graph.matching.lineage import judgements_by_ids

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Decision:
    """What a line of a file decides of two records or parties.

    `fault` says what is wrong with the line, where anything is; `same` is nothing then.
    """

    line: int
    left: str
    right: str
    same: bool | None
    reason: str
    fault: str | None = None


class Result(StrEnum):
    """What became of a decision: `stood` where the same was judged before, `proposed` where others have to approve."""

    JUDGED = "judged"
    STOOD = "stood"
    REFUSED = "refused"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a decision: the judgement that stands now and the parties, or why it was refused.

    `request` is the change request as which it waits.
    """

    decision: Decision
    result: Result
    judgement: str | None = None
    parties: tuple[str, ...] = ()
    refusal: str | None = None
    request: str | None = None


async def carry_out(
    graph: "Graph", commands: "Commands", actor: "Actor", decisions: Iterable[Decision]
) -> AsyncIterator[Carried]:
    """Carry decisions out in order, each in a transaction of its own, and tell of each what became of it.

    What is judged already stands as it is, so that a run that was cut short can be done again.
    """
    for decision in decisions:
        try:
            yield await _carried(graph, commands, actor, decision)
        except ProposedError as proposed:
            yield Carried(decision, Result.PROPOSED, request=proposed.request)
        except (BadInputError, NotFoundError, ConflictError) as error:
            yield Carried(decision, Result.REFUSED, refusal=str(error))


async def _carried(graph: "Graph", commands: "Commands", actor: "Actor", decision: Decision) -> Carried:
    if decision.fault is not None or decision.same is None:
        return Carried(decision, Result.REFUSED, refusal=decision.fault)
    begun = moment_text(system_clock())
    command = JudgeMatch(decision.left, decision.right, decision.same, decision.reason)
    verdict = await commands.execute(graph, actor, command)
    [judgement] = await judgements_by_ids(graph, [verdict.judgement])
    result = Result.STOOD if judgement.at < begun else Result.JUDGED
    return Carried(decision, result, verdict.judgement, tuple(verdict.parties))
