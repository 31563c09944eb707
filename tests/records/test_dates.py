from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.records.dates import birth_date, partial_date, source_time, validity_date


@pytest.mark.parametrize(
    ("text", "kept", "valid"),
    [
        ("1984", "1984", True),
        ("1984-03", "1984-03", True),
        ("1984-03-09", "1984-03-09", True),
        (" 1984-03-09T00:00:00Z ", "1984-03-09", True),
        ("1984-03-09 00:00:00", "1984-03-09", True),
        ("1984-02-29", "1984-02-29", True),
        ("1985-02-29", "1985-02-29", False),
        ("1984-09-31", "1984-09-31", False),
        ("1984-13", "1984-13", False),
        ("0000", "0000", False),
        ("09.03.1984", "09.03.1984", False),
        ("9/3/84", "9/3/84", False),
        ("19840309", "19840309", False),
        ("1984-W10-5", "1984-W10-5", False),
        ("1984-069", "1984-069", False),
        ("1984-03-09Tnoon", "1984-03-09Tnoon", False),
        ("1984-03-09T25:00", "1984-03-09T25:00", False),
        ("١٩٨٤", "١٩٨٤", False),
        ("00.00.0000", "00.00.0000", False),
        ("1900-01-01", "1900-01-01", False),
        ("1900-01-01T00:00:00", "1900-01-01", False),
        ("1900", "1900", False),
        ("9999-12-31", "9999-12-31", False),
        ("1901-05-13", "1901-05-13", True),
    ],
)
def test_birth_dates(text: str, kept: str, valid: bool) -> None:
    date = birth_date(text)
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


@pytest.mark.parametrize(
    "text",
    ["2021", "2021-01", "31.01.2021", "", "10000-01-01", "20210131", "2021-W04-7", "2021-031", "2021-1-31",
     "٢٠٢١-٠١-٣١", "2021-01-31Tnoon", "20210131T100000"],
)  # fmt: skip
def test_what_is_not_written_as_a_day(text: str) -> None:
    with pytest.raises(ValueError, match="is not a day written YYYY-MM-DD"):
        validity_date(text)


@pytest.mark.parametrize("text", ["2021-02-29", "2021-04-31", "0000-01-01", "2021-13-01", "2021-01-31T25:00"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match="is not a day that exists"):
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


@pytest.mark.parametrize("text", ["yesterday", "0001-01-01T00:00:00+04:00", "", "20210131", "2021-W04-7"])
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
