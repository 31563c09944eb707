"""Questions of several requests in one statement: the same answers as one by one, and nobody suffers by another."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from cim_graph.graph.session import Graph
from cim_graph.graph.statement import BoundRead
from cim_graph.kernel.errors import BadInputError, UnavailableError
from cim_graph.kernel.ids import Kind, name_digest
from cim_graph.kernel.pages import Page
from cim_graph.kernel.vocabulary import Direction, RelationshipKind
from cim_graph.profiles.convoy import FULL, LARGE, UNDER_WAY, Convoys
from cim_graph.profiles.model import Answers, Part, Want
from cim_graph.profiles.today import today
from tests.api.conftest import Counting

Submit = Callable[[list[Any]], Awaitable[Any]]
Ask = tuple[dict[Want, list[str]], dict[Want, list[Want]]]

MINE = "core"
VOEN = {"scheme": "az-voen", "value": "1700000001"}
OWNED = Want(Part.RELATIONSHIPS, Page(1), (RelationshipKind.OWNS,), Direction.OUT)
LEAN = Want(Part.RELATIONSHIPS, Page(5), (RelationshipKind.OWNS,), Direction.OUT, wide=False, lean=True)
LED = Want(Part.RELATIONSHIPS, Page(5), None, Direction.IN, wide=False)
FIRST = Want(Part.ACCOUNTS, Page(1))
NEXT = Want(Part.RELATIONSHIPS, Page(1, f"0.9/{Kind.FACT}{name_digest(MINE, 'any')}"))
PARTY, NAMES, IDENTIFIERS, COUNTS = Want(Part.PARTY), Want(Part.NAMES), Want(Part.IDENTIFIERS), Want(Part.COUNTS)


def organization(key: str, **fields: Any) -> dict[str, Any]:
    return {"type": "organization", "source": MINE, "key": key, "names": [key], **fields}


def tie(kind: str, from_: str, to: str) -> dict[str, Any]:
    ends = {"from": {"source": MINE, "key": from_}, "to": {"source": MINE, "key": to}}
    return {"type": "relationship", "source": MINE, "key": f"{kind}-{from_}-{to}", "kind": kind, **ends}


def account(key: str, *holders: str) -> dict[str, Any]:
    held = [{"party": {"source": MINE, "key": holder}} for holder in holders]
    return {"type": "account", "source": MINE, "key": key, "number": key, "holders": held}


@pytest.fixture
async def ids(graph: Graph, take: Submit) -> dict[str, str]:
    await take(
        [
            organization("A", identifiers=[VOEN]), organization("B"), organization("C"), organization("D"),
            tie("OWNS", "A", "B") | {"share": "60"}, tie("OWNS", "A", "C") | {"share": "30"},
            tie("OWNS", "B", "C") | {"share": "70"}, tie("OWNS", "C", "D") | {"share": "100"},
            tie("CONTROLS", "A", "D"), account("1", "A"), account("2", "A", "B"), account("3", "A"),
        ]
    )  # fmt: skip
    rows = await graph.administer("MATCH (p:Party) RETURN p.name AS name, p.id AS id")
    return {row["name"]: row["id"] for row in rows}


async def answered(convoys: Convoys, graph: Graph, asked: list[Ask]) -> list[Answers]:
    return await asyncio.gather(*(convoys.today(graph, wants, further) for wants, further in asked))


async def test_who_asks_together_is_answered_as_who_asks_alone(counting: Counting, ids: dict[str, str]) -> None:
    a, b, c, d = (ids[name] for name in "ABCD")
    nobody = a[:-1] + ("0" if a[-1] != "0" else "1")
    asked: list[Ask] = [
        ({PARTY: [a, b], IDENTIFIERS: [a], NAMES: [a, d]}, {}),
        ({PARTY: [b, nobody], IDENTIFIERS: [a, b], COUNTS: [c]}, {}),
        ({OWNED: [a, b], FIRST: [a, b]}, {OWNED: [OWNED, LED]}),
        ({OWNED: [a], FIRST: [b, c], PARTY: [a]}, {}),
        ({LEAN: [a, b, c, d]}, {LEAN: [LEAN]}),
        ({LED: [d, nobody]}, {}),
        ({NEXT: [a]}, {}),
        ({}, {}),
    ]
    alone = [await today(counting, wants, further) for wants, further in asked]
    assert len(alone[2]) > len(asked[2][0]), "nothing was brought of what is further down"
    counting.read_names.clear()
    assert await answered(Convoys(), counting, asked) == alone
    assert len(counting.read_names) == 1


async def test_a_cursor_that_makes_no_sense_is_nobody_elses_trouble(graph: Graph, ids: dict[str, str]) -> None:
    wrong = Want(Part.RELATIONSHIPS, Page(1, "never/mind"))
    convoys = Convoys()
    before, refused, after = await asyncio.gather(
        convoys.today(graph, {PARTY: [ids["A"]]}),
        convoys.today(graph, {wrong: [ids["A"]]}),
        convoys.today(graph, {OWNED: [ids["A"]]}),
        return_exceptions=True,
    )
    assert isinstance(refused, BadInputError)
    assert not isinstance(before, BaseException)
    assert before[PARTY][ids["A"]].name == "A"
    assert not isinstance(after, BaseException)
    assert [row[-1] for row in after[OWNED][ids["A"]]] != []


class Troubled(Counting):
    """A graph on which a statement that asks about one party does not end in time."""

    troubling = ""

    async def read(self, bound: BoundRead[Any]) -> list[Any]:
        rows = await super().read(bound)
        if self.troubling in bound.arguments["asked"]["party"]:
            raise UnavailableError("this took longer than is allowed")
        return rows


async def test_who_asks_beside_one_that_fails_is_answered(graph: Graph, ids: dict[str, str]) -> None:
    troubled = Troubled(graph)
    troubled.troubling = ids["D"]
    asked: list[Ask] = [({PARTY: [ids[name]]}, {}) for name in "ABCD"]
    convoys = Convoys()
    *good, failed = await asyncio.gather(*(convoys.today(troubled, *one) for one in asked), return_exceptions=True)
    assert isinstance(failed, UnavailableError)
    names = [one[PARTY][ids[name]].name for one, name in zip(good, "ABC", strict=True) if isinstance(one, dict)]
    assert names == ["A", "B", "C"]
    assert len(troubled.read_names) == 1 + 4
    with pytest.raises(UnavailableError):
        await convoys.today(troubled, {PARTY: [ids["D"]]})
    assert len(troubled.read_names) == 1 + 4 + 1, "alone there is nobody to part from"


class Held(Counting):
    """A graph of which statements about one party do not end before they are let."""

    def __init__(self, graph: Graph, held: str) -> None:
        super().__init__(graph)
        self.held = held
        self.let = asyncio.Event()
        self.begun = 0
        self.ended = 0

    async def read(self, bound: BoundRead[Any]) -> list[Any]:
        rows = await super().read(bound)
        if self.held in bound.arguments["asked"]["party"]:
            self.begun += 1
            try:
                await self.let.wait()
            except asyncio.CancelledError:
                self.ended += 1
                raise
        return rows


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 (what it waits for sets no event)
            await asyncio.sleep(0.001)


async def busy(convoys: Convoys, held: Held) -> list["asyncio.Task[Answers]"]:
    """Send as many as may be under way, none of which ends."""
    slow = []
    for number in range(UNDER_WAY):
        slow.append(asyncio.create_task(convoys.today(held, {PARTY: [held.held]})))
        await until(lambda count=number: held.begun == count + 1)  # type: ignore[misc]
    return slow


async def test_what_comes_meanwhile_goes_together_and_waits_for_no_slow_one(graph: Graph, ids: dict[str, str]) -> None:
    held, convoys = Held(graph, ids["D"]), Convoys()
    slow = await busy(convoys, held)
    asked: list[Ask] = [({PARTY: [ids[name]]}, {}) for name in "ABCABC"]
    async with asyncio.timeout(30):
        answers = await answered(convoys, held, asked)
    assert [one[PARTY][ids[name]].name for one, name in zip(answers, "ABCABC", strict=True)] == [*"ABCABC"]
    assert len(held.read_names) == UNDER_WAY + 1
    assert not any(task.done() for task in slow)
    held.let.set()
    await asyncio.gather(*slow)


async def test_one_that_arrives_lets_the_next_go(
    graph: Graph, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cim_graph.profiles.convoy.PATIENCE", 3600)
    held, convoys = Held(graph, ids["D"]), Convoys()
    slow = await busy(convoys, held)
    waiting = asyncio.create_task(convoys.today(held, {PARTY: [ids["A"]]}))
    await asyncio.sleep(0.01)
    assert len(held.read_names) == UNDER_WAY
    held.let.set()
    async with asyncio.timeout(30):
        assert (await waiting)[PARTY][ids["A"]].name == "A"
        await asyncio.gather(*slow)


async def test_who_leaves_takes_nobody_along_and_the_last_ends_the_statement(graph: Graph, ids: dict[str, str]) -> None:
    held, convoys = Held(graph, ids["D"]), Convoys()
    both = [asyncio.create_task(convoys.today(held, {PARTY: [ids["D"]]})) for _ in range(2)]
    await until(lambda: held.begun == 1)
    both[0].cancel()
    await asyncio.gather(both[0], return_exceptions=True)
    assert held.ended == 0
    both[1].cancel()
    await until(lambda: held.ended == 1)
    assert all(isinstance(left, asyncio.CancelledError) for left in await asyncio.gather(*both, return_exceptions=True))


async def test_one_that_everybody_left_before_it_departs_does_not(
    graph: Graph, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cim_graph.profiles.convoy.PATIENCE", 3600)
    held, convoys = Held(graph, ids["D"]), Convoys()
    slow = await busy(convoys, held)
    gone = asyncio.create_task(convoys.today(held, {PARTY: [ids["A"]]}))
    await asyncio.sleep(0.01)
    gone.cancel()
    held.let.set()
    await asyncio.gather(gone, *slow, return_exceptions=True)
    await asyncio.sleep(0.01)
    assert len(held.read_names) == UNDER_WAY


async def test_those_who_want_to_see_other_writes_travel_apart(counting: Counting, ids: dict[str, str]) -> None:
    written = frozenset((await graph_bookmarks(counting)).bookmarks)
    seeing = Counting(counting)
    seeing.bookmarks = written
    seeing.read_names = counting.read_names
    convoys = Convoys()
    wants = {PARTY: [ids["A"]]}
    counting.read_names.clear()
    await asyncio.gather(*(convoys.today(one, wants) for one in (counting, counting, seeing, seeing)))
    assert len(counting.read_names) == 2


async def graph_bookmarks(graph: Graph) -> Graph:
    other = graph.following([])
    await other.write("test", lambda _: asyncio.sleep(0))
    return other


async def test_what_is_large_travels_alone_and_no_convoy_grows_without_end(
    counting: Counting, ids: dict[str, str]
) -> None:
    many = [f"nobody-{number}" for number in range(LARGE + 1)]
    long = Want(Part.RELATIONSHIPS, Page(LARGE + 1))
    half = many[: FULL // 3]
    cases: list[tuple[list[Ask], int]] = [
        ([({PARTY: many}, {}), ({PARTY: [ids["A"]]}, {}), ({long: [ids["A"]]}, {})], 3),
        ([({PARTY: half}, {})] * 3, 1),
        ([({PARTY: half}, {})] * 4, 2),
    ]
    for asked, statements in cases:
        counting.read_names.clear()
        await answered(Convoys(), counting, asked)
        assert len(counting.read_names) == statements
