"""Two loads that write under one key at once: one waits for the other, looks again, and nothing is lost or doubled."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.intake.daily import daily
from cim_graph.intake.model import Report
from cim_graph.kernel.actor import Actor
from cim_graph.settings import Settings
from tests.intake.conftest import BLOCKED, Race, stored_and_not_committed

Submit = Callable[[list[Any]], Awaitable[Report]]
Record = dict[str, Any]

VERSIONS = """
MATCH (r:Record {key: 'P'})
OPTIONAL MATCH (r)-[:WAS]->(v)
WITH r, v ORDER BY v.version
WITH r, collect(v) AS older
RETURN [v IN older | v.payload] + [r.payload] AS said, [v IN older | [v.receivedAt, v.knownTo]] AS spans,
  r.version AS version, r.receivedAt AS received
"""


def person(key: str, name: str) -> Record:
    return {"type": "person", "source": "core", "key": key, "names": [name]}


def owns(key: str, owner: str, owned: str, share: str) -> Record:
    ends = {"from": {"source": "core", "key": owner}, "to": {"source": "core", "key": owned}}
    return {"type": "relationship", "source": "core", "key": key, "kind": "OWNS", **ends, "share": share}


def account(currency: str, **more: str) -> Record:
    holder = {"party": {"source": "core", "key": "P"}}
    return {
        "type": "account", "source": "core", "key": "A", "number": "1", "currency": currency, "holders": [holder],
        **more,
    }  # fmt: skip


def retract(key: str, **more: str) -> Record:
    return {"type": "retract", "source": "core", "key": key, **more}


async def history(graph: Graph) -> tuple[list[str], int]:
    """Return the names that the record P gave, in order, and its version; its spans must follow each other."""
    [row] = await graph.administer(VERSIONS)
    ends = [*(end for _, end in row["spans"])]
    starts = [*(start for start, _ in row["spans"][1:]), row["received"]]
    assert ends == starts
    return [payload.split('"names":["')[1].split('"')[0] for payload in row["said"]], row["version"]


async def test_a_record_that_two_revise_keeps_what_both_said(graph: Graph, take: Submit, race: Race) -> None:
    await take([person("P", "one")])
    await race([person("P", "two")], [person("P", "three")])
    assert await history(graph) == (["one", "two", "three"], 3)


async def test_a_record_that_two_take_back_is_taken_back_once(graph: Graph, take: Submit, race: Race) -> None:
    await take([person("P", "one")])
    report = await race([retract("P")], [retract("P")])
    assert (report.accepted, report.unchanged) == (0, 1)
    assert await history(graph) == (["one", "one"], 2)


@pytest.mark.parametrize("ends", [[person("P", "one"), person("Q", "two")], []], ids=["joined", "waiting"])
async def test_a_fact_that_is_corrected_and_taken_back_is_gone(
    graph: Graph, take: Submit, race: Race, ends: list[Record]
) -> None:
    await take([*ends, owns("R", "P", "Q", "10")])
    await race([owns("R", "P", "Q", "20")], [retract("R")])
    rows = await graph.administer("MATCH (f:Fact) RETURN f.share AS share, f.knownFrom AS a, f.knownTo AS b ORDER BY a")
    assert [row["share"] for row in rows] == ["10", "20"]
    assert rows[0]["b"] == rows[1]["a"] < rows[1]["b"]


async def test_a_fact_that_two_correct_keeps_what_both_said(graph: Graph, take: Submit, race: Race) -> None:
    await take([person("P", "one"), person("Q", "two"), owns("R", "P", "Q", "10")])
    await race([owns("R", "P", "Q", "20")], [owns("R", "P", "Q", "30")])
    await take([owns("R", "P", "Q", "40")])
    rows = await graph.administer("MATCH (f:Fact) RETURN f.share AS share, f.version AS version ORDER BY version")
    assert [(row["share"], row["version"]) for row in rows] == [("10", 1), ("20", 2), ("30", 3), ("40", 4)]


async def test_an_account_that_is_replaced_and_taken_back_is_gone(graph: Graph, take: Submit, race: Race) -> None:
    await take([person("P", "one"), account("AZN")])
    await race([account("USD")], [retract("A")])
    rows = await graph.administer(
        "MATCH (a:Account|AccountVersion) RETURN a.currency AS currency, a.receivedAt AS a, a.knownTo AS b ORDER BY a"
    )
    assert [row["currency"] for row in rows] == ["AZN", "USD"]
    assert rows[0]["b"] == rows[1]["a"] < rows[1]["b"]


ACCOUNTS = """
MATCH (a:Account|AccountVersion)
RETURN a.currency AS currency, a.version AS version, a:Account AS current, a:Retracted AS gone
ORDER BY version, a.receivedAt
"""


async def accounts(graph: Graph) -> list[str]:
    rows = await graph.administer(ACCOUNTS)
    return [f"{row['version']} {row['currency']}{'!' * row['current']}{'-' * row['gone']}" for row in rows]


EARLY, LATER, LATEST = "2026-01-01", "2026-02-01", "2026-03-01"


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        pytest.param(retract("A"), account("USD"), ["1 AZN", "2 USD!"], id="taken back, then stated again"),
        pytest.param(account("USD"), retract("A"), ["1 AZN", "2 USD-"], id="replaced, then taken back"),
        pytest.param(account("USD"), account("EUR"), ["1 AZN", "2 USD", "3 EUR!"], id="replaced twice"),
        pytest.param(
            account("USD", at=LATEST), account("EUR", at=LATER), ["1 AZN", "2 USD!", "2 EUR"], id="the second is older"
        ),
        pytest.param(
            account("USD", at=LATEST), retract("A", at=LATER), ["1 AZN", "2 USD!"], id="taken back before it was said"
        ),
        pytest.param(
            retract("A", at=LATEST), account("USD", at=LATER), ["1 AZN-", "1 USD"], id="said before it was taken back"
        ),
        pytest.param(retract("A"), retract("A"), ["1 AZN-"], id="taken back twice"),
    ],
)
async def test_an_account_that_two_change_ends_as_if_one_came_after_the_other(
    graph: Graph, take: Submit, race: Race, first: Record, second: Record, left: list[str]
) -> None:
    await take([person("P", "one"), account("AZN", at=EARLY)])
    await race([first], [second])
    assert sorted(await accounts(graph)) == sorted(left)
    await take([account("GBP", at="2026-04-01")])
    assert [row for row in await accounts(graph) if "!" in row] == [f"{int(left[-1][0]) + 1} GBP!"]


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        pytest.param(retract("R", at=LATEST), {"share": "20", "at": LATER}, [], id="said before taken back"),
        pytest.param(retract("R", at=LATER), {"share": "20", "at": LATEST}, ["20"], id="said after taken back"),
        pytest.param({"share": "20", "at": LATEST}, {"share": "30", "at": LATER}, ["20"], id="second is older"),
        pytest.param({"share": "20", "at": LATEST}, retract("R", at=LATER), ["20"], id="taken back before said"),
        pytest.param({"share": "20", "at": LATER}, retract("R", at=LATEST), [], id="taken back after said"),
    ],
)
async def test_a_fact_that_two_change_ends_as_if_one_came_after_the_other(
    graph: Graph, take: Submit, race: Race, first: Record, second: Record, left: list[str]
) -> None:
    def stated(record: Record) -> Record:
        return record if "type" in record else {**owns("R", "P", "Q", "0"), **record}

    await take([person("P", "one"), person("Q", "two"), {**owns("R", "P", "Q", "10"), "at": EARLY}])
    await race([stated(first)], [stated(second)])
    rows = await graph.administer("MATCH (f:Fact) WHERE f.knownTo IS NULL RETURN f.share AS share")
    assert [row["share"] for row in rows] == left
    rows = await graph.administer("MATCH (:Party)-[e:OWNS]->(:Party) RETURN e.share AS share")
    assert [row["share"] for row in rows] == left


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("named", [False, True], ids=["by key", "by an identifier"])
async def test_a_fact_whose_ends_come_at_once_is_drawn(
    graph: Graph, take: Submit, race: Race, named: bool, turned: bool
) -> None:
    carrier = {**person("P", "one"), "identifiers": [{"scheme": "pin", "value": "PN-1"}]}
    end = {"scheme": "pin", "value": "PN-1"} if named else {"source": "core", "key": "P"}
    assert (await take([{**owns("R", "P", "Q", "10"), "from": end}])).waiting == 1
    ends = [[carrier], [person("Q", "two")]]
    await race(*reversed(ends)) if turned else await race(*ends)
    rows = await graph.administer("MATCH (a:Party)-[e:OWNS]->(b) RETURN a.name + ' ' + b.name AS ends")
    assert [row["ends"] for row in rows] == ["one two"]
    assert await graph.administer("MATCH (f:Waiting) RETURN f") == []


async def test_what_is_taken_back_while_its_other_end_comes_is_not_drawn(
    graph: Graph, take: Submit, race: Race
) -> None:
    await take([person("P", "one"), owns("R", "P", "Q", "10")])
    await race([person("Q", "two")], [retract("P")])
    assert await graph.administer("MATCH (:Party)-[e:OWNS]->(:Party) RETURN e") == []


async def test_what_is_drawn_where_a_fact_just_left_does_not_name_it(graph: Graph, take: Submit, race: Race) -> None:
    await take([person(key, key) for key in "ABCD"] + [owns("R", "A", "B", "10")])
    await race([owns("R", "C", "D", "10")], [owns("S", "A", "B", "5")])
    rows = await graph.administer("MATCH (a:Party)-[e]->(b) RETURN a.name + b.name AS ends, e.share AS share")
    assert sorted((row["ends"], row["share"]) for row in rows) == [("AB", "5"), ("CD", "10")]


async def test_a_fact_whose_day_has_come_and_that_is_taken_back_is_not_drawn(
    graph: Graph, take: Submit, settings: Settings
) -> None:
    await take([person("P", "one"), person("Q", "two"), {**owns("R", "P", "Q", "10"), "validFrom": "2020-01-01"}])
    await graph.administer("MATCH (f:Fact) SET f:Scheduled, f.due = '2020-01-01'")
    await graph.administer("MATCH (:Party)-[e:OWNS]->(:Party) DELETE e")
    async with stored_and_not_committed(graph, [retract("R")]):
        day = asyncio.ensure_future(daily(graph, bootstrap.commands(settings), Actor("day")))
        while (await graph.administer(BLOCKED))[0]["waiting"] == 0:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert await day == 0
    assert await graph.administer("MATCH (:Party)-[e:OWNS]->(:Party) RETURN e") == []


async def test_a_fact_whose_day_has_come_and_that_is_corrected_is_drawn_as_corrected(
    graph: Graph, take: Submit, settings: Settings
) -> None:
    await take([person("P", "one"), person("Q", "two"), owns("R", "P", "Q", "10")])
    await graph.administer("MATCH (f:Fact) SET f:Scheduled, f.due = '2020-01-01'")
    async with stored_and_not_committed(graph, [{**owns("R", "P", "Q", "20"), "validTo": "2999-01-01"}]):
        day = asyncio.ensure_future(daily(graph, bootstrap.commands(settings), Actor("day")))
        while (await graph.administer(BLOCKED))[0]["waiting"] == 0:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert await day == 0
    rows = await graph.administer("MATCH (f:Fact:Scheduled) RETURN f.due AS due")
    assert [row["due"] for row in rows] == ["2999-01-01"]
    rows = await graph.administer("MATCH (:Party)-[e:OWNS]->(:Party) RETURN e.share AS share")
    assert [row["share"] for row in rows] == ["20"]
