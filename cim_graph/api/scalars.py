"""Scalars: days, moments and numbers travel as text, as they are stored."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from re import compile as compile_pattern
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from cim_graph.columnar import unchanged
from cim_graph.kernel.times import moment_text

Date = NewType("Date", str)
DateTime = NewType("DateTime", str)
Decimal = NewType("Decimal", str)
JSON = NewType("JSON", object)

_DAY = compile_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_A_DAY = "send a day of the calendar as text like 2021-01-31"
_A_MOMENT = "send a moment between the years 1 and 9999 as text like 2021-01-31T09:30:00Z"
_SHOWN = 40


def _day(value: Any) -> Date:  # noqa: ANN401 (whatever a caller sends)
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise _refused("Date", value, _A_DAY)
    try:
        return Date(date.fromisoformat(value).isoformat())
    except ValueError as error:
        raise _refused("Date", value, _A_DAY) from error


def _moment(value: Any) -> DateTime:  # noqa: ANN401 (whatever a caller sends)
    if not isinstance(value, str):
        raise _refused("DateTime", value, _A_MOMENT)
    try:
        moment = datetime.fromisoformat(value)
        return DateTime(moment_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC)))
    except (ValueError, OverflowError) as error:
        raise _refused("DateTime", value, _A_MOMENT) from error


def _refused(scalar: str, value: object, wanted: str) -> GraphQLError:
    """Return the error as graphql-core shows it: it wraps any other in words of its own."""
    return GraphQLError(f"{str(value)[:_SHOWN]!r} is no {scalar}: {wanted}")


SCALARS: Mapping[object, ScalarDefinition] = {
    Date: strawberry.scalar(name="Date", serialize=unchanged, parse_value=_day, description="A day, ISO 8601."),
    DateTime: strawberry.scalar(
        name="DateTime",
        serialize=unchanged,
        parse_value=_moment,
        description="A moment, ISO 8601; one without an offset is meant in UTC.",
    ),
    Decimal: strawberry.scalar(
        name="Decimal", serialize=unchanged, parse_value=unchanged, description="An exact number as decimal text."
    ),
    JSON: strawberry.scalar(name="JSON", serialize=unchanged, parse_value=unchanged, description="Any JSON value."),
}
