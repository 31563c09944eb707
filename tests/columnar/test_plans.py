"""Plans are made for what comes again, and bounded whatever comes."""

import gc
import tracemalloc
from collections.abc import Iterator

import pytest
import strawberry
from graphql import DocumentNode, parse

from cim_graph.columnar import ColumnarExecutor, Outcome, Plans
from cim_graph.columnar.plan import MOST_FIELDS
from cim_graph.columnar.plans import CHARACTER_BYTES, FIELD_BYTES, MOST_VARIANTS
from tests.columnar.execution import run


@strawberry.type
class Leaf:
    name: str = "leaf"
    number: int = 7

    @strawberry.field
    def inner(self) -> "Leaf":
        return Leaf()


@strawberry.type
class Query:
    @strawberry.field
    def leaf(self) -> Leaf:
        return Leaf()


SCHEMA = strawberry.Schema(Query)


class Columns(ColumnarExecutor):
    outcomes: list[Outcome]

    def ran(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)


def columns(**bounds: int) -> type[Columns]:
    return type("Columns", (Columns,), {"plans": Plans(**bounds), "outcomes": []})


async def ask(executor: type[Columns], document: DocumentNode, **variables: object) -> Outcome:
    result = await run(SCHEMA, document, executor, variables)
    assert result.errors is None
    return executor.outcomes[-1]


async def test_what_comes_again_is_planned() -> None:
    executor, document = columns(), parse("{ leaf { name } }")
    assert [await ask(executor, document) for _ in range(3)] == [Outcome.NEW, Outcome.COLUMNS, Outcome.COLUMNS]
    assert await ask(executor, parse("{ leaf { name } }")) is Outcome.NEW


async def test_a_client_with_a_new_document_each_time_leaves_nothing_behind() -> None:
    executor = columns(most=50)
    for number in range(500):
        await ask(executor, parse(f"{{ a{number}: leaf {{ name }} }}"))
    assert set(executor.outcomes) == {Outcome.NEW}
    assert len(executor.plans) == 0
    assert len(executor.plans._seen) == 50  # noqa: SLF001 (ids alone are kept of what came once)


async def test_plans_are_bounded_in_number_and_the_one_used_last_stays() -> None:
    executor = columns(most=10, unplanned=0)
    first = parse("{ first: leaf { name } }")
    for number in range(100):
        await ask(executor, first)
        plan = next(reversed(executor.plans._operations.values()))  # noqa: SLF001
        assert plan.nodes[0] is first.definitions[0]
        await ask(executor, parse(f"{{ a{number}: leaf {{ name }} }}"))
        assert len(executor.plans) <= 10


async def test_each_outcome_of_the_conditions_has_a_plan_up_to_a_number() -> None:
    executor = columns(unplanned=0)
    names = [f"v{number}" for number in range(6)]
    taken = ", ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"{name}: name @skip(if: ${name})" for name in names)
    document = parse(f"query ({taken}) {{ leaf {{ number {fields} }} }}")
    for bits in range(64):
        variables = {name: bool(bits >> place & 1) for place, name in enumerate(names)}
        result = await run(SCHEMA, document, executor, variables)
        assert result.data == {"leaf": {"number": 7, **{name: "leaf" for name in names if not variables[name]}}}
    assert executor.outcomes.count(Outcome.COLUMNS) == MOST_VARIANTS
    assert executor.outcomes[MOST_VARIANTS:] == [Outcome.UNCOVERED] * (64 - MOST_VARIANTS)


async def test_an_operation_of_too_many_fields_is_graphql_cores() -> None:
    executor = columns(unplanned=0)
    document = parse("{" + " ".join(f"a{number}: leaf {{ name }}" for number in range(MOST_FIELDS)) + "}")
    assert [await ask(executor, document) for _ in range(2)] == [Outcome.UNCOVERED] * 2


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def document(number: int) -> DocumentNode:
    return parse(f"{{ leaf {{ {' '.join(f'a{number}_{i}: inner {{ name number }}' for i in range(60))} }} }}")


def taken() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.usefixtures("traced")
async def test_plans_take_no_more_memory_than_they_may() -> None:
    allowed = 4_000_000
    executor = columns(most=10_000, most_bytes=allowed, unplanned=0)
    await ask(executor, document(0))
    before = taken()
    for number in range(20):
        assert await ask(executor, document(number)) is Outcome.COLUMNS
    assert 1 < len(executor.plans) < 10
    assert executor.plans.size <= allowed
    assert taken() - before < allowed


@pytest.mark.usefixtures("traced")
async def test_the_size_of_a_plan_is_no_less_than_it_takes() -> None:
    executor = columns(unplanned=0)
    await ask(executor, document(0))
    tree = document(1)
    before = taken()
    await ask(executor, tree)
    assert 0.4 < (taken() - before) / (182 * FIELD_BYTES) < 1


@pytest.mark.usefixtures("traced")
def test_the_size_of_a_document_is_no_less_than_it_takes() -> None:
    text = "{" + "a{a}" * 1000 + "}"
    before = taken()
    tree = parse(text)
    assert 0.4 < (taken() - before) / (len(text) * CHARACTER_BYTES) < 1
    assert tree.definitions
