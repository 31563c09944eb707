"""Loading a source: read, translated, stored batch by batch, what is bad set aside."""

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from cim_graph.intake.model import Rejected, Report
from cim_graph.intake.service import store
from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import Importer, Line, Rejection

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.settings import Settings

GROUP = "cim_graph.importers"


@dataclass(frozen=True, slots=True)
class Loader:
    """What a load needs: the graph, the commands, on whose behalf, and the settings."""

    graph: "Graph"
    commands: "Commands"
    actor: "Actor"
    settings: "Settings"


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


async def load(loader: Loader, importer: Importer, stream: BinaryIO) -> AsyncIterator[Report]:
    """Load a stream and yield what became of each batch; `index` of a rejection is its line, from 1."""
    items = iter(importer.read(stream))
    while batch := list(islice(items, loader.settings.batch_size)):
        report = await store(loader.graph, loader.commands, loader.actor, _records(batch), loader.settings.source_ranks)
        bad = (item for item in batch if isinstance(item, Rejection))
        report.rejected += [Rejected(item.line, item.field, item.reason) for item in bad]
        yield report


def _records(batch: Iterable[Line | Rejection]) -> Iterator[tuple[int, Any]]:
    return ((item.number, item.record) for item in batch if isinstance(item, Line))
