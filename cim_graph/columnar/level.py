"""Where a value of a column stands in the answer. Only asked when there is an error, or when an info is wanted."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from graphql import GraphQLObjectType
from graphql.pyutils import Path

if TYPE_CHECKING:
    from cim_graph.columnar.asked import Asked

Order = tuple[int, ...]


class Level:
    """The places of the values of one column.

    `nullable`: whether a failed value becomes null here or further up. `split`: whether the column holds only those
    values of a level that descend from objects of one type.
    """

    __slots__ = ("nullable", "split")

    def __init__(self, *, nullable: bool, split: bool) -> None:
        self.nullable = nullable
        self.split = split

    def place(self, i: int) -> Path | None:
        """Return the path of a value; nothing for the root."""
        raise NotImplementedError

    def path(self, i: int) -> Path:
        """Return the path of a value below the root."""
        return cast("Path", self.place(i))

    def order(self, i: int) -> Order:
        """Return what sorts values as the document has them, depth first."""
        raise NotImplementedError

    def nulled(self, i: int) -> Path | None:
        """Return the path that becomes null when a value fails; nothing where that is the whole answer."""
        raise NotImplementedError

    def owner(self, i: int) -> GraphQLObjectType:
        """Return the type whose field a value belongs to."""
        raise NotImplementedError

    def object_type(self, _: int) -> GraphQLObjectType | None:
        """Return the type of an object of this column, where the column holds several that are asked for alike."""
        return None


class RootLevel(Level):
    """The one value at the root."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(nullable=True, split=False)

    def place(self, _: int) -> Path | None:
        """Return nothing: the root has no path."""
        return None

    def order(self, _: int) -> Order:
        """Return the order of the root."""
        return ()

    def nulled(self, _: int) -> Path | None:
        """Return nothing: above the root is nothing that could be null."""
        return None


class FieldLevel(Level):
    """The values of a field, one for each of its parents."""

    __slots__ = ("asked", "parent")

    def __init__(self, parent: Level, asked: "Asked", *, nullable: bool) -> None:
        super().__init__(nullable=nullable, split=parent.split)
        self.parent = parent
        self.asked = asked

    def place(self, i: int) -> Path:
        """Return the path of the field below its parent."""
        return Path(self.parent.place(i), self.asked.key, self.owner(i).name)

    def order(self, i: int) -> Order:
        """Return the parent's order, then the field's place in the selection."""
        return (*self.parent.order(i), self.asked.position)

    def nulled(self, i: int) -> Path | None:
        """Return what becomes null: the field, or what is above it."""
        return self.place(i) if self.nullable else self.parent.nulled(i)

    def owner(self, i: int) -> GraphQLObjectType:
        """Return the type of the parent."""
        return self.parent.object_type(i) or self.asked.parent_type


class ItemLevel(Level):
    """The items of a column of lists, one behind the other; `offsets` says where each list begins."""

    __slots__ = ("offsets", "parent")

    def __init__(self, parent: Level, offsets: Sequence[int], *, nullable: bool) -> None:
        super().__init__(nullable=nullable, split=parent.split)
        self.parent = parent
        self.offsets = offsets

    def _at(self, i: int) -> tuple[int, int]:
        list_ = bisect_right(self.offsets, i) - 1
        return list_, i - self.offsets[list_]

    def place(self, i: int) -> Path:
        """Return the path of an item: that of its list and its index."""
        list_, index = self._at(i)
        return Path(self.parent.place(list_), index, None)

    def order(self, i: int) -> Order:
        """Return the order of the list, then the index."""
        list_, index = self._at(i)
        return (*self.parent.order(list_), index)

    def nulled(self, i: int) -> Path | None:
        """Return what becomes null: the item, or what is above its list."""
        return self.place(i) if self.nullable else self.parent.nulled(self._at(i)[0])

    def owner(self, i: int) -> GraphQLObjectType:
        """Return the type whose field the list belongs to."""
        return self.parent.owner(self._at(i)[0])


class SubLevel(Level):
    """Some of the values of a column; `index` says which."""

    __slots__ = ("index", "parent")

    def __init__(self, parent: Level, index: Sequence[int], *, split: bool = False) -> None:
        super().__init__(nullable=parent.nullable, split=split or parent.split)
        self.parent = parent
        self.index = index

    def place(self, i: int) -> Path | None:
        """Return the path that the value has in its column."""
        return self.parent.place(self.index[i])

    def order(self, i: int) -> Order:
        """Return the order that the value has in its column."""
        return self.parent.order(self.index[i])

    def nulled(self, i: int) -> Path | None:
        """Return what becomes null for the value in its column."""
        return self.parent.nulled(self.index[i])

    def owner(self, i: int) -> GraphQLObjectType:
        """Return the type whose field the value belongs to."""
        return self.parent.owner(self.index[i])


class MixedLevel(Level):
    """Objects of several types that are asked for alike, in one column: their classes, and what each class means."""

    __slots__ = ("classes", "parent", "types")

    def __init__(self, parent: Level, classes: Sequence[type], types: Mapping[type, GraphQLObjectType]) -> None:
        super().__init__(nullable=parent.nullable, split=parent.split)
        self.parent = parent
        self.classes = classes
        self.types = types

    def names(self) -> list[str]:
        """Return the name of each object's type."""
        names = {class_: self.types[class_].name for class_ in set(self.classes)}
        return list(map(names.__getitem__, self.classes))

    def place(self, i: int) -> Path | None:
        """Return the path of the object."""
        return self.parent.place(i)

    def order(self, i: int) -> Order:
        """Return the order of the object."""
        return self.parent.order(i)

    def nulled(self, i: int) -> Path | None:
        """Return what becomes null when the object fails."""
        return self.parent.nulled(i)

    def owner(self, i: int) -> GraphQLObjectType:
        """Return the type whose field the object belongs to."""
        return self.parent.owner(i)

    def object_type(self, i: int) -> GraphQLObjectType:
        """Return the object's own type."""
        return self.types[self.classes[i]]
