"""What stands in the way of taking back a batch."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Read
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.stamps import Change, brought

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph

LOOKED_AT = 1_000
"""Changes that are looked at in one statement."""
BATCH, JUDGEMENT = "batch", "judgement"
_MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class Place:
    """The entry of a batch's trail that comes after one."""

    batch: str
    after: str


@dataclass(frozen=True, slots=True)
class TrailRow:
    """What one transaction of a batch brought and changed, columns side by side."""

    id: str
    born: list[str]
    changed: list[str]
    before: list[str]
    writers: list[str]
    kept: list[str]
    forgot: list[str]

    def changes(self, batch: str) -> Iterator[Change]:
        """Yield what the batch found; what it found of itself it had changed before, which is told there."""
        yield from map(brought, self.born)
        found = map(Change, self.changed, self.before, self.writers)
        yield from (change for change in found if not change.left_by(batch))


@dataclass(frozen=True, slots=True)
class Asked:
    """Changes of a batch, and the batch that takes it back, where that has begun."""

    rows: list[dict[str, Any]]
    batch: str
    undo: str | None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way: what it is, its id, who made it, and at which record or fact (source:key)."""

    what: str
    id: str
    by: str | None
    at: str


TRAIL = Read("intake/trail", Place, TrailRow)
OBSTACLES = Read("intake/obstacles", Asked, Obstacle)


async def trail(graph: "Graph", batch: str) -> AsyncIterator[TrailRow]:
    """Yield what a batch changed, transaction by transaction."""
    after = ""
    while rows := await graph.read(TRAIL(Place(batch, after))):
        yield rows[0]
        after = rows[0].id


def slices(changes: Iterable[Change], size: int) -> Iterator[list[Change]]:
    """Cut changes into lists of a size."""
    ahead = iter(changes)
    while slice_ := list(islice(ahead, size)):
        yield slice_


@dataclass(slots=True)
class Obstacles:
    """What was found to stand in the way, each thing once, with the first place where it does."""

    found: dict[tuple[str, str], Obstacle] = field(default_factory=dict)

    def add(self, obstacles: Iterable[Obstacle]) -> None:
        """Take in what was found."""
        for obstacle in obstacles:
            self.found.setdefault((obstacle.what, obstacle.id), obstacle)

    @property
    def batches(self) -> list[str]:
        """The batches to be taken back first, in that order."""
        return sorted((id_ for what, id_ in self.found if what == BATCH), reverse=True)

    @property
    def others(self) -> list[Obstacle]:
        """What else has to be taken back first."""
        return [one for one in self.found.values() if one.what != BATCH]

    def told(self, batch: str) -> str:
        """Say what is in the way, and what to do."""
        told = [f"cim undo {id_}" for id_ in self.batches[:_MOST_TOLD]]
        told += [
            f"withdraw the {one.what} {one.id} of {one.by} at {one.at}"
            + (f" (cim review withdraw {one.id})" if one.what == JUDGEMENT else "")
            for one in self.others[:_MOST_TOLD]
        ]
        rest = len(self.found) - len(told)
        more = f", and {rest} more" if rest > 0 else ""
        return f"nothing was done: newer work builds on {batch}. First: {', '.join(told)}{more}"


async def obstacles(graph: "Graph", batch: str, undo: str | None) -> Obstacles:
    """Return what stands in the way of taking back a batch; what `undo` has taken back of it already does not count."""
    met = Obstacles()
    async for row in trail(graph, batch):
        for changes in slices(row.changes(batch), LOOKED_AT):
            met.add(await graph.read(OBSTACLES(Asked(_rows(changes), batch, undo))))
    return met


def _rows(changes: Sequence[Change]) -> list[dict[str, Any]]:
    return [
        {
            "id": change.id,
            "fact": change.id if change.id[0] == Kind.FACT else "-",
            "goes": not change.stood,
            "version": change.version or 0,
        }
        for change in changes
    ]
