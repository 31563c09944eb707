"""Loading a source: read, translated, stored batch by batch, what is bad set aside."""

import asyncio
import gc
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, BinaryIO

from cim_graph.intake.daily import daily
from cim_graph.intake.lanes import Lanes, Part, parts_of
from cim_graph.intake.model import Progress, Report
from cim_graph.intake.origin import Origin, What, new_batch
from cim_graph.intake.preparation import Batch, batches, prepared_batches
from cim_graph.intake.resume import Remaining, Trace
from cim_graph.intake.service import SubmitRecords, store_batch
from cim_graph.intake.snapshot import Stated
from cim_graph.kernel.errors import BadInputError, CimError
from cim_graph.kernel.garbage import COLLECT_AFTER
from cim_graph.records.importer import Importer

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.settings import Settings

GROUP = "cim_graph.importers"
WAITING_PARTS = 4
"""Parts of a load that may wait for their turn, so that one can run while another is kept off."""


@dataclass(frozen=True, slots=True)
class Loader:
    """What a load needs: the graph, the commands, on whose behalf, and the settings.

    Once `stop` is set, nothing more is begun. `stated` takes down what the sources say, for a snapshot; `origin` is the
    batch that all of it is.
    """

    graph: "Graph"
    commands: "Commands"
    actor: "Actor"
    settings: "Settings"
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    stated: Stated | None = None
    origin: Origin = field(default_factory=lambda: Origin(new_batch(), What.LOAD))


def importers() -> dict[str, Importer]:
    """Return every importer that is installed, by the name that `cim load` takes."""
    found: list[Importer] = [point.load() for point in entry_points(group=GROUP)]
    return {importer.name: importer for importer in sorted(found, key=lambda importer: importer.name)}


def importer_named(name: str) -> Importer:
    """Return an importer; raise BadInputError that names those there are."""
    known = importers()
    if name not in known:
        raise BadInputError(f"{name!r} is no format; known are {', '.join(known)}")
    return known[name]


async def load(
    loader: Loader, importer: Importer, stream: BinaryIO, trace: Trace | None = None
) -> AsyncGenerator[Report, None]:
    """Load a stream and yield what became of its records, as it is known; `index` of a rejection is its line, from 1.

    What a batch sets aside is told before the rest of the batch is stored, so that none is lost when the load ends
    early. Raises what reading or storing raised, after what was read before is stored.
    """
    remaining = Remaining(importer.read(stream), trace.done if trace else ())
    items = batches(iter(remaining), loader.settings.batch_size)
    async with (
        _seldom_collected(),
        prepared_batches(items, loader.settings.source_ranks) as prepared,
        aclosing(_stored(loader, prepared, trace)) as reports,
    ):
        async for report in reports:
            yield report
    await daily(
        loader.graph, loader.commands, loader.actor, loader.stop
    )  # what a load that was killed had put on the schedule
    if remaining.skipped:
        yield Report(skipped=remaining.skipped)


@asynccontextmanager
async def _seldom_collected() -> AsyncIterator[None]:
    """Keep the garbage collector from walking a batch many times while it is stored."""
    before = gc.get_threshold()
    gc.set_threshold(*COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


async def _stored(loader: Loader, prepared: AsyncIterator[Batch], trace: Trace | None) -> AsyncGenerator[Report, None]:
    lanes = Lanes(lambda part: _store(loader, part), loader.settings.load_connections)
    failure: CimError | None = None
    number = 0
    try:
        while not loader.stop.is_set():
            try:
                batch = await anext(prepared, None)
            except CimError as error:
                failure = error
                break
            if batch is None:
                break
            number += 1
            yield _told(loader, batch)
            lanes.add(parts_of(batch.prepared, _progress(trace, number, batch)))
            while len(lanes) > WAITING_PARTS:
                yield await lanes.done()
        while lanes:
            if loader.stop.is_set():
                lanes.drop()
            yield await lanes.done()
    finally:
        await lanes.close()
    if failure is not None:
        raise failure


def _told(loader: Loader, batch: Batch) -> Report:
    """Say what is wrong with a batch, before it is stored."""
    report = Report()
    for prepared in batch.prepared:
        report.add(Report(rejected=prepared.rejected, problems=prepared.problems, left_out=prepared.left_out))
        if loader.stated is not None:
            loader.stated.add(prepared)
    return report


def _progress(trace: Trace | None, number: int, batch: Batch) -> Progress | None:
    return Progress(trace.load, number, batch.from_line, batch.to_line) if trace else None


async def _store(loader: Loader, part: Part) -> Report:
    command = SubmitRecords(part.prepared, part.progress, resolved=False, origin=loader.origin)
    return await store_batch(loader.graph, loader.commands, loader.actor, command, loader.stop)
