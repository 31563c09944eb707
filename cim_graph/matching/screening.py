"""Hits of lists: a list merges with nobody; a steward confirms or dismisses what resembles one of its entries.

A confirmed hit is a relationship of the role `screening-hit` from the party to the entry. A dismissed one stays
dismissed until one of the two records says something else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, cast

from cim_graph.commands.model import Context, Outcome
from cim_graph.graph.statement import Found, Ids, Read, Rows, Write
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, id_of, kind_of, name_digest, sequence_id
from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.matching.forming import Cause
from cim_graph.matching.judging import (
    JUDGE,
    WITHDRAW,
    JudgeMatch,
    Judging,
    Stewarding,
    Verdict,
    Withdrawing,
    WithdrawJudgement,
    reasoned,
    unchanged_since,
    unjudged_since,
)
from cim_graph.matching.listed import ListNamed
from cim_graph.matching.regrouping import regroup
from cim_graph.matching.reviewing import VERDICTS
from cim_graph.matching.sides import sides
from cim_graph.matching.turns import turn
from cim_graph.records.parse import parse
from cim_graph.relationships import landing as relationships
from cim_graph.relationships.drawing import Rules
from cim_graph.relationships.prepare import prepare

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph, Transaction
    from cim_graph.kernel.ranks import Rank
    from cim_graph.matching.models import Models
    from cim_graph.records.format import RelationshipRecord

KIND = "SCREENING"
SOURCE = "screening"
"""The source of the relationships that confirmed hits are."""
ROLE = "screening-hit"


@dataclass(frozen=True, slots=True)
class Screened:
    """A record, and whether it is an entry of a list."""

    id: str
    source: str
    key: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Lapsing:
    """Records that say something else since a moment."""

    ids: list[str]
    at: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that may be that of an entry of a list; `judged` is the last standing word on it, where there is one."""

    id: str
    listed: str
    source: str
    key: str
    party: str
    name: str | None
    status: str | None
    probability: float
    waits: bool
    judged: list[list[str]]

    @property
    def state(self) -> str:
        """What became of it."""
        if not self.judged:
            return "open" if self.waits else "not compared yet"
        return "confirmed" if self.judged[0][0] == "true" else "dismissed"


@dataclass(frozen=True, slots=True)
class Named:
    """The id of a judgement."""

    id: str


@dataclass(frozen=True, slots=True)
class WordOnHit:
    """A judgement on a hit."""

    id: str
    same: bool
    left: str
    right: str


SCREENED = Read("matching/screened", Ids, Screened)
LAPSE = Write("matching/lapse", Lapsing, Found)
HITS = Read("matching/hits", ListNamed, Hit)
WORD_OF = Read("matching/word_of", Named, WordOnHit)


async def hits(graph: "Graph", source: str) -> list[Hit]:
    """Return which records may be those of entries of a list, the most probable first."""
    return await graph.read(HITS(ListNamed(source)))


async def lapse(transaction: "Transaction", records: Sequence[str], at: str) -> None:
    """Open dismissed hits again whose record says something else."""
    if records:
        await transaction.run(LAPSE(Lapsing(sorted(records), at)))


class Screening:
    """Does what stewards say of hits, and leaves what they say of all else to who does that."""

    def __init__(self, rank: "Rank", models: "Models", stewarding: Stewarding) -> None:
        self._rank = rank
        self._models = models
        self._stewarding = stewarding

    async def judge(self, command: JudgeMatch, context: Context) -> Outcome[Verdict]:
        """Confirm or dismiss a hit, where one of the two is an entry of a list; else judge two records.

        Raises what judging raises.
        """
        found = await sides(context.transaction.run, [command.left, command.right])
        meant = [[id_] if kind_of(id_) is Kind.RECORD else found[id_].records for id_ in (command.left, command.right)]
        asked = sorted({id_ for ids in meant for id_ in ids})
        known = {row.id: row for row in await context.transaction.run(SCREENED(Ids(asked)))}
        listed = [any(known[id_].listed for id_ in ids if id_ in known) for ids in meant]
        if not any(listed):
            return await self._stewarding.judge(command, context)
        if all(listed):
            raise BadInputError("both are entries of lists; a list is screened against, and not merged")
        return await self._decide([_one(ids, known) for ids in meant], command, context)

    async def _decide(self, pair: Sequence[Screened], command: JudgeMatch, context: Context) -> Outcome[Verdict]:
        reason = reasoned(command.reason)
        rules = await turn(context.transaction, Rules(context.at[:10], context.at, self._rank))
        ids = [one.id for one in pair]
        await unjudged_since(context.transaction, [(ids[0], ids[1])], command.seen)
        await unchanged_since(context.transaction, command)
        touched: dict[str, int] = {}
        for said in await context.transaction.run(VERDICTS(_asked(ids))):
            if said.same == command.same:
                return Outcome(Verdict(said.id, await self._parties(ids, context)), changed=False)
            touched |= await self._take_back(WordOnHit(said.id, said.same, *ids), "judged anew", context, rules)
        id_ = Kind.JUDGEMENT + name_digest(sequence_id())
        by = context.actor.subject
        word = {"id": id_, "kind": KIND, "same": command.same, "by": by, "at": rules.at, "reason": reason}
        await context.transaction.run(JUDGE(Judging({**word, "together": False}, ids[:1], ids[1:])))
        if command.same:
            touched |= await self._relate(pair, context, rules)
        done = await self._formed(id_, ids, Cause(by, reason), context, rules)
        return replace(done, parties={**touched, **done.parties})

    async def withdraw(self, command: WithdrawJudgement, context: Context) -> Outcome[Verdict]:
        """Take back what was said of a hit, and the relationship that it is; or any other judgement."""
        rules = await turn(context.transaction, Rules(context.at[:10], context.at, self._rank))
        words = await context.transaction.run(WORD_OF(Named(command.id)))
        if not words:
            return await self._stewarding.withdraw(command, context)
        reason = reasoned(command.reason)
        [word] = words
        touched = await self._take_back(word, reason, context, rules)
        cause = Cause(context.actor.subject, f"withdrawn: {reason}")
        done = await self._formed(word.id, [word.left, word.right], cause, context, rules)
        return replace(done, parties={**touched, **done.parties})

    async def _take_back(self, word: WordOnHit, reason: str, context: Context, rules: Rules) -> dict[str, int]:
        await context.transaction.run(WITHDRAW(Withdrawing(word.id, rules.at, context.actor.subject, reason)))
        if not word.same:
            return {}
        fact = id_of(Kind.FACT, SOURCE, _hit(word.left, word.right))
        known = await relationships.standing(context.transaction, [fact])
        standing = [row for row in known.values() if row.is_known]
        return (await relationships.retract(context.transaction, standing, rules)).parties if standing else {}

    async def _relate(self, pair: Sequence[Screened], context: Context, rules: Rules) -> dict[str, int]:
        party, entry = sorted(pair, key=attrgetter("listed"))
        parsed = parse(
            {
                "type": "relationship",
                "source": SOURCE,
                "key": _hit(party.id, entry.id),
                "kind": RelationshipKind.RELATED_TO.value,
                "role": ROLE,
                "from": {"source": party.source, "key": party.key},
                "to": {"source": entry.source, "key": entry.key},
            }
        )
        fact = prepare(parsed, cast("RelationshipRecord", parsed.record))
        return (await relationships.land(context.transaction, [fact], rules)).parties

    async def _formed(
        self, judgement: str, ids: list[str], cause: Cause, context: Context, rules: Rules
    ) -> Outcome[Verdict]:
        """Let the pair wait, or wait no more."""
        matcher = await self._models.matcher(context.transaction.run)
        formed = await regroup(context.transaction, ids, matcher, cause, rules)
        parties = await self._parties(ids, context)
        detail = {"judgement": judgement, "records": ids, "reason": cause.reason}
        answer = Verdict(judgement, parties)
        return Outcome(answer, changed=True, parties=formed.parties, detail=detail, events=formed.events, about=parties)

    async def _parties(self, ids: Sequence[str], context: Context) -> list[str]:
        found = await sides(context.transaction.run, ids)
        return list(dict.fromkeys(found[id_].party for id_ in ids))


def _one(ids: Sequence[str], known: Mapping[str, Screened]) -> Screened:
    """Return the record that a hit is of; raise BadInputError where none stands, or it might be one of several."""
    standing = [known[id_] for id_ in ids if id_ in known]
    if len(standing) != 1:
        raise BadInputError(
            f"a hit is of one record, and {len(standing)} of this party stand; name the record, as `matchReviews` does"
        )
    return standing[0]


def _hit(one: str, other: str) -> str:
    """Return the id of a hit: that of the match of the two records."""
    return id_of(Kind.REVIEW, *sorted((one, other)))


def _asked(ids: Sequence[str]) -> Rows:
    return Rows([{"left": ids[0], "right": ids[1]}])
