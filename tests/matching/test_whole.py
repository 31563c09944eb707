"""The whole base resolved at once comes to what record after record comes to, in whatever order."""

from collections.abc import Awaitable, Callable
from io import BytesIO
from random import Random
from typing import Any

import orjson
import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph, Transaction
from cim_graph.intake.load import Loader, load
from cim_graph.intake.model import Report
from cim_graph.kernel.actor import Actor
from cim_graph.matching.models import Models
from cim_graph.matching.pending import resolve_pending
from cim_graph.matching.whole import base as base_of
from cim_graph.matching.whole import run as running
from cim_graph.matching.whole.run import Ran
from cim_graph.privacy.pseudonyms import party_payload
from cim_graph.privacy.removal_store import ERASE_RECORDS, Erasing
from cim_graph.settings import Settings
from cim_graph.synthetic import bank
from cim_loaders.records import importer
from tests.conftest import CLEAN
from tests.matching.test_judging import Steward, partition, person, record_id, steward
from tests.matching.test_resolving import LEYLA

__all__ = ["steward"]

Submit = Callable[[list[Any]], Awaitable[Report]]


def made_up(parties: int, seed: int) -> list[dict[str, Any]]:
    """Return the parties of a made-up bank: a tenth of its people are there twice, spelled otherwise."""
    return [record for record in bank.generate(parties, seed) if record["type"] in {"person", "organization"}]


async def loaded_later(graph: Graph, settings: Settings, records: list[dict[str, Any]]) -> None:
    loader = Loader(graph, bootstrap.commands(settings), Actor("test"), settings)
    stream = BytesIO(b"\n".join(map(orjson.dumps, records)))
    async for report in load(loader, importer, stream):
        assert not report.rejected


async def resolved(graph: Graph, settings: Settings, *, everything: bool) -> Ran:
    commands = bootstrap.commands(settings)
    return await resolve_pending(graph, commands, Actor("test"), Models(), lambda _: None, everything=everything)


@pytest.fixture
async def one_by_one(graph: Graph, settings: Settings, take: Submit) -> list[list[str]]:
    """Take records as they come, and say who is of one party; nothing is left behind."""
    del settings
    for record in Random("whole").sample(RECORDS, len(RECORDS)):
        await take([record])
    found = await partition(graph)
    await graph.administer(CLEAN)
    return found


RECORDS = made_up(250, 11)


async def test_the_whole_base_comes_to_what_record_after_record_does(
    graph: Graph, settings: Settings, one_by_one: list[list[str]]
) -> None:
    await loaded_later(graph, settings, RECORDS)
    assert len(await partition(graph)) == len(RECORDS)
    ran = await resolved(graph, settings, everything=True)
    assert await partition(graph) == one_by_one
    assert (ran.records, ran.parties) == (len(RECORDS), len(one_by_one))
    assert len(one_by_one) < len(RECORDS)
    again = await resolved(graph, settings, everything=True)
    assert again.moved == 0


async def test_what_is_pending_comes_to_the_same(graph: Graph, settings: Settings, one_by_one: list[list[str]]) -> None:
    await loaded_later(graph, settings, Random(2).sample(RECORDS, len(RECORDS)))
    ran = await resolved(graph, settings, everything=False)
    assert ran.records == len(RECORDS)
    assert await partition(graph) == one_by_one
    assert (await resolved(graph, settings, everything=False)).records == 0


LINKS = """
MATCH (a:Record)-[e:MATCHES]->(b:Record)
RETURN e.id AS id, e.decision AS decision, e.odds AS odds, e.waiting IS NOT NULL AS waits, e.held AS held ORDER BY id
"""


async def test_links_and_the_queue_are_the_same_too(graph: Graph, settings: Settings, take: Submit) -> None:
    await take(RECORDS)
    links = await graph.administer(LINKS)
    await graph.administer(CLEAN)
    await loaded_later(graph, settings, RECORDS)
    await resolved(graph, settings, everything=True)
    assert await graph.administer(LINKS) == links
    assert {"SAME"} <= {link["decision"] for link in links}


async def test_judgements_stand_in_a_run_over_the_whole_base(
    graph: Graph, settings: Settings, take: Submit, steward: Steward
) -> None:
    await take(LEYLA)
    await steward.judge(record_id("A"), record_id("B"), same=False)
    await steward.judge(record_id("D"), record_id("E"), same=True)
    before = await partition(graph)
    await resolved(graph, settings, everything=True)
    assert await partition(graph) == before
    assert ["D", "E"] in before


async def test_what_changes_while_a_run_reads_is_resolved_after_it(
    graph: Graph, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B says something else right after the base was read."""
    await loaded_later(graph, settings, LEYLA)

    async def reading(of: Graph) -> Any:
        base = await base_of.read(of)
        changed = {**LEYLA[1], "names": ["Kamran Quliyev"], "birthDate": "1990-01-05", "contacts": []}
        await loaded_later(of, settings, [changed])
        return base

    monkeypatch.setattr(running, "read", reading)
    await resolved(graph, settings, everything=True)
    assert await partition(graph) == [["A", "C"], ["B"], ["D"], ["E"]]
    assert await graph.administer("MATCH (r:Unresolved) RETURN r.key AS key") == []


async def beside(of: Graph, settings: Settings, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], Any]) -> None:
    """Resolve the whole base while something else happens right after it was read."""
    read = base_of.read

    async def reading(graph: Graph) -> Any:
        base = await read(graph)
        await meanwhile()
        return base

    monkeypatch.setattr(running, "read", reading)
    await resolved(of, settings, everything=True)
    monkeypatch.undo()


async def test_who_joins_a_party_while_a_run_reads_is_not_lost(
    graph: Graph, settings: Settings, take: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C comes and joins A, which the run joins to B."""
    await loaded_later(graph, settings, LEYLA[:2])
    await beside(graph, settings, monkeypatch, lambda: take(LEYLA[2:3]))
    assert await partition(graph) == [["A", "B", "C"]]


async def test_a_doubtful_pair_that_comes_while_a_run_reads_still_waits(
    graph: Graph, settings: Settings, take: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B may be A, which the run joins to C."""
    first = person("A", "Rəşad Quliyev Elçin oğlu", birthDate="1984-03-09", contacts=LEYLA[0]["contacts"])
    doubtful = person("B", "Rashad Guliyev", birthDate="1984")
    await loaded_later(graph, settings, [first, {**first, "key": "C"}])
    await beside(graph, settings, monkeypatch, lambda: take([doubtful]))
    assert await partition(graph) == [["A", "C"], ["B"]]
    found = await graph.administer(LINKS)
    assert sorted((link["decision"], link["waits"]) for link in found) == [
        ("REVIEW", True), ("REVIEW", True), ("SAME", False),
    ]  # fmt: skip


async def test_a_doubtful_pair_of_two_parties_that_are_written_one_by_one_is_settled(
    graph: Graph, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = person("A", "Rəşad Quliyev Elçin oğlu", birthDate="1984-03-09", contacts=LEYLA[0]["contacts"])
    doubtful = person("B", "Rashad Guliyev", birthDate="1984")
    await loaded_later(graph, settings, [first, doubtful, {**first, "key": "C"}, {**doubtful, "key": "D"}])
    monkeypatch.setattr(running, "AT_ONCE", 1)
    await running.run(graph, bootstrap.commands(settings), Actor("test"), Models(), lambda _: None)
    assert await graph.administer("MATCH (r:Unresolved) RETURN r.key AS key") == []
    links = await graph.administer(LINKS)
    assert [link["decision"] for link in links].count("REVIEW") >= 4


async def test_why_a_match_was_not_followed_stands_when_a_doubtful_one_is_written_after_it(
    graph: Graph, settings: Settings, steward: Steward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first two match and were judged different; the last, which either may be, is written by itself."""
    one, other, last = sorted("ABC", key=record_id)
    first = person(one, "Rəşad Quliyev Elçin oğlu", birthDate="1984-03-09", contacts=LEYLA[0]["contacts"])
    doubtful = person(last, "Rashad Guliyev", birthDate="1984")
    await loaded_later(graph, settings, [first, {**first, "key": other}, doubtful])
    await steward.judge(record_id(one), record_id(other), same=False)
    monkeypatch.setattr(running, "AT_ONCE", 1)
    await running.run(graph, bootstrap.commands(settings), Actor("test"), Models(), lambda _: None)
    found = await graph.administer(LINKS)
    assert sorted((link["decision"], link["held"], link["waits"]) for link in found) == [
        ("REVIEW", None, True), ("REVIEW", None, True), ("SAME", "apart", False),
    ]  # fmt: skip


async def test_what_is_judged_while_a_run_reads_stands(
    graph: Graph, settings: Settings, steward: Steward, monkeypatch: pytest.MonkeyPatch
) -> None:
    await loaded_later(graph, settings, LEYLA[:3])
    await beside(graph, settings, monkeypatch, lambda: steward.judge(record_id("A"), record_id("B"), same=False))
    assert not any({"A", "B"} <= set(keys) for keys in await partition(graph))
    before = await partition(graph)
    await resolved(graph, settings, everything=True)
    assert await partition(graph) == before


async def test_records_of_before_there_were_keys_get_them(graph: Graph, settings: Settings, take: Submit) -> None:
    await take(LEYLA[1:])
    kept = "MATCH (r:Record) RETURN r.keys AS keys ORDER BY r.id"
    keys = await graph.administer(kept)
    await graph.administer("MATCH (r:Record {key: 'B'}) REMOVE r.keys")
    await resolved(graph, settings, everything=True)
    assert await graph.administer(kept) == keys
    await take(LEYLA[:1])
    assert ["A", "B", "C"] in await partition(graph)


KEPT = """
MATCH (r:Record) WHERE r.erasedAt IS NOT NULL
RETURN count(r.keys) AS keys, count(r.evidence) AS evidence, sum(COUNT { (r:Unresolved) }) AS pending
"""


async def erased(graph: Graph, *keys: str) -> None:
    """Erase records, as is done with those of a party whose time is over."""
    rows = []
    for id_ in map(record_id, keys):
        payload, digest = party_payload("person", "core", id_, "FORMER")
        rows.append({"id": id_, "payload": payload, "hash": digest})

    async def work(transaction: Transaction) -> None:
        await transaction.run(ERASE_RECORDS(Erasing(rows, "2026-01-01T00:00:00.000000Z", "erased")))

    await graph.write("erase", work)


async def test_an_erased_party_stays_whole_and_is_compared_with_nobody(
    graph: Graph, settings: Settings, take: Submit, steward: Steward
) -> None:
    await take(LEYLA)
    verdict = await steward.judge(record_id("D"), record_id("E"), same=True)
    await erased(graph, *"ABCDE")
    before = await partition(graph)
    assert sorted(map(len, before)) == [2, 3]
    for _ in range(2):
        await resolved(graph, settings, everything=True)
        assert await partition(graph) == before
    await steward.withdraw(verdict.judgement)
    assert await partition(graph) == before
    await take([{**LEYLA[0], "key": "F"}])
    assert await partition(graph) == [["F"], *before]
    assert await graph.administer(KEPT) == [{"keys": 0, "evidence": 0, "pending": 0}]


async def test_who_is_erased_while_a_run_reads_gets_nothing_back(
    graph: Graph, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await loaded_later(graph, settings, LEYLA[:3])
    await graph.administer("MATCH (r:Record) REMOVE r.keys, r.evidence")
    await beside(graph, settings, monkeypatch, lambda: erased(graph, "A", "B"))
    assert await graph.administer(KEPT) == [{"keys": 0, "evidence": 0, "pending": 0}]
    assert await graph.administer("MATCH (r)-[e:MATCHES]-() WHERE r.erasedAt IS NOT NULL RETURN e") == []
