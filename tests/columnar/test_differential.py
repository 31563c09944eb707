"""Random documents, by columns and by graphql-core."""

import gc
import json
from typing import Any

import pytest
from graphql import ExecutionResult, GraphQLError

from tests.columnar.differential import compare, verdict


@pytest.mark.filterwarnings(  # graphql-core leaves coroutines behind below what became null; this room does not
    "ignore:coroutine '(Executor|GraphQLCoreConverter):RuntimeWarning",
    "ignore:Exception ignored in. <coro.* (Executor|GraphQLCoreConverter):pytest.PytestUnraisableExceptionWarning",
)
async def test_random_documents_are_answered_as_by_graphql_core() -> None:
    report = await compare(300, seed=20261124)
    gc.collect()  # what was left behind is told while it is known whose it is
    assert not report.differences, "\n\n".join(report.differences)
    assert report.verdicts["the same, with errors"] > 300
    assert report.verdicts["the same, without errors"] > 150
    assert report.by_columns > 700


LOST = {"a": {"b": None}, "c": [1]}


def result(data: Any, *paths: list[str | int]) -> ExecutionResult:
    return ExecutionResult(data, [GraphQLError("no", path=path) for path in paths])


@pytest.mark.parametrize(
    ("wanted", "got", "synchronous", "said"),
    [
        (result(LOST), result(LOST), True, "the same, without errors"),
        (result(LOST), result(json.loads('{"c": [1], "a": {"b": null}}')), False, "DATA"),
        (result(LOST, ["c", 0]), result(LOST, ["c", 0]), True, "the same, with errors"),
        (result(LOST, ["c"], ["a"]), result(LOST, ["a"], ["c"]), True, "ERRORS OF A SYNCHRONOUS DOCUMENT"),
        (result(LOST, ["c"], ["a"]), result(LOST, ["a"], ["c"]), False, "the same errors in another order"),
        (result(LOST, ["c", 0]), result(LOST), False, "ERRORS"),
        (result(LOST, ["a", "b", "x"]), result(LOST, ["a", "b", "y"]), False, "other survivors below the same null"),
        (result(LOST, ["a", "b", "x"]), result(LOST), False, "ERRORS BELOW NULLS"),
        (result(None, ["a"]), result(None, ["c"]), False, "other survivors below the same null"),
    ],
)
def test_a_difference_is_called_one(
    wanted: ExecutionResult, got: ExecutionResult, synchronous: bool, said: str
) -> None:
    assert verdict(wanted, got, synchronous=synchronous) == said
