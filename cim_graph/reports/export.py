"""The registry as lines of JSON, in the record format or another one, page by page in flat memory.

What is written is what was there when its page was read: a base that is written to meanwhile is no snapshot.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from itertools import groupby
from typing import TYPE_CHECKING

import orjson

from cim_graph.graph.statement import Ids, Read
from cim_graph.kernel.errors import BadInputError
from cim_graph.records.exporter import Exporter, Record
from cim_graph.reports.golden import golden_record, golden_tie
from cim_graph.reports.store import FACTS, HOLDINGS, PARTIES, RECORDS, STATED_TIES, TIES, After, Said, SaidTie

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph

GROUP = "cim_graph.exporters"
RECORD_FORMAT = "records"
PAGE = 1000


@dataclass(slots=True)
class Export:
    """What was written: how many objects, and by kind the relationships that the format has no words for."""

    written: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def formats() -> list[str]:
    """Return what can be written, by the name that `cim export` takes."""
    return sorted([RECORD_FORMAT, *(point.name for point in entry_points(group=GROUP))])


async def export(graph: "Graph", format_: str, rank: Callable[[str], int], told: Export) -> AsyncIterator[bytes]:
    """Yield lines of a format, and count them in `told`; raises BadInputError for a format that there is not."""
    if format_ == RECORD_FORMAT:
        pages = _as_they_came(graph)
    else:
        exporter = exporter_named(format_)
        pages = _of_golden(graph, exporter, rank, told) if exporter.is_golden else _of_records(graph, exporter, told)
    async for page in pages:
        told.written += len(page)
        yield b"".join(line + b"\n" for line in page)


def exporter_named(name: str) -> Exporter:
    """Return an exporter; raise BadInputError that names those there are."""
    for point in entry_points(group=GROUP):
        if point.name == name:
            exporter: Exporter = point.load()
            return exporter
    raise BadInputError(f"{name!r} is no format to write; known are {', '.join(formats())}")


async def _as_they_came(graph: "Graph") -> AsyncIterator[list[bytes]]:
    for statement in (RECORDS, FACTS, HOLDINGS):
        async for rows in _pages(graph, statement):
            yield [row.payload.encode() for row in rows]


async def _of_records(graph: "Graph", exporter: Exporter, told: Export) -> AsyncIterator[list[bytes]]:
    async for rows in _pages(graph, RECORDS):
        ties = await graph.read(STATED_TIES(Ids([row.id for row in rows])))
        of = {id_: [_stated(tie) for tie in group] for id_, group in groupby(ties, key=lambda tie: tie.id)}
        yield _written(exporter, [(orjson.loads(row.payload), of.get(row.id, [])) for row in rows], told)


def _stated(tie: SaidTie) -> Record:
    """Return what was said of a relationship, its ends by their records, whatever way it named them."""
    record: Record = orjson.loads(tie.payload)
    ends = {
        "from": {"source": tie.from_source, "key": tie.from_key},
        "to": {"source": tie.to_source, "key": tie.to_key},
    }
    return record | ends


async def _of_golden(
    graph: "Graph", exporter: Exporter, rank: Callable[[str], int], told: Export
) -> AsyncIterator[list[bytes]]:
    after = ""
    while rows := await graph.read(PARTIES(After(after, PAGE))):
        after = rows[-1].id
        ties = await graph.read(TIES(Ids([row.id for row in rows])))
        of = {id_: [golden_tie(tie) for tie in group] for id_, group in groupby(ties, key=lambda tie: tie.id)}
        yield _written(exporter, [(golden_record(row, rank), of.get(row.id, [])) for row in rows], told)


def _written(exporter: Exporter, portions: Sequence[tuple[Record, list[Record]]], told: Export) -> list[bytes]:
    lines: list[bytes] = []
    for party, ties in portions:
        written = exporter.write(party, ties)
        lines += map(orjson.dumps, written.objects)
        told.left_out.update(tie["kind"] for tie in written.left_out)
    return lines


async def _pages(graph: "Graph", statement: Read[After, Said]) -> AsyncIterator[list[Said]]:
    after = ""
    while rows := await graph.read(statement(After(after, PAGE))):
        after = rows[-1].id
        yield rows
