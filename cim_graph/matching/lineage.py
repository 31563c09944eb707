"""What became of parties: merges and splits in order, and the ids that answer for them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Ids, Read
from cim_graph.kernel.pages import Page, Slice, cut

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph

_PLACE = 32
"""Hex digits of a place in the order of events."""


@dataclass(frozen=True, slots=True)
class LineageRow:
    """What became of parties; `place` is where in the order of all events, `party` whose lineage was asked for."""

    party: str
    id: str
    place: str
    kind: str
    at: str
    by: str
    reason: str | None
    parties: list[str]
    records: list[str]


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """A steward's judgement."""

    id: str
    same: bool
    by: str
    at: str
    reason: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """The events after a place."""

    after: str
    rows: int


@dataclass(frozen=True, slots=True)
class Answers:
    """An id, and a party that answers under it or the other way round."""

    id: str
    party: str


LINEAGE = Read("matching/lineage", Ids, LineageRow)
FEED = Read("matching/feed", Feed, LineageRow)
TOLD = Read("matching/told", Ids, LineageRow)
JUDGEMENTS = Read("matching/judgements", Ids, JudgementRow)
FORMER = Read("matching/former", Ids, Answers)


def event_key(key: str) -> str:
    """Read a key of the feed; ValueError for one that is no key."""
    if len(key) != _PLACE:
        raise ValueError(key)
    int(key, 16)
    return key


async def feed(graph: "Graph", page: Page) -> Slice[LineageRow]:
    """Return what became of parties, in order, so that a copy elsewhere can follow."""
    rows = await graph.read(FEED(Feed(page.after or "", page.first + 1)))
    return cut(rows, page, lambda row: row.place)


async def lineage(graph: "Graph", parties: Sequence[str]) -> list[list[LineageRow]]:
    """Return how each party came about, from the first record on."""
    found: dict[str, list[LineageRow]] = defaultdict(list)
    for row in await graph.read(LINEAGE(Ids(sorted(set(parties))))):
        found[row.party].append(row)
    return [found[id_] for id_ in parties]


async def former_ids(graph: "Graph", parties: Sequence[str]) -> list[list[str]]:
    """Return the other ids under which each party answers."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in await graph.read(FORMER(Ids(sorted(set(parties))))):
        found[row.id].append(row.party)
    return [found[id_] for id_ in parties]


async def events_by_ids(graph: "Graph", ids: Sequence[str]) -> list[LineageRow]:
    """Return events by their ids."""
    return await graph.read(TOLD(Ids(list(ids))))


async def judgements_by_ids(graph: "Graph", ids: Sequence[str]) -> list[JudgementRow]:
    """Return judgements by their ids, withdrawn ones too."""
    return await graph.read(JUDGEMENTS(Ids(list(ids))))
