"""Assessing parties: what is around one is read, a step at a time, and the scheme does the rest."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cim_graph.access.rights import Special
from cim_graph.kernel.times import moment_text, system_clock
from cim_graph.risk.assessment import Assessment, Contribution, Override, Result
from cim_graph.risk.facts import Facts, facts
from cim_graph.risk.overrides import overrides
from cim_graph.risk.propagation.combined import combined
from cim_graph.risk.propagation.paths import path
from cim_graph.risk.propagation.spread import Bounds, Origins, spread
from cim_graph.risk.reading import Party, Reading
from cim_graph.risk.results import results, seen_of
from cim_graph.risk.scheme import Scheme
from cim_graph.risk.scoring import held, own_strength, scored
from cim_graph.risk.surroundings import Walk
from cim_graph.risk.ties import Tie, weighed

if TYPE_CHECKING:
    from cim_graph.risk.propagation.spread import Spread
    from cim_graph.risk.versions import Version


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known around a party: the ties that risk may pass, and what schemes look at of each party."""

    subject: str
    ties: Mapping[str, Tie]
    parties: Mapping[str, Party]
    looked: int
    cut: int = 0
    """Parties of which not all was looked at."""


async def ground(reading: Reading, scheme: Scheme, subject: str) -> Ground | None:
    """Look around a party; nothing where there is no such party."""
    walk = Walk(reading, scheme.propagation, [subject])
    await walk.run()
    parties = await walk.described()
    if subject not in parties:
        return None
    return Ground(subject, walk.among(parties.keys()), parties, len(walk.looked), walk.cut)


async def assess(
    reading: Reading, version: "Version", subjects: Sequence[str], by_hand: Mapping[str, Override] | None = None
) -> dict[str, Assessment]:
    """Assess parties as of a moment, from what is so then; those that there are not are left out.

    Classes that were set by hand are looked up where they are not known already.
    """
    looking = asyncio.gather(*(ground(reading, version.scheme, subject) for subject in subjects))
    if by_hand is None:
        standing, grounds = await asyncio.gather(overrides(reading, version.name, subjects), looking)
    else:
        standing, grounds = dict(by_hand), await looking
    at = reading.as_of.known or moment_text(system_clock())
    found = await asyncio.to_thread(lambda: [assessed(one, version, at) for one in grounds if one is not None])
    return {one.party: overridden(one, standing.get(one.party)) for one in found}


def overridden(assessment: Assessment, by_hand: Override | None) -> Assessment:
    """Return an assessment with the class that was set by hand, where its scheme has it and no rule fixes another."""
    scheme = assessment.version.scheme
    fixed = {f"rule.{rule.code}" for rule in scheme.rules if rule.fixed}
    known = {one.name for one in scheme.classes}
    if by_hand is None or by_hand.word not in known or any(one.code in fixed for one in assessment.factors):
        return assessment
    return replace(assessment, word=by_hand.word, override=by_hand)


def assessed(ground: Ground, version: "Version", at: str) -> Assessment:
    """Assess a party from what is known around it."""
    scheme, ids = version.scheme, sorted(ground.parties)
    known = facts([ground.parties[id_] for id_ in ids])
    arriving = _arriving(ground, scheme, ids, known)
    propagated = sum(one.points for one in arriving) / (scheme.propagation.points or 1)
    alone = facts([ground.parties[ground.subject]])
    found = scored(scheme, alone, np.array([propagated]))
    kind = ground.parties[ground.subject]["kind"]
    factors = [*results(scheme, found, 0, kind), *_origins_unanswered(scheme, known), *_cut(ground)]
    word = scheme.classes[int(found.place[0])].name
    own = float(own_strength(scheme, alone)[0])
    own_sees = origin_sees(scheme, alone, 0) if own else frozenset()
    score = float(found.score[0])
    return Assessment(ground.subject, version, at, score, word, factors, arriving, own=own, own_sees=own_sees)


def _arriving(ground: Ground, scheme: Scheme, ids: Sequence[str], known: Facts) -> list[Contribution]:
    propagation, subject = scheme.propagation, ids.index(ground.subject)
    roads, ties = weighed(propagation, ids, ground.ties.values())
    own = own_strength(scheme, known)
    begin = np.flatnonzero(own > 0).astype(np.int32)
    found = spread(roads, Origins(begin, own[begin]), Bounds(propagation.threshold, propagation.depth))
    total = float(combined(found, propagation.cap)[subject]) * propagation.points
    rows = np.flatnonzero(found.party == subject)
    together = float(found.strength[rows].sum())
    sees = [origin_sees(scheme, known, int(begin[origin])) for origin in found.origin[rows]]
    arriving = [
        _contribution(found, int(row), ids, ties, total / together, seen) for row, seen in zip(rows, sees, strict=True)
    ]
    return sorted(arriving, key=lambda one: (-one.strength, one.origin))


def _contribution(
    found: "Spread", row: int, ids: Sequence[str], ties: Sequence[Tie], points: float, sees: frozenset[Special]
) -> Contribution:
    """Return what arrived; the points of all together are shared out by strength."""
    way, strength = path(found, row), float(found.strength[row])
    return Contribution(
        ids[way.parties[0]],
        strength,
        strength * points,
        tuple(ids[number] for number in way.parties),
        tuple(ties[number].id for number in way.relationships),
        tuple(ties[number].kind for number in way.relationships),
        sees,
    )


def origin_sees(scheme: Scheme, known: Facts, party: int) -> frozenset[Special]:
    """Return what it gives away that a party is an origin: what its strongest origin does."""
    one = {name: column.values[column.codes[party]] for name, column in known.items()}
    strongest = max(
        (origin for origin in scheme.propagation.origins if origin.when.answer(one) is True),
        key=lambda origin: origin.strength,
    )
    return seen_of(strongest.sees, one["kind"])


def _origins_unanswered(scheme: Scheme, known: Facts) -> list[Result]:
    """Return of how many parties around nobody can tell whether they are an origin."""
    found = ((origin, held(origin.when, known).unanswered()) for origin in scheme.propagation.origins)
    return [
        Result(f"origin.{one.code}", "An origin of risk", count, 0.0, _told_of(count), one.sees)
        for one, count in found
        if count
    ]


def _told_of(count: int) -> str:
    return f"could not be worked out of {count} of the parties that were looked at"


def _cut(ground: Ground) -> list[Result]:
    if not ground.cut:
        return []
    text = f"{ground.looked} of {ground.looked + ground.cut} parties in reach were looked at wholly"
    return [Result("cut", "Not all was looked at", ground.cut, 0.0, text)]
