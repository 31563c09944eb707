"""A record that a crowd of facts waits for: joined some at a time, and nothing is lost on the way."""

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

import orjson
import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.intake import daily as intake_daily
from cim_graph.intake.daily import daily
from cim_graph.intake.load import Loader, importer_named, load
from cim_graph.intake.model import Report
from cim_graph.intake.prepare import prepare
from cim_graph.intake.service import SubmitRecords
from cim_graph.kernel.actor import Actor
from cim_graph.relationships import joining
from cim_graph.settings import Settings

Submit = Callable[[list[Any]], Awaitable[Report]]
Record = dict[str, Any]

VOEN = {"scheme": "az-voen", "value": "1700000001"}
FUND = {"source": "core", "key": "FUND"}
HOLDERS = "ABCDEFGH"


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MOST", 3)


def party(key: str, **fields: Any) -> Record:
    return {"type": "organization", "source": "core", "key": key, "names": [key], **fields}


def holds(holder: str, fund: Record, **fields: Any) -> Record:
    ends = {"from": {"source": "core", "key": holder}, "to": fund}
    return {"type": "relationship", "source": "core", "key": f"R-{holder}", "kind": "OWNS", **ends,
            "share": "1", **fields}  # fmt: skip


def retract(key: str) -> Record:
    return {"type": "retract", "source": "core", "key": key}


async def holders(graph: Graph) -> str:
    rows = await graph.administer("MATCH (a:Party)-[e:OWNS]->(:Party) RETURN a.name AS name ORDER BY name")
    return "".join(row["name"] for row in rows)


async def left(graph: Graph) -> dict[str, int]:
    [row] = await graph.administer(
        "MATCH (f:Fact) WHERE f.knownTo IS NULL "
        "RETURN sum(CASE WHEN f:Waiting THEN 1 ELSE 0 END) AS waiting, "
        "sum(CASE WHEN f.due IS NULL AND NOT f:Scheduled THEN 0 ELSE 1 END) AS scheduled, count(f.joining) AS joining"
    )
    return dict(row)


@pytest.mark.parametrize("fund", [FUND, VOEN], ids=["by its key", "by an identifier"])
async def test_all_of_a_crowd_is_joined_by_the_one_who_brings_the_record(
    graph: Graph, take: Submit, fund: Record
) -> None:
    await take([*map(party, HOLDERS), *(holds(key, fund) for key in HOLDERS)])
    assert await left(graph) == {"waiting": 8, "scheduled": 0, "joining": 0}
    assert (await take([party("FUND", identifiers=[VOEN])])).postponed == 5
    assert await holders(graph) == HOLDERS
    assert await left(graph) == {"waiting": 0, "scheduled": 0, "joining": 0}


@pytest.mark.parametrize(
    ("meanwhile", "then", "waiting"),
    [
        pytest.param([], "ABCDEFGH", 0, id="nothing"),
        pytest.param([retract(f"R-{key}") for key in HOLDERS[1:]], "A", 0, id="facts are taken back"),
        pytest.param([retract(key) for key in HOLDERS[1:]], "A", 7, id="holders go"),
        pytest.param([retract("FUND")], "", 8, id="it goes itself"),
        pytest.param([retract("FUND"), party("X")], "", 8, id="it goes itself, beside something else"),
        pytest.param([holds(key, FUND, share="2") for key in HOLDERS], "ABCDEFGH", 0, id="facts are corrected"),
        pytest.param([holds(key, FUND, validFrom="2999-01-01") for key in HOLDERS[1:]], "A", 0, id="facts begin later"),
        pytest.param([holds(key, {**FUND, "key": "LATER"}) for key in HOLDERS], "", 8, id="facts move away"),
    ],
)
async def test_whatever_happens_before_the_rest_is_joined_counts(
    graph: Graph, take: Submit, settings: Settings, meanwhile: list[Record], then: str, waiting: int
) -> None:
    await take([*map(party, HOLDERS), *(holds(key, FUND) for key in HOLDERS)])
    commands = bootstrap.commands(settings)
    [batch] = prepare(enumerate([party("FUND")]), {})
    await commands.execute(graph, Actor("test"), SubmitRecords(batch))  # and then its process ends
    assert len(await holders(graph)) == 3
    assert (await left(graph))["joining"] == 5
    for record in meanwhile:
        await take([record])
    await daily(graph, commands, Actor("test"))
    assert await holders(graph) == then
    ahead = sum("validFrom" in record for record in meanwhile)
    assert await left(graph) == {"waiting": waiting, "scheduled": ahead, "joining": 0}


async def test_a_crowd_with_an_end_that_is_still_missing_goes_on_to_wait(graph: Graph, take: Submit) -> None:
    await take([holds(key, FUND) for key in HOLDERS])
    await take([party("FUND")])
    assert await left(graph) == {"waiting": 8, "scheduled": 0, "joining": 0}
    await take([party(key) for key in HOLDERS])
    assert await holders(graph) == HOLDERS


async def test_a_crowd_is_joined_again_after_its_record_was_taken_back(graph: Graph, take: Submit) -> None:
    await take([*map(party, HOLDERS), party("FUND"), *(holds(key, FUND) for key in HOLDERS)])
    await take([retract("FUND")])
    assert (await holders(graph), (await left(graph))["waiting"]) == ("", 8)
    await take([party("FUND")])
    assert (await holders(graph), (await left(graph))["waiting"]) == (HOLDERS, 0)


@pytest.mark.parametrize("stopped", [False, True])
async def test_a_load_joins_what_a_killed_one_left_on_the_schedule_unless_it_is_stopped(
    graph: Graph, take: Submit, settings: Settings, stopped: bool
) -> None:
    await take([*map(party, HOLDERS), *(holds(key, FUND) for key in HOLDERS)])
    commands = bootstrap.commands(settings)
    [batch] = prepare(enumerate([party("FUND")]), {})
    await commands.execute(graph, Actor("test"), SubmitRecords(batch))  # and then its process ends
    loader = Loader(graph, commands, Actor("test"), settings)
    if stopped:
        loader.stop.set()
    again = BytesIO(orjson.dumps(party("FUND")))
    reports = [report async for report in load(loader, importer_named("records"), again)]
    assert sum(report.unchanged for report in reports) == (0 if stopped else 1)
    assert len(await holders(graph)) == (3 if stopped else len(HOLDERS))


async def test_days_that_are_drawn_side_by_side_end_when_nothing_is_left(
    graph: Graph, take: Submit, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_daily, "BATCH", 2)
    await take([*map(party, HOLDERS), *(holds(key, FUND) for key in HOLDERS)])
    commands = bootstrap.commands(settings)
    [batch] = prepare(enumerate([party("FUND")]), {})
    await commands.execute(graph, Actor("test"), SubmitRecords(batch))

    async def day(number: int) -> tuple[int, int]:
        drawn = await daily(graph, commands, Actor(f"test {number}"))
        return drawn, (await left(graph))["joining"]

    days = await asyncio.gather(*map(day, range(3)))
    assert [waiting for _, waiting in days] == [0, 0, 0]
    assert sum(drawn for drawn, _ in days) == 5


async def test_an_identifier_that_a_crowd_names_and_a_second_party_comes_to_carry_names_nobody(
    graph: Graph, take: Submit
) -> None:
    await take([*map(party, HOLDERS), *(holds(key, VOEN) for key in HOLDERS)])
    await take([party("FUND", identifiers=[VOEN])])
    assert await holders(graph) == HOLDERS
    await take([party("OTHER", identifiers=[VOEN], type="person")])
    assert (await holders(graph), (await left(graph))["waiting"]) == ("", 8)
