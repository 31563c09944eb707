"""What is left to be moved when large parties merged, or are to part: a batch at a time, by whoever comes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cim_graph.commands.model import Context, Event, Outcome
from cim_graph.graph.statement import Empty, Ids, Read, Write
from cim_graph.matching.forming import Cause, Formed
from cim_graph.matching.parts import LEAVING, READY, parts_of
from cim_graph.matching.regrouping import regroup
from cim_graph.matching.turns import turn
from cim_graph.relationships.drawing import TOUCH, Rules

if TYPE_CHECKING:
    from asyncio import Event as Stop

    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph, Transaction
    from cim_graph.kernel.actor import Actor
    from cim_graph.kernel.ranks import Rank
    from cim_graph.matching.models import Models

BATCH = 10_000
"""Relationships that are moved in one transaction."""


@dataclass(frozen=True, slots=True)
class Next:
    """The part that is moved next: with which party it answers, whose relationships lie there, how far it is.

    `by` and `reason` say who has its records leave, where they do.
    """

    part: str
    whole: str
    records: list[str]
    state: str | None
    by: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A relationship that has to be moved: the party at its other end, its id, and what shows that it is the same."""

    other: str
    id: str
    facts: list[str]
    known_from: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A part, and how many relationships of it at most."""

    part: str
    most: int


@dataclass(frozen=True, slots=True)
class Moving:
    """Relationships that go to a part, or come from it."""

    part: str
    leaving: bool
    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Moved:
    """How many relationships were moved."""

    number: int


@dataclass(frozen=True, slots=True)
class Stated:
    """A part and how far it is."""

    part: str
    state: str | None


@dataclass(frozen=True, slots=True)
class Gone:
    """Whether a part is gone."""

    gone: bool


PART = Read("matching/part", Empty, Next)
STATE = Write("matching/state", Stated, Empty)
END_PART = Write("matching/end_part", Asked, Gone)
COMING = Read("relationships/coming", Asked, Found)
LEFT = Read("relationships/leaving", Asked, Found)
MOVE = Write("relationships/move", Moving, Moved)


@dataclass(frozen=True, slots=True)
class MoveParts:
    """Relationships of a part are to be moved, at most so many; or the part is to end where none is left."""

    most: int
    name: str = field(default="moveParts", init=False)

    def answer_type(self) -> type[bool]:
        """Return the class of the answer: whether there was a part."""
        return bool


class MovePartsHandler:
    """Moves what is left of merges and splits."""

    def __init__(self, rank: "Rank", models: "Models") -> None:
        self._rank = rank
        self._models = models

    async def __call__(self, command: MoveParts, context: Context) -> Outcome[bool]:
        """Move a batch; where nothing is left, end the part, or let its records leave the party."""
        transaction = context.transaction
        if not await transaction.run(PART(Empty())):
            return Outcome(answer=False, changed=False)
        rules = await turn(transaction, Rules(context.at[:10], context.at, self._rank))
        found = await transaction.run(PART(Empty()))  # whoever had the turn before may have ended it
        if not found:
            return Outcome(answer=True, changed=False)
        [part] = found
        asked = Asked(part.part, command.most)
        rows = [] if part.state == READY else await transaction.run((LEFT if part.state else COMING)(asked))
        if rows:
            moved, parties = await _moved(transaction, part, rows)
            detail = {"part": part.part, "party": part.whole, "relationships": moved}
            return Outcome(answer=True, changed=True, parties=parties, detail=detail)
        if part.state is None:
            await transaction.run(END_PART(asked))
            return Outcome(answer=True, changed=False)
        formed = await self._parted(transaction, part, rules)
        detail = {"part": part.part, "party": part.whole, "reason": part.reason}
        events: Sequence[Event] = formed.events
        return Outcome(answer=True, changed=bool(events), parties=formed.parties, detail=detail, events=events)

    async def _parted(self, transaction: "Transaction", part: Next, rules: Rules) -> Formed:
        """Let the records of a part leave, now that their relationships have gathered there.

        If they are to stay after all, since somebody judged anew, these go back.
        """
        await transaction.run(STATE(Stated(part.part, READY)))
        matcher = await self._models.matcher(transaction.run)
        formed = await regroup(transaction, part.records, matcher, Cause(part.by, part.reason), rules)
        left = await parts_of(transaction, [part.whole])
        if any(one.part == part.part for one in left) and all(one.state != LEAVING for one in left):
            await transaction.run(STATE(Stated(part.part, None)))
        return formed


async def _moved(transaction: "Transaction", part: Next, rows: Sequence[Found]) -> tuple[int, dict[str, int]]:
    """Move relationships, and answer how many, and the parties at their ends with their new versions."""
    ids = sorted({part.whole, *(row.other for row in rows)})
    parties = {row.id: row.version for row in await transaction.run(TOUCH(Ids(ids)))}
    wanted = [{"other": one.other, "id": one.id, "facts": one.facts, "known_from": one.known_from} for one in rows]
    [moved] = await transaction.run(MOVE(Moving(part.part, part.state == LEAVING, wanted)))
    return moved.number, parties


async def is_left(graph: "Graph") -> bool:
    """Return whether anything is left of merges and splits."""
    return bool(await graph.read(PART(Empty())))


async def gather(graph: "Graph", commands: "Commands", actor: "Actor", stop: "Stop | None" = None) -> None:
    """Move all that is left of merges and splits, until `stop` is set: safe to be run by several at once, and twice."""
    while not (stop and stop.is_set()) and await commands.follow(graph, actor, MoveParts(BATCH)):
        pass
