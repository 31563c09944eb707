"""Objects that are kept by their attributes: a level of an answer needs columns, and hardly ever an object."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, overload

from cim_graph.columnar.run import Column


class Frame(Sequence[Any]):
    """Objects of which columns are at hand. An object is made where somebody asks for one, and kept.

    `classes` are those of the objects, `columns` makes a column of them by its path of attributes, `make` the object at
    a place: its attributes have to be what the columns hold. No object is null, an exception or awaitable.
    """

    __slots__ = ("_columns", "_made", "_make", "classes")

    def __init__(
        self,
        classes: Sequence[type],
        columns: "Mapping[str, Callable[[], Column | Frame | Sections]]",
        make: Callable[[int], Any],
    ) -> None:
        self.classes = classes
        self._columns = columns
        self._make = make
        self._made: list[Any] = [None] * len(classes)

    def __len__(self) -> int:
        return len(self.classes)

    @overload
    def __getitem__(self, at: int) -> Any: ...  # noqa: ANN401 (any object)

    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        made = self._made[at]
        if made is None:
            made = self._made[at] = self._make(at % len(self))
        return made

    def __iter__(self) -> Iterator[Any]:
        return map(self.__getitem__, range(len(self)))

    def column(self, path: str) -> "Column | Frame | Sections | None":
        """Return the column of an attribute; nothing where it is not kept by itself."""
        made = self._columns.get(path)
        return None if made is None else made()


@dataclass(frozen=True, slots=True)
class Sections:
    """A column of lists: the objects of a frame, cut at `offsets`, which begin with 0 and end with their number."""

    frame: Frame
    offsets: Sequence[int]


Objects = Column | Frame
"""A column of objects, however they are kept."""


def column(objects: Sequence[Any], path: str) -> Column:
    """Return an attribute of each object, whether they are kept by columns or not; it is no object itself."""
    kept = objects.column(path) if isinstance(objects, Frame) else None
    return kept if isinstance(kept, list) else list(map(attrgetter(path), objects))
