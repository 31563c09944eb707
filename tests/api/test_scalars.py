"""What a wrong value of a scalar is answered, written into the query and as a variable."""

from typing import Any

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, parse, validate
from graphql.execution.values import get_variable_values

from cim_graph.api.schema import schema

SCHEMA: GraphQLSchema = schema._schema  # noqa: SLF001 (strawberry gives no other way to what it made)
DAY = "send a day of the calendar as text like 2021-01-31"
MOMENT = "send a moment between the years 1 and 9999 as text like 2021-01-31T09:30:00Z"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("valid", '"2026-02-30"', f"'2026-02-30' is no Date: {DAY}"),
        ("valid", '"30.01.2026"', f"'30.01.2026' is no Date: {DAY}"),
        ("valid", '"20260130"', f"'20260130' is no Date: {DAY}"),
        ("valid", '"2026-W01-1"', f"'2026-W01-1' is no Date: {DAY}"),
        ("valid", "2026", f"'2026' is no Date: {DAY}"),
        ("known", '"yesterday"', f"'yesterday' is no DateTime: {MOMENT}"),
        ("known", '"0001-01-01T00:00:00+14:00"', f"'0001-01-01T00:00:00+14:00' is no DateTime: {MOMENT}"),
        ("known", f'"{"9" * 1000}"', f"'{'9' * 40}' is no DateTime: {MOMENT}"),
    ],
)
def test_the_value_and_the_form_that_is_wanted_are_told(field: str, value: str, told: str) -> None:
    document = parse(f"{{ parties(asOf: {{{field}: {value}}}) {{ edges {{ cursor }} }} }}")
    assert [error.message for error in validate(SCHEMA, document)] == [told]
    sent: Any = int(value) if value.isdigit() else value.strip('"')
    operation = parse("query ($asOf: AsOf) { parties(asOf: $asOf) { edges { cursor } } }").definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    errors = get_variable_values(SCHEMA, operation.variable_definitions or (), {"asOf": {field: sent}})
    assert isinstance(errors, list)
    assert [error.message for error in errors] == [f"Variable '$asOf' has invalid value at .{field}: {told}"]
