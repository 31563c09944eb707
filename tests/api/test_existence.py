"""That a closed party exists is told to whoever asks by what it carries, and that stands in the trail."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from cim_graph.access.trail import Sought, entries
from cim_graph.api.schema import schema
from cim_graph.graph.session import Graph
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.pages import Page
from cim_graph.settings import Auth, Settings
from tests.api.doors import bearer, door
from tests.conftest import Submit

FIN = {"scheme": "az-fin", "value": "5ABCDE7"}
CLOSED, OPEN = id_of(Kind.PARTY, "core", "GANJA"), id_of(Kind.PARTY, "core", "BAKU")
ASKED = {
    "by identifier": 'partyByIdentifier(scheme: "az-fin", value: "5ABCDE7") { id name }',
    "all by identifier": 'partiesByIdentifier(scheme: "az-fin", value: "5ABCDE7") { id name }',
    "by record": 'partyByRecord(source: "core", key: "GANJA") { id name }',
    "by likeness": "findMatches(record: $record) { party { id name } }",
    "by its id": f'party(id: "{CLOSED}") {{ id name }}',
    "by its id as a node": f'node(id: "{CLOSED}") {{ id }}',
    "by what may be done": f'me {{ can(action: "read", on: "{CLOSED}") }} party(id: "{CLOSED}") {{ id }}',
    "by what lies around it": f'neighbourhood(id: "{CLOSED}") {{ parties {{ id name }} }}',
    "by the ways to it": f'connections(from: "{CLOSED}", to: "{OPEN}") {{ parties {{ id name }} }}',
}
CHANGED = {
    "a record of it": ({"source": "core", "key": "GANJA"}, {}),
    "a version of it": ({"source": "core", "key": "NEW"}, {"If-Match": f'"{CLOSED}/99"'}),
}


ALI: dict[str, Any] = {
    "type": "person", "source": "core", "key": "GANJA", "names": ["Əli Həsənov"], "birthDate": "1980-05-17",
    "identifiers": [FIN], "branch": "ganja",
}  # fmt: skip
VALI = {"type": "person", "source": "core", "key": "BAKU", "names": ["Vəli Quliyev"], "branch": "baku"}
TIE = {
    "type": "relationship", "source": "core", "key": "T", "kind": "GUARANTEES",
    "from": {"source": "core", "key": "BAKU"}, "to": {"source": "core", "key": "GANJA"},
}  # fmt: skip


@pytest.fixture
async def teller(graph: Graph, settings: Settings, take: Submit) -> AsyncIterator[AsyncClient]:
    """Give the API as a teller of another branch asks it."""
    await take([ALI, VALI, TIE])
    own = settings.model_copy(update={"auth": Auth.LOCAL})
    async with door(own, graph, schema) as client:
        client.headers.update(bearer(own, "teller", branches=["baku"]))
        yield client


async def told_of(graph: Graph) -> list[str]:
    found = (await entries(graph, Sought(CLOSED, "leyla"), Page(5))).items
    assert all("existence" in entry.properties["detail"] for entry in found)
    return [entry.properties["command"] for entry in found]


@pytest.mark.parametrize("name", ASKED)
async def test_a_hit_on_a_closed_party_is_in_the_trail(graph: Graph, teller: AsyncClient, name: str) -> None:
    declared = "query($record: JSON!)" if "$record" in ASKED[name] else "query"
    body = {"query": f"{declared} {{ {ASKED[name]} }}", "variables": {"record": ALI | {"key": "NEW"}}}
    told = (await teller.post("/graphql", json=body)).text
    assert CLOSED in told or '"connections":[]' in told
    assert "Həsənov" not in told
    assert await told_of(graph) == ["read"]


@pytest.mark.parametrize("name", CHANGED)
async def test_a_change_that_meets_a_closed_party_tells_that_it_is_there_and_no_more(
    graph: Graph, teller: AsyncClient, name: str
) -> None:
    record, headers = CHANGED[name]
    query = "mutation($r: [JSON!]!) { submitRecords(records: $r) { accepted } }"
    body = {"query": query, "variables": {"r": [{"type": "person", "names": ["X Y"], **record}]}}
    [error] = (await teller.post("/graphql", json=body, headers=headers)).json()["errors"]
    assert error["extensions"] == {"code": "FORBIDDEN"}
    assert "version" not in error["message"]
    assert await told_of(graph) == ["read"]


async def test_what_an_open_party_shows_of_it_is_no_hit(graph: Graph, teller: AsyncClient) -> None:
    body = {"query": f'{{ party(id: "{OPEN}") {{ name relationships {{ edges {{ node {{ to {{ id }} }} }} }} }} }}'}
    told = (await teller.post("/graphql", json=body)).text
    assert "Quliyev" in told
    assert CLOSED in told
    assert await told_of(graph) == []
