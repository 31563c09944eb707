"""Real ownership data: what publishers state is answered, and where somebody else has stated the answer, it is that."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import networkx as nx
import pytest

from cim_graph.graph.session import Graph
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import NOW
from cim_graph.ownership import service
from cim_graph.ownership.catalogue import regime
from cim_graph.ownership.view import View
from cim_graph.records.importer import Line
from cim_graph.settings import Settings
from cim_loaders.bods import importer
from tests.conftest import Submit
from tests.loaders.gleif_finance import nameless, relationships

BATCH = 2500
SAMPLE = 1000
FIXTURES = "bods-conformance/fixtures-v04"


def party(key: str) -> str:
    return id_of(Kind.PARTY, "bods", key)


async def taken(take: Submit, records: list[Any]) -> None:
    for start in range(0, len(records), BATCH):
        assert not (await take(records[start : start + BATCH])).rejected


def records(stream: BinaryIO) -> list[Any]:
    return [line.record for line in importer.read(stream) if isinstance(line, Line)]


async def seen(graph: Graph, ids: list[str]) -> dict[str, View]:
    return await service.above(graph, ids, NOW, lambda _: 1)


@pytest.fixture
def fixture(shared_data: Path, take: Submit) -> Any:
    async def load(name: str) -> None:
        with (shared_data / FIXTURES / f"{name}.json").open("rb") as stream:
            await taken(take, records(stream))

    return load


async def answer(graph: Graph, settings: Settings, key: str) -> Any:
    view = (await seen(graph, [party(key)]))[party(key)]
    return await service.beneficial_owners(view, regime(settings, "simple"))


async def test_a_direct_owner_is_one_step_away(graph: Graph, settings: Settings, fixture: Any) -> None:
    await fixture("core-01-direct-ownership")
    found = await answer(graph, settings, "rec-acme-holdings-ltd")
    assert [(one.party, one.ownership, one.voting) for one in found.owners] == [
        (party("rec-jane-smith-1975"), 75.0, 75.0)
    ]


async def test_two_that_own_each_other_have_no_owner_and_say_so(graph: Graph, settings: Settings, fixture: Any) -> None:
    await fixture("edge-cases-10-circular-ownership")
    keys = [row["key"] for row in await graph.administer("MATCH (r:Record)-[:DESCRIBES]->() RETURN r.key AS key")]
    assert len(keys) == 2
    for key in keys:
        found = await answer(graph, settings, key)
        assert found.owners == ()
        assert found.unknown_share == 100.0
        assert "CLOSED_OWNERSHIP_LOOP" in {warned.code for warned in found.warnings}
        view = (await seen(graph, [party(key)]))[party(key)]
        assert party(key) not in {one.party for one in await _all_owners(view)}


async def _all_owners(view: View) -> Any:
    return (await service.owners(view, 0, Page(10))).items


async def test_a_declared_unknown_owner_is_no_owner_and_is_not_forgotten(
    graph: Graph, settings: Settings, fixture: Any
) -> None:
    await fixture("edge-cases-11-anonymous-person")
    [declared] = await graph.administer(
        "MATCH (q)-[e:RELATED_TO]->(p:Party) MATCH (p)<-[:DESCRIBES]-(r) RETURN r.key AS key, e.role AS role"
    )
    assert declared["role"] == "subject-unable-to-confirm-or-identify-beneficial-owner"
    found = await answer(graph, settings, declared["key"])
    assert found.owners == ()
    assert found.unknown_share == 100.0
    assert "UNEXPLAINED_OWNERSHIP" in {warned.code for warned in found.warnings}


async def test_the_groups_of_companies_house_and_gleif_are_answered(
    graph: Graph, take: Submit, settings: Settings, shared_data: Path
) -> None:
    with gzip.open(shared_data / "bods-uk-gleif" / "statements.jsonl.gz") as stream:
        await taken(take, records(stream))  # type: ignore[arg-type]  # a reader of bytes
    rows = await graph.administer("MATCH (p:Organization) RETURN collect(p.id) AS ids")
    views = await seen(graph, rows[0]["ids"])
    assert len(views) > 300
    owned, banded = 0, 0
    for view in views.values():
        for name in ("eu-amlr", "uk-psc", "simple"):
            found = await service.beneficial_owners(view, regime(settings, name))
            assert 0 <= found.unknown_share <= 100
            for one in found.owners:
                assert 0 <= one.ownership_min <= one.ownership_max <= 100
                assert one.reasons
                banded += one.ownership_min < one.ownership_max
            owned += bool(found.owners)
        assert not view.structure.cut
    assert owned > 0
    assert banded > 0


async def test_the_stated_ultimate_parent_controls(graph: Graph, take: Submit, shared_data: Path) -> None:
    facts = relationships(shared_data)
    await taken(take, [*nameless(facts), *facts])
    rows = await graph.administer(
        "MATCH (c:Party)-[:RELATED_TO {role: 'ultimate-parent'}]->(u:Party) RETURN c.id AS child, u.id AS ultimate"
    )
    assert len(rows) == 6560
    drawn: nx.DiGraph[str] = nx.DiGraph()
    ties = await graph.administer("MATCH (a:Party)-[:CONTROLS]->(b:Party) RETURN a.id AS above, b.id AS below")
    drawn.add_edges_from((row["above"], row["below"]) for row in ties)
    drawn.add_nodes_from(row["child"] for row in rows)
    reached = 0
    sample = rows[:: len(rows) // SAMPLE]
    for batch in _batches(sample):
        views = await seen(graph, [row["child"] for row in batch])
        for row in batch:
            controlling = {one.party for one in await service.controllers(views[row["child"]])}
            reached += row["ultimate"] in controlling
    assert reached == sum(row["ultimate"] in nx.ancestors(drawn, row["child"]) for row in sample)
    assert reached > 0.95 * len(sample)
    # Of all of them; 6,466 have nobody above them, as `tests/loaders/test_gleif_graph.py` walks.
    assert sum(row["ultimate"] in nx.ancestors(drawn, row["child"]) for row in rows) == 6482


def _batches(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), 50):
        yield rows[start : start + 50]
