"""Assessments are renewed: those of some parties and of whom these concern, or those of the whole base in one pass."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from cim_graph.kernel.times import NOW, moment_text, system_clock, today
from cim_graph.risk.assessment import Override
from cim_graph.risk.census import Census, census
from cim_graph.risk.dependents import dependents
from cim_graph.risk.dossier import CURRENT, RISKY, Cause, Dossier, asked, dossier, properties
from cim_graph.risk.everywhere import whole
from cim_graph.risk.keeping import BEHIND, RENEWAL, BeginRenewal, EndPass, KeepAssessments, Looking, Written
from cim_graph.risk.overrides import overrides
from cim_graph.risk.reading import Reading
from cim_graph.risk.service import assess, overridden
from cim_graph.risk.versions import Version, in_force

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.kernel.ranks import Rank

AT_ONCE: Final = 2500
"""Parties of one command of a pass."""
TOGETHER: Final = 50
"""Parties that are assessed side by side."""
OF_A_PASS: Final = "pass"  # noqa: S105 (no password)
"""The reason of what a pass over the base found."""
NOBODY: Final = Written(0, 0)


@dataclass(frozen=True, slots=True)
class Renewer:
    """Who renews assessments, by which scheme, where."""

    graph: "Graph"
    commands: "Commands"
    actor: "Actor"
    rank: "Rank"
    scheme: str

    @property
    def reading(self) -> Reading:
        """What is so now."""
        return Reading(self.graph, NOW, self.rank)


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass over the base came to."""

    parties: int
    kept: int
    told: int


async def renew(by: Renewer, changed: Mapping[str, Cause]) -> Written:
    """Renew the assessments of parties that changed, and then of those that risk comes to from them or past them.

    These are looked for where risk was at a party that changed, or passed it, or is or does now: each end of a
    relationship that changed has changed, so no way of risk goes past all of them.
    """
    version, ids = await in_force(by.graph, by.scheme), list(changed)
    risky = await _risky(by, changed)
    written = NOBODY
    for some in _parts(ids):
        found, told = await _renewed(by, version, {one: changed[one] for one in some})
        written = _sum(written, told)
        risky |= {one.party for one in found if one.properties["risky"]}
    around = await dependents(by.reading, version.scheme.propagation, sorted(risky))
    further = {one: replace(changed[near], path=way) for one, (near, way) in around.ways.items()}
    left = around.left
    for some in _parts(list(further)):
        _, told = await _renewed(by, version, {one: further[one] for one in some}, left)
        written, left = _sum(written, told), 0
    return written


async def _risky(by: Renewer, changed: Mapping[str, Cause]) -> set[str]:
    """Return at whom risk was, or to whom it came, when it changed or since.

    What has been kept since may be the work of a process that died before it came to whom that concerns.
    """
    ids = list(changed)
    asking = asked(ids, by.scheme)
    rows = [{**row, "since": changed[id_].at} for row, id_ in zip(asking.rows, ids, strict=True)]
    return {ids[row.number] for row in await by.graph.read(RISKY(replace(asking, rows=rows))) if row.risky}


async def _renewed(
    by: Renewer, version: Version, causes: Mapping[str, Cause], left: int = 0
) -> tuple[list[Dossier], Written]:
    since = moment_text(system_clock())
    found = await assess(by.reading, version, list(causes))
    dossiers = [dossier(one, causes[one.party]) for one in found.values()]
    if not dossiers:
        return [], NOBODY
    keeping = KeepAssessments(version.name, since, dossiers, first=True, left=left)
    return dossiers, await by.commands.follow(by.graph, by.actor, keeping)


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(ids), TOGETHER):
        yield ids[begin : begin + TOGETHER]


def _sum(one: Written, other: Written) -> Written:
    return Written(one.kept + other.kept, one.told + other.told)


def _unheard(parties: int) -> None:
    """Hear nothing."""


async def renew_all(by: Renewer, reason: str, heard: Callable[[int], None] = _unheard) -> Pass:
    """Assess the whole base in one pass and keep what says something new; from then on it is renewed by what happens.

    A pass that was broken off has lost nothing: what it had kept is right, and the next one keeps the rest. What is
    renewed meanwhile stays, since it knows more.
    """
    await by.commands.follow(by.graph, by.actor, BeginRenewal())
    version, since = await in_force(by.graph, by.scheme), moment_text(system_clock())
    base = await whole(by.reading)
    if not base.ids:
        return Pass(0, 0, 0)
    found = await asyncio.to_thread(census, base, version)
    written = NOBODY
    for begin in range(0, len(base.ids), AT_ONCE):
        span = (begin, min(begin + AT_ONCE, len(base.ids)))
        if dossiers := await _changed(by, found, span, Cause(reason), since):
            keeping = KeepAssessments(version.name, since, dossiers, first=False)
            written = _sum(written, await by.commands.follow(by.graph, by.actor, keeping))
        heard(span[1] - span[0])
    await by.commands.follow(by.graph, by.actor, EndPass(since[:10]))
    return Pass(len(base.ids), written.kept, written.told)


async def renew_today(by: Renewer) -> Pass | None:
    """Assess the whole base where that was begun once, and was not done today."""
    behind = await by.graph.read(BEHIND(Looking(RENEWAL, "")))
    if not behind or behind[0].passed >= today():
        return None
    return await renew_all(by, OF_A_PASS)


async def _changed(by: Renewer, found: Census, span: tuple[int, int], cause: Cause, since: str) -> list[Dossier]:
    """Return what says something new of the parties between two places."""
    ids = found.base.ids[span[0] : span[1]]
    standing = await by.graph.read(CURRENT(asked(ids, by.scheme)))
    by_hand = await overrides(by.reading, by.scheme, ids)
    prints = {row.number: row.print for row in standing}
    return await asyncio.to_thread(_new, found, span, _Standing(prints, by_hand), _Why(cause, since))


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is kept of the parties of a part by their places in it, and the classes that were set by hand, by ids."""

    prints: Mapping[int, int]
    by_hand: Mapping[str, Override]


@dataclass(frozen=True, slots=True)
class _Why:
    cause: Cause
    at: str


def _new(found: Census, span: tuple[int, int], standing: _Standing, why: _Why) -> list[Dossier]:
    prints = found.fingerprints(*span).tolist()
    ids = found.base.ids[span[0] : span[1]]
    places = [n for n, id_ in enumerate(ids) if id_ in standing.by_hand or standing.prints.get(n) != prints[n]]
    told = found.assessments(np.array(places, dtype=np.int64) + span[0], why.at)
    return [
        dossier(overridden(one, standing.by_hand[one.party]), why.cause)
        if one.party in standing.by_hand
        else Dossier(one.party, properties(one, prints[n]), why.cause)
        for n, one in zip(places, told, strict=True)
    ]
