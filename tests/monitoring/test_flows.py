"""Payments of which both sides tell count once, and those of which one side tells count, too."""

from collections.abc import Iterator

import duckdb
import pytest

from cim_graph.monitoring.flows import put_together
from cim_graph.monitoring.typologies.payments import PAYMENTS, look

Leg = tuple[str, str, str, str, float]
"""When, whose account tells of it, the direction, the other account, and the amount."""


def sent(moment: str, amount: float = 100) -> Leg:
    return (moment, "acc-a", "OUT", "acc-b", amount)


def came(moment: str, amount: float = 100) -> Leg:
    return (moment, "acc-b", "IN", "acc-a", amount)


CASES: list[tuple[str, list[Leg], int]] = [
    ("both sides tell", [sent("2026-05-02 10:00"), came("2026-05-02 10:01")], 1),
    ("it comes first", [came("2026-05-02 09:59"), sent("2026-05-02 10:00")], 1),
    ("over midnight", [sent("2026-05-02 23:59"), came("2026-05-03 00:01")], 1),
    ("sent once, came twice", [sent("2026-05-02 10:00"), came("2026-05-02 10:01"), came("2026-05-02 15:00")], 2),
    ("sent twice, came once", [sent("2026-05-02 10:00"), sent("2026-05-02 11:00"), came("2026-05-02 11:01")], 2),
    ("weeks apart", [sent("2026-05-02 10:00"), came("2026-05-20 10:00")], 2),
    ("each month, one side missing", [sent("2026-03-02 10:00"), sent("2026-04-02 10:00"), came("2026-04-02 10:01")], 2),
    ("the first only came", [came("2026-03-02 10:00"), sent("2026-04-02 10:00"), came("2026-04-02 10:01")], 2),
    ("another amount", [sent("2026-05-02 10:00"), came("2026-05-02 10:01", 99)], 2),
    ("the way back", [sent("2026-05-02 10:00"), ("2026-05-02 10:01", "acc-b", "OUT", "acc-a", 100)], 2),
    ("only one tells", [came("2026-05-02 10:00")], 1),
    ("between one's own", [("2026-05-02", "acc-a", "OUT", "acc-c", 5), ("2026-05-02", "acc-c", "IN", "acc-a", 5)], 1),
]  # fmt: skip


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(PAYMENTS)
        look(connection)
        connection.execute(
            "CREATE TABLE held AS FROM (VALUES ('acc-a', 'a'), ('acc-b', 'b'), ('acc-c', 'a')) t(ref, who)"
        )
        yield connection


@pytest.mark.parametrize(("legs", "payments"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_counts_once(connection: duckdb.DuckDBPyConnection, legs: list[Leg], payments: int) -> None:
    connection.execute(
        "CREATE TABLE moved (id VARCHAR, moment TIMESTAMP, account VARCHAR, direction VARCHAR, other VARCHAR, "
        "amount DOUBLE, currency VARCHAR, device VARCHAR)"
    )
    rows = [(str(number), *leg, "AZN", None) for number, leg in enumerate(legs)]
    connection.executemany("INSERT INTO moved VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    put_together(connection)
    [(counted, total)] = connection.execute("SELECT count(*), count(DISTINCT id) FROM payments").fetchall()
    assert (counted, total) == (payments, payments)
