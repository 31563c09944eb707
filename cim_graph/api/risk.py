"""Risk: schemes, assessments, what travelled to a party, and what would be."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

import strawberry

from cim_graph.access.rights import Special
from cim_graph.api.base import AsOfInput, Info, Node, moment, of_level, of_row
from cim_graph.api.grouped import Shown
from cim_graph.api.lookup import check_open, closed_among, parties_at, parties_by_ids
from cim_graph.api.matching import WriteResult
from cim_graph.api.network import Path
from cim_graph.api.party import Party, party_of
from cim_graph.api.relationship import Relationship, related
from cim_graph.api.scalars import JSON, Date, DateTime
from cim_graph.columnar import batched
from cim_graph.kernel.errors import BadInputError, NotFoundError, ProposedError
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.relationships.model import RelationshipRow
from cim_graph.relationships.service import by_ids
from cim_graph.risk import assessment as model
from cim_graph.risk import everywhere, service, versions
from cim_graph.risk.by_hand import setting
from cim_graph.risk.commands import OverrideRisk, PublishScheme, SaveScheme, checked
from cim_graph.risk.counterfactuals import Counterfactual, counterfactuals
from cim_graph.risk.reading import Reading
from cim_graph.risk.supposing import NOTHING, Supposed, SupposingReading, supposed
from cim_graph.risk.versions import SchemeStatus, Version

strawberry.enum(SchemeStatus, name="RiskSchemeStatus")

_MOST_COUNTERFACTUALS = 20
_MOST_WITHOUT = 500
_SHOWN = 40
_UNTOLD = "closed to you"


@strawberry.type(
    description=(
        "A bank's own classification: factors, weights, classes, overrides, propagation. Versions never change once "
        "published. Version 0 comes with the product."
    )
)
class RiskScheme(Node):
    """A version of a scheme."""

    row: strawberry.Private[Version]
    name: str = of_row("name")
    version: int = of_row("number")
    status: SchemeStatus = of_row("status")
    definition: JSON = of_row("definition")
    change_request: strawberry.ID | None = strawberry.field(
        default=None,
        description="Where other people have to approve first that it is published: nothing of it is in force yet.",
    )


def scheme_of(row: Version) -> RiskScheme:
    """Return a version of a scheme as the API has it."""
    return RiskScheme(id=strawberry.ID(row.id), row=row)


@strawberry.type
class RiskFactorResult:
    """What a factor gave, or a rule: its value is the class that it sets."""

    row: strawberry.Private[model.Result]
    code: str = of_row("code")
    title: str = of_row("title")
    value: JSON | None = of_row("value")
    points: float = of_row("points")
    evidence: str = of_row("evidence")


@strawberry.type
class RiskOverride:
    """A class that was set by hand."""

    row: strawberry.Private[model.Override]
    word: str = of_row("word", alias="class")
    reason: str = of_row("reason")
    by: str = of_row("by")
    until: Date = of_row("until")


async def _origins(roots: "Sequence[RiskContribution]", info: Info) -> list[Party | None]:
    return await _there_or_supposed(info, [(root.as_of, root.row.origin, root.supposed) for root in roots])


async def _there_or_supposed(info: Info, asked: Sequence[tuple[AsOf, str, Supposed]]) -> list[Party | None]:
    found = await parties_at(info, [(as_of, id_) for as_of, id_, _ in asked])
    return [
        party_of(supposed.rows[id_], as_of, info.context.mask) if party is None and id_ in supposed.rows else party
        for party, (as_of, id_, supposed) in zip(found, asked, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Way:
    """A way as of a moment: its parties in order, and the relationships between them, by their ids.

    Some of them may be supposed.
    """

    as_of: AsOf
    parties: tuple[str, ...]
    relationships: tuple[str, ...]
    supposed: Supposed = NOTHING


async def paths_of(info: Info, ways: Sequence[Way]) -> list[Path]:
    """Return ways as the API has them, without what the caller may not see of them."""
    asked = [(way.as_of, id_, way.supposed) for way in ways for id_ in way.parties]
    parties = iter(await _there_or_supposed(info, asked))
    wanted = [[Shown(id_, way.parties, way.as_of) for id_ in way.relationships] for way in ways]
    rows = await info.context.groups.shown([one for of_way in wanted for one in of_way])
    paths = []
    for way, of_way in zip(ways, wanted, strict=True):
        passed = [one for one in islice(parties, len(way.parties)) if one is not None]
        there = [way.supposed.relationships.get(one.id) or rows.get(one) for one in of_way]
        ties = _related(info, [row for row in there if row is not None], passed, way.as_of)
        paths.append(Path(parties=passed, relationships=ties, share=None))
    return paths


async def _paths(roots: "Sequence[RiskContribution]", info: Info) -> list[Path]:
    return await paths_of(
        info, [Way(root.as_of, root.row.parties, root.row.relationships, root.supposed) for root in roots]
    )


def _related(info: Info, rows: Sequence[RelationshipRow], parties: Sequence[Party], as_of: AsOf) -> list[Relationship]:
    by_id: dict[str, Party] = {party.id: party for party in parties}
    there = [row for row in rows if row.source_id in by_id and row.target_id in by_id]
    return related(there, by_id, as_of, info.context.mask)


@strawberry.type(description="`strength`, 0-1: the origin's own risk times the weights along the path.")
class RiskContribution:
    """What reached a party from one origin."""

    row: strawberry.Private[model.Contribution]
    as_of: strawberry.Private[AsOf]
    supposed: strawberry.Private[Supposed]
    origin: Party = of_level(_origins)
    strength: float = of_row("strength")
    points: float = of_row("points")
    path: Path = batched(_paths)


async def _party(roots: "Sequence[RiskAssessment]", info: Info) -> list[Party | None]:
    return await parties_at(info, [(root.as_of, root.row.party) for root in roots])


def _scheme(root: "RiskAssessment") -> RiskScheme:
    return scheme_of(root.row.version)


def _seen(info: Info, party: str, sees: frozenset[Special]) -> bool:
    """Whether what gives something of special category away may be shown; the trail keeps that it was."""
    if not sees <= info.context.rights.sees:
        return False
    if sees and info.context.actor.roles is not None:
        info.context.seen[party].update(one.value for one in sees)
    return True


def _factors(root: "RiskAssessment", info: Info) -> list[RiskFactorResult]:
    return [RiskFactorResult(row=one) for one in root.row.factors if _seen(info, root.row.party, one.sees)]


def _propagated(root: "RiskAssessment", info: Info) -> list[RiskContribution]:
    kinds = info.context.mask.kinds
    return [
        RiskContribution(row=one, as_of=root.as_of, supposed=root.supposed)
        for one in root.row.propagated
        if (kinds is None or set(one.kinds) <= set(kinds)) and _seen(info, one.origin, one.sees)
    ]


def _override(root: "RiskAssessment", info: Info) -> RiskOverride | None:
    """Return a class by hand; why it was set may tell of suspicion, and is for who sees that, or sets classes."""
    if root.row.override is None:
        return None
    rights = info.context.rights
    told = Special.SUSPICION in rights.sees or rights.can("overrideRisk")
    return RiskOverride(row=root.row.override if told else replace(root.row.override, reason=_UNTOLD))


@strawberry.type
class RiskAssessment(Node):
    """An assessment of a party by a scheme."""

    row: strawberry.Private[model.Assessment]
    as_of: strawberry.Private[AsOf]
    supposed: strawberry.Private[Supposed]
    party: Party = of_level(_party)
    scheme: RiskScheme = strawberry.field(resolver=_scheme)
    at: DateTime = of_row("at")
    score: float = of_row("score", "0-100.")
    word: str = of_row("word", alias="class")
    factors: list[RiskFactorResult] = strawberry.field(
        resolver=_factors, description="Those that gave points, and rules that hold, as far as the caller may see them."
    )
    propagated: list[RiskContribution] = strawberry.field(
        resolver=_propagated,
        description="Risk that reached the party along relationships, one entry an origin, strongest first.",
    )
    override: RiskOverride | None = strawberry.field(resolver=_override)
    review_on: Date | None = of_row("review_on", "The day of the next review, of an assessment that is kept.")


def assessment_of(row: model.Assessment, as_of: AsOf, supposed: Supposed = NOTHING) -> RiskAssessment:
    """Return an assessment as the API has it."""
    return RiskAssessment(id=strawberry.ID(row.id), row=row, as_of=as_of, supposed=supposed)


async def risk(parties: "Sequence[Party]", info: Info, as_of: AsOfInput | None = None) -> list[Any]:
    """Return the assessment of each party by the scheme in force, as of its moment."""
    version = await versions.in_force(info.context.graph, info.context.settings.risk_scheme)
    moments = [moment(as_of, party.as_of) for party in parties]
    found: dict[tuple[AsOf, str], model.Assessment] = {}
    for then in dict.fromkeys(moments):
        ids = [party.id for party, at in zip(parties, moments, strict=True) if at == then]
        assessed = await service.assess(reading_of(info, then), version, ids)
        found |= {(then, id_): one for id_, one in assessed.items()}
    keys = [(then, str(party.id)) for party, then in zip(parties, moments, strict=True)]
    return [assessment_of(found[key], key[0]) if key in found else None for key in keys]


def reading_of(info: Info, as_of: AsOf) -> Reading:
    """Return what reads as far as the caller may know."""
    kinds = info.context.mask.kinds
    sees = info.context.rights.sees
    return Reading(info.context.graph, as_of, info.context.rank, sees, None if kinds is None else frozenset(kinds))


async def schemes(info: Info) -> list[RiskScheme]:
    """Return all versions."""
    return [scheme_of(row) for row in await versions.versions(info.context.graph)]


async def schemes_by_ids(info: Info, ids: Sequence[str]) -> dict[str, Node | None]:
    """Return versions of schemes by their ids."""
    return {id_: scheme_of(row) for id_, row in (await versions.by_ids(info.context.graph, ids)).items()}


async def what_if(
    info: Info, party: str, without: Sequence[str], records: Sequence[Any], scheme: str | None
) -> RiskAssessment:
    """Return what the assessment would be."""
    subject, version = await _asked(info, party, scheme)
    reading = reading_of(info, NOW)
    await _check_seen(info, without)
    thought = await supposed(reading, without, records, partial(closed_among, info))
    await check_open(info, sorted({end for tie in thought.ties.values() for end in (tie.source, tie.target)}))
    supposing = SupposingReading(reading.graph, reading.as_of, reading.rank, reading.sees, reading.kinds, thought)
    found = await service.assess(supposing, version, [subject])
    return assessment_of(found[subject], NOW, thought)


async def _check_seen(info: Info, relationships: Sequence[str]) -> None:
    """Raise NotFoundError for one that there is not, and the same for one that the caller may not see."""
    if len(relationships) > _MOST_WITHOUT:
        raise BadInputError(f"`withoutRelationships` holds {len(relationships)}; think at most {_MOST_WITHOUT} away")
    rows = await by_ids(info.context.graph, relationships) if relationships else []
    there = {row.id for row in info.context.mask.seen(rows)}
    for id_ in relationships:
        if id_ not in there:
            told = f"there is no relationship {id_[:_SHOWN]!r}; take an id that `relationships` or a path gives"
            raise NotFoundError(told)


async def _asked(info: Info, party: str, scheme: str | None) -> tuple[str, Version]:
    graph = info.context.graph
    [there] = await parties_by_ids(info, [party], NOW)
    if there is None:
        raise NotFoundError(f"there is no party {party[:_SHOWN]!r}; take an id that `search` or `parties` gives")
    await check_open(info, [there.id])
    if scheme is None:
        return there.id, await versions.in_force(graph, info.context.settings.risk_scheme)
    return there.id, await versions.by_id(graph, scheme)


async def _absent(roots: "Sequence[RiskCounterfactual]", info: Info) -> list[list[Relationship]]:
    ids = [id_ for root in roots for id_ in root.row.without]
    rows = await info.context.groups.shown([Shown(id_, (), NOW) for id_ in ids])
    ends = sorted({end for row in rows.values() for end in (row.source_id, row.target_id)})
    parties = [one for one in await parties_by_ids(info, ends, NOW) if one is not None]
    return [
        _related(info, [rows[key] for id_ in root.row.without if (key := Shown(id_, (), NOW)) in rows], parties, NOW)
        for root in roots
    ]


@strawberry.type
class RiskCounterfactual:
    """Relationships without which a party would be in a lower class."""

    row: strawberry.Private[Counterfactual]
    without: list[Relationship] = batched(_absent)
    score: float = of_row("assessment.score")
    word: str = of_row("assessment.word", alias="class")
    smallest: bool = of_row(
        "smallest",
        "Whether all smaller sets were tried; if not, the search went on greedily and a smaller one may be there.",
    )


async def without_which(info: Info, party: str, limit: int) -> list[RiskCounterfactual]:
    """Return the smallest sets of relationships whose absence would bring a party to a lower class."""
    if not 1 <= limit <= _MOST_COUNTERFACTUALS:
        raise BadInputError(f"`limit` is {limit}; ask for 1 to {_MOST_COUNTERFACTUALS}")
    subject, version = await _asked(info, party, None)
    found = await service.ground(reading_of(info, NOW), version.scheme, subject)
    if found is None:
        return []
    kinds = info.context.mask.kinds
    sets = await asyncio.to_thread(counterfactuals, found, version, _MOST_COUNTERFACTUALS)
    seen = [one for one in sets if kinds is None or {found.ties[id_].kind for id_ in one.without} <= set(kinds)]
    return [RiskCounterfactual(row=one) for one in seen[:limit]]


async def saved(info: Info, definition: Any) -> RiskScheme:  # noqa: ANN401 (JSON)
    """Keep a draft."""
    context = info.context
    id_ = await context.commands.execute(context.graph, context.actor, SaveScheme(definition))
    return scheme_of(await versions.by_id(context.graph, id_))


async def published(info: Info, id_: str) -> RiskScheme:
    """Put a version in force."""
    context = info.context
    request = None
    try:
        await context.commands.execute(context.graph, context.actor, PublishScheme(id_))
    except ProposedError as proposed:
        request = strawberry.ID(proposed.request)
    row = await versions.by_id(context.graph, id_)
    return RiskScheme(id=strawberry.ID(row.id), row=row, change_request=request)


@strawberry.type
class RiskClassCount:
    """How many parties have a class, before and after."""

    word: str = strawberry.field(name="class")
    before: int
    after: int


async def _examples(roots: "Sequence[RiskMove]", info: Info) -> list[list[Party]]:
    found = iter(await parties_by_ids(info, [id_ for root in roots for id_ in root.row.examples], NOW))
    return [[one for one in islice(found, len(root.row.examples)) if one is not None] for root in roots]


@strawberry.type
class RiskMove:
    """Parties that go from one class to another."""

    row: strawberry.Private[everywhere.Move]
    before: str = of_row("before", alias="from")
    after: str = of_row("after", alias="to")
    count: int = of_row("count")
    examples: list[Party] = of_level(_examples, description="At most five of them.")


@strawberry.type
class RiskUnanswered:
    """Of how many parties a factor, a rule (`rule.…`) or an origin (`origin.…`) could not be worked out."""

    code: str
    count: int


@strawberry.type
class RiskDryRun:
    """What a version of a scheme would change."""

    parties: int
    classes: list[RiskClassCount]
    moved: list[RiskMove]
    unanswered: list[RiskUnanswered] = strawberry.field(
        description="What could not be worked out for some of these parties by the version that is tried."
    )


async def dry_run(info: Info, id_: str, sample: int | None) -> RiskDryRun:
    """Compare a version with the published one of its name, on the whole base or a sample of it."""
    if sample is not None and sample < 1:
        raise BadInputError(f"`sample` is {sample}; ask for one party at least, or leave it out for the whole base")
    graph = info.context.graph
    after = await versions.by_id(graph, id_)
    try:
        before = await versions.in_force(graph, after.name)
    except NotFoundError:
        before = await versions.in_force(graph, info.context.settings.risk_scheme)
    base = await everywhere.whole(reading_of(info, NOW))
    among = everywhere.Among(info.context.rights.scope, sample)
    found = await asyncio.to_thread(everywhere.compared, base, before, after, among)
    return RiskDryRun(
        parties=found.parties,
        classes=[RiskClassCount(word=word, before=old, after=new) for word, (old, new) in found.classes.items()],
        moved=[RiskMove(row=move) for move in found.moved],
        unanswered=[RiskUnanswered(code=code, count=count) for code, count in found.unanswered.items()],
    )


async def overridden(info: Info, party: str, word: str, reason: str, until: str) -> WriteResult:
    """Set a class by hand."""
    context = info.context
    await check_open(info, [party])
    asked = checked(OverrideRisk(party, word, reason, until, context.settings.risk_scheme))
    reading = Reading(context.graph, NOW, context.rank)
    try:
        command = await setting(reading, asked, context.rights.sees)
        id_ = await context.commands.execute(context.graph, context.actor, command)
    except ProposedError as proposed:
        return WriteResult(parties=[], review=None, change_request=strawberry.ID(proposed.request))
    there = [one for one in await parties_by_ids(info, [id_], NOW) if one is not None]
    return WriteResult(parties=there, review=None, change_request=None)
