"""That a closed party exists is told to whoever asks by what it carries, and that stands in the trail."""

from typing import Any, cast

import pytest
from httpx import ASGITransport, AsyncClient

from cim_graph.access.trail import Sought, entries
from cim_graph.api.schema import schema
from cim_graph.app import create_app, sharing
from cim_graph.graph.session import Graph
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.pages import Page
from cim_graph.settings import Auth, Settings
from tests.api.doors import bearer
from tests.conftest import Submit

FIN = {"scheme": "az-fin", "value": "5ABCDE7"}
CLOSED = id_of(Kind.PARTY, "core", "GANJA")
ASKED = {
    "by identifier": 'partyByIdentifier(scheme: "az-fin", value: "5ABCDE7") { id name }',
    "all by identifier": 'partiesByIdentifier(scheme: "az-fin", value: "5ABCDE7") { id name }',
    "by record": 'partyByRecord(source: "core", key: "GANJA") { id name }',
    "by likeness": "findMatches(record: $record) { party { id name } }",
    "by its id": f'party(id: "{CLOSED}") {{ id name }}',
}
HITS = {name: int(name != "by its id") for name in ASKED}


@pytest.mark.parametrize("name", ASKED)
async def test_a_hit_on_a_closed_party_is_in_the_trail(
    graph: Graph, settings: Settings, take: Submit, name: str
) -> None:
    ali = {"type": "person", "source": "core", "key": "GANJA", "names": ["Əli Həsənov"], "birthDate": "1980-05-17",
        "identifiers": [FIN], "branch": "ganja"}  # fmt: skip
    await take([ali])
    own = settings.model_copy(update={"auth": Auth.LOCAL})
    app = create_app(own, schema, sharing(graph))
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "state": dict(cast("Any", state))}, receive, send)

        async with AsyncClient(transport=ASGITransport(with_state), base_url="http://localhost") as client:
            declared = "query($record: JSON!)" if "$record" in ASKED[name] else "query"
            body = {"query": f"{declared} {{ {ASKED[name]} }}", "variables": {"record": ali | {"key": "NEW"}}}
            known = bearer(own, "teller", branches=["baku"])
            told = (await client.post("/graphql", json=body, headers=known)).text
    assert CLOSED in told
    assert "Həsənov" not in told
    found = (await entries(graph, Sought(CLOSED, "leyla"), Page(5))).items
    assert [entry.properties["command"] for entry in found] == ["read"] * HITS[name]
    assert all("existence" in entry.properties["detail"] for entry in found)
