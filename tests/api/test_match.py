"""Screening of many at once, as clients of yente ask."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from httpx import AsyncClient

from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report
from cim_graph.settings import Settings
from tests.api.doors import door

Submit = Callable[[list[Any]], Awaitable[Report]]
Json = dict[str, Any]


def entry(key: str, name: str, source: str = "ofac", **more: Any) -> Json:
    listed = {"status": "EXTERNAL", "flags": ["sanctioned"]}
    return {"type": "person", "source": source, "key": key, "names": [name], **listed, **more}


LISTS = [
    entry("36", "Viktor Bout", birthDate="1967-01-13", nationalities=["RU"]),
    entry("37", "Viktor Petrov", birthDate="1971-02-03"),
    entry("QDi.001", "Bout Viktor", "un", birthDate="1967-01-13"),
    {"type": "person", "source": "core", "key": "C", "names": ["Viktor Bout"], "birthDate": "1967-01-13"},
]
BOUT = {"schema": "Person", "properties": {"name": ["Виктор Бут"], "birthDate": "1967-01-13"}}
OWNERSHIP = {"schema": "Ownership", "properties": {"owner": ["a"], "asset": ["b"]}}
NOBODY = {"schema": "Person", "properties": {"name": ["Nobody Atall"]}}


@pytest.fixture
async def client(graph: Graph, settings: Settings, take: Submit) -> AsyncIterator[AsyncClient]:
    await take(LISTS)
    async with door(settings, graph) as opened:
        yield opened


async def asked(client: AsyncClient, where: str, **queries: Json) -> Json:
    response = await client.post(f"/match/{where}", json={"queries": queries})
    assert response.status_code == 200
    answer: Json = response.json()
    return answer


async def test_entries_of_lists_are_found_and_nobody_else(client: AsyncClient) -> None:
    answer = await asked(client, "default", one=BOUT, two=NOBODY)
    found = answer["responses"]["one"]
    assert {(one["datasets"][0], one["id"]) for one in found["results"]} == {("ofac", "36"), ("un", "QDi.001")}
    assert found["total"] == {"value": 2, "relation": "eq"}
    assert found["query"] == {"id": None, **BOUT}
    assert all(one["match"] and one["score"] > 0.9 for one in found["results"])
    first = next(one for one in found["results"] if one["id"] == "36")
    assert (first["schema"], first["caption"], first["target"]) == ("Person", "Viktor Bout", True)
    assert first["properties"]["birthDate"] == ["1967-01-13"]
    assert first["properties"]["topics"] == ["sanction"]
    assert first["features"]["birth"] > 10
    assert answer["responses"]["two"]["results"] == []
    assert answer["limit"] == 5
    assert "family" in answer["matcher"]


async def test_one_list_a_limit_and_a_cutoff(client: AsyncClient) -> None:
    assert [one["id"] for one in (await asked(client, "un", q=BOUT))["responses"]["q"]["results"]] == ["QDi.001"]
    assert len((await asked(client, "default?limit=1", q=BOUT))["responses"]["q"]["results"]) == 1
    assert (await asked(client, "default?cutoff=1", q=BOUT))["responses"]["q"]["results"] == []
    strict = (await asked(client, "default?threshold=1", q=BOUT))["responses"]["q"]["results"]
    assert [one["match"] for one in strict] == [False, False]


async def test_a_query_that_is_itself_said_to_be_sanctioned_is_screened_too(client: AsyncClient) -> None:
    said = {"schema": "Person", "properties": {**BOUT["properties"], "topics": ["sanction"]}}  # type: ignore[dict-item]
    assert len((await asked(client, "default", q=said))["responses"]["q"]["results"]) == 2


async def test_a_hundred_clients_of_that_name_do_not_crowd_an_entry_out(client: AsyncClient, take: Submit) -> None:
    crowd = [
        {"type": "person", "source": "core", "key": f"K{number}", "names": ["Viktor Bout"], "birthDate": "1967-01-13"}
        for number in range(100)
    ]
    await take(crowd)
    assert len((await asked(client, "default", q=BOUT))["responses"]["q"]["results"]) == 2


@pytest.mark.parametrize(
    ("where", "body", "status", "told"),
    [
        ("nowhere", {"queries": {"q": BOUT}}, 404, "no list is called 'nowhere'"),
        ("core", {"queries": {"q": BOUT}}, 404, "no list is called 'core'"),
        ("default", {"queries": {}}, 400, "queries"),
        ("default", {}, 400, "queries: Field required"),
        ("default", [], 400, "the body"),
        ("default", {"queries": {"q": {"properties": {}}}}, 400, "queries.q.schema: Field required"),
        ("default", {"queries": {"q": {"schema": "Article", "properties": {}}}}, 400, "queries.q"),
        ("default", {"queries": {"q": {"schema": "Address", "properties": {}}}}, 400, "queries.q"),
        ("default", {"queries": {"q": OWNERSHIP}}, 400, "is no party"),
        ("default", {"queries": {str(number): BOUT for number in range(101)}}, 400, "at most 100"),
        ("default?limit=0", {"queries": {"q": BOUT}}, 400, "limit"),
        ("default?limit=many", {"queries": {"q": BOUT}}, 400, "limit"),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_told(client: AsyncClient, where: str, body: Any, status: int, told: str) -> None:
    response = await client.post(f"/match/{where}", json=body)
    assert (response.status_code, told in response.json()["detail"]) == (status, True), response.text


async def test_what_is_no_json_is_told(client: AsyncClient) -> None:
    response = await client.post("/match/default", content=b"{", headers={"content-type": "application/json"})
    assert (response.status_code, "is not JSON" in response.json()["detail"]) == (400, True)
    assert (await client.get("/match/default")).status_code == 405
