"""What `cim monitor` refuses before it asks for a database."""

import pytest

from tests.cli.conftest import Refuse


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["--from", "2026-05-02", "--to", "2026-05-01"],
            "after the last day, 2026-05-01 (--to)",
        ),
        (["--back-test", "fan-in", "--from", "2026-06-01", "--to", "2026-05-01"], "no day is left to look at"),
        (["--from", "2999-01-01"], "(today; give --to)"),
        (["--to", "9999-12-31"], "--to 9999-12-31 is no day of payments"),
        (["--to", "0001-01-01"], "--to 0001-01-01 is no day of payments"),
        (["--to", "yesterday"], "is no day"),
    ],
)
def test_days_that_make_no_window_are_refused(refuse: Refuse, arguments: list[str], told: str) -> None:
    assert told in refuse(["monitor", *arguments], {"NEO4J_URI": "bolt://127.0.0.1:1"})
