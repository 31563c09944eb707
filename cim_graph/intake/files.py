"""Loading files: each named in the trail, gone on with where it was stopped, and compared as a snapshot at the end."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import ExitStack, aclosing, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cim_graph.intake.load import Loader, load
from cim_graph.intake.model import Report
from cim_graph.intake.origin import Origin, What, earlier_batch, new_batch
from cim_graph.intake.resume import Trace, load_name, trace_of
from cim_graph.intake.snapshot import Stated, retract_unstated
from cim_graph.intake.sources import Source, opened, size
from cim_graph.kernel.errors import BadInputError

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.records.importer import Importer


@dataclass(frozen=True, slots=True)
class Task:
    """Which files are to be loaded, by which importer, and how.

    `resume`: leave out what an earlier run of the same load has stored. `snapshot`: the source all of which the files
    state.
    """

    importer: "Importer"
    files: Sequence[str]
    resume: bool = False
    snapshot: str | None = None


async def load_files(loader: Loader, task: Task) -> AsyncGenerator[tuple[Source | None, Report], None]:
    """Load files one after the other and yield what became of their records, with the file; none for the snapshot.

    A snapshot reads every line even where it resumes, since all that the files state has to be known. It retracts
    nothing unless every file was read to its end.
    """
    with ExitStack() as stack:
        if task.snapshot is not None:
            loader = replace(loader, stated=stack.enter_context(closing(Stated(task.snapshot))))
        for name in task.files:
            trace = await _trace(loader, task, name)
            with opened(name) as source:
                async with aclosing(load(loader, task.importer, source.stream, trace)) as reports:
                    async for report in reports:
                        yield source, report
            if loader.stop.is_set():
                return
        if loader.stated is not None:
            async for report in retract_unstated(loader, loader.stated):
                yield None, report


async def origin_of(graph: "Graph", task: Task) -> Origin:
    """Return the batch that a load is: where it goes on with one that was stopped, that one."""
    batch = None
    if task.resume:
        named = [
            await asyncio.to_thread(load_name, task.importer.name, Path(name)) for name in task.files if size(name)
        ]
        batch = await earlier_batch(graph, named)
    return Origin(batch or new_batch(), What.LOAD, task.importer.name, tuple(task.files))


async def _trace(loader: Loader, task: Task, name: str) -> Trace | None:
    if size(name) is None:
        if task.resume:
            raise BadInputError(
                f"{name} is no file, so it cannot be told what of it is stored; leave --resume out: what is stored "
                "already changes nothing"
            )
        return None
    load_id = await asyncio.to_thread(load_name, task.importer.name, Path(name))
    return await trace_of(loader.graph, load_id) if task.resume and not task.snapshot else Trace(load_id)
