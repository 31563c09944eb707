"""What is said again, late, or taken back: history keeps it, and the outbox names every party it changes."""

from collections.abc import Awaitable, Callable
from typing import Any

from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report

Submit = Callable[[list[Any]], Awaitable[Report]]
Record = dict[str, Any]


def person(key: str, **fields: Any) -> Record:
    return {"type": "person", "source": "core", "key": key, "names": [key], **fields}


def owns(owner: str, owned: str, share: str) -> Record:
    ends = {"from": {"source": "core", "key": owner}, "to": {"source": "core", "key": owned}}
    return {"type": "relationship", "source": "core", "key": "R", "kind": "OWNS", **ends, "share": share}


def retract(key: str, **fields: Any) -> Record:
    return {"type": "retract", "source": "core", "key": key, **fields}


async def test_a_fact_that_was_taken_back_may_come_again_and_be_corrected(graph: Graph, take: Submit) -> None:
    await take([person("A"), person("B"), owns("A", "B", "1")])
    for share in ("2", "3"):
        await take([retract("R")])
        await take([owns("A", "B", share)])
    await take([owns("A", "B", "4")])
    rows = await graph.administer("MATCH (f:Fact) RETURN f.version AS version, f.share AS share ORDER BY version")
    assert [(row["version"], row["share"]) for row in rows] == [(1, "1"), (2, "2"), (3, "3"), (4, "4")]
