import tracemalloc
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.records.numbers import number_text
from cim_graph.records.parse import RecordError, parse
from cim_graph.records.shape import FURTHER, MOST_TOLD

TIE = {"type": "relationship", "source": "s", "key": "k", "kind": "OWNS"}
ENDS = {"from": {"source": "s", "key": "1"}, "to": {"scheme": "lei", "value": "X"}}
HOLDER = {"party": {"source": "s", "key": "1"}}
MOVED = {
    "type": "transaction",
    "source": "s",
    "key": "k",
    "account": "AZ1",
    "at": "2026-01-05T10:00:00Z",
    "amount": "10",
    "currency": "AZN",
    "direction": "OUT",
}
DEBT = {"type": "exposure", "source": "s", "key": "k", "party": {"source": "s", "key": "1"}, "currency": "AZN"}


@pytest.mark.parametrize(
    ("record", "field", "reason"),
    [
        (b"{", None, "is not JSON"),
        (b"[]", None, "must be an object"),
        (b'{"type":"person","source":"s","key":"\\ud800"}', None, "is not JSON"),
        ({"source": "s", "key": "k"}, "type", "is needed"),
        ({"type": "persn", "source": "s", "key": "k"}, "type", "'persn' is unknown"),
        ({"type": "transaction", "source": "s", "key": "k"}, "at", "needed"),
        ({**MOVED, "amount": "0"}, "amount", "more than 0"),
        ({**MOVED, "amount": "1.00001"}, "amount", "more digits than are kept"),
        ({**MOVED, "amount": "123456789012345"}, "amount", "more digits than are kept"),
        ({**MOVED, "direction": "SIDEWAYS"}, "direction", "IN"),
        ({**MOVED, "account": {"source": "core"}}, "account", "must be"),
        ({"type": "person", "source": "s"}, "key", "is needed"),
        ({"type": "person", "source": " ", "key": "k"}, "source", "must not be empty"),
        ({"type": "person", "source": "s", "key": "k", "names": 5}, "names", "must be a list"),
        ({"type": "person", "source": "s", "key": "k", "birthDate": {}}, "birthDate", "must be text"),
        (TIE | {"to": ENDS["to"]}, "from", "is needed"),
        (TIE | ENDS | {"from": {"source": "s"}}, "from", 'must be {"source"'),
        (TIE | ENDS | {"kind": "LIKES"}, "kind", "should be"),
        (TIE | ENDS | {"share": "101"}, "share", "between 0 and 100"),
        (TIE | ENDS | {"share": "-1"}, "share", "between 0 and 100"),
        (TIE | ENDS | {"share": "half"}, "share", "'half' is no number"),
        (TIE | ENDS | {"share": True}, "share", "must be a number"),
        (TIE | ENDS | {"share": "1e999999"}, "share", "at most"),
        (TIE | ENDS | {"share": "1_0"}, "share", "'1_0' is no number"),
        (TIE | ENDS | {"share": "٥"}, "share", "is no number"),
        (TIE | ENDS | {"share": "NaN"}, "share", "'NaN' is no number"),
        (TIE | ENDS | {"minShare": 50, "maxShare": 25}, "minShare", "more than maxShare"),
        (TIE | ENDS | {"minShare": 50, "exclusive": "both"}, "exclusive", "both needs maxShare"),
        (TIE | ENDS | {"share": 50, "exclusive": "min"}, "exclusive", "min needs minShare"),
        (TIE | ENDS | {"minShare": 50, "maxShare": 50, "exclusive": "max"}, "exclusive", "nothing lies between"),
        (TIE | ENDS | {"validFrom": "2021-02-30"}, "validFrom", "not a day that exists"),
        (TIE | ENDS | {"validFrom": "20210131"}, "validFrom", "not a day written YYYY-MM-DD"),
        (TIE | ENDS | {"validFrom": "2021-02-02", "validTo": "2021-02-01"}, "validTo", "lies before"),
        (TIE | ENDS | {"amount": "5"}, "currency", "an amount needs one"),
        (DEBT | {"amount": "5", "currency": "manat"}, "currency", "'manat' is no currency: write the three letters"),
        (DEBT | {"amount": "5", "currency": "₼"}, "currency", "like AZN"),
        (DEBT | {"amount": "5", "currency": 944}, "currency", "'944' is no currency"),
        (DEBT | {"amount": "ten"}, "amount", "is no number"),
        (DEBT | {"amount": "-5"}, "amount", "must not be negative"),
        (DEBT | {"amount": 123456789012345678901234567890.12}, "amount", "may have lost digits"),
        (DEBT | {"amount": 10_000_000_000_000.01}, "amount", "send it as text"),
    ],
)
def test_what_gives_a_fact_its_meaning_must_be_right(record: Any, field: str | None, reason: str) -> None:
    with pytest.raises(RecordError) as raised:
        parse(record)
    assert raised.value.field == field
    assert reason in raised.value.reason


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("-0", "0"),
        ("0.00", "0"),
        ("+5.10", "5.1"),
        (".5", "0.5"),
        ("1e1", "10"),
        (9_999_999_999_999.99, "9999999999999.99"),
        (2**63, "9223372036854775808"),
    ],
)
def test_numbers_have_one_form(given: str | float, text: str) -> None:
    assert number_text(given) == text


@pytest.mark.parametrize("number", ["1e99999999", "-1e-99999999", "0.1e99999999"])
def test_a_number_that_is_short_to_write_and_long_to_print_takes_no_memory(number: str) -> None:
    tracemalloc.start()
    with pytest.raises(RecordError, match="at most 40 characters"):
        parse({"type": "account", "source": "s", "key": "k", "number": "1", "holders": [HOLDER], "balance": number})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize(
    "descriptive",
    [
        {"birthDate": "1984-09-31"},
        {"birthDate": 1984},
        {"names": []},
        {"names": ["Leyla", {"full": None}]},
        {"contacts": ["12"]},
        {"identifiers": [{"scheme": "az-voen", "value": "1"}]},
        {"flags": ["a word of our own"]},
    ],
)
def test_a_descriptive_value_never_costs_the_record(descriptive: dict[str, Any]) -> None:
    assert parse({"type": "person", "source": "s", "key": "k", **descriptive}).record.key == "k"


def test_content_is_the_same_whatever_the_order_of_its_fields() -> None:
    assert (
        parse(b'{"type":"person","source":"s","key":"k"}').hash
        == parse(b'{ "key":"k", "source":"s", "type":"person" }').hash
    )


def test_a_field_that_the_format_does_not_know_is_told() -> None:
    assert parse(TIE | ENDS | {"validfrom": "2021-01-01"}).unknown == {"validfrom": "validFrom"}


LEYLA = {"type": "person", "source": "s", "key": "k"}
FIN = {"scheme": "az-fin", "value": "A1"}
STRANGERS: list[tuple[dict[str, Any], dict[str, str | None]]] = [
    ({"identifiers": [FIN | {"validTo": "2030-01-01"}]}, {"identifiers.validTo": "expires"}),
    ({"identifiers": [FIN | {"valid_from": "2030"}]}, {"identifiers.valid_from": "issued"}),
    ({"identifiers": [FIN | {"expiress": "2030"}]}, {"identifiers.expiress": "expires"}),
    ({"identifiers": [FIN | {"mood": "good"}]}, {"identifiers.mood": None}),
    ({"names": ["A", {"full": "B", "surname": "C"}]}, {"names.surname": "last"}),
    ({"names": [{"full": "B", "quality": "weak"}]}, {}),
    ({"contacts": [{"value": "12", "type": "phone"}, {"value": "13", "type": "fax"}]}, {"contacts.type": "kind"}),
    ({"addresses": [{"street": "A", "county": "B", "house": 7}]}, {}),
    ({"addresses": [{"street": "A", "zip": "AZ1000"}]}, {"addresses.zip": "postcode"}),
    ({"attributes": {"identifiers": [{"validTo": 1}]}}, {}),
    ({"birth_date": "1984"}, {}),
    ({"birthDat": "1984"}, {"birthDat": "birthDate"}),
]


@pytest.mark.parametrize(("said", "unknown"), STRANGERS)
def test_what_no_field_is_for_is_told_at_whatever_depth(said: dict[str, Any], unknown: dict[str, str | None]) -> None:
    assert parse(LEYLA | said).unknown == unknown


def test_parts_of_other_records_tell_what_no_field_is_for() -> None:
    ends = {"from": {"source": "a", "key": "1", "name": "A"}, "to": {"source": "a", "key": "2"}}
    rebutted = {"rebutted": {"reason": "x", "validTo": "2030-01-01"}}
    assert parse(TIE | ends | rebutted).unknown == {"from.name": None, "rebutted.validTo": "until"}
    holders = [{"party": {"source": "a", "key": "1", "keyy": "2"}, "rolle": "owner"}]
    account = {"type": "account", "source": "s", "key": "k", "number": "1", "holders": holders}
    assert parse(account).unknown == {"holders.party.keyy": "key", "holders.rolle": "role"}


def test_a_line_that_is_too_long_is_set_aside() -> None:
    with pytest.raises(RecordError, match="longer than"):
        parse(b'{"type":"person","source":"s","key":"k","x":"' + b"a" * 10_000_000 + b'"}')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*TIE, *ENDS, "names", "share", "amount", "validFrom", "birthDate"]), JSON))
def test_whatever_comes_is_taken_or_set_aside_with_a_reason(record: dict[str, Any]) -> None:
    for type_ in ("person", "relationship", "account", "exposure", "rate", "capital", "retract"):
        try:
            parsed = parse(record | {"type": type_})
        except RecordError as error:
            assert error.reason  # noqa: PT017 (either outcome is right)
        else:
            assert orjson.loads(parsed.payload)["type"] == type_


def test_very_many_and_very_long_strangers_are_cut() -> None:
    found = parse(LEYLA | {f"x{number}": 1 for number in range(5000)}).unknown
    assert len(found) == MOST_TOLD + 1
    assert found[FURTHER] is None
    assert parse(LEYLA | {"y" * 1_000_000: 1}).unknown == {"y" * 40: None}
