"""A steward's desk: pairs that wait, one at a time with what is at stake, and the words given on them, to be undone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Empty, Ids, Read
from cim_graph.kernel.errors import ConflictError, NotFoundError
from cim_graph.kernel.pages import Page
from cim_graph.matching.judging import JudgeMatch, WithdrawJudgement
from cim_graph.matching.reviewing import Explained, ReviewRow, Word, explained, queue, reviews_by_ids, words

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.matching.models import Models

LOOKED_AT = 50
"""Pairs of the queue that are read at once."""


@dataclass(frozen=True, slots=True)
class StakeRow:
    """What is at stake with a match, as it is read; the sides are what a Holder has, `owed` currencies and amounts."""

    id: str
    held: str | None
    left: list[Any]
    right: list[Any]
    owed: list[list[str]]


@dataclass(frozen=True, slots=True)
class Queued:
    """How many pairs wait."""

    pairs: int


@dataclass(frozen=True, slots=True)
class Holder:
    """The party of one of the two records, and how much hangs on it."""

    id: str
    name: str | None
    status: str | None
    records: int
    relationships: int


@dataclass(frozen=True, slots=True)
class Stake:
    """What is at stake with a pair: both parties, what they owe by currency, and why the match was not followed."""

    held: str | None
    left: Holder
    right: Holder
    owed: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Case:
    """A pair of records that waits for a steward: both records, why they match, what is at stake."""

    row: ReviewRow
    why: Explained
    stake: Stake


STAKES = Read("matching/stakes", Ids, StakeRow)
QUEUED = Read("matching/queued", Empty, Queued)


@dataclass(slots=True)
class Desk:
    """Gives out pairs that wait, none twice but those whose word was undone, and takes what a steward says of them."""

    graph: "Graph"
    commands: "Commands"
    actor: "Actor"
    models: "Models"
    _seen: set[str] = field(default_factory=set)
    _given: list[tuple[str, str]] = field(default_factory=list)
    """Pairs with the judgement that was given on each, in order."""
    _again: list[str] = field(default_factory=list)

    async def waiting(self) -> int:
        """Return how many pairs wait."""
        [counted] = await self.graph.read(QUEUED(Empty()))
        return counted.pairs

    async def next(self) -> Case | None:
        """Return the most valuable pair that was not given out yet, or nothing where none is left."""
        while (row := await self._row()) is not None:
            self._seen.add(row.id)
            if found := await cases(self.graph, self.models, [row]):
                return found[0]
        return None

    async def _row(self) -> ReviewRow | None:
        if self._again:
            return next(iter(await reviews_by_ids(self.graph, [self._again.pop()])), None) or await self._row()
        after: str | None = ""
        while after is not None:
            page = await queue(self.graph, Page(LOOKED_AT, after))
            if (row := next((row for row in page.items if row.id not in self._seen), None)) is not None:
                return row
            after = page.items[-1].place if page.has_next else None
        return None

    async def judge(self, case: Case, reason: str, *, same: bool) -> Word | None:
        """Judge a pair; where somebody else did so meanwhile nothing is done, and that word is returned.

        Raises ConflictError where a record says something else by now than what was shown.
        """
        pair = case.row.pair
        if (word := (await words(self.graph, [pair])).get(pair)) is not None:
            return word
        seen = case.why.word.id if case.why.word else ""
        try:
            command = JudgeMatch(*pair, same, reason, seen, case.row.versions)
            verdict = await self.commands.execute(self.graph, self.actor, command)
        except ConflictError:
            if (word := (await words(self.graph, [pair])).get(pair)) is not None:
                return word
            raise
        self._given.append((case.row.id, verdict.judgement))
        return None

    async def undo(self, case: Case | None, reason: str) -> bool:
        """Withdraw the last word that was given here; its pair comes next, and after it the one that lies open.

        Answers whether there was one; raises NotFoundError where somebody has withdrawn it meanwhile, ConflictError
        where it cannot be withdrawn now.
        """
        if not self._given:
            return False
        review, judgement = self._given[-1]
        try:
            await self.commands.execute(self.graph, self.actor, WithdrawJudgement(judgement, reason))
        except NotFoundError:
            self._given.pop()
            raise
        self._given.pop()
        self._again += [case.row.id, review] if case is not None else [review]
        return True


async def cases(graph: "Graph", models: "Models", rows: Sequence[ReviewRow]) -> list[Case]:
    """Return what a steward sees of pairs; those of which a record was taken back are left out."""
    if not rows:
        return []
    why = await explained(graph, models, [row.pair for row in rows])
    stakes = {row.id: _stake(row) for row in await graph.read(STAKES(Ids([row.id for row in rows])))}
    return [
        Case(row, answer, stakes[row.id])
        for row, answer in zip(rows, why, strict=True)
        if answer is not None and row.id in stakes
    ]


def _stake(row: StakeRow) -> Stake:
    return Stake(row.held, Holder(*row.left), Holder(*row.right), _sums(row.owed))


def _sums(owed: Iterable[Sequence[str]]) -> Mapping[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in owed:
        sums[currency] += Decimal(amount)
    return dict(sorted(sums.items()))
