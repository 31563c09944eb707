"""The quality of what is known: of one party, or of all, read page by page so that memory stays flat."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from cim_graph.graph.statement import Read
from cim_graph.kernel.errors import NotFoundError
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.times import today
from cim_graph.quality.model import Criteria, Described, Quality, Said, quality

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph

ROWS = 2_000
"""Parties in a page."""
_LAST = chr(ord(Kind.PARTY) + 1)
_DAY = len("2026-01-31")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Parties from one id to another, at most so many."""

    start: str
    until: str
    rows: int


@dataclass(slots=True)
class PartyPage:
    """A party with its golden values and its records, as the statement says."""

    id: str
    kind: str
    status: str
    flags: list[str]
    golden: dict[str, Any]
    records: list[list[Any]]


PAGE = Read("quality/page", Stretch, PartyPage)


async def of_party(graph: "Graph", party: str, criteria: Criteria) -> tuple[Described, Quality]:
    """Score one party as of today; raise NotFoundError where no record describes it."""
    rows = await graph.read(PAGE(Stretch(party, party, 1)))
    if not rows or not rows[0].records:
        raise NotFoundError(f"there is no party {party[:40]!r}; take an id that `search` or `parties` gives")
    found = _described(rows[0])
    return found, quality(found, criteria, today())


async def of_all(graph: "Graph", criteria: Criteria, day: str) -> AsyncGenerator[list[tuple[Described, Quality]], None]:
    """Score all parties as of a day, page after page in the order of ids; the next is fetched while one is scored."""
    coming = asyncio.create_task(graph.read(PAGE(Stretch(Kind.PARTY, _LAST, ROWS))))
    try:
        while rows := await coming:
            coming = asyncio.create_task(graph.read(PAGE(Stretch(f"{rows[-1].id} ", _LAST, ROWS))))
            parties = map(_described, rows)
            yield [(party, quality(party, criteria, day)) for party in parties if party.records]
    finally:
        coming.cancel()


def _described(row: PartyPage) -> Described:
    return Described(row.id, row.kind, row.status, row.flags, row.golden, [_said(*record) for record in row.records])


def _said(source: str, at: str | None, received: str, payload: str, *tied: Any) -> Said:  # noqa: ANN401 (of many types)
    return Said(source, (at or received)[:_DAY], orjson.loads(payload), *tied)
