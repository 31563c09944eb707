"""Processor time of the columnar executor against graphql-core's own: the same answers, no database.

50 organizations with their owners and the owners of those, some 560 objects. Rounds of both alternate; the ratio is
that of the medians, of what one execution of a parsed and validated document takes.

    .venv/bin/python -m bench.columnar [--seconds 3] [--out FILE]
"""

import argparse
import gc
import statistics
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from inspect import isawaitable
from pathlib import Path
from time import monotonic, process_time
from typing import Any, cast

import orjson
import strawberry
import uvloop
from graphql import DocumentNode, ExecutionResult, execute, parse, validate
from strawberry.execution import optimized_is_awaitable
from strawberry.types import Info as StrawberryInfo

from bench.record import report
from cim_graph.columnar import Batches, ColumnarExecutor, Plans, Turns, attribute, batched
from cim_graph.columnar.internals import StrawberryExecutor


class Columns(ColumnarExecutor):
    """Plans at once."""

    plans = Plans(unplanned=0)


@dataclass(eq=False)
class Context:
    """What resolvers share."""

    batches: Batches = field(default_factory=lambda: Batches(Turns()))


Info = StrawberryInfo[Context, None]


@dataclass(slots=True)
class Row:
    """What a party is made from."""

    name: str


async def _owners(parties: "Sequence[Party]", _info: Info) -> "list[list[Holding]]":
    return [party.held for party in parties]


async def _batch_owners(parties: "Sequence[Party]", info: Info) -> "list[list[Holding]]":
    return await _owners(parties, info)


@strawberry.interface
class Party:
    """Somebody."""

    id: strawberry.ID
    row: strawberry.Private[Row]
    held: strawberry.Private["list[Holding]"]
    name: str = attribute("row.name")
    owners: list["Holding"] = attribute("held")
    batched: list["Holding"] = batched(_batch_owners)

    @strawberry.field
    async def awaited(self, info: Info) -> list["Holding"]:
        """Return the owners, one party at a time."""
        return (await _owners([self], info))[0]


@strawberry.type
class Person(Party):
    """A person."""


@strawberry.type
class Organization(Party):
    """An organization."""


@strawberry.type
class Holding:
    """A share."""

    share: float
    owner: Party


def _party(number: int, held: list[Holding]) -> Party:
    kind = (Person, Organization)[number % 2]
    return kind(id=strawberry.ID(f"P{number}"), row=Row("Xəzər Ticarət MMC"), held=held)


def _owned(number: int) -> list[Holding]:
    below = [Holding(share=2.5, owner=_party(i, [])) for i in range(3 + (number < 11))]
    return [Holding(share=1.5, owner=_party(i, below if i == 0 else [])) for i in range(7)]


DATA = [_party(number, _owned(number)) for number in range(50)]


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def parties(self) -> list[Party]:
        """Return the organizations."""
        return DATA


SCHEMA = strawberry.Schema(Query, types=[Person, Organization])
NESTED = "{{ parties {{ {fields} {0} {{ share owner {{ {fields} {0} {{ share owner {{ {fields} }} }} }} }} }} }}"
SHAPES = {
    "owners by attribute": NESTED.format("owners", fields="id name"),
    "owners by attribute, names of types": NESTED.format("owners", fields="__typename id name"),
    "owners by batch": NESTED.format("batched", fields="id name"),
    "owners by a coroutine each": NESTED.format("awaited", fields="id name"),
    "one field": "{ parties { id } }",
}


async def run(document: DocumentNode, executor: type[StrawberryExecutor]) -> ExecutionResult:
    """Execute a document."""
    result = execute(
        SCHEMA._schema,  # noqa: SLF001 (strawberry gives no other way to it)
        document,
        context_value=Context(),
        executor_class=executor,
        is_awaitable=cast("Any", optimized_is_awaitable),
        operation_extensions=None,
    )
    return await result if isawaitable(result) else result


async def milliseconds(work: Sequence[Callable[[], Awaitable[object]]], seconds: float) -> list[float]:
    """Return the median of the processor time that each takes, in rounds that alternate."""
    taken: list[list[float]] = [[] for _ in work]
    gc.collect()
    gc.freeze()  # as `cim up` does: what lives for ever is not walked again and again
    end = monotonic() + seconds
    while monotonic() < end:
        for times, one in zip(taken, work, strict=True):
            started = process_time()
            await one()
            times.append(process_time() - started)
    return [statistics.median(times) * 1000 for times in taken]


async def main(seconds: float, out: Path | None) -> None:
    """Measure each shape and report."""
    rows: list[dict[str, Any]] = []
    for name, text in SHAPES.items():
        document = parse(text)
        assert not validate(SCHEMA._schema, document)  # noqa: SLF001
        answers = [orjson.dumps((await run(document, one)).data) for one in (StrawberryExecutor, Columns)]
        assert answers[0] == answers[1]
        core, columns = await milliseconds(
            [lambda d=document: run(d, StrawberryExecutor), lambda d=document: run(d, Columns)],  # type: ignore[misc]
            seconds,
        )
        figures = {
            "graphql-core ms": round(core, 2),
            "columns ms": round(columns, 3),
            "ratio": round(core / columns, 1),
        }
        rows.append({"shape": name, "bytes": len(answers[0]), **figures})
    report("columnar", rows, out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    uvloop.run(main(given.seconds, given.out))
