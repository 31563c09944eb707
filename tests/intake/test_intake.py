"""Records go in; parties, relationships and history stand in the graph."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import permutations
from typing import Any

import pytest

from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report

Submit = Callable[[list[Any]], Awaitable[Report]]

COMPANY = {
    "type": "organization",
    "source": "core",
    "key": "C-100",
    "names": ["Xəzər Ticarət MMC"],
    "identifiers": [{"scheme": "az-voen", "value": "1700000001"}],
    "status": "CUSTOMER",
}
LEYLA = {"type": "person", "source": "core", "key": "C-200", "names": [{"full": "Leyla Məmmədova", "lang": "az"}]}
HASAN = {"type": "person", "source": "core", "key": "C-300", "names": ["Həsən Quliyev"]}
OWNS = {
    "type": "relationship",
    "source": "registry",
    "key": "R-1",
    "kind": "OWNS",
    "from": {"source": "core", "key": "C-200"},
    "to": {"scheme": "VOEN", "value": "170 000 0001"},
    "share": "60",
    "validFrom": "2021-01-01",
}
ACCOUNT = {
    "type": "account",
    "source": "core",
    "key": "A-1",
    "number": "AZ21 NABZ",
    "holders": [{"party": {"source": "core", "key": "C-200"}}],
}
DRAWN = "MATCH (a:Party)-[e]->(b:Party) RETURN a.name AS a, type(e) AS kind, e.share AS share, b.name AS b ORDER BY a"
EVERYTHING = "MATCH (n) WHERE NOT n:Migration RETURN count(n) AS nodes, count{ ()-[]->() } AS ties"


async def drawn(graph: Graph) -> list[tuple[str, str, str, str]]:
    return [tuple(row.values()) for row in await graph.administer(DRAWN)]


async def test_records_become_parties_and_relationships(graph: Graph, take: Submit) -> None:
    report = await take([COMPANY, LEYLA, OWNS, ACCOUNT])
    assert (report.accepted, report.waiting, report.rejected) == (4, 0, [])
    assert await drawn(graph) == [("Leyla Məmmədova", "OWNS", "60", "Xəzər Ticarət MMC")]


@pytest.mark.parametrize("order", list(permutations([COMPANY, LEYLA, OWNS, ACCOUNT]))[::5])
async def test_the_order_in_which_records_come_does_not_matter(
    graph: Graph, take: Submit, order: tuple[dict[str, Any], ...]
) -> None:
    for record in order:
        await take([record])
    assert await drawn(graph) == [("Leyla Məmmədova", "OWNS", "60", "Xəzər Ticarət MMC")]
    held = await graph.administer("MATCH (a:Account)-[:HELD_BY]->(:Record)-[:DESCRIBES]->(p:Party) RETURN p.name AS p")
    assert held == [{"p": "Leyla Məmmədova"}]
    assert await graph.administer("MATCH (n:Waiting|Awaited) RETURN n") == []


async def test_the_same_again_changes_nothing_and_says_so(graph: Graph, take: Submit) -> None:
    records = [COMPANY, LEYLA, OWNS, ACCOUNT]
    await take(records)
    before = await graph.administer(EVERYTHING)
    report = await take(records)
    assert (report.accepted, report.unchanged) == (0, 4)
    assert await graph.administer(EVERYTHING) == before


async def test_a_relationship_waits_for_its_end_and_says_so(graph: Graph, take: Submit) -> None:
    assert (await take([COMPANY, OWNS])).waiting == 1
    assert await drawn(graph) == []
    await take([LEYLA])
    assert len(await drawn(graph)) == 1


async def test_an_identifier_that_two_parties_carry_names_neither(graph: Graph, take: Submit) -> None:
    await take([COMPANY, LEYLA, OWNS])
    trader = {"type": "person", "source": "core", "key": "C-101", "identifiers": COMPANY["identifiers"]}
    await take([trader])
    assert await drawn(graph) == []
    await take([{"type": "retract", "source": "core", "key": "C-101"}])
    assert len(await drawn(graph)) == 1


async def test_a_correction_closes_the_old_version_and_draws_the_new(graph: Graph, take: Submit) -> None:
    await take([COMPANY, LEYLA, OWNS])
    await take([OWNS | {"share": "55.5"}])
    assert await drawn(graph) == [("Leyla Məmmədova", "OWNS", "55.5", "Xəzər Ticarət MMC")]
    history = await graph.administer(
        "MATCH (f:Fact) RETURN f.version AS version, f.share AS share, f.knownTo IS NULL AS known ORDER BY version"
    )
    assert history == [
        {"version": 1, "share": "60", "known": False},
        {"version": 2, "share": "55.5", "known": True},
    ]


async def test_two_keys_add_up_and_two_sources_count_once(graph: Graph, take: Submit) -> None:
    await take([COMPANY, LEYLA, OWNS, OWNS | {"key": "R-2", "share": "5"}])
    await take([OWNS | {"source": "crm", "share": "99"}])
    assert [row[2] for row in await drawn(graph)] == ["65"]


@pytest.mark.parametrize("span", [{"validTo": "2022-01-01"}, {"validFrom": "2999-01-01"}])
async def test_what_has_ended_or_not_begun_is_kept_and_not_drawn(
    graph: Graph, take: Submit, span: dict[str, str]
) -> None:
    await take([COMPANY, LEYLA, OWNS | span])
    assert await drawn(graph) == []
    assert len(await graph.administer("MATCH (f:Fact) RETURN f.id")) == 1


async def test_a_record_that_is_taken_back_takes_its_party_along_and_may_come_again(graph: Graph, take: Submit) -> None:
    await take([COMPANY, LEYLA, OWNS])
    gone = {"type": "retract", "source": "core", "key": "C-200", "reason": "entered twice"}
    assert (await take([gone])).accepted == 1
    assert await drawn(graph) == []
    assert [row["name"] for row in await graph.administer("MATCH (p:Party) RETURN p.name AS name")] == [
        "Xəzər Ticarət MMC"
    ]
    assert (await take([gone])).unchanged == 1
    await take([LEYLA])
    assert len(await drawn(graph)) == 1


async def test_an_older_version_goes_into_history_and_changes_nothing_today(graph: Graph, take: Submit) -> None:
    await take([LEYLA | {"at": "2026-02-01"}])
    older = LEYLA | {"at": "2026-01-01", "names": ["Leyla Həsənova"]}
    assert (await take([older])).accepted == 1
    assert (await take([older])).unchanged == 1
    assert await graph.administer("MATCH (p:Party) RETURN p.name AS name") == [{"name": "Leyla Məmmədova"}]


async def test_an_older_fact_goes_into_history_and_changes_nothing_today(graph: Graph, take: Submit) -> None:
    await take([COMPANY, LEYLA, OWNS | {"at": "2026-02-01"}])
    older = OWNS | {"at": "2026-01-01", "share": "1"}
    assert (await take([older])).accepted == 1
    assert (await take([older])).unchanged == 1
    assert [row[2] for row in await drawn(graph)] == ["60"]


async def test_a_key_that_comes_twice_ends_as_its_last_word(graph: Graph, take: Submit) -> None:
    report = await take([LEYLA, LEYLA | {"names": ["Leyla Quliyeva"]}])
    assert report.accepted == 2
    rows = await graph.administer("MATCH (p:Party) RETURN p.name AS name, p.version AS version")
    assert rows == [{"name": "Leyla Quliyeva", "version": 2}]


async def test_a_bad_record_is_set_aside_and_the_good_ones_are_taken(take: Submit) -> None:
    report = await take([LEYLA, {"type": "person"}, b"{", HASAN])
    assert report.accepted == 2
    assert [(item.index, item.field) for item in report.rejected] == [(1, "source"), (2, None)]


async def test_a_value_that_cannot_be_is_kept_marked_and_counted(graph: Graph, take: Submit) -> None:
    odd = LEYLA | {"birthDate": "1984-09-31", "identifiers": [{"scheme": "az-fin", "value": "5IBC123"}]}
    report = await take([odd])
    assert report.accepted == 1
    assert len(report.problems) == 2
    row = await graph.administer(
        "MATCH (p:Party)<-[:DESCRIBES]-(:Record)-[:HAS_IDENTIFIER]->(i) RETURN p.birthDate AS born, i.valid AS valid"
    )
    assert row == [{"born": None, "valid": False}]


async def test_a_field_that_is_not_there_is_kept_and_told_with_the_one_that_is(take: Submit) -> None:
    report = await take([LEYLA | {"identifiers": [{"scheme": "passport", "value": "A1", "validTo": "2030-01-01"}]}])
    told = "the record format has no such field, and expires may be meant; it was kept with the record"
    assert (report.accepted, report.problems) == (1, {f"identifiers.validTo: {told}": 1})


async def test_what_stands_for_nothing_ties_nobody_and_is_no_golden_value(graph: Graph, take: Submit) -> None:
    nothing = LEYLA | {
        "names": ["NƏMƏLUM", "Leyla"],
        "birthDate": "1900-01-01",
        "identifiers": [{"scheme": "passport", "value": "YOXDUR"}, {"scheme": "az-fin", "value": "9999999"}],
        "contacts": ["0000000000", "n.a.", {"kind": "email", "value": "none@none.com"}],
        "addresses": ["НЕТ"],
    }
    report = await take([nothing])
    assert (report.accepted, sum(report.problems.values())) == (1, 6)
    row = await graph.administer(
        """MATCH (p:Party)<-[:DESCRIBES]-(r:Record)
        RETURN p.name AS name, p.nameTexts AS names, p.birthDate AS born, COUNT { (r)--() } AS ties,
            r.payload CONTAINS 'NƏMƏLUM' AS kept"""
    )
    assert row == [{"name": "Leyla", "names": ["Leyla"], "born": None, "ties": 1, "kept": True}]


async def test_an_identifier_of_any_length_never_costs_the_record(graph: Graph, take: Submit) -> None:
    report = await take(
        [LEYLA | {"identifiers": [{"scheme": "other", "value": "9A" * size} for size in (250, 50_000)]}]
    )
    assert (report.accepted, len(report.problems)) == (1, 1)
    assert await graph.administer("MATCH (i:Identifier) RETURN size(i.value) AS size") == [{"size": 500}]


async def test_every_change_leaves_one_entry_in_the_trail_and_one_in_the_outbox(graph: Graph, take: Submit) -> None:
    await take([COMPANY, LEYLA, OWNS])
    await take([COMPANY, LEYLA, OWNS])
    [entry] = await graph.administer(
        "MATCH (a:AuditEntry), (o:OutboxEntry {id: a.id}) RETURN a.actor AS actor, a.command AS command, o.parties AS "
        "parties, o.versions AS versions"
    )
    assert (entry["actor"], entry["command"]) == ("test", "submitRecords")
    told = dict(zip(entry["parties"], entry["versions"], strict=True))
    now = await graph.administer("MATCH (p:Party) RETURN p.id AS id, p.version AS version")
    assert told == {row["id"]: row["version"] for row in now}


async def test_two_at_once_neither_lose_nor_double(graph: Graph, take: Submit) -> None:
    people = [LEYLA | {"key": f"P-{n}", "contacts": ["+994501234567"]} for n in range(200)]
    ties = [OWNS | {"key": f"T-{n}", "share": "0.1", "from": {"source": "core", "key": f"P-{n}"}} for n in range(200)]
    await asyncio.gather(take([*people, COMPANY]), take(ties), take(people[::-1]), take(ties[::-1]))
    counted = await graph.administer(
        "RETURN count{ (:Party) } AS parties, count{ ()-[:OWNS]->() } AS owned, count{ (:Contact) } AS phones"
    )
    assert counted == [{"parties": 201, "owned": 200, "phones": 1}]
