"""Arguments are made once for a column, and still belong to each call."""

import pytest
import strawberry
from graphql import parse
from strawberry.scalars import JSON

from cim_graph.columnar import ColumnarExecutor, Plans
from cim_graph.columnar.internals import StrawberryExecutor
from tests.columnar.execution import run


class Columns(ColumnarExecutor):
    plans = Plans(unplanned=0)


@strawberry.input
class Filter:
    words: list[str] = strawberry.field(default_factory=list)


@strawberry.type
class Item:
    @strawberry.field
    def json(self, value: JSON) -> JSON:
        value["seen"].append(1)  # type: ignore[index]
        return value

    @strawberry.field
    def texts(self, words: list[str]) -> list[str]:
        words.append("seen")
        return words

    @strawberry.field
    def filtered(self, by: Filter) -> list[str]:
        by.words.append("seen")
        return by.words

    @strawberry.field
    def plain(self, number: int = 1, text: str | None = None) -> str:
        return f"{number} {text}"


@strawberry.type
class Query:
    @strawberry.field
    def items(self) -> list[Item]:
        return [Item(), Item()]


SCHEMA = strawberry.Schema(Query)


@pytest.mark.parametrize(
    "field",
    [
        "json(value: {seen: []})",
        'texts(words: ["a"])',
        "filtered(by: {})",
        'filtered(by: {words: ["a"]})',
        "plain",
        "plain(number: 7)",
    ],
)
async def test_a_call_that_changes_its_arguments_changes_no_other(field: str) -> None:
    document = parse(f"{{ items {{ {field} }} }}")
    wanted = await run(SCHEMA, document, StrawberryExecutor)
    for _ in range(2):
        assert (await run(SCHEMA, document, Columns)).data == wanted.data


async def test_variables_are_read_at_each_execution() -> None:
    document = parse("query ($n: Int!, $t: String) { items { plain(number: $n, text: $t) } }")
    for variables in ({"n": 1}, {"n": 2, "t": "x"}, {"n": 1, "t": None}):
        wanted = await run(SCHEMA, document, StrawberryExecutor, variables)
        assert (await run(SCHEMA, document, Columns, variables)).data == wanted.data
