"""What an operation came to, as it travels."""

import json
from typing import TYPE_CHECKING, Any, Final

import orjson
from prometheus_client import Counter
from strawberry.types.execution import PreExecutionError

if TYPE_CHECKING:
    from strawberry.types.execution import ExecutionResult

SEND_SECONDS: Final = 10.0
"""How long a subscriber may take nothing of what it asked for."""

ERRORS = Counter("cim_errors", "Errors in answers by code", ["code"])


def body_of(result: "ExecutionResult") -> dict[str, Any]:
    """Return the answer, its errors counted; without data where the operation never began."""
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [error.formatted for error in result.errors]
        for error in body["errors"]:
            ERRORS.labels(error["extensions"]["code"]).inc()
    if not isinstance(result, PreExecutionError):
        body["data"] = result.data
    return body


def encoded(body: dict[str, Any]) -> bytes:
    """Return an answer as JSON on one line."""
    try:
        return orjson.dumps(body)
    except TypeError:  # JSON of a source that is nested deeper than orjson goes, or holds half of a surrogate pair
        return json.dumps(body).encode()
