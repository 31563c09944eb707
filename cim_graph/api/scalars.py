"""Scalars: days, moments and numbers travel as text, as they are stored."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from cim_graph.kernel.times import moment_text

Date = NewType("Date", str)
DateTime = NewType("DateTime", str)
Decimal = NewType("Decimal", str)
JSON = NewType("JSON", object)

_DAY = len("2021-01-31")


def _day(value: Any) -> Date:  # noqa: ANN401 (whatever a caller sends)
    if not isinstance(value, str) or len(value) != _DAY:
        raise ValueError("a Date is text like 2021-01-31")
    return Date(date.fromisoformat(value).isoformat())


def _moment(value: Any) -> DateTime:  # noqa: ANN401 (whatever a caller sends)
    if not isinstance(value, str):
        raise TypeError("a DateTime is text like 2021-01-31T09:30:00Z")
    moment = datetime.fromisoformat(value)
    try:
        return DateTime(moment_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC)))
    except OverflowError as error:
        raise ValueError("a DateTime lies between the years 1 and 9999, in UTC too") from error


def _same(value: Any) -> Any:  # noqa: ANN401 (whatever a caller sends)
    return value


SCALARS: Mapping[object, ScalarDefinition] = {
    Date: strawberry.scalar(name="Date", serialize=_same, parse_value=_day, description="A day, ISO 8601."),
    DateTime: strawberry.scalar(
        name="DateTime",
        serialize=_same,
        parse_value=_moment,
        description="A moment, ISO 8601; one without an offset is meant in UTC.",
    ),
    Decimal: strawberry.scalar(
        name="Decimal", serialize=_same, parse_value=_same, description="An exact number as decimal text."
    ),
    JSON: strawberry.scalar(name="JSON", serialize=_same, parse_value=_same, description="Any JSON value."),
}
