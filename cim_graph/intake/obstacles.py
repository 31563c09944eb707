"""What stands in the way of taking back a batch."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from cim_graph.graph.statement import Read
from cim_graph.intake.early import remembered
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.stamps import Change, brought

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.graph.statement import Ask

Item = TypeVar("Item")

LOOKED_AT = 1_000
"""Changes that are looked at in one statement."""
BATCH, JUDGEMENT, BETWEEN = "batch", "judgement", "batch between"
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
    at: str
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
    """Changes of a batch at a moment, and the batch that takes it back, where that has begun."""

    rows: list[dict[str, Any]]
    at: str
    batch: str
    undo: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Retractions that a batch left waiting, or forgot, and the batch that takes it back, where that has begun."""

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
OVERTAKEN = Read("intake/overtaken", Waiting, Obstacle)


async def trail(graph: "Graph", batch: str) -> AsyncIterator[TrailRow]:
    """Yield what a batch changed, transaction by transaction."""
    after = ""
    while rows := await graph.read(TRAIL(Place(batch, after))):
        yield rows[0]
        after = rows[0].id


def slices(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Cut what comes into lists of a size."""
    ahead = iter(items)
    while some := list(islice(ahead, size)):
        yield some


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
    def between(self) -> list[Obstacle]:
        """What other batches wrote between two changes that this one made of the same."""
        return [one for one in self.found.values() if one.what == BETWEEN]

    @property
    def others(self) -> list[Obstacle]:
        """What else has to be taken back first."""
        return [one for one in self.found.values() if one.what not in {BATCH, BETWEEN}]

    def told(self, batch: str, done: str = "nothing was done") -> str:
        """Say what is in the way, and what to do."""
        if self.between:
            places = ", ".join(f"{one.id} at {one.at}" for one in self.between[:_MOST_TOLD])
            return (
                f"{done}: other batches wrote what {batch} has changed before them and after them ({places}), which "
                "would be lost; load what is right as a batch of its own"
            )
        told = [f"cim undo {id_}" for id_ in self.batches[:_MOST_TOLD]]
        told += [
            f"withdraw the {one.what} {one.id} of {one.by} at {one.at}"
            + (f" (cim review withdraw {one.id})" if one.what == JUDGEMENT else "")
            for one in self.others[:_MOST_TOLD]
        ]
        rest = len(self.found) - len(told)
        more = f", and {rest} more" if rest > 0 else ""
        return f"{done}: newer work builds on {batch}. First: {', '.join(told)}{more}"


@dataclass(slots=True)
class Pending:
    """What a batch did in all to retractions that wait, by the digests of their sources and keys.

    `before` is what was kept before it came, as the trail keeps that; `left` are those that it left waiting.
    """

    before: dict[str, str | None] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)

    def add(self, row: TrailRow) -> None:
        """Take in what one transaction did."""
        forgot = {remembered(text).id: text for text in row.forgot}
        for id_ in (*row.kept, *forgot):
            self.before.setdefault(id_, forgot.get(id_))
        self.left = self.left.difference(forgot).union(row.kept)

    def overwritten(self, row: TrailRow, batch: str) -> Iterator[Obstacle]:
        """Yield what other batches kept between two retractions of one key that a batch kept."""
        for one in map(remembered, row.forgot):
            if one.id in self.before and one.batch and batch not in one.writers.split():
                yield Obstacle(BETWEEN, one.writers.split()[0], None, one.id)

    def steps(self, size: int) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Yield what is to be forgotten and what is to be kept again, so many retractions at a time."""
        changed = [id_ for id_, before in self.before.items() if before or id_ in self.left]
        for ids in slices(changed, size):
            yield tuple(id_ for id_ in ids if id_ in self.left), tuple(filter(None, map(self.before.get, ids)))


async def survey(graph: "Graph", batch: str, undo: str | None) -> tuple[Obstacles, Pending]:
    """Return what stands in the way of taking back a batch, and what it did to retractions that wait.

    What `undo` has taken back of it already does not count.
    """
    met, pending, seen = Obstacles(), Pending(), set[str]()
    async for row in trail(graph, batch):
        met.add(pending.overwritten(row, batch))
        pending.add(row)
        for changes in slices(row.changes(batch), LOOKED_AT):
            met.add(_between(changes, seen))
            met.add(await in_the_way(graph.read, changes, row.at, batch, undo))
    for forgotten, again in pending.steps(LOOKED_AT):
        met.add(await overtaken(graph.read, forgotten, again, batch, undo))
    return met, pending


async def in_the_way(ask: "Ask", changes: Sequence[Change], at: str, batch: str, undo: str | None) -> list[Obstacle]:
    """Return what stands in the way of taking back changes that a batch made at a moment."""
    return await ask(OBSTACLES(Asked(_rows(changes), at, batch, undo)))


async def overtaken(
    ask: "Ask", forgotten: Iterable[str], again: Iterable[str], batch: str, undo: str | None
) -> list[Obstacle]:
    """Return what stands in the way of forgetting retractions that a batch kept, and of keeping others again."""
    left = dict.fromkeys((remembered(text).id for text in again), False) | dict.fromkeys(forgotten, True)
    return await ask(OVERTAKEN(Waiting([{"id": id_, "left": stays} for id_, stays in left.items()], batch, undo)))


def _between(changes: Iterable[Change], seen: set[str]) -> Iterator[Obstacle]:
    """Yield what another batch wrote between two changes of the same, which a batch finds that has `seen` it before."""
    for change in changes:
        if change.id in seen:
            yield Obstacle(BETWEEN, change.writers.split()[0], None, change.id)
        seen.add(change.id)


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
