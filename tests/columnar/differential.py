"""Random documents over random data with failures: by columns and by graphql-core, which have to agree.

`data` has to be equal byte for byte, the order of its keys included. `errors` (message, path, locations) have to be
the same list for documents without asynchronous fields. With them, graphql-core's order is that of time, and which
errors survive below a place that becomes null is a race there (the specification, 6.4.4, lets a server choose). So:
equal as sets, or different only below places that both made null, and of which both say why.

    .venv/bin/python -m tests.columnar.differential [DOCUMENTS] [SEED]     exits with 1 on a difference
"""

import asyncio
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar, Final

from graphql import ExecutionResult, GraphQLError, parse, validate

from cim_graph.columnar import ColumnarExecutor, Outcome, Plans
from cim_graph.columnar.internals import StrawberryExecutor
from tests.columnar.documents import Document
from tests.columnar.execution import graphql_schema, run
from tests.columnar.registry import SCHEMA, Context, Data

ASYNCHRONOUS: Final = frozenset(
    {
        "owners", "ownersOrNull", "ownersFuture", "batchOwners", "strictOwners", "counts", "hidden", "friends",
        "secretLater", "spouse", "party", "parties", "search", "connection", "rename", "generated", "streamed",
    }
)  # fmt: skip
CHANCES: Final = [(0.0, 0.0), (0.02, 0.05), (0.1, 0.1), (0.0, 0.1), (0.3, 0.2)]
"""How often a value is of a wrong type, and how often a resolver fails."""

Error = tuple[str, tuple[str | int, ...], tuple[tuple[int, int], ...]]
Place = tuple[str | int, ...]


class Columns(ColumnarExecutor):
    """Plans at once, and counts who ran."""

    plans = Plans(unplanned=0)
    outcomes: ClassVar[Counter[Outcome]] = Counter()

    def ran(self, outcome: Outcome) -> None:
        self.outcomes[outcome] += 1


@dataclass
class Report:
    """What came of a comparison: how often each verdict was given, and the first few documents with a difference."""

    verdicts: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    by_columns: int = 0


def told(errors: list[GraphQLError] | None) -> list[Error]:
    return [
        (error.message, tuple(error.path or ()), tuple((at.line, at.column) for at in error.locations or ()))
        for error in errors or ()
    ]


def nulled(data: Any, path: Place) -> Place | None:
    """Return the place of the null that hides a path in the data, or None where nothing above it is null."""
    at = data
    for depth, key in enumerate(path):
        if at is None:
            return path[:depth]
        at = at[key] if not isinstance(at, dict) or key in at else None
    return None


def verdict(wanted: ExecutionResult, got: ExecutionResult, *, synchronous: bool) -> str:
    """Return what there is to say of two results; a difference is said in capitals."""
    if json.dumps(wanted.data) != json.dumps(got.data):
        return "DATA"
    ours, theirs = told(got.errors), told(wanted.errors)
    if ours == theirs:
        return "the same, with errors" if ours else "the same, without errors"
    if synchronous:
        return "ERRORS OF A SYNCHRONOUS DOCUMENT"
    if Counter(ours) == Counter(theirs):
        return "the same errors in another order"
    return _survivors(wanted.data, theirs, ours)


def _survivors(data: Any, theirs: list[Error], ours: list[Error]) -> str:
    for error in [*(Counter(theirs) - Counter(ours)), *(Counter(ours) - Counter(theirs))]:
        if nulled(data, error[1]) is None:
            return "ERRORS"
    same = _tops(data, theirs) == _tops(data, ours)
    return "other survivors below the same null" if same else "ERRORS BELOW NULLS"


def _tops(data: Any, errors: list[Error]) -> set[Place]:
    places = {place for error in errors if (place := nulled(data, error[1])) is not None}
    return {place for place in places if not any(place[:length] in places for length in range(len(place)))}


async def compare(documents: int, seed: int) -> Report:
    """Run so many random documents both ways."""
    random, report, number = Random(seed), Report(), 0
    Columns.outcomes.clear()
    while documents:
        number += 1
        synchronous = random.random() < 0.4
        mutation = not synchronous and random.random() < 0.1
        left_out = ASYNCHRONOUS if synchronous else frozenset()
        document = Document(graphql_schema(SCHEMA), random, left_out, mutation=mutation)
        tree = parse(document.text)
        if validate(graphql_schema(SCHEMA), tree):
            continue
        documents -= 1
        bad, rate = random.choice(CHANCES)
        data = Data(random.randint(0, 5), size=8, bad=bad)
        for variables in document.assignments:
            wanted, got = [
                await run(SCHEMA, tree, executor, variables, Context(data, number, rate))
                for executor in (StrawberryExecutor, Columns)
            ]
            said = verdict(wanted, got, synchronous=synchronous)
            report.verdicts[said] += 1
            if said.isupper() and len(report.differences) < 3:
                shown = [f"{json.dumps(result.data)[:1500]}\n{told(result.errors)}" for result in (wanted, got)]
                report.differences.append("\n".join([said, document.text, str(variables), str((bad, rate)), *shown]))
    if Columns.outcomes[Outcome.FAILED]:
        report.differences.append(f"FAULTS: {Columns.outcomes[Outcome.FAILED]}")
    report.by_columns = Columns.outcomes[Outcome.COLUMNS]
    return report


def main(documents: int = 10_000, seed: int = 1) -> int:
    """Compare, and print what came of it."""
    report = asyncio.run(compare(documents, seed))
    print(*report.differences, sep="\n\n")
    print(f"{documents:,} documents with four sets of variables each, seed {seed}; by columns: {report.by_columns:,}")
    print(*(f"{times:8,}  {said}" for said, times in report.verdicts.most_common()), sep="\n")
    print(*(f"{times:8,}  run: {outcome}" for outcome, times in Columns.outcomes.items()), sep="\n")
    return int(bool(report.differences))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
