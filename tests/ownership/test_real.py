"""Real ownership data: what publishers state is answered, and where somebody else has stated the answer, it is that."""

import gzip
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from cim_graph.graph.session import Graph
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.pages import Page
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW
from cim_graph.ownership import service
from cim_graph.ownership.catalogue import regime
from cim_graph.ownership.view import View
from cim_graph.records.importer import Line
from cim_graph.settings import Settings
from cim_loaders.bods import importer
from tests.conftest import Submit

BATCH = 2500
FIXTURES = "bods-conformance/fixtures-v04"


def party(key: str) -> str:
    return id_of(Kind.PARTY, "bods", key)


async def taken(take: Submit, records: list[Any]) -> None:
    for start in range(0, len(records), BATCH):
        assert not (await take(records[start : start + BATCH])).rejected


def records(stream: BinaryIO) -> list[Any]:
    return [line.record for line in importer.read(stream) if isinstance(line, Line)]


async def seen(graph: Graph, ids: list[str]) -> dict[str, View]:
    return await service.above(graph, ids, NOW, Rank())


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
