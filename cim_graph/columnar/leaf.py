"""Completing scalars and enums."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLNamedType,
    GraphQLString,
)
from graphql.pyutils import Undefined, inspect
from graphql.type import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT

from cim_graph.columnar.completion import Completer, is_special
from cim_graph.columnar.internals import python_enum_of
from cim_graph.columnar.level import Level
from cim_graph.columnar.run import SPECIAL, Column, Run
from cim_graph.columnar.waiting import is_awaitable_type

if TYPE_CHECKING:
    from cim_graph.columnar.asked import Asked

_NULL: Final = type(None)
Check = Callable[[Column], bool]


def _in_range(values: Column) -> bool:
    return not values or bool(min(values) >= GRAPHQL_MIN_INT and max(values) <= GRAPHQL_MAX_INT)


def _finite(values: Column) -> bool:
    return all(map(isfinite, values))


_UNCHANGED: Final[Mapping[GraphQLNamedType, tuple[type, Check | None]]] = {
    GraphQLString: (str, None),
    GraphQLID: (str, None),
    GraphQLBoolean: (bool, None),
    GraphQLInt: (int, _in_range),
    GraphQLFloat: (float, _finite),
}
"""Scalars whose values, where they are of this class and pass the check, are the answer as they are."""


def unchanged(value: Any) -> Any:  # noqa: ANN401 (any value)
    """Return a value as it is. What a scalar coerces by this needs no call for each value of a column."""
    return value


class Leaf(Completer):
    """Completes scalars."""

    def __init__(self, type_: GraphQLLeafType, asked: "Asked", *, nonnull: bool) -> None:
        super().__init__(asked, nonnull=nonnull)
        self._type = type_
        self._coerce: Callable[[Any], Any] = type_.coerce_output_value
        class_: type | None
        self._check: Check | None
        class_, self._check = next((of for scalar, of in _UNCHANGED.items() if scalar is type_), (None, None))
        self._unchanged: frozenset[type] = frozenset(
            () if class_ is None else (class_,) if nonnull else (class_, _NULL)
        )

    def at_once(self, values: Column) -> Column | None:
        """Return the column completed, or nothing where it needs a look at each value."""
        kinds = set(map(type, values))
        if kinds <= self._unchanged:
            return values if self._check is None or self._passes(values, kinds) else None
        if self._unchanged or any(map(self._takes_a_look, kinds)):
            return None
        if self._coerce is unchanged:
            return values
        return self._coerced([value for value in values if value is not None], values)

    def _takes_a_look(self, kind: type) -> bool:
        if kind in SPECIAL:
            return self.nonnull or kind is not _NULL
        return issubclass(kind, Exception) or is_awaitable_type(kind)

    def _coerced(self, there: Column, values: Column) -> Column | None:
        try:
            done = list(map(self._coerce, there))
        except Exception:  # noqa: BLE001 (a look at each value finds it again, and says where)
            return None
        if not SPECIAL.isdisjoint(map(type, done)):
            return None
        if len(there) == len(values):
            return done
        rest = iter(done)
        return [None if value is None else next(rest) for value in values]

    def _passes(self, values: Column, kinds: set[type]) -> bool:
        assert self._check is not None  # noqa: S101 (asked only where there is one)
        return self._check([value for value in values if value is not None] if _NULL in kinds else values)

    async def run(self, run: Run, values: Column, level: Level, *, own_task: bool) -> Column:
        """Complete the column, at once or value by value."""
        del own_task
        done = self.at_once(values)
        return [self._one(run, value, level, i) for i, value in enumerate(values)] if done is None else done

    def _one(self, run: Run, value: Any, level: Level, i: int) -> Any:  # noqa: ANN401 (any value)
        if is_special(value):
            return self.special(run, value, level, i)
        try:
            done = self._coerce(value)
            if done is Undefined or done is None:
                raise TypeError(  # noqa: TRY301 (as graphql-core does)
                    f"Expected `{inspect(self._type)}.coerce_output_value({inspect(value)})`"
                    f" to return non-nullable value, returned: {inspect(done)}"
                )
        except Exception as error:  # noqa: BLE001 (whatever a scalar raises is the error of the value)
            return run.fail(self.asked.nodes, level, i, error)
        else:
            return done


class EnumLeaf(Leaf):
    """Completes enums: members by identity, values that are text by their text."""

    def __init__(self, type_: GraphQLEnumType, asked: "Asked", *, nonnull: bool) -> None:
        super().__init__(type_, asked, nonnull=nonnull)
        enum = python_enum_of(type_)
        self._unchanged = frozenset()
        self._members = frozenset(() if enum is None else (enum,) if nonnull else (enum, _NULL))
        self._texts = frozenset((str,) if nonnull else (str, _NULL))
        self._names: dict[int, str | None] = {} if nonnull else {id(None): None}
        self._by_text: dict[str | None, str | None] = {} if nonnull else {None: None}
        for member in getattr(enum, "__members__", {}).values():
            with suppress(Exception):  # a member that the schema leaves out
                self._names[id(member)] = self._coerce(member)
                if type(member.value) is str:
                    self._by_text[member.value] = self._coerce(member.value)

    def at_once(self, values: Column) -> Column | None:
        """Return the names of the members, or nothing where a value is none."""
        kinds = set(map(type, values))
        try:
            if kinds <= self._members:
                return list(map(self._names.__getitem__, map(id, values)))
            if kinds <= self._texts:
                return list(map(self._by_text.__getitem__, values))
        except KeyError:
            pass
        return None
