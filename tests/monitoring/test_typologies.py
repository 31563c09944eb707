"""Each typology: who it fires at, and who comes close and is left alone."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from bench.behaviour import against_marks, amlsim
from cim_graph.kernel.errors import NotFoundError, SetupError
from cim_graph.monitoring.rules import OURS, TYPOLOGIES, rule_named, rules
from cim_graph.monitoring.typologies.hit import Window
from cim_graph.monitoring.typologies.payments import PAYMENTS, look

Payment = tuple[str, str, float, str] | tuple[str, str, float, str, str]
"""Payer, payee, amount, day, and the currency where it is not AZN."""
MAY = Window("2026-05-01", "2026-06-01")
A_B_C = [("a", "b", 5000.0, "2026-05-02"), ("b", "c", 4990.0, "2026-05-04"), ("c", "a", 4980.0, "2026-05-06")]
CAME = ("x", "a", 60000.0, "2026-05-04")
USUAL: list[Payment] = [(f"s{n}", f"shop{n}", 50.0, "2026-04-01") for n in range(9)]


MAY_4 = "2026-05-04"
SLEPT: Payment = ("a", "x", 10, "2025-09-01")
ROUND: list[tuple[str, str, float, str]] = [("a", f"b{n}", 3000, f"2026-05-1{n}") for n in range(8)]
RENTS: list[Payment] = [("hub", f"rent{n}", 50.0, "2026-04-01") for n in range(60)]


def monthly(payer: str, payee: str, amount: float, months: int) -> Sequence[Payment]:
    return [(payer, payee, amount, f"2025-{month:02}-10") for month in range(12 - months + 1, 13)]


INCOME: list[Payment] = [("c", "firm", 20000, f"{day}-10") for day in ("2025-10", "2025-11", "2025-12")]
INCOME += [("c", "firm", 20000, f"2026-0{month}-10") for month in (1, 2, 3)]
BUSY: list[Payment] = [("a", "t", 5.0, f"2025-{month:02}-10") for month in range(6, 13)]
BUSY += [("a", "t", 5.0, f"2026-0{month}-0{month}") for month in (1, 2, 4)]
QUIET: list[Payment] = [("a", "t", 5.0, f"2026-0{month}-10") for month in (1, 2, 3, 4)]
DAYS = [(date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(150)]


def peers_of(amount: float) -> Sequence[Payment]:
    return [(f"p{n}", "till", 900.0 + n, "2026-05-03") for n in range(25)] + [("rich", "till", amount, "2026-05-03")]


CASES: list[tuple[str, str, Sequence[Payment], set[str]]] = [
    ("structuring", "three just below", [("a", f"b{n}", 19500, f"2026-05-0{n}") for n in (1, 2, 3)], {"a"}),
    ("structuring", "two are too few", [("a", f"b{n}", 19500, f"2026-05-0{n}") for n in (1, 2)], set()),
    ("structuring", "not below", [("a", f"b{n}", 20000, f"2026-05-0{n}") for n in (1, 2, 3)], set()),
    ("structuring", "a month apart", [("a", f"b{n}", 19500, f"2026-0{n}-05") for n in (3, 4, 5)], set()),
    ("structuring", "over before the window", [("a", f"b{n}", 19500, f"2026-04-0{n}") for n in (1, 2, 3)], set()),
    ("rapid-in-and-out", "through in two days", [CAME, ("a", "y", 57000, "2026-05-06")], {"a"}),
    ("rapid-in-and-out", "half stays", [CAME, ("a", "y", 30000, "2026-05-06")], set()),
    ("rapid-in-and-out", "a week later", [CAME, ("a", "y", 57000, "2026-05-12")], set()),
    ("dormant-awakened", "wakes", [("a", "x", 10, "2025-09-01"), ("y", "a", 30000, "2026-05-04")], {"a"}),
    ("dormant-awakened", "a short sleep", [("a", "x", 10, "2026-03-01"), ("y", "a", 30000, "2026-05-04")], set()),
    ("dormant-awakened", "wakes for little", [("a", "x", 10, "2025-09-01"), ("y", "a", 300, "2026-05-04")], set()),
    ("dormant-awakened", "new", [("y", "a", 30000, "2026-05-04")], set()),
    ("rapid-in-and-out", "between one's own accounts", [("a", "a", 60000, "2026-05-04")], set()),
    ("dormant-awakened", "two currencies", [SLEPT, ("y", "a", 15000, MAY_4), ("y", "a", 15000, MAY_4, "USD")], set()),
    ("dormant-awakened", "one is enough", [SLEPT, ("y", "a", 25000, MAY_4), ("y", "a", 15000, MAY_4, "USD")], {"a"}),
    ("dormant-awakened", "moves to itself", [SLEPT, ("a", "a", 30000, MAY_4)], set()),
    ("round-amounts", "of two currencies", [(*ROUND[n], "USD" if n % 2 else "AZN") for n in range(8)], set()),
    ("round-amounts", "odd ones in another", [*ROUND, *(("a", "b", 3.5, MAY_4, "USD") for _ in range(9))], {"a"}),
    ("round-amounts", "to itself", [("a", "a", *one[2:]) for one in ROUND], set()),
    ("round-amounts", "eight thousands", ROUND, {"a"}),
    ("round-amounts", "odd ones", [("a", f"b{n}", 3000.5, f"2026-05-1{n}") for n in range(8)], set()),
    ("fan-in", "five senders", USUAL + [(f"s{n}", "hub", 900 + n, f"2026-05-0{n + 1}") for n in range(5)], {"hub"}),
    ("fan-in", "four senders", USUAL + [(f"s{n}", "hub", 900 + n, f"2026-05-0{n + 1}") for n in range(4)], set()),
    ("fan-in", "one sender five times", USUAL + [("s1", "hub", 900, f"2026-05-0{n + 1}") for n in range(5)], set()),
    ("fan-in", "as they pay others", USUAL + [(f"s{n}", "hub", 55, f"2026-05-0{n + 1}") for n in range(5)], set()),
    ("fan-out", "as ever", [("hub", f"r{n}", 9000, "2026-05-02") for n in range(5)], set()),
    ("fan-out", "unlike", RENTS + [("hub", f"r{n}", 900, "2026-05-02") for n in range(5)], {"hub"}),
    ("circular-flow", "three hands", A_B_C, {"a", "b", "c"}),
    ("circular-flow", "booked out of order", [(*A_B_C[0][:3], "2026-05-09"), *A_B_C[1:]], {"a", "b", "c"}),
    ("circular-flow", "not alike", [*A_B_C[:1], ("b", "c", 4000, "2026-05-04"), *A_B_C[2:]], set()),
    ("circular-flow", "like the first", [A_B_C[0], ("b", "c", 5095, MAY_4), ("c", "a", 4905, MAY_4)], {"a", "b", "c"}),
    ("circular-flow", "no way back", [*A_B_C[:2], ("a", "c", 4980, "2026-05-06")], set()),
    ("circular-flow", "there and back", [("a", "b", 5000, "2026-05-02"), ("b", "a", 5000, "2026-05-04")], set()),
    ("circular-flow", "months apart", [(*A_B_C[0][:3], "2026-02-02"), *A_B_C[1:]], set()),
    ("unlike-itself", "ten times", [*monthly("a", "t", 3000.0, 7), ("a", "t", 30000, "2026-05-05")], {"a", "t"}),
    ("unlike-itself", "too little is known", [*monthly("a", "t", 3000.0, 3), ("a", "t", 30000, "2026-05-05")], set()),
    ("unlike-itself", "as ever", [*monthly("a", "t", 30000.0, 7), ("a", "t", 30000, "2026-05-05")], set()),
    ("unlike-itself", "to itself", [*monthly("a", "t", 3000.0, 7), ("a", "a", 30000, "2026-05-05")], set()),
    ("turnover-drop", "a third is left", [*INCOME, ("c", "firm", 7000, "2026-04-10")], {"firm"}),
    ("turnover-drop", "nothing is left", INCOME, {"firm"}),
    ("turnover-drop", "a little less", [*INCOME, ("c", "firm", 15000, "2026-04-10")], set()),
    ("turnover-drop", "too little is known", [*INCOME[-3:], ("c", "firm", 10, "2026-04-10")], set()),
    ("turnover-drop", "not over yet", [*INCOME, ("c", "firm", 15000, "2026-04-10"), ("c", "firm", 1, MAY_4)], set()),
    ("concentration", "one payer", [("c", "firm", 90000, MAY_4), ("d", "firm", 11000, "2026-03-04")], {"firm"}),
    ("concentration", "two payers", [("c", "firm", 60000, MAY_4), ("d", "firm", 50000, "2026-03-04")], set()),
    ("concentration", "of a person", [("c", "a", 90000, MAY_4), ("d", "a", 11000, "2026-03-04")], set()),
    ("silence", "after a year of payments", BUSY, {"a", "t"}),
    ("silence", "it goes on", [*BUSY, ("a", "t", 5, "2026-05-20")], set()),
    ("silence", "never much", BUSY[-3:], set()),
    ("haste", "forty in a week", [*QUIET, *[("a", "t", 5, f"2026-05-0{n % 7 + 1}") for n in range(40)]], {"a", "t"}),
    ("haste", "ten in a week", [*QUIET, *[("a", "t", 5, f"2026-05-0{n % 7 + 1}") for n in range(10)]], set()),
    ("haste", "as ever", [("a", "t", 5, day) for day in DAYS for _ in range(6)], set()),
    ("haste", "new here", [("a", "t", 5, f"2026-05-0{n % 7 + 1}") for n in range(40)], set()),
    ("unlike-peers", "far above", peers_of(60000.0), {"rich", "till"}),
    ("unlike-peers", "not by much", peers_of(1200.0), set()),
]  # fmt: skip


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def fill(connection: duckdb.DuckDBPyConnection, payments: Sequence[Payment], device: str | None = None) -> None:
    connection.execute(PAYMENTS)
    look(connection)
    connection.execute("CREATE TABLE peers AS SELECT 'firm' AS who, 'ORGANIZATION ' AS peers")
    rows = [(str(n), *one[:3], "".join(one[4:]) or "AZN", one[3], device) for n, one in enumerate(payments)]
    connection.executemany("INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def fired(connection: duckdb.DuckDBPyConnection, name: str) -> list[Any]:
    rule = rules()[name]
    return TYPOLOGIES[rule.kind][1](connection, rule.thresholds, MAY)


@pytest.mark.parametrize(("name", "case", "payments", "expected"), CASES, ids=[f"{one[0]}: {one[1]}" for one in CASES])
def test_whom_it_fires_at(
    connection: duckdb.DuckDBPyConnection, name: str, case: str, payments: Sequence[Payment], expected: set[str]
) -> None:
    fill(connection, payments)
    hits = fired(connection, name)
    assert {who for hit in hits for who in hit.who} == expected, case
    assert all(hit.text and MAY.begin <= hit.day < MAY.end for hit in hits)


@pytest.mark.parametrize(("payers", "expected"), [(4, 1), (3, 0)])
def test_a_device_that_orders_for_many(connection: duckdb.DuckDBPyConnection, payers: int, expected: int) -> None:
    fill(connection, [(f"a{n}", "x", 10.0, "2026-05-05") for n in range(payers)], device="phone")
    hits = fired(connection, "shared-device")
    assert [hit.evidence["payers"] for hit in hits] == [[f"a{n}" for n in range(payers)]] * expected


def test_marked_accounts_of_another_half_are_found(connection: duckdb.DuckDBPyConnection, shared_data: Path) -> None:
    assert (shared_data / "amlsim-fanin-cycle").is_dir()
    amlsim(connection)
    found = against_marks(connection)
    for kind, recall, precision in (("circles", 0.95, 0.8), ("gatherings", 0.9, 0.9)):
        assert found[kind]["recall"] >= recall, kind
        assert found[kind]["precision"] >= precision, kind


@pytest.mark.parametrize(
    ("find", "replace", "told"),
    [
        ("kind: cycles", "kind: squares", "states no rules"),
        ("severity: 4", "severity: 9", "states no rules"),
        ("    runs: owner.changed\n", "", "say `runs: owner.changed`"),
        ("{payers: 4, days: 30}", "{payers: 4}", "needs the thresholds days, payers"),
    ],
)
def test_a_document_that_makes_no_sense_is_refused(tmp_path: Path, find: str, replace: str, told: str) -> None:
    own = tmp_path / "rules.yaml"
    own.write_text(OURS.read_text("utf-8").replace(find, replace), "utf-8")
    with pytest.raises(SetupError, match=told):
        rules(own)


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("structuring", {"threshold": -1}),
    ("structuring", {"threshold": 0}),
    ("structuring", {"below": 1.5}),
    ("structuring", {"below": -0.1}),
    ("structuring", {"payments": 0}),
    ("structuring", {"payments": 2.5}),
    ("structuring", {"days": 0}),
    ("structuring", {"days": -7}),
    ("structuring", {"days": 10**9}),
    ("structuring", {"currency": "manat"}),
    ("rapid-in-and-out", {"least": -1}),
    ("rapid-in-and-out", {"passed": 1.01}),
    ("dormant-awakened", {"silent_days": 0}),
    ("round-amounts", {"multiple": 0}),
    ("round-amounts", {"part": 2}),
    ("fan-in", {"alike": -0.3}),
    ("fan-in", {"unlike": 0}),
    ("circular-flow", {"shortest": 7}),
    ("circular-flow", {"steps": 0}),
    ("unlike-itself", {"months": 0}),
    ("unlike-itself", {"deviations": -1}),
    ("haste", {"times": 0}),
    ("list-hit", {"probability": 1.1}),
    ("group-limit", {"percent": 200}),
    ("risky-link", {"flags": " "}),
    ("of-member", {"severity": 6}),
    ("paper-ended", {"days": -30}),
    ("past-due", {"days": 0}),
    ("collateral-drop", {"part": 1.5}),
]


def changed(tmp_path: Path, name: str, thresholds: dict[str, Any]) -> Path:
    document = yaml.safe_load(OURS.read_text("utf-8"))
    document["rules"][name]["thresholds"] |= thresholds
    own = tmp_path / "rules.yaml"
    own.write_text(yaml.safe_dump(document), "utf-8")
    return own


@pytest.mark.parametrize(("name", "thresholds"), REFUSED)
def test_thresholds_that_make_no_sense_are_refused_by_name(
    tmp_path: Path, name: str, thresholds: dict[str, Any]
) -> None:
    [threshold] = thresholds
    with pytest.raises(SetupError, match=f"{name}.*{threshold}"):
        rules(changed(tmp_path, name, thresholds))


@pytest.mark.parametrize(
    ("name", "thresholds"),
    [("paper-ended", {"days": 0}), ("structuring", {"below": 1, "threshold": 0.5}), ("rapid-in-and-out", {"least": 0})],
)
def test_thresholds_at_their_bounds_are_taken(tmp_path: Path, name: str, thresholds: dict[str, Any]) -> None:
    taken = rules(changed(tmp_path, name, thresholds))[name].thresholds
    assert {key: getattr(taken, key) for key in thresholds} == thresholds


def test_a_rule_that_there_is_not() -> None:
    with pytest.raises(NotFoundError, match="circular-flow"):
        rule_named(rules(), "nothing")
