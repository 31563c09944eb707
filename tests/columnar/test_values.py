"""Values of every kind for every type, one column at a time, by columns and by graphql-core."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from math import inf, nan
from typing import Any, ClassVar, NewType
from uuid import UUID

import pytest
import strawberry
from graphql import parse
from strawberry.schema.config import StrawberryConfig

from cim_graph.columnar import ColumnarExecutor, Outcome, Plans, unchanged
from cim_graph.columnar.internals import StrawberryExecutor
from tests.columnar.execution import run


@strawberry.enum
class Kind(Enum):
    SHARES = "shares"
    VOTES = 2


Note = NewType("Note", object)


class Texts:
    """An iterable that is no list."""

    def __iter__(self) -> Iterator[str]:
        return iter(["text"])

    def __repr__(self) -> str:
        return "texts"


@strawberry.type
class Holder:
    text: str | None = None
    must: str = ""
    id: strawberry.ID | None = None
    number: int | None = None
    must_number: int = 0
    ratio: float | None = None
    flag: bool | None = None
    kind: Kind | None = None
    must_kind: Kind = Kind.SHARES
    money: Decimal | None = None
    day: date | None = None
    uuid: UUID | None = None
    note: Note | None = None
    must_note: Note = Note("")
    texts: list[str] | None = None
    maybe_texts: list[str | None] = strawberry.field(default_factory=list)
    grid: list[list[int]] | None = None


@strawberry.type
class Query:
    @strawberry.field
    def holders(self, info: strawberry.Info[Any, None]) -> list[Holder | None]:
        return list(info.context)


NOTE = strawberry.scalar(name="Note", serialize=unchanged, parse_value=unchanged)
SCHEMA = strawberry.Schema(Query, config=StrawberryConfig(scalar_map={Note: NOTE}))
VALUES: list[Any] = [
    None, "text", "", "shares", 0, 7, -(2**31), 2**31 - 1, 2**31, -(2**31) - 1, 2**40, True, False, 1.5, -0.0, nan, inf,
    Kind.SHARES, Kind.VOTES, Kind, Decimal("1.50"), Decimal("NaN"), date(2026, 1, 31), UUID(int=7), b"bytes",
    [], ["a"], ["a", None], [1], [[1], [2, 3]], [[None]], [None], ("a", "b"), {"a": 1}, {"b"}, Texts(), object,
    ValueError("as a value"), ["a", ValueError("in a list")], range(3),
]  # fmt: skip


GOOD = {
    "text": "t", "must": "t", "id": "1", "number": 1, "must_number": 1, "ratio": 1.0, "flag": True, "kind": Kind.VOTES,
    "must_kind": Kind.VOTES, "money": Decimal(1), "day": date(2026, 1, 1), "uuid": UUID(int=1), "texts": ["t"],
    "note": "n", "must_note": "n",
    "maybe_texts": ["t"], "grid": [[1]],
}  # fmt: skip
"""For each field a value that it takes."""


class Columns(ColumnarExecutor):
    plans = Plans(unplanned=0)
    outcomes: ClassVar[set[Outcome]] = set()

    def ran(self, outcome: Outcome) -> None:
        self.outcomes.add(outcome)


def told(result: Any) -> Any:
    return repr(result.data), [(error.message, error.path, error.locations) for error in result.errors or ()]


async def completed(executor: type[StrawberryExecutor], name: str, values: list[Any]) -> Any:
    holders = [Holder() for _ in values]
    for holder, value in zip(holders, values, strict=True):
        setattr(holder, name, value)
    field = SCHEMA.config.name_converter.apply_naming_config(name)
    return told(await run(SCHEMA, parse(f"{{ holders {{ {field} }} }}"), executor, context=holders))


@pytest.mark.parametrize("name", GOOD)
async def test_a_value_is_completed_as_by_graphql_core(name: str) -> None:
    Columns.outcomes.clear()
    for value in VALUES:
        for column in ([value], [GOOD[name], value, GOOD[name]], [None, value]):
            assert await completed(Columns, name, column) == await completed(StrawberryExecutor, name, column)
    assert Columns.outcomes == {Outcome.COLUMNS}
