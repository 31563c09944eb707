from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.records.dates import partial_date, source_time, validity_date


@pytest.mark.parametrize(
    ("text", "kept", "valid"),
    [
        ("1984", "1984", True),
        ("1984-03", "1984-03", True),
        ("1984-03-09", "1984-03-09", True),
        (" 1984-03-09T00:00:00Z ", "1984-03-09", True),
        ("1984-02-29", "1984-02-29", True),
        ("1985-02-29", "1985-02-29", False),
        ("1984-09-31", "1984-09-31", False),
        ("1984-13", "1984-13", False),
        ("0000", "0000", False),
        ("09.03.1984", "09.03.1984", False),
        ("9/3/84", "9/3/84", False),
    ],
)
def test_birth_dates(text: str, kept: str, valid: bool) -> None:
    date = partial_date(text)
    assert (date.text, date.valid) == (kept, valid)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-01-31", "2021-01-31"),
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("2021-01-31T23:59:59+04:00", "2021-01-31"),
        ("2021-01-31T10:00:00Z", "2021-01-31"),
    ],
)
def test_days_of_validity(text: str, day: str) -> None:
    assert validity_date(text).isoformat() == day


@pytest.mark.parametrize("text", ["2021-02-29", "2021", "2021-01", "31.01.2021", "", "0000-01-01", "10000-01-01"])
def test_what_is_no_day_of_validity(text: str) -> None:
    with pytest.raises(ValueError, match="not a date that exists"):
        validity_date(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-01-31", "2021-01-31T00:00:00+00:00"),
        ("2021-01-31T10:00:00", "2021-01-31T10:00:00+00:00"),
        ("2021-01-31T10:00:00+04:00", "2021-01-31T06:00:00+00:00"),
    ],
)
def test_moments_of_sources(text: str, moment: str) -> None:
    assert source_time(text).isoformat() == moment


@pytest.mark.parametrize("text", ["yesterday", "0001-01-01T00:00:00+04:00", ""])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match="not a time like"):
        source_time(text)


@given(st.text(st.characters()) | st.datetimes().map(str))
def test_any_text_is_read_or_refused(text: str) -> None:
    partial_date(text)
    for read in (validity_date, source_time):
        try:
            read(text)
        except ValueError as error:
            assert "is not a" in str(error)  # noqa: PT017 (most texts raise, some do not)


@given(st.dates())
def test_every_day_is_read(day: object) -> None:
    assert str(validity_date(str(day))) == str(day) == partial_date(str(day)).text
    assert source_time(str(day)).tzinfo is UTC
