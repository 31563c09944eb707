"""Assessments that were kept: of a party, the newest first, and by their ids; as far as their reader may know."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cim_graph.access.rights import Special
from cim_graph.api.base import After, First, Info, connection
from cim_graph.api.lookup import parties_by_ids
from cim_graph.api.monitoring import place_key
from cim_graph.api.risk import RiskAssessment, assessment_of, reading_of
from cim_graph.graph.statement import Ids
from cim_graph.kernel.pages import Page, Slice, cut, page
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.risk import dossier, service, versions
from cim_graph.risk.assessment import Assessment
from cim_graph.risk.dossier import HISTORY, KEPT, Before, Kept
from cim_graph.risk.fingerprint import of_results
from cim_graph.risk.versions import Version

if TYPE_CHECKING:
    from cim_graph.api.party import Party

_NEWEST: Final = "~"
_COUNTS: Final = frozenset(Special) - {Special.DOCUMENTS}
Versions = Mapping[str, Version]
Placed = tuple[str, Assessment]
"""An assessment and its place among all."""


async def of_parties(parties: "Sequence[Party]", info: Info, first: First = 50, after: After = None) -> list[Any]:
    """Return what was kept of each party by the scheme in force, the newest first."""
    asked = page(first, after, place_key)
    ids = [str(party.id) for party in parties]
    if _sees_all(info):
        found = await _placed(info, ids, asked.after, asked.first + 1)
        return [connection(cut(found[id_], asked, _place), _told) for id_ in ids]
    slices = await asyncio.gather(*(_runs(info, id_, asked) for id_ in ids))
    return [connection(one, _told) for one in slices]


async def by_ids(info: Info, ids: Sequence[str]) -> dict[str, RiskAssessment]:
    """Return assessments that were kept, but none of parties that are closed to the caller."""
    rows = await info.context.graph.read(KEPT(Ids(list(ids))))
    await parties_by_ids(info, sorted({row.party for row in rows}), NOW)
    found = await _seen(info, [row for row in rows if row.party not in info.context.mask.closed])
    return {one.id: _told((place, one)) for place, one in found}


async def _placed(info: Info, ids: Sequence[str], after: str | None, most: int) -> dict[str, list[Placed]]:
    asked = Before(list(ids), info.context.settings.risk_scheme, after or _NEWEST, most)
    rows = await info.context.graph.read(HISTORY(asked))
    found = await _seen(info, rows)
    return {id_: [one for one in found if one[1].party == id_] for id_ in ids}


async def _runs(info: Info, id_: str, asked: Page) -> Slice[Placed]:
    """Return a page for who may not know all: of those that tell this reader the same, the first that did.

    Or else there would be an assessment for each change of what is hidden, and that there is one would tell of it.
    """
    distinct: list[Placed] = []
    after, more = asked.after, True
    while more and len(distinct) <= asked.first:
        found = (await _placed(info, [id_], after, asked.first + 1))[id_]
        more = len(found) > asked.first
        for one in found:
            if distinct and _same(distinct[-1], one):
                distinct.pop()
            distinct.append(one)
        after = found[-1][0] if found else after
    return cut(distinct, asked, _place)


def _place(placed: Placed) -> str:
    return placed[0]


def _same(new: Placed, old: Placed) -> bool:
    """Whether a reader is told the same by both."""
    return _said(new[1]) == _said(old[1])


def _said(one: Assessment) -> tuple[Any, ...]:
    ways = sorted((way.origin, way.strength) for way in one.propagated)
    return one.score, one.word, one.override, of_results(one.factors), ways


def _sees_all(info: Info) -> bool:
    return info.context.mask.kinds is None and info.context.rights.sees >= _COUNTS


async def _seen(info: Info, rows: Sequence[Kept]) -> list[Placed]:
    """Return what was kept; to who may not know all of it, what they would have been told at that moment."""
    known = await versions.by_ids(info.context.graph, sorted({row.version for row in rows}))
    there = [row for row in rows if row.version in known]
    if _sees_all(info):
        return [(row.place, dossier.assessment_of(row, known[row.version])) for row in there]
    found = await asyncio.gather(*(_then_seen(info, row, known[row.version]) for row in there))
    return [(row.place, one) for row, one in zip(there, found, strict=True) if one is not None]


async def _then_seen(info: Info, row: Kept, version: Version) -> Assessment | None:
    found = await service.assess(reading_of(info, _then(row.at)), version, [row.party])
    if (told := found.get(row.party)) is None:
        return None
    return replace(told, named=row.id, review_on=dossier.review_on(version, told.word, row.at))


def _then(at: str) -> AsOf:
    return AsOf(at[:10], at)


def _told(placed: Placed) -> RiskAssessment:
    return assessment_of(placed[1], _then(placed[1].at))
