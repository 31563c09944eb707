"""Reads that come together are one statement, and answer as each alone."""

import asyncio
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.deals import check
from cim_graph.deals.store import ALARMS, ALLOWANCES, ENDINGS, Alarming, Same
from cim_graph.graph.session import Graph
from cim_graph.graph.statement import BoundRead, Ids
from cim_graph.graph.together import Together
from cim_graph.groups.store import DECISIONS, FLAGGED, TERMS, Flag, Moment
from cim_graph.groups.store import Standing as Decisions
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import CimError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.times import today
from cim_graph.risk.commands import OverrideRisk
from cim_graph.risk.overrides import OVERRIDES
from cim_graph.risk.overrides import Standing as Overriding
from cim_graph.risk.versions import IN_FORCE, Name
from cim_graph.settings import Settings
from tests.conftest import Submit

BANK = id_of(Kind.PARTY, "s", "bank")
ASKED: list[BoundRead[Any]] = [
    ALARMS(Alarming([BANK], suspicion=True)),
    ALLOWANCES(Same([BANK], "loan", "AZN", "2026-01-01")),
    ENDINGS(Ids([BANK])),
    DECISIONS(Decisions(["CONNECTED_CLIENTS"], None)),
    FLAGGED(Flag('"institution"')),
    IN_FORCE(Name("aml")),
    OVERRIDES(Overriding([BANK], "aml", today(), None)),
    TERMS(Moment(None)),
]


async def told(reads: list[BoundRead[Any]], graph: Graph) -> list[Any]:
    return list(await asyncio.gather(*(graph.read(one) for one in reads)))


@pytest.fixture
async def bank(graph: Graph, settings: Settings, take: Submit) -> Graph:
    rates = [
        {
            "type": "rate",
            "source": "s",
            "key": key,
            "currency": key,
            "per": "AZN",
            "rate": "1.7",
            "validFrom": "2026-01-01",
        }
        for key in ("USD", "EUR")
    ]
    party = {"type": "organization", "source": "s", "key": "bank", "names": ["Bank"], "flags": ["institution"]}
    assert (await take([party, *rates])).accepted == 3
    override = OverrideRisk(BANK, "HIGH", "seen", today(), "aml")
    await bootstrap.commands(settings).execute(graph, Actor("test"), override)
    return graph


async def test_they_answer_as_each_alone(bank: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = await told(ASKED, bank)
    assert [len(rows) for rows in alone] == [0, 0, 0, 0, 1, 0, 1, 2]
    sent: list[str] = []
    read = Graph.read

    async def counted(graph: Graph, bound: BoundRead[Any]) -> list[Any]:
        sent.append(bound.statement.name)
        return await read(graph, bound)

    monkeypatch.setattr(Graph, "read", counted)
    together = Together(bank, check.AT_FIRST)
    assert await told(ASKED, together) == alone
    assert len(sent) == 1
    assert await told([*reversed(ASKED), ASKED[-1]], together) == [*reversed(alone), alone[-1]]
    assert await told(ASKED[4:5], together) == alone[4:5]
    assert sent[2:] == ["groups/flagged"]


async def test_others_go_alone_and_all_hear_of_an_error(bank: Graph) -> None:
    assert [len(rows) for rows in await told(ASKED[-2:], Together(bank, [IN_FORCE]))] == [1, 2]
    together = Together(bank, check.AT_FIRST)
    wrong: list[BoundRead[Any]] = [ASKED[5], FLAGGED(Flag("("))]
    found = await asyncio.gather(*(together.read(one) for one in wrong), return_exceptions=True)
    assert [isinstance(one, CimError) for one in found] == [True, True]
