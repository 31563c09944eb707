"""The trail in the graph: sealed by several at once, written out, asked, and what is changed behind its back."""

import asyncio
from typing import Any

import pytest
from neo4j import AsyncResult, Record
from neo4j.exceptions import SessionExpired

from cim_graph.access import chain, trail
from cim_graph.access.reads import Reads
from cim_graph.access.trail import Sought, entry_of_reads, export, seal
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import moment_text, system_clock
from tests.conftest import Submit

PARTY = id_of(Kind.PARTY, "core", "A")
TEN = Page(10)
RAUF = Actor("rauf", ("aml-investigator",), purpose="case 12", client="desk")


async def seen(graph: Graph, number: int, actor: Actor = RAUF) -> None:
    entry = entry_of_reads(actor, {PARTY: {"documents"}}, moment_text(system_clock()))
    await graph.add(trail.REMEMBER_READS(trail.Entries([entry | {"client": f"c{number}"}])))


async def lines(graph: Graph, after: int = 0) -> list[str]:
    return [line async for line in export(graph, after)]


async def test_writers_and_those_who_seal_do_not_wait_for_one_another(graph: Graph, take: Submit) -> None:
    person = {"type": "person", "source": "core", "key": "A", "names": ["Əli"]}
    works: list[Any] = [seen(graph, number) for number in range(20)] + [seal(graph) for _ in range(4)]
    await asyncio.gather(take([person]), *works)
    await seal(graph)
    proof = chain.prove(await lines(graph))
    assert (proof.entries, proof.last) == (21, 21)
    assert await seal(graph) == 0


async def test_an_entry_that_is_sent_again_is_kept_once_as_it_was(graph: Graph) -> None:
    entry = entry_of_reads(RAUF, {PARTY: {"documents"}}, moment_text(system_clock()))
    await graph.add(trail.REMEMBER_READS(trail.Entries([entry])))
    assert await seal(graph) == 1
    before = await lines(graph)
    await graph.add(trail.REMEMBER_READS(trail.Entries([entry | {"actor": "somebody"}])))
    assert await seal(graph) == 0
    assert await lines(graph) == before


async def test_an_entry_whose_reply_is_lost_is_sent_again_and_kept_once(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[int] = []
    fetch = AsyncResult.fetch

    async def losing(result: AsyncResult, most: int) -> list[Record]:
        rows = await fetch(result, most)
        kept.append((await graph.administer("MATCH (a:AuditEntry) RETURN count(a) AS entries"))[0]["entries"])
        if len(kept) == 1:
            raise SessionExpired("the server is gone, and with it what it had to say")
        return rows

    with monkeypatch.context() as patched:
        patched.setattr(AsyncResult, "fetch", losing)
        await Reads().keep(graph, entry_of_reads(RAUF, {PARTY: {"documents"}}, moment_text(system_clock())))
    assert kept == [1, 1]
    assert await seal(graph) == 1
    assert chain.prove(await lines(graph)).entries == 1


async def test_more_than_one_batch_is_sealed(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "MOST_AT_ONCE", 3)
    for number in range(7):
        await seen(graph, number)
    assert await seal(graph) == 7
    whole = await lines(graph)
    assert chain.prove(whole).entries == 7
    later = await lines(graph, 4)
    assert later[1:] == whole[5:]
    assert chain.prove(later).after == 4


async def test_an_export_begins_where_there_is_an_entry(graph: Graph) -> None:
    with pytest.raises(BadInputError, match="no entry 3"):
        await lines(graph, 3)
    assert chain.prove(await lines(graph)).entries == 0


async def test_the_trail_tells_by_digests_what_was_said_before_and_is_said_now(graph: Graph, take: Submit) -> None:
    person = {"type": "person", "source": "core", "key": "A", "names": ["Leyla"]}
    owned = {"type": "organization", "source": "core", "key": "B", "names": ["Xəzər MMC"]}
    ends = {"from": {"source": "core", "key": "A"}, "to": {"source": "core", "key": "B"}}
    owns = {"type": "relationship", "source": "core", "key": "R", "kind": "OWNS", **ends}
    owed = {"type": "exposure", "source": "core", "key": "X", "party": ends["from"], "currency": "AZN"}
    await take([person, owned, owns | {"share": "10"}, owed | {"amount": "1"}])
    await take([person | {"names": ["Leyla Əliyeva"]}, owns | {"share": "20"}, owed | {"amount": "2"}])
    await take([{"type": "retract", "source": "core", "key": key} for key in ("A", "R", "X")])
    first, second, third = await graph.administer(
        "MATCH (a:AuditEntry) WHERE a.batchId IS NOT NULL RETURN properties(a) AS entry ORDER BY a.id"
    )
    said = dict(zip(first["entry"]["born"], first["entry"]["bornAs"], strict=True))
    now = dict(zip(second["entry"]["changed"], second["entry"]["now"], strict=True))
    assert dict(zip(second["entry"]["changed"], second["entry"]["was"], strict=True)) == {id_: said[id_] for id_ in now}
    assert dict(zip(third["entry"]["changed"], third["entry"]["was"], strict=True)) == now
    assert third["entry"]["now"] == [""] * 3
    assert len({*said.values(), *now.values()}) == 7


CHANGES = {
    "a property": ("MATCH (a:AuditEntry {number: 2}) SET a.actor = 'nobody'", 2),
    "one more": ("MATCH (a:AuditEntry {number: 2}) SET a.note = 'x'", 2),
    "an entry that is gone": ("MATCH (a:AuditEntry {number: 2}) DELETE a", 2),
    "a seal": ("MATCH (a:AuditEntry {number: 3}) SET a.seal = reverse(a.seal)", 3),
    "a digest": ("MATCH (a:AuditEntry {number: 1}) SET a.digest = reverse(a.digest)", 1),
    "two that changed places": (
        "MATCH (a:AuditEntry {number: 2}), (b:AuditEntry {number: 3}) SET a.number = 3, b.number = 2",
        2,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_what_is_changed_behind_its_back_is_found(graph: Graph, name: str) -> None:
    statement, number = CHANGES[name]
    for one in range(4):
        await seen(graph, one)
    await seal(graph)
    await graph.administer(statement)
    with pytest.raises(chain.BrokenChainError) as broken:
        chain.prove(await lines(graph))
    assert broken.value.number == number


async def test_the_trail_is_asked_by_subject_actor_and_time(graph: Graph, take: Submit) -> None:
    before = moment_text(system_clock())
    await take([{"type": "person", "source": "core", "key": "A", "names": ["Əli"]}])
    await take([{"type": "person", "source": "core", "key": "B", "names": ["Leyla"]}])
    between = moment_text(system_clock())
    await seen(graph, 1)

    async def found(sought: Sought, page: Page = TEN) -> list[tuple[str, str]]:
        return [
            (entry.properties["actor"], entry.properties["command"])
            for entry in (await trail.entries(graph, sought, page)).items
        ]

    assert await found(Sought()) == [("rauf", "read"), ("test", "submitRecords"), ("test", "submitRecords")]
    assert await found(Sought(PARTY)) == [("rauf", "read"), ("test", "submitRecords")]
    assert await found(Sought(PARTY, "rauf")) == [("rauf", "read")]
    assert await found(Sought(actor="test")) == [("test", "submitRecords")] * 2
    assert await found(Sought(begin=between)) == [("rauf", "read")]
    assert await found(Sought(begin=before, end=between)) == [("test", "submitRecords")] * 2
    first = await trail.entries(graph, Sought(), Page(2))
    assert first.has_next
    assert await found(Sought(), Page(2, first.items[-1].id)) == [("test", "submitRecords")]
    with pytest.raises(BadInputError, match="is no id"):
        await found(Sought("*:*"))


async def test_what_is_seen_at_once_is_kept_in_groups_before_anybody_goes_on(graph: Graph) -> None:
    reads = Reads()
    entries = [entry_of_reads(RAUF, {PARTY: {"pep"}}, moment_text(system_clock())) for _ in range(16)]
    recorded = graph.record()
    await asyncio.gather(*(reads.keep(graph, entry) for entry in entries))
    kept = await trail.entries(graph, Sought(actor="rauf"), Page(50))
    assert len(kept.items) == 16
    assert len(recorded.transactions) <= 1


async def test_what_cannot_be_kept_is_told_to_all_that_wait(graph: Graph) -> None:
    reads = Reads()
    wrong = entry_of_reads(RAUF, {PARTY: {"pep"}}, "x") | {"id": {"no": "value"}}
    answers = await asyncio.gather(*(reads.keep(graph, wrong) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(answer, Exception) for answer in answers)
