"""What is refused at the door though it is well formed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cim_graph.records.door import check
from cim_graph.records.parse import RecordError, parse

NOW = datetime.now(UTC)
PAID = {"type": "transaction", "source": "s", "key": "k", "account": "AZ1", "amount": "1", "currency": "AZN"}
PAID["direction"] = "IN"
PERSON = {"type": "person", "source": "s", "key": "k"}


def line(attributes: str) -> bytes:
    return b'{"type":"person","source":"s","key":"k","attributes":%s}' % attributes.encode()


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        (PERSON | {"at": "2999-01-01"}, "at", "lies in the future"),
        (PAID | {"at": (NOW + timedelta(days=2)).isoformat()}, "at", "lies in the future"),
        (PAID | {"at": "9999-12-31"}, "at", "lies in the future"),
        (PAID | {"at": "0001-01-01"}, "at", "lies before 1900"),
        (PAID | {"at": "1899-12-31T23:59:59Z"}, "at", "lies before 1900"),
        (line('{"n":9223372036854775808000}'), "attributes.n", "has more digits"),
        (line('{"a":[{"b":1},{"b":-99999999999999999999}]}').decode(), "attributes.a.1.b", "has more digits"),
        (PERSON | {"attributes": {"a": [{"b": 2.0**64}]}}, "attributes.a.0.b", "has more digits"),
    ],
)
def test_what_would_do_harm_is_refused(given: Any, field: str, told: str) -> None:
    with pytest.raises(RecordError) as raised:
        check(given, parse(given).record)
    assert raised.value.field == field
    assert told in raised.value.reason


@pytest.mark.parametrize(
    "given",
    [
        PERSON,
        PERSON | {"at": (NOW + timedelta(hours=23)).isoformat()},
        PERSON | {"at": "0001-01-01"},
        PAID | {"at": (NOW + timedelta(hours=23)).isoformat()},
        PAID | {"at": "1900-01-01"},
        line('{"n":9223372036854775807,"m":-9223372036854775808}'),
        line('{"n":1e20,"m":-1.5e300,"o":123456789012345678901.5,"p":"123456789012345678901"}'),
    ],
    ids=[
        "no more than a name",
        "clocks apart",
        "said ages ago",
        "paid clocks apart",
        "paid on the first day",
        "64 bits",
        "fractions and text",
    ],
)
def test_what_is_kept_as_it_is_is_taken(given: Any) -> None:
    check(given, parse(given).record)
