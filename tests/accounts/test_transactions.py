"""Transactions are kept once, whatever happens on the way: as columns, of files that the graph lists."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from os import utime
from pathlib import Path
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.accounts.transactions.columns import Files, asked, database, standing
from cim_graph.accounts.transactions.compaction import SortTransactions, sweep, tidied
from cim_graph.accounts.transactions.ledger import Ledger
from cim_graph.accounts.transactions.objects import Folder
from cim_graph.accounts.transactions.store import FILES
from cim_graph.accounts.transactions.undescribed import Undescribed, still
from cim_graph.commands.service import Commands
from cim_graph.graph.session import Graph
from cim_graph.graph.statement import Empty
from cim_graph.intake.undo import batches, undo
from cim_graph.kernel.actor import Actor
from cim_graph.settings import Settings
from tests.conftest import taking

Row = tuple[str, Decimal]
Submit = Callable[[list[Any]], Awaitable[Any]]
ACTOR = Actor("test")
GONE = {"type": "retract", "source": "core", "key": "a"}
GONE_ON_6TH, GONE_ON_7TH = ({**GONE, "at": f"2026-01-0{day}T00:00:00Z"} for day in (6, 7))


def moved(key: str, amount: str = "10", day: str = "2026-01-05", **more: Any) -> dict[str, Any]:
    said = {"account": "AZ1", "at": f"{day}T10:00:00Z", "currency": "AZN", "direction": "OUT"}
    return {"type": "transaction", "source": "core", "key": key, "amount": amount, **said, **more}


def account(key: str, number: str) -> dict[str, Any]:
    said = {"number": number, "holders": [{"party": {"source": "core", "key": "P"}}]}
    return {"type": "account", "source": "core", "key": key, **said}


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"transactions": str(tmp_path / "transactions")})


def folder(own: Settings) -> Path:
    return Path(own.transactions or "")


@pytest.fixture
def books(own: Settings) -> Ledger:
    return bootstrap.ledger(own)


@pytest.fixture
def commands(own: Settings) -> Commands:
    return bootstrap.commands(own)


@pytest.fixture
def submit(graph: Graph, own: Settings) -> Submit:
    return taking(graph, own)


async def standing_now(graph: Graph, books: Ledger) -> list[Row]:
    files = await books.files(graph.read)
    if not files.rows:
        return []
    query = f"{standing(files, 't.key, t.amount')} ORDER BY ALL"
    with database() as connection:
        return connection.execute(query, asked(query, files)).fetchall()


def stand(**amounts: str) -> list[Row]:
    return [(key, Decimal(amount)) for key, amount in sorted(amounts.items())]


STEPS: list[tuple[str, list[list[dict[str, Any]]], list[Row]]] = [
    ("one comes", [[moved("a")]], stand(a="10")),
    ("the same comes twice", [[moved("a")], [moved("a")]], stand(a="10")),
    ("twice in one batch", [[moved("a"), moved("a")]], stand(a="10")),
    ("a later version replaces", [[moved("a")], [moved("a", "12")]], stand(a="12")),
    ("on another day", [[moved("a")], [moved("a", "12", "2026-02-01")]], stand(a="12")),
    ("there and back", [[moved("a")], [moved("a", "12")], [moved("a")]], stand(a="10")),
    (
        "one is taken back",
        [[moved("a"), moved("b")], [GONE]],
        stand(b="10"),
    ),
    (
        "and comes again",
        [[moved("a")], [GONE], [moved("a")]],
        stand(a="10"),
    ),
    ("taken back before it came", [[GONE_ON_6TH], [moved("a"), moved("b")]], stand(b="10")),
    ("before it came, stated again", [[GONE_ON_6TH], [moved("a")], [moved("a")], [GONE_ON_6TH]], stand(a="10")),
    ("the retraction comes twice", [[moved("a")], [GONE_ON_6TH], [GONE_ON_6TH], [moved("a")]], stand(a="10")),
    ("once more, after it stood again", [[moved("a")], [GONE_ON_6TH], [moved("a")], [GONE_ON_6TH]], stand(a="10")),
    ("an older retraction", [[moved("a")], [GONE_ON_7TH], [moved("a")], [GONE_ON_6TH]], stand(a="10")),
    ("another retraction", [[moved("a"), moved("b")], [GONE_ON_6TH], [moved("a")], [GONE_ON_7TH]], stand(b="10")),
]


@pytest.mark.parametrize("sorted_", [False, True], ids=["as they came", "sorted by day"])
@pytest.mark.parametrize(("handed", "expected"), [case[1:] for case in STEPS], ids=[case[0] for case in STEPS])
async def test_what_stands(  # noqa: PLR0913, PLR0917 (fixtures, and the columns of a table)
    graph: Graph,
    books: Ledger,
    commands: Commands,
    submit: Submit,
    handed: list[list[dict[str, Any]]],
    expected: list[Row],
    sorted_: bool,
) -> None:
    for batch in handed:
        await submit(batch)
        if sorted_:
            await commands.follow(graph, ACTOR, SortTransactions())
    assert await standing_now(graph, books) == expected


async def test_what_became_of_them_is_told(submit: Submit) -> None:
    first = await submit([moved("a"), moved("b"), moved("c", "x")])
    again = await submit([moved("a"), moved("b", "11")])
    assert (first.accepted, [one.field for one in first.rejected]) == (2, ["amount"])
    assert (again.accepted, again.unchanged) == (1, 1)


async def test_accounts_that_no_record_describes_are_told_and_their_transactions_kept(
    graph: Graph, books: Ledger, submit: Submit
) -> None:
    ref = {"source": "core", "key": "A-2"}
    came = [moved("a"), moved("b", account=ref), moved("c", account="AZ 3"), moved("d", account=ref), moved("e")]
    first = await submit([account("A-1", "AZ1"), *came])
    assert (first.accepted, first.undescribed.transactions) == (6, 3)
    assert first.undescribed.examples() == ["core A-2", "AZ 3"]
    assert len(await standing_now(graph, books)) == 5
    assert (await submit([account("A-2", "AZ2")])).undescribed.transactions == 0
    assert (await still(graph, first.undescribed)).examples() == ["AZ 3"]
    await submit([{"type": "retract", "source": "core", "key": "A-1"}])
    assert (await submit(came)).undescribed.counts == {"#AZ1": 2, "#AZ3": 1}, "what is unchanged is told, too"


def test_no_more_accounts_are_told_apart_than_memory_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cim_graph.accounts.transactions.undescribed.MOST", 2)
    total = Undescribed()
    for name in "abcab":
        one = Undescribed()
        one.take(f"#{name}", name)
        total.add(one)
    assert (total.transactions, total.further, total.examples()) == (5, 1, ["a", "b"])


async def test_a_batch_that_is_killed_leaves_nothing_and_comes_again(
    graph: Graph, books: Ledger, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await submit([moved("b")])
    kept = Folder.keep

    def killed(self: Folder, name: str) -> None:
        kept(self, name)
        raise KeyboardInterrupt

    monkeypatch.setattr(Folder, "keep", killed)
    with pytest.raises(KeyboardInterrupt):
        await submit([moved("a")])
    monkeypatch.setattr(Folder, "keep", kept)
    assert await standing_now(graph, books) == stand(b="10")
    assert (await submit([moved("a")])).accepted == 1
    assert await standing_now(graph, books) == stand(a="10", b="10")
    assert await sweep(graph, books, datetime.now(UTC) + timedelta(hours=2)) == 1
    assert await standing_now(graph, books) == stand(a="10", b="10")


async def test_files_that_others_took_the_place_of_go_once_nobody_can_read_them(
    graph: Graph, own: Settings, books: Ledger, commands: Commands, submit: Submit
) -> None:
    await submit([moved("a"), moved("b", day="2026-01-06")])
    [landed] = folder(own).rglob("*.parquet")
    utime(landed, (0, 0))
    elsewhere = folder(own) / "another-base" / "rows.parquet"
    elsewhere.parent.mkdir()
    elsewhere.touch()
    utime(elsewhere, (0, 0))
    assert await tidied(graph, books, commands, ACTOR, None) == 0
    assert landed.exists()
    assert await sweep(graph, books, datetime.now(UTC) + timedelta(hours=2)) == 1
    assert (landed.exists(), elsewhere.exists()) == (False, True)
    assert await standing_now(graph, books) == stand(a="10", b="10")


async def test_two_that_come_at_once_count_once(graph: Graph, books: Ledger, submit: Submit) -> None:
    reports = await asyncio.gather(*(submit([moved("a"), moved(f"own-{number}")]) for number in range(4)))
    assert sum(report.accepted for report in reports) == 5
    assert [key for key, _ in await standing_now(graph, books)] == ["a", "own-0", "own-1", "own-2", "own-3"]


async def test_a_batch_is_taken_back_and_the_undo_too(
    graph: Graph, books: Ledger, commands: Commands, submit: Submit
) -> None:
    await submit([moved("a"), moved("b")])
    await submit([moved("a", "12"), moved("c"), {"type": "retract", "source": "core", "key": "b"}])
    await commands.follow(graph, ACTOR, SortTransactions())
    second = (await batches(graph, 1))[0].id
    undone = await undo(graph, commands, ACTOR, second, "wrong file", lambda _: None)
    assert await standing_now(graph, books) == stand(a="10", b="10")
    await undo(graph, commands, ACTOR, undone.undo, "it was right", lambda _: None)
    assert await standing_now(graph, books) == stand(a="12", c="10")


async def test_what_comes_after_an_undo_stands_alone(
    graph: Graph, books: Ledger, commands: Commands, submit: Submit
) -> None:
    await submit([moved("a")])
    await submit([moved("a", "12")])
    undone = await undo(graph, commands, ACTOR, (await batches(graph, 1))[0].id, "wrong", lambda _: None)
    await submit([moved("a", "13")])
    await undo(graph, commands, ACTOR, undone.undo, "right", lambda _: None)
    assert await standing_now(graph, books) == stand(a="13")


async def test_days_that_are_too_old_go(graph: Graph, books: Ledger, commands: Commands, submit: Submit) -> None:
    await submit([moved("old", day="2015-06-30"), moved("edge", day="2016-01-01"), moved("new")])
    await commands.follow(graph, ACTOR, SortTransactions())
    done = await commands.follow(graph, ACTOR, SortTransactions("2016-01-01"))
    assert done.forgotten == 1
    assert await standing_now(graph, books) == stand(edge="10", new="10")
    days = sorted(row.day or "" for row in await graph.read(FILES(Empty())))
    assert days == ["2016-01-01", "2026-01-05"]


async def test_many_files_are_sorted_by_day_as_they_come(
    graph: Graph, books: Ledger, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cim_graph.accounts.transactions.ledger.MANY", 2)
    for number in range(4):
        await submit([moved(str(number), day=f"2026-01-0{number % 2 + 1}")])
    listed = await graph.read(FILES(Empty()))
    assert len([row for row in listed if row.day]) >= 2
    assert [key for key, _ in await standing_now(graph, books)] == ["0", "1", "2", "3"]


async def test_the_trail_proves_what_moved(graph: Graph, books: Ledger, submit: Submit) -> None:
    await submit([moved("a"), moved("b")])
    await submit([moved("a", "12")])
    await submit([GONE])
    rows = await graph.administer(
        "MATCH (e:AuditEntry) WHERE e.moved IS NOT NULL "
        "RETURN e.moved AS moved, e.movedAs AS digests, e.batchId AS batch ORDER BY e.id"
    )
    assert [row["moved"] for row in rows] == [2, 1, 1]
    lines = lines_of(await books.files(graph.read))
    assert [len(lines[row["batch"]]) for row in rows] == [2, 2, 2], "one came and one ended; then both versions ended"
    assert [row["digests"] for row in rows] == [[digest(lines[row["batch"]])] for row in rows]


def lines_of(files: Files) -> dict[str, list[str]]:
    """Return what each batch moved, as docs/data-model.md has it."""
    query = (
        "SELECT batch, concat(id, ' ', version, ' ', hash, chr(10)) FROM read_parquet($rows) UNION ALL "
        "SELECT batch, concat(id, ' ', version, ' ', chr(10)) FROM read_parquet($ended)"
    )
    lines: dict[str, list[str]] = {}
    with database() as connection:
        for batch, line in connection.execute(query, asked(query, files)).fetchall():
            lines.setdefault(batch, []).append(line)
    return lines


def digest(lines: list[str]) -> str:
    return sha256("".join(sorted(lines)).encode()).hexdigest()
