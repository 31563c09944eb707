"""Going on where a load was stopped: how a load is named in the trail, and what of it is stored already."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b, file_digest
from typing import TYPE_CHECKING

from cim_graph.commands.service import lines_done
from cim_graph.records.importer import LeftOut, Line, Rejection

if TYPE_CHECKING:
    from pathlib import Path

    from cim_graph.graph.session import Graph


@dataclass(frozen=True, slots=True)
class Trace:
    """The name of a load in the trail, and the lines of it that are stored: the first and the last of each batch."""

    load: str
    done: tuple[tuple[int, int], ...] = ()


def load_name(format_: str, path: "Path") -> str:
    """Name the load of a file by all of its bytes: a file in which a single line was mended is another load.

    Size, time and the first bytes would be quicker to read, and would skip the mended line.
    """
    with path.open("rb") as file:
        digest = file_digest(file, lambda: blake2b(digest_size=16))
    return f"{format_}:{digest.hexdigest()}"


async def trace_of(graph: "Graph", load: str) -> Trace:
    """Return what the trail knows of a load."""
    return Trace(load, tuple(await lines_done(graph, load)))


class Remaining:
    """The items of a source without those that are stored; `skipped` counts these."""

    def __init__(self, items: Iterable[Line | Rejection | LeftOut], done: Iterable[tuple[int, int]]) -> None:
        self._items = items
        ranges = sorted(done)
        self._firsts = [first for first, _ in ranges]
        self._lasts = [last for _, last in ranges]
        self.skipped = 0

    def __iter__(self) -> Iterator[Line | Rejection | LeftOut]:
        for item in self._items:
            if self._is_done(item.number if isinstance(item, Line) else item.line):
                self.skipped += 1
            else:
                yield item

    def _is_done(self, number: int) -> bool:
        place = bisect_right(self._firsts, number) - 1
        return place >= 0 and number <= self._lasts[place]
