"""What an exposure says now, what it said before, and which warning that is."""

from typing import Any

import pytest

from cim_graph.monitoring.loans import LOANS
from cim_graph.monitoring.rules import rules

CASES: list[tuple[str, str, dict[str, Any], dict[str, Any], bool]] = [
    ("past-due", "31 days", {"attributes": {"daysPastDue": 31}}, {}, True),
    ("past-due", "30 days", {"attributes": {"daysPastDue": 30}}, {}, False),
    ("past-due", "as text", {"attributes": {"daysPastDue": "45"}}, {"attributes": {"daysPastDue": "10"}}, True),
    ("past-due", "late already", {"attributes": {"daysPastDue": 45}}, {"attributes": {"daysPastDue": 40}}, False),
    ("past-due", "no number", {"attributes": {"daysPastDue": "many"}}, {}, False),
    ("past-due", "infinite", {"attributes": {"daysPastDue": "Infinity"}}, {}, False),
    ("past-due", "nothing said", {}, {}, False),
    ("downgrade", "one step", {"attributes": {"rating": "bb"}}, {"attributes": {"rating": "BBB"}}, True),
    ("downgrade", "better", {"attributes": {"rating": "A"}}, {"attributes": {"rating": "BBB"}}, False),
    ("downgrade", "first said", {"attributes": {"rating": "CCC"}}, {}, False),
    ("downgrade", "of another scale", {"attributes": {"rating": "7"}}, {"attributes": {"rating": "A"}}, False),
    ("collateral-drop", "a fifth less", {"collateral": "80"}, {"collateral": "100"}, True),
    ("collateral-drop", "a little less", {"collateral": 81}, {"collateral": 100}, False),
    ("collateral-drop", "gone", {}, {"collateral": {"amount": "100"}}, True),
    ("collateral-drop", "new", {"collateral": "80"}, {}, False),
    ("collateral-drop", "in another currency", {"collateral": "8", "currency": "USD"}, {"collateral": "9"}, False),
]


@pytest.mark.parametrize(
    ("name", "case", "now", "before", "fires"), CASES, ids=[f"{one[0]}: {one[1]}" for one in CASES]
)
def test_what_fires(name: str, case: str, now: dict[str, Any], before: dict[str, Any], fires: bool) -> None:
    rule = rules()[name]
    assert (LOANS[rule.kind][1](rule.thresholds, now, before) is not None) == fires, case
