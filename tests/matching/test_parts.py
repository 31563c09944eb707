"""Parties with more relationships than move at once: at every moment between two transactions all is as if it was done.

The limit is lowered to three here, and a batch is two relationships.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph, Transaction
from cim_graph.intake.daily import daily
from cim_graph.intake.model import Report
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.ranks import Rank
from cim_graph.matching import gathering, parts
from cim_graph.matching.forming import Cause
from cim_graph.matching.gathering import MoveParts
from cim_graph.matching.judging import (
    JUDGE,
    WITHDRAW,
    JudgeMatch,
    Judging,
    SplitParty,
    Verdict,
    Withdrawing,
    WithdrawJudgement,
)
from cim_graph.matching.models import Models
from cim_graph.matching.regrouping import regroup
from cim_graph.matching.turns import turn
from cim_graph.relationships.drawing import Rules
from cim_graph.settings import Settings

Submit = Callable[[list[Any]], Awaitable[Report]]
Record = dict[str, Any]
Done = TypeVar("Done")

LEFT = "MATCH (p:Part) RETURN count(p) AS parts"
DRAWN = """
MATCH (a:Party)-[e]->(b:Party) WHERE e.facts IS NOT NULL
RETURN
  coalesce(a.id, a.partOf) AS source, type(e) AS kind, coalesce(b.id, b.partOf) AS target, e {.*, knownFrom: 0} AS said
ORDER BY source, kind, target, e.id
"""
PARTIES = """
MATCH (p:Party) WHERE p.id IS NOT NULL
RETURN
  p {.*, version: 0} AS party, labels(p) AS labels, COLLECT { MATCH (p)<-[:DESCRIBES]-(r) RETURN r.key ORDER BY r.key }
ORDER BY p.id
"""
TELLING = "MATCH (o:OutboxEntry) WHERE o.event IS NOT NULL RETURN o.event AS event, o.parties AS parties ORDER BY o.id"


def firm(key: str, **more: Any) -> Record:
    return {"type": "organization", "source": "core", "key": key, "names": [f"Firm {key}"], **more}


def owns(owner: str, owned: str, source: str = "core", **more: Any) -> Record:
    ends = {"from": {"source": "core", "key": owner}, "to": {"source": "core", "key": owned}}
    key = f"{owner}-{owned}"
    return {"type": "relationship", "source": source, "key": key, "kind": "OWNS", **ends, "share": "5", **more}


def record_id(key: str) -> str:
    return id_of(Kind.RECORD, "core", key)


def party_id(key: str) -> str:
    return id_of(Kind.PARTY, "core", key)


HOLDERS = {"A": "abcdef", "B": "efghi", "C": "ijkl"}
WEB = [
    *(firm(key) for key in (*HOLDERS, *"abcdefghijkl")),
    *(owns(holder, fund) for fund, holders in HOLDERS.items() for holder in holders),
    owns("A", "B", share="30"),
    owns("B", "C", share="30"),
    owns("B", "a", share="7"),
    owns("l", "k", share="9", onBehalfOf={"source": "core", "key": "B"}),
    {"type": "account", "source": "core", "key": "X", "number": "1", "currency": "AZN",
     "holders": [{"party": {"source": "core", "key": "B"}}]},
]  # fmt: skip
"""Three funds of six, five and four holders: two have e and f, and i has two. One holds the next."""


class Steward:
    """Does what stewards do, and moves what is left of it a batch at a time."""

    def __init__(self, graph: Graph, settings: Settings) -> None:
        self.graph = graph
        self.commands = bootstrap.commands(settings)
        self.actor = Actor("fatma")

    async def judge(self, left: str, right: str, *, same: bool = True) -> Verdict:
        command = JudgeMatch(record_id(left), record_id(right), same, "seen")
        return await self.commands.execute(self.graph, self.actor, command)

    async def withdraw(self, verdict: Verdict) -> Verdict:
        return await self.commands.execute(self.graph, self.actor, WithdrawJudgement(verdict.judgement, "a mistake"))

    async def split(self, party: str, key: str) -> Verdict:
        return await self.commands.execute(self.graph, self.actor, SplitParty(party, (record_id(key),), "two funds"))

    async def rejudge(self, verdict: Verdict, *pairs: str) -> None:
        """Withdraw a judgement and join others in one transaction: a party goes to others at once."""

        async def work(transaction: Transaction) -> None:
            rules = await turn(transaction, Rules("2030-01-01", "2030-01-01T00:00:00.000000Z", Rank()))
            await transaction.run(WITHDRAW(Withdrawing(verdict.judgement, rules.at, "fatma", "a mistake")))
            for number, pair in enumerate(pairs):
                said = {"id": f"j{number}{rules.at}", "same": True, "together": False, "by": "fatma", "at": rules.at}
                await transaction.run(JUDGE(Judging({**said, "reason": "seen"}, *([record_id(key)] for key in pair))))
            matcher = await Models().matcher(transaction.run)
            await regroup(transaction, map(record_id, "ABCD"), matcher, Cause("fatma", "seen"), rules)

        await self.graph.write("rejudge", work)

    async def step(self) -> bool:
        """Do what one transaction does; whether anything was left."""
        await self.commands.execute(self.graph, self.actor, MoveParts(2))
        [row] = await self.graph.administer(LEFT)
        return bool(row["parts"])


@pytest.fixture
def steward(graph: Graph, settings: Settings) -> Steward:
    return Steward(graph, settings)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST", 3)
    monkeypatch.setattr(gathering, "BATCH", 2)


@pytest.fixture
async def web(take: Submit) -> None:
    await stated(take)


async def stated(take: Submit) -> None:
    """State the funds one after the other, so that their order in time is known, then all else."""
    for fund in WEB[:3]:
        await take([fund])
    await take(WEB[3:])


async def drawn(graph: Graph) -> list[dict[str, Any]]:
    return await graph.administer(DRAWN)


async def everything(graph: Graph) -> list[dict[str, Any]]:
    return [*await graph.administer(PARTIES), *await drawn(graph)]


async def at_once(monkeypatch: pytest.MonkeyPatch, doing: Callable[[], Awaitable[Done]]) -> Done:
    """Do something without a limit."""
    with monkeypatch.context() as patched:
        patched.setattr(parts, "MOST", 1000)
        return await doing()


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(("left", "right"), [("A", "B"), ("B", "C"), ("A", "C")])
async def test_a_large_merge_is_at_every_moment_as_if_it_was_done(
    graph: Graph, steward: Steward, monkeypatch: pytest.MonkeyPatch, left: str, right: str
) -> None:
    before = await everything(graph)
    verdict = await at_once(monkeypatch, lambda: steward.judge(left, right))
    merged = await everything(graph)
    await at_once(monkeypatch, lambda: steward.withdraw(verdict))
    assert await everything(graph) == before
    await steward.judge(left, right)
    steps = 1
    assert await everything(graph) == merged
    while await steward.step():
        assert await everything(graph) == merged
        steps += 1
    assert steps > 2
    assert await everything(graph) == merged
    [row] = await graph.administer("MATCH ()-[e:ONE_WITH]-() RETURN count(e) AS ties")
    assert row["ties"] == 0


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("done", [0, 1, 2, 4])
async def test_a_merge_is_taken_back_after_any_batch(graph: Graph, steward: Steward, done: int) -> None:
    before = await everything(graph)
    verdict = await steward.judge("A", "B")
    merged = await everything(graph)
    for _ in range(done):
        await steward.step()
    await steward.withdraw(verdict)
    while (now := await everything(graph)) != before:
        assert now == merged, "it is one party until all has gathered"
        assert await steward.step() or await everything(graph) == before
    assert not await steward.step()
    assert await everything(graph) == before
    told = [row["event"] for row in await graph.administer(TELLING)]
    assert told == ["party.merged", "party.split"]


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("done", [0, 1, 3])
async def test_a_second_merge_comes_before_the_first_is_moved(
    graph: Graph, steward: Steward, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    """B goes into A, and both into C or C into them."""
    before = await everything(graph)
    first = await at_once(monkeypatch, lambda: steward.judge("A", "B"))
    second = await at_once(monkeypatch, lambda: steward.judge("B", "C"))
    merged = await everything(graph)
    await at_once(monkeypatch, lambda: steward.withdraw(second))
    await at_once(monkeypatch, lambda: steward.withdraw(first))
    assert await everything(graph) == before
    first = await steward.judge("A", "B")
    for _ in range(done):
        await steward.step()
    second = await steward.judge("B", "C")
    assert await everything(graph) == merged
    while await steward.step():
        assert await everything(graph) == merged
    await steward.withdraw(first)
    await steward.withdraw(second)
    while await steward.step():
        pass
    assert await everything(graph) == before


@pytest.mark.usefixtures("web")
async def test_who_is_judged_the_same_again_stays_whole(graph: Graph, steward: Steward) -> None:
    verdict = await steward.judge("A", "B")
    merged = await everything(graph)
    while await steward.step():
        pass
    await steward.withdraw(verdict)
    await steward.step()
    await steward.judge("A", "B")
    while await steward.step():
        assert await everything(graph) == merged
    assert await everything(graph) == merged


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("done", [0, 2])
async def test_what_comes_meanwhile_is_drawn_as_if_all_had_moved(
    graph: Graph, take: Submit, steward: Steward, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    """A holder more, one of two sources, one who sells, one who goes, and a share that is corrected."""
    news = [
        owns("j", "B"), owns("g", "B", source="registry", share="6"), {**owns("h", "B"), "validTo": "2020-01-01"},
        {"type": "retract", "source": "core", "key": "i"}, owns("e", "A", share="4"), owns("a", "B", share="8"),
    ]  # fmt: skip
    await at_once(monkeypatch, lambda: steward.judge("A", "B"))
    with monkeypatch.context() as patched:
        patched.setattr(parts, "MOST", 1000)
        await take(news)
    merged = [row["said"]["facts"] for row in await drawn(graph)]
    await graph.administer("MATCH (n) WHERE NOT n:Migration DETACH DELETE n")
    await stated(take)
    await steward.judge("A", "B")
    for _ in range(done):
        await steward.step()
    await take(news)
    assert [row["said"]["facts"] for row in await drawn(graph)] == merged
    while await steward.step():
        assert [row["said"]["facts"] for row in await drawn(graph)] == merged
    assert [row["said"]["facts"] for row in await drawn(graph)] == merged


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("done", [0, 9])
@pytest.mark.parametrize("pairs", [("AB",), ("AC",), ("AB", "CD"), ("AC", "DB")], ids=" ".join)
async def test_who_goes_to_others_that_stay_gathers_first(
    graph: Graph, take: Submit, steward: Steward, monkeypatch: pytest.MonkeyPatch, pairs: Sequence[str], done: int
) -> None:
    """B and C are one until each, or one of them, is of A, which is larger, or of D."""
    await take([firm("D"), *(owns(holder, "D") for holder in "abcdefgh")])
    verdict = await at_once(monkeypatch, lambda: steward.judge("B", "C"))
    before = await everything(graph)
    await at_once(monkeypatch, lambda: steward.rejudge(verdict, *pairs))
    after = await everything(graph)
    await graph.administer("MATCH (n) WHERE NOT n:Migration DETACH DELETE n")
    await stated(take)
    await take([firm("D"), *(owns(holder, "D") for holder in "abcdefgh")])
    verdict = await steward.judge("B", "C")
    for _ in range(done):
        await steward.step()
    assert await everything(graph) == before
    await steward.rejudge(verdict, *pairs)
    steps = 0
    while (now := await everything(graph)) != after:
        assert now == before, "all is as it was until all has gathered"
        assert await steward.step() or await everything(graph) == after
        steps += 1
    assert steps > (2 if done else 0), "what was not moved together yet need not gather"
    while await steward.step():
        assert await everything(graph) == after
    assert await everything(graph) == after


@pytest.mark.usefixtures("web")
async def test_the_day_moves_what_is_left_and_tells_of_it(graph: Graph, steward: Steward) -> None:
    await steward.judge("A", "B")
    await daily(graph, steward.commands, Actor("daily"))
    assert await graph.administer(LEFT) == [{"parts": 0}]
    told = await graph.administer("MATCH (o:OutboxEntry {command: 'moveParts'}) UNWIND o.parties AS id RETURN id")
    assert {row["id"] for row in told} >= set(map(party_id, "Abcd"))
