"""What a steward may do: judge two records, withdraw a judgement, take records out of a party."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from cim_graph.commands.model import Context, Outcome
from cim_graph.graph.statement import Empty, Found, Rows, Write
from cim_graph.kernel.errors import BadInputError, ConflictError, NotFoundError
from cim_graph.kernel.ids import Kind, kind_of, name_digest, sequence_id
from cim_graph.kernel.printable import check_printable
from cim_graph.matching.forming import Cause, standings_of
from cim_graph.matching.model.judgements import Judged, replaced
from cim_graph.matching.regrouping import judged_around, regroup
from cim_graph.matching.reviewing import VERDICTS, Pair
from cim_graph.matching.sides import Side, sides
from cim_graph.matching.turns import turn
from cim_graph.relationships.drawing import Rules

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.kernel.ranks import Rank
    from cim_graph.matching.models import Models

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Judging:
    """A judgement to be kept."""

    judgement: dict[str, Any]
    left: list[str]
    right: list[str]


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """A judgement to be withdrawn: by whom, when and why."""

    id: str
    at: str
    by: str
    reason: str


JUDGE = Write("matching/judge", Judging, Empty)
WITHDRAW = Write("matching/withdraw", Withdrawing, Found)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a steward's word brought about: the judgement, and the parties that are concerned."""

    judgement: str
    parties: list[str]


@dataclass(frozen=True, slots=True)
class JudgeMatch:
    """Two records, or parties, are of one party, or are not.

    `seen` is the judgement that was shown with them, empty where none was; without it, it does not matter. Neither does
    what the two records say without `versions`, those in which they were shown.
    """

    left: str
    right: str
    same: bool
    reason: str
    seen: str | None = None
    versions: tuple[int, ...] | None = None
    name: str = field(default="judgeMatch", init=False)

    def answer_type(self) -> type[Verdict]:
        """Return the class of the answer."""
        return Verdict


@dataclass(frozen=True, slots=True)
class WithdrawJudgement:
    """A judgement no longer stands."""

    id: str
    reason: str
    name: str = field(default="withdrawJudgement", init=False)

    def answer_type(self) -> type[Verdict]:
        """Return the class of the answer."""
        return Verdict


@dataclass(frozen=True, slots=True)
class SplitParty:
    """Records of a party are a party of their own."""

    id: str
    records: tuple[str, ...]
    reason: str
    name: str = field(default="splitParty", init=False)

    def answer_type(self) -> type[Verdict]:
        """Return the class of the answer."""
        return Verdict


class Stewarding:
    """Does what stewards say."""

    def __init__(self, rank: "Rank", models: "Models") -> None:
        self._rank = rank
        self._models = models

    async def judge(self, command: JudgeMatch, context: Context) -> Outcome[Verdict]:
        """Keep a judgement on two records, and form their parties by it.

        Of a party, all of its records are judged. Raises NotFoundError for an id that names no record and no party,
        BadInputError for two that are one or of two kinds, ConflictError where it contradicts another judgement.
        """
        reason = reasoned(command.reason)
        rules = await self._turn(context)
        found = await sides(context.transaction.run, [command.left, command.right])
        left, right = _meant(command.left, found), _meant(command.right, found)
        await unjudged_since(context.transaction, product(left, right), command.seen)
        await unchanged_since(context.transaction, command)
        if both := sorted(set(left) & set(right)):
            raise BadInputError(f"both sides are the record {both[0]}; name two records")
        kinds = sorted({found[command.left].kind, found[command.right].kind})
        if command.same and len(kinds) > 1:
            raise BadInputError(f"{kinds[0]} and {kinds[1]} are never one party; mend the type of the record first")
        return await self._decide(
            _judged(context.actor.subject, rules.at, (left, right), reason, same=command.same), context, rules
        )

    async def split(self, command: SplitParty, context: Context) -> Outcome[Verdict]:
        """Take records out of a party into one of their own.

        Raises BadInputError for records that are not of the party, or all that it has.
        """
        reason = reasoned(command.reason)
        rules = await self._turn(context)
        [side] = (await sides(context.transaction.run, [command.id])).values()
        wanted = sorted(set(command.records))
        if not wanted:
            raise BadInputError("`records` is empty; name the records that are to leave")
        if strange := sorted(set(wanted) - set(side.records)):
            raise BadInputError(f"the party {side.party} has no record {strange[0]}; `party.records` lists them")
        if not (rest := sorted(set(side.records) - set(wanted))):
            raise BadInputError("these are all records of the party; at least one has to stay")
        judgement = _judged(context.actor.subject, rules.at, (wanted, rest), reason, same=False)
        return await self._decide(replace(judgement, together=True), context, rules)

    async def withdraw(self, command: WithdrawJudgement, context: Context) -> Outcome[Verdict]:
        """Take a judgement back, and form the parties that it held together or apart anew."""
        reason = reasoned(command.reason)
        rules = await self._turn(context)
        asked = Withdrawing(command.id, rules.at, context.actor.subject, reason)
        records = [row.id for row in await context.transaction.run(WITHDRAW(asked))]
        if not records:
            raise NotFoundError(f"no judgement {command.id[:40]!r} stands")
        cause = Cause(context.actor.subject, f"withdrawn: {reason}")
        return await self._formed(command.id, records, context, cause, rules)

    async def _turn(self, context: Context) -> Rules:
        return await turn(context.transaction, Rules(context.at[:10], context.at, self._rank))

    async def _decide(self, judgement: Judged, context: Context, rules: Rules) -> Outcome[Verdict]:
        records = [*judgement.left, *judgement.right]
        standing = await judged_around(context.transaction, records)
        if said := next(filter(judgement.repeats, standing), None):
            return Outcome(
                Verdict(said.id, _parties((await sides(context.transaction.run, records)).values())), changed=False
            )
        for one in replaced(standing, judgement):
            because = f"judged anew as {judgement.id}: {judgement.reason}"
            await context.transaction.run(WITHDRAW(Withdrawing(one.id, rules.at, judgement.by, because)))
        kept = {name: value for name, value in asdict(judgement).items() if name not in {"left", "right"}}
        await context.transaction.run(JUDGE(Judging(kept, judgement.left, judgement.right)))
        return await self._formed(judgement.id, records, context, Cause(judgement.by, judgement.reason), rules)

    async def _formed(
        self, judgement: str, records: Sequence[str], context: Context, cause: Cause, rules: Rules
    ) -> Outcome[Verdict]:
        matcher = await self._models.matcher(context.transaction.run)
        formed = await regroup(context.transaction, records, matcher, cause, rules)
        parties = _parties((await sides(context.transaction.run, records)).values())
        detail = {"judgement": judgement, "records": list(records), "reason": cause.reason}
        answer = Verdict(judgement, parties)
        return Outcome(answer, changed=True, parties=formed.parties, detail=detail, events=formed.events, about=parties)


async def unjudged_since(transaction: "Transaction", pairs: Iterable[Pair], seen: str | None) -> None:
    """Raise ConflictError where another judgement than the one that was shown stands on any of these pairs."""
    if seen is None:
        return
    rows = [{"left": left, "right": right} for left, right in pairs]
    words = await transaction.run(VERDICTS(Rows(rows)))
    if seen and all(word.id != seen for word in words):
        raise ConflictError(f"the judgement {seen[:40]} that you saw stands no longer; look at the pair again")
    for word in words:
        if word.id != seen:
            verdict = "the same" if word.same else "different"
            raise ConflictError(
                f"{word.by} judged them {verdict} meanwhile ({word.id}: {word.reason}); look at the pair again, and "
                "judge anew if you see it otherwise"
            )


async def unchanged_since(transaction: "Transaction", command: JudgeMatch) -> None:
    """Raise ConflictError where a record says something else than what was shown, and was judged by."""
    if command.versions is None:
        return
    ids = (command.left, command.right)
    if len(command.versions) != len(ids) or any(kind_of(id_) is not Kind.RECORD for id_ in ids):
        raise BadInputError("`versions` are those of two records that were shown; name both records, and two versions")
    stand = await standings_of(transaction, ids)
    for id_, shown in zip(ids, command.versions, strict=True):
        if stand[id_].edition != shown:
            raise ConflictError(
                f"the record {id_} says something else since it was shown (version {stand[id_].edition}, you saw "
                f"{shown}); look at the pair again"
            )


def reasoned(text: str) -> str:
    """Check why somebody decides something; raise BadInputError where that says nothing, or too much."""
    reason = " ".join(text.split())
    if not reason:
        raise BadInputError("`reason` is empty; say why, whoever reads the trail has to understand it")
    if len(reason) > LONGEST_REASON:
        raise BadInputError(f"`reason` has {len(reason)} characters; say it in at most {LONGEST_REASON}")
    check_printable("`reason`", reason)
    return reason


def _meant(id_: str, found: Mapping[str, Side]) -> list[str]:
    side = found[id_]
    if kind_of(id_) is Kind.RECORD:
        if not side.stands:
            raise BadInputError(f"the record {id_} was taken back; there is nothing to judge")
        return [id_]
    if not side.records:
        raise BadInputError(f"all records of the party {id_} were taken back; there is nothing to judge")
    return side.records


def _parties(concerned: Iterable[Side]) -> list[str]:
    return list(dict.fromkeys(side.party for side in concerned))


def _judged(by: str, at: str, sides: tuple[list[str], list[str]], reason: str, *, same: bool) -> Judged:
    id_ = Kind.JUDGEMENT + name_digest(sequence_id())
    return Judged(id_, same=same, together=False, left=sides[0], right=sides[1], by=by, at=at, reason=reason)
