"""Documents that are kept, and a schema that nobody may ask for."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from httpx import AsyncClient

from cim_graph.api.persisted import Persisted
from cim_graph.graph.session import Graph
from cim_graph.kernel.errors import SetupError
from cim_graph.settings import Settings
from tests.api.doors import door

HASH = "a" * 64
KEPT = {"echo": "query($t: String) {echo(text: $t)}", HASH: "{echo(number: 1)}"}


@pytest.fixture
async def closed(graph: Graph, served: Settings, tmp_path: Path) -> AsyncIterator[AsyncClient]:
    kept = tmp_path / "documents.json"
    kept.write_bytes(orjson.dumps(KEPT))
    async with door(served.model_copy(update={"documents_file": kept}), graph) as client:
        yield client


CASES: dict[str, tuple[dict[str, Any], int, Any]] = {
    "by its id": ({"documentId": "echo", "variables": {"t": "Əli"}}, 200, {"echo": "Əli"}),
    "by its hash": ({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": HASH}}}, 200, {"echo": "1"}),
    "by its text": ({"query": KEPT[HASH]}, 200, {"echo": "1"}),
    "another text": ({"query": "{echo(number: 2)}"}, 403, None),
    "another text under a known id": ({"documentId": HASH, "query": "{slip}"}, 200, {"echo": "1"}),
    "an unknown id": ({"documentId": "other"}, 403, None),
    "an unknown id with a text": ({"documentId": "other", "query": "{echo(number: 2)}"}, 403, None),
    "an id that is none": ({"documentId": 7}, 400, None),
    "nothing": ({}, 400, None),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
async def test_only_what_is_kept_is_run(closed: AsyncClient, name: str) -> None:
    body, status, data = CASES[name]
    answer = await closed.post("/graphql", json=body)
    assert answer.status_code == status
    assert answer.json().get("data") == data


async def test_an_id_where_nothing_is_kept_is_told(graph: Graph, served: Settings) -> None:
    async with door(served, graph) as client:
        answer = await client.post("/graphql", json={"documentId": "echo"})
    assert answer.status_code == 400
    assert "send the text" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', None])
def test_a_file_that_keeps_no_documents_is_told(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "documents.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(SetupError, match="CIM_DOCUMENTS_FILE"):
        Persisted(path)


ASKED = [
    "{__schema {queryType {name}}}",
    '{__type(name: "Query") {name}}',
    "{ecco}",
    "{things {nam}}",
    "{echo(txt: 1)}",
]


@pytest.mark.parametrize("query", ASKED)
async def test_a_schema_that_is_closed_is_told_to_nobody(graph: Graph, served: Settings, query: str) -> None:
    async with door(served, graph) as client:
        opened = (await client.post("/graphql", json={"query": query})).json()
    async with door(served.model_copy(update={"introspection": False}), graph) as client:
        answer = await client.post("/graphql", json={"query": query})
        named = await client.post("/graphql", json={"query": "{__typename}"})
    assert named.json() == {"data": {"__typename": "Query"}}
    assert "data" in opened or "Did you mean" in opened["errors"][0]["message"]
    assert "data" not in answer.json()
    assert "Did you mean" not in answer.text
