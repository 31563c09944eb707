"""What goes on beside the answers: due facts are drawn when the API starts."""

import asyncio
from datetime import UTC, datetime

from cim_graph.cli.background import background, seconds_to_midnight
from cim_graph.graph.session import Graph
from cim_graph.settings import Settings
from tests.conftest import Submit

DRAWN = "MATCH (:Party)-[e:OWNS]->(:Party) RETURN e.id AS id"


def test_the_day_ends_at_midnight() -> None:
    assert seconds_to_midnight(datetime(2026, 11, 24, 23, 59, 30, tzinfo=UTC)) == 30
    assert seconds_to_midnight(datetime(2026, 12, 31, 0, 0, 0, tzinfo=UTC)) == 86_400


async def test_what_is_due_is_drawn_at_the_start(graph: Graph, settings: Settings, take: Submit) -> None:
    ends = {"from": {"source": "s", "key": "a"}, "to": {"source": "s", "key": "b"}}
    owns = {"type": "relationship", "source": "s", "key": "1", "kind": "OWNS", **ends, "validFrom": "2999-01-01"}
    await take([{"type": "organization", "source": "s", "key": key} for key in "ab"])
    await take([owns])
    await graph.administer("MATCH (f:Fact) SET f.due = '2020-01-01', f.validFrom = '2020-01-01'")
    with background(settings, graph):
        async with asyncio.timeout(60):
            while not await graph.administer(DRAWN):  # noqa: ASYNC110 (the graph raises no event)
                await asyncio.sleep(0.05)
