"""Facts that begin or end on a day ahead, and the days on which they do."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.intake import daily as daily_module
from cim_graph.intake.daily import daily
from cim_graph.intake.service import submit
from cim_graph.kernel.actor import Actor
from cim_graph.settings import Settings

ACTOR = Actor("test")
DRAWN = "MATCH (:Party)-[e:OWNS]->(:Party) RETURN e.share AS share ORDER BY share"
ON_SCHEDULE = "MATCH (f:Scheduled) RETURN f.key AS key, f.due AS due ORDER BY key"
PARTIES = [{"type": "person", "source": "core", "key": key, "names": [key]} for key in ("A", "B")]

On = Callable[[str], Awaitable[int]]


def owns(key: str, share: str, **terms: str) -> dict[str, Any]:
    ends = {"from": {"source": "core", "key": "A"}, "to": {"source": "core", "key": "B"}}
    return {"type": "relationship", "source": "registry", "key": key, "kind": "OWNS", **ends, "share": share, **terms}


async def taken(graph: Graph, settings: Settings, records: list[Any], day: str) -> None:
    commands = bootstrap.commands(settings, lambda: datetime.fromisoformat(day).replace(tzinfo=UTC))
    await submit(graph, commands, ACTOR, records, settings.source_ranks)


@pytest.fixture
def on(graph: Graph, settings: Settings) -> On:
    """Do what a day asks for, one minute after it began."""

    async def on(day: str) -> int:
        commands = bootstrap.commands(settings, lambda: datetime.fromisoformat(f"{day}T00:01:00+00:00"))
        return await daily(graph, commands, ACTOR)

    return on


async def drawn(graph: Graph) -> list[str]:
    return [row["share"] for row in await graph.administer(DRAWN)]


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        pytest.param(
            {"validFrom": "2026-03-01", "validTo": "2026-05-01"},
            {"2026-02-28": [], "2026-03-01": ["60"], "2026-04-30": ["60"], "2026-05-01": []},
            id="begins, then ends",
        ),
        pytest.param({"validTo": "2026-03-01"}, {"2026-02-28": ["60"], "2026-03-01": []}, id="ends"),
        pytest.param({"validFrom": "2026-03-01"}, {"2026-02-28": [], "2026-09-01": ["60"]}, id="days were left out"),
        pytest.param(
            {"validFrom": "2026-03-01", "validTo": "2026-05-01"}, {"2026-06-01": []}, id="it came and went meanwhile"
        ),
        pytest.param({}, {"2099-01-01": ["60"]}, id="holds for ever"),
    ],
)
async def test_a_fact_is_drawn_while_it_holds(
    graph: Graph, settings: Settings, on: On, terms: dict[str, str], days: dict[str, list[str]]
) -> None:
    await taken(graph, settings, [*PARTIES, owns("R", "60", **terms)], "2026-01-01")
    for day, shares in days.items():
        await on(day)
        assert await drawn(graph) == shares, day
        assert await on(day) == 0


async def test_one_fact_ends_as_another_begins(graph: Graph, settings: Settings, on: On) -> None:
    facts = [owns("OLD", "60", validTo="2026-03-01"), owns("NEW", "40", validFrom="2026-03-01"), owns("ANY", "1")]
    await taken(graph, settings, [*PARTIES, *facts], "2026-01-01")
    assert await drawn(graph) == ["61"]
    assert await on("2026-03-01") == 2
    assert await drawn(graph) == ["41"]
    assert await graph.administer(ON_SCHEDULE) == []


async def test_a_fact_that_waits_is_drawn_when_its_end_comes(graph: Graph, settings: Settings, on: On) -> None:
    await taken(
        graph, settings, [PARTIES[0], owns("R", "60", validFrom="2026-03-01", validTo="2026-05-01")], "2026-01-01"
    )
    assert await on("2026-03-02") == 1
    assert await graph.administer(ON_SCHEDULE) == [{"key": "R", "due": "2026-05-01"}]
    await taken(graph, settings, [PARTIES[1]], "2026-03-03")
    assert await drawn(graph) == ["60"]
    assert await on("2026-05-01") == 1
    assert await drawn(graph) == []


async def test_what_was_corrected_or_taken_back_is_not_drawn(graph: Graph, settings: Settings, on: On) -> None:
    facts = [owns("R", "60", validFrom="2026-03-01"), owns("S", "10", validFrom="2026-03-01")]
    await taken(graph, settings, [*PARTIES, *facts], "2026-01-01")
    back = {"type": "retract", "source": "registry", "key": "S", "reason": "never sold"}
    await taken(graph, settings, [owns("R", "60", validFrom="2026-04-01"), back], "2026-01-02")
    assert await on("2026-03-01") == 0
    assert await drawn(graph) == []
    await on("2026-04-01")
    assert await drawn(graph) == ["60"]


async def test_it_goes_on_in_batches_and_two_at_once_do_it_once(
    graph: Graph, settings: Settings, on: On, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_module, "BATCH", 3)
    facts = [owns(f"R{number}", "1", shareClass=f"class {number}", validFrom="2026-03-01") for number in range(20)]
    await taken(graph, settings, [*PARTIES, *facts], "2026-01-01")
    counts = await asyncio.gather(*(on("2026-03-01") for _ in range(3)))
    assert await drawn(graph) == ["1"] * 20
    assert await graph.administer(ON_SCHEDULE) == []
    assert sum(counts) == 20


async def test_the_trail_and_the_outbox_name_the_day_and_the_parties(graph: Graph, settings: Settings, on: On) -> None:
    await taken(graph, settings, [*PARTIES, owns("R", "60", validFrom="2026-03-01")], "2026-01-01")
    await on("2026-03-01")
    await on("2026-03-02")
    told = await graph.administer(
        "MATCH (a:AuditEntry {command: 'drawDue'}), (o:OutboxEntry {id: a.id}) "
        "RETURN a.detail AS detail, size(o.parties) AS parties, "
        "COUNT { MATCH (p:Party) WHERE p.version IN o.versions } AS current"
    )
    assert told == [{"detail": '{"day":"2026-03-01","facts":1}', "parties": 2, "current": 2}]
