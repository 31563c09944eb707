"""Assessments are renewed: those of some parties and of whom these concern, or those of the whole base in one pass."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from cim_graph.graph.statement import Ids
from cim_graph.kernel.times import NOW, moment_text, system_clock, today
from cim_graph.risk.census import Census, Places, census
from cim_graph.risk.dependents import dependents
from cim_graph.risk.dossier import CURRENT, RISKY, Cause, Dossier, asked, dossier, properties
from cim_graph.risk.everywhere import whole
from cim_graph.risk.keeping import BEHIND, RENEWAL, BeginRenewal, EndPass, KeepAssessments, Looking, Written
from cim_graph.risk.overrides import overrides
from cim_graph.risk.reading import Reading
from cim_graph.risk.service import assess, overridden
from cim_graph.risk.store import CONFIRMED
from cim_graph.risk.surroundings import surroundings
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
    relationship that changed has changed, so no way of risk goes past all of them. Who was confirmed to be an entry of
    a list changes with that entry.
    """
    version = await in_force(by.graph, by.scheme)
    for hit in await by.graph.read(CONFIRMED(Ids(list(changed)))):
        changed = {hit.id: replace(changed[hit.entry], path=[hit.relationship]), **changed}
    ids = list(changed)
    risky = await _risky(by, changed)
    written = NOBODY
    for some in _parts(ids):
        found, told = await _renewed(by, version, {one: changed[one] for one in some})
        written, risky = _sum(written, told), risky | found
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
) -> tuple[set[str], Written]:
    """Renew assessments of some parties; return at whom of them risk is."""
    since = moment_text(system_clock())
    near = await surroundings(by.reading, version.scheme, list(causes))
    alone = await assess(by.reading, version, near.apart)
    dossiers = [dossier(one, causes[one.party]) for one in alone.values()]
    risky = {one.party for one in dossiers if one.properties["risky"]}
    if near.parties:
        found = await asyncio.to_thread(census, near.base, version)
        places = np.searchsorted(near.base.ids, sorted(near.parties)).astype(np.int64)
        dossiers += await _changed(by, found, places, causes, since)
        risky |= {near.base.ids[place] for place in places[found.risky(places)].tolist()}
    if not dossiers:
        return risky, NOBODY
    keeping = KeepAssessments(version.name, since, dossiers, first=True, left=left)
    return risky, await by.commands.follow(by.graph, by.actor, keeping)


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
        places = np.arange(begin, min(begin + AT_ONCE, len(base.ids)))
        causes = dict.fromkeys(base.ids[begin : begin + AT_ONCE], Cause(reason))
        if dossiers := await _changed(by, found, places, causes, since):
            keeping = KeepAssessments(version.name, since, dossiers, first=False)
            written = _sum(written, await by.commands.follow(by.graph, by.actor, keeping))
        heard(len(places))
    await by.commands.follow(by.graph, by.actor, EndPass(since[:10]))
    return Pass(len(base.ids), written.kept, written.told)


async def renew_today(by: Renewer) -> Pass | None:
    """Assess the whole base where that was begun once, and was not done today."""
    behind = await by.graph.read(BEHIND(Looking(RENEWAL, "")))
    if not behind or behind[0].passed >= today():
        return None
    return await renew_all(by, OF_A_PASS)


async def _changed(
    by: Renewer, found: Census, places: Places, causes: Mapping[str, Cause], since: str
) -> list[Dossier]:
    """Return what says something new of parties."""
    ids = [found.base.ids[place] for place in places.tolist()]
    standing = await by.graph.read(CURRENT(asked(ids, by.scheme)))
    by_hand = await overrides(by.reading, by.scheme, ids)
    before = {ids[row.number]: (row.print, row.risky) for row in standing}

    def told() -> list[Dossier]:
        prints = dict(zip(ids, found.fingerprints(places).tolist(), strict=True))
        now = zip(ids, found.risky(places).tolist(), strict=True)
        new = np.array(
            [id_ in by_hand or before.get(id_) != (prints[id_], risky) for id_, risky in now], dtype=np.bool_
        )
        return [
            dossier(overridden(one, by_hand[one.party]), causes[one.party])
            if one.party in by_hand
            else Dossier(one.party, properties(one, prints[one.party]), causes[one.party])
            for one in found.assessments(places[new], since)
        ]

    return await asyncio.to_thread(told)
