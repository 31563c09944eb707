"""Who is the same: what stewards decide, and what became of parties."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import NoReturn

import strawberry

from cim_graph.api.base import Connection, Info, Node, connection
from cim_graph.api.changing import check_changes, standing_under
from cim_graph.api.lookup import check_open, closed_among, closed_of_named, found_by_what_they_carry, parties_by_ids
from cim_graph.api.masking import Mask
from cim_graph.api.party import Party, SourceRecord, source_record
from cim_graph.api.scalars import JSON, DateTime
from cim_graph.approvals.wire import written
from cim_graph.columnar import batched
from cim_graph.kernel.errors import NotFoundError, ProposedError
from cim_graph.kernel.ids import Kind, id_of, same_name
from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import NOW
from cim_graph.matching import lineage as service
from cim_graph.matching import reviewing
from cim_graph.matching.gathering import is_left
from cim_graph.matching.judging import JudgeMatch, SplitParty, Verdict, WithdrawJudgement
from cim_graph.matching.model.explanation import Explained as Compared
from cim_graph.matching.model.formation import LineageKind
from cim_graph.matching.overriding import OverrideField
from cim_graph.parties.provenance import Provenance
from cim_graph.records.special import comparable

strawberry.enum(LineageKind)


@strawberry.enum(description="What a model, or a steward, says of two records.")
class MatchDecision(StrEnum):
    """What is said of two records."""

    SAME = "SAME"
    REVIEW = "REVIEW"
    DIFFERENT = "DIFFERENT"


_OF_DECISIONS = {MatchDecision.SAME: 1.0, MatchDecision.REVIEW: 0.5, MatchDecision.DIFFERENT: 0.0}
"""What is told of a probability whose digits would tell what is hidden."""


@strawberry.enum
class ReviewKind(StrEnum):
    """What a steward is asked."""

    IDENTITY = "IDENTITY"
    SCREENING = "SCREENING"


@strawberry.type(
    description=(
        "`weight` is in bits: log2 of how much likelier this evidence is among matches than among non-matches."
    )
)
class MatchFeature:
    """One feature of two records."""

    name: str
    left: str | None
    right: str | None
    level: str
    weight: float


@strawberry.type
class MatchExplanation:
    """Why two records do, or do not, match."""

    probability: float
    decision: MatchDecision
    rule: str = strawberry.field(description="What decided: the score, a rule that no score outweighs, or a steward.")
    prior: float = strawberry.field(description="Bits that any two records start with.")
    relatives: float = strawberry.field(description="Bits that are taken off for what relatives share, too.")
    features: list[MatchFeature]


@strawberry.type(description="An existing party that a record would match.")
class MatchCandidate:
    """An existing party that a record would match."""

    party: Party
    probability: float
    explanation: MatchExplanation


@strawberry.type(description="A steward's word on records: it outlives every run, until it is withdrawn.")
class Judgement(Node):
    """A steward's word on records."""

    same: bool
    by: str
    at: DateTime
    reason: str
    withdrawn: bool


@strawberry.type
class LineageEvent(Node):
    """What became of parties."""

    kind: LineageKind
    at: DateTime
    by: str
    reason: str | None
    parties: list[strawberry.ID] = strawberry.field(description="The survivor first.")
    records: list[strawberry.ID]


async def _judgements(reviews: "Sequence[MatchReview]", info: Info) -> list[Judgement | None]:
    pairs = [review.row.pair for review in reviews]
    said = await reviewing.words(info.context.graph, pairs)
    return [None if (word := said.get(pair)) is None else judgement_of(word) for pair in pairs]


async def _explanations(reviews: "Sequence[MatchReview]", info: Info) -> list[MatchExplanation]:
    context = info.context
    answers = await reviewing.explained(context.graph, context.models, [review.row.pair for review in reviews])
    shut = await closed_among(info, (id_ for review in reviews for id_ in review.row.pair))
    return [
        explanation_of(answer, context.mask, review.row.left[0], shut=not shut.isdisjoint(review.row.pair))
        if answer
        else _gone()
        for review, answer in zip(reviews, answers, strict=True)
    ]


def _gone() -> NoReturn:
    raise NotFoundError("a record has just been taken back; ask again")


@strawberry.type(description="Two records that a steward has to judge, side by side.")
class MatchReview(Node):
    """Two records that a steward has to judge."""

    row: strawberry.Private[reviewing.ReviewRow]
    kind: ReviewKind
    left: SourceRecord
    right: SourceRecord
    judgement: Judgement | None = batched(_judgements)
    explanation: MatchExplanation = batched(_explanations)


@strawberry.type
class FieldProvenance:
    """Where a golden value comes from."""

    field: str
    value: JSON | None
    record: SourceRecord | None
    rule: str = strawberry.field(description="The rule that chose it; of what a steward pinned, who did and why.")


@strawberry.type(description="What a write did: done at once, or now a change request that waits for another person.")
class WriteResult:
    """What a write did."""

    parties: list[Party]
    review: MatchReview | None
    change_request: strawberry.ID | None


def explanation_of(
    answer: reviewing.Explained | reviewing.Candidate, mask: Mask, about: str, *, shut: bool = False
) -> MatchExplanation:
    """Return an explanation as the API has it; a steward's word stands above the model's.

    Of a party that is closed to the caller no feature is told, nor why somebody judged it: levels alone would tell what
    somebody guesses. So it is with features of special category that the caller may not see. Where such a feature
    weighs something, the probability is that of the decision: from guess to guess its digits would tell all the same.
    """
    found, word = answer.explanation, getattr(answer, "word", None)
    decision, rule = MatchDecision(found.decision), found.rule
    if word is not None:
        decision = MatchDecision.SAME if word.same else MatchDecision.DIFFERENT
        rule = f"judged by {word.by}: {word.reason}"
    shown = [] if shut else [one for one in found.features if mask.shows(one.feature, about)]
    told = MatchExplanation(
        probability=found.probability,
        decision=decision,
        rule=rule,
        prior=found.prior,
        relatives=found.relatives,
        features=list(map(_feature, shown)),
    )
    if shut or any(one.weight for one in found.features if one not in shown):
        return _roughly(told, "judged" if word else "closed to you")
    return told


def _roughly(told: MatchExplanation, rule: str) -> MatchExplanation:
    """Return an explanation without the numbers by which what is hidden could be worked out."""
    return replace(told, probability=_OF_DECISIONS[told.decision], rule=rule, prior=0.0, relatives=0.0)


def _feature(one: Compared) -> MatchFeature:
    return MatchFeature(name=one.feature, left=one.left, right=one.right, level=one.level, weight=one.weight)


def review_of(row: reviewing.ReviewRow) -> MatchReview:
    """Return a pair of records as the API has it."""
    left, right = map(source_record, row.records)
    return MatchReview(id=strawberry.ID(row.id), row=row, kind=ReviewKind(row.kind), left=left, right=right)


async def reviews(info: Info, page: Page) -> Connection[MatchReview]:
    """Return the pairs that wait for a steward, but for those of parties that are closed to the caller."""
    while True:
        found = await reviewing.queue(info.context.graph, page)
        shut = await closed_among(info, (id_ for row in found.items for id_ in row.pair))
        shown = [row for row in found.items if shut.isdisjoint(row.pair)]
        if shown or not found.has_next or not found.items:
            return connection(replace(found, items=shown), review_of)
        page = replace(page, after=found.items[-1].place)


async def explained(info: Info, left: str, right: str) -> MatchExplanation:
    """Explain two records or parties."""
    shut = await closed_of_named(info, (left, right))
    answer = await reviewing.why(info.context.graph, info.context.models, left, right)
    return explanation_of(answer, info.context.mask, left, shut=bool(shut))


async def candidates(info: Info, record: JSON, limit: int) -> list[MatchCandidate]:
    """Return the parties that a record would match, the best first; closed ones where their decision puts them."""
    asked = comparable(record, info.context.rights.sees)
    found = await reviewing.found(info.context.graph, info.context.models, asked, limit)
    parties = await found_by_what_they_carry(info, [one.party for one in found], NOW)
    mask = info.context.mask
    there = [
        MatchCandidate(party=party, probability=why.probability, explanation=why)
        for one, party in zip(found, parties, strict=True)
        if party is not None
        for why in (explanation_of(one, mask, party.id, shut=party.id in mask.closed),)
    ]
    return sorted(there, key=partial(_rank, mask)) if mask.closed else there


def _rank(mask: Mask, one: MatchCandidate) -> tuple[float, str]:
    """Return what puts candidates in order where some are closed: of these nothing but the decision counts."""
    return -_OF_DECISIONS[one.explanation.decision], one.party.id if one.party.id in mask.closed else ""


def judgement_of(row: service.JudgementRow | reviewing.Word) -> Judgement:
    """Return a judgement as the API has it."""
    return Judgement(
        id=strawberry.ID(row.id),
        same=row.same,
        by=row.by,
        at=DateTime(row.at),
        reason=row.reason,
        withdrawn=row.withdrawn,
    )


def provenance_of(row: Provenance) -> FieldProvenance:
    """Return where a golden value comes from as the API has it."""
    record = None if row.record is None else source_record(row.record)
    return FieldProvenance(field=row.field, value=JSON(row.value), record=record, rule=row.rule)


def event_of(row: service.LineageRow) -> LineageEvent:
    """Return an event as the API has it."""
    return LineageEvent(
        id=strawberry.ID(row.id),
        kind=LineageKind(row.kind),
        at=DateTime(row.at),
        by=row.by,
        reason=row.reason,
        parties=list(map(strawberry.ID, row.parties)),
        records=list(map(strawberry.ID, row.records)),
    )


async def decisions_by_ids(info: Info, ids: Sequence[str]) -> dict[str, Node | None]:
    """Return judgements and events by their ids, and pairs for whom `matchReviews` shows them, too.

    Judgements and pairs of parties that are closed to the caller are left out.
    """
    graph = info.context.graph
    found: dict[str, Node | None] = {
        row.id: judgement_of(row) for row in await service.judgements_by_ids(graph, await _open_judgements(info, ids))
    }
    if info.context.rights.can("readMatches"):
        rows = await reviewing.reviews_by_ids(graph, ids)
        shut = await closed_among(info, (id_ for row in rows for id_ in row.pair))
        found |= {row.id: review_of(row) for row in rows if shut.isdisjoint(row.pair)}
    return found | {row.id: event_of(row) for row in await _shown(info, await service.events_by_ids(graph, ids))}


async def _open_judgements(info: Info, ids: Sequence[str]) -> list[str]:
    """Return which of these ids are not of judgements on parties that are closed to the caller."""
    scope = info.context.rights.scope
    if scope.whole:
        return list(ids)
    stands = await standing_under(info, [{"command": "withdrawJudgement", "id": id_} for id_ in ids])
    return [id_ for id_ in ids if all(scope.opens(*party.area) for party in stands.parties([id_]).values())]


async def _shown(info: Info, rows: Sequence[service.LineageRow]) -> list[service.LineageRow]:
    """Return events as the caller may see them: of a closed party nobody is told why something became of it."""
    shut = await closed_among(info, (id_ for row in rows for id_ in row.parties))
    return [row if shut.isdisjoint(row.parties) else replace(row, reason=None) for row in rows]


async def feed(info: Info, page: Page) -> Connection[LineageEvent]:
    """Return merges and splits in order."""
    found = await service.feed(info.context.graph, page)
    return connection(replace(found, items=await _shown(info, found.items)), event_of)


async def done(info: Info, command: JudgeMatch | SplitParty | WithdrawJudgement | OverrideField) -> WriteResult:
    """Do what a steward says; raise ForbiddenError where it is about a party that is closed to them."""
    context = info.context
    await check_open(info, _about(command))
    await check_changes(info, written(command) or ())
    try:
        verdict: Verdict = await context.commands.execute(context.graph, context.actor, command)
    except ProposedError as proposed:
        return WriteResult(parties=[], review=None, change_request=strawberry.ID(proposed.request))
    if await is_left(context.graph):
        context.afterwards.gather(context.graph, context.commands, context.actor)
    parties = await parties_by_ids(info, verdict.parties, NOW)
    there = [party for party in parties if party is not None]
    return WriteResult(parties=there, review=await _review(info, command), change_request=None)


def _about(command: object) -> Sequence[str]:
    match command:
        case JudgeMatch():
            return command.left, command.right
        case SplitParty():
            return command.id, *command.records
        case OverrideField():
            return (command.party,)
        case _:
            return ()


async def _review(info: Info, command: object) -> MatchReview | None:
    """Return the pair that was judged, where the model had something to say of it."""
    if not isinstance(command, JudgeMatch):
        return None
    id_ = id_of(Kind.REVIEW, *sorted(same_name(one, Kind.RECORD) for one in (command.left, command.right)))
    rows = await reviewing.reviews_by_ids(info.context.graph, [id_])
    return review_of(rows[0]) if rows else None
