"""Days that lie some months ahead, at the ends of months."""

import pytest

from cim_graph.risk.months import months_on, turn_on


@pytest.mark.parametrize(
    ("day", "months", "on", "turn"),
    [
        ("2026-11-30", 12, "2027-11-30", "2027-11-28"),
        ("2026-12-31", 12, "2027-12-31", "2027-12-28"),
        ("2026-01-31", 1, "2026-02-28", "2026-02-28"),
        ("2027-01-29", 13, "2028-02-29", "2028-02-28"),
        ("2028-02-29", 12, "2029-02-28", "2029-02-28"),
        ("2026-08-31", 1, "2026-09-30", "2026-09-28"),
        ("2026-11-28", 1, "2026-12-28", "2026-12-28"),
        ("2026-12-01", 1, "2027-01-01", "2027-01-01"),
    ],
)
def test_days_at_the_ends_of_months(day: str, months: int, on: str, turn: str) -> None:
    assert (months_on(day, months), turn_on(day, months)) == (on, turn)
