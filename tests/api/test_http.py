"""GraphQL over HTTP as the specification has it, and what is sent by mistake or by malice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from re import findall, search
from typing import Any

import orjson
import pytest
from httpx import AsyncClient, Response

from cim_graph.graph.session import Graph
from cim_graph.settings import Settings
from tests.api.doors import door

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
async def client(graph: Graph, served: Settings) -> AsyncIterator[AsyncClient]:
    async with door(served, graph) as client:
        yield client


async def post(client: AsyncClient, body: Any, accept: str = GRAPHQL_JSON, kind: str | None = JSON) -> Response:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    headers = {"Accept": accept, **({"Content-Type": kind} if kind else {})}
    return await client.post("/graphql", content=content, headers=headers)


@dataclass(frozen=True)
class Case:
    """A body, and what comes of it in the two media types."""

    body: Any
    status: int
    code: str | None = None
    told: str = ""
    data: Any = field(default=None)


CASES = {
    "a query": Case({"query": '{echo(text: "Əli")}'}, 200, data={"echo": "Əli"}),
    "with variables": Case(
        {"query": "query($n: Int) {echo(number: $n)}", "variables": {"n": 7}}, 200, data={"echo": "7"}
    ),
    "one of two": Case(
        {"query": "query A {echo(number: 1)} query B {echo(number: 2)}", "operationName": "B"}, 200, data={"echo": "2"}
    ),
    "a mutation": Case({"query": "mutation {take(records: [])}"}, 200, data={"take": 0}),
    "no text": Case({"query": "{echo("}, 400, "BAD_INPUT", "Syntax Error"),
    "a null byte": Case({"query": "{echo\0}"}, 400, "BAD_INPUT", "U\\+0000"),
    "an unknown field": Case({"query": "{ecco}"}, 400, "BAD_INPUT", "Did you mean 'echo'"),
    "a variable of the wrong type": Case(
        {"query": "query($n: Int) {echo(number: $n)}", "variables": {"n": "x"}}, 400, "BAD_INPUT", "Variable '\\$n'"
    ),
    "a variable too large": Case(
        {"query": "query($n: Int) {echo(number: $n)}", "variables": {"n": 2**40}}, 400, "BAD_INPUT", "32-bit"
    ),
    "a variable that is missing": Case(
        {"query": "query($n: Int!) {echo(number: $n)}"}, 400, "BAD_INPUT", "Variable '\\$n'"
    ),
    "which of two?": Case({"query": "query A {echo} query B {echo}"}, 400, "BAD_INPUT", "operationName"),
    "none of two": Case({"query": "query A {echo} query B {echo}", "operationName": "C"}, 400, "BAD_INPUT", "called C"),
    "only a fragment": Case({"query": "fragment F on Query {echo}"}, 400, "BAD_INPUT", "0 operations"),
    "a subscription": Case({"query": "subscription {echo}"}, 400, "BAD_INPUT", "subscription"),
    "too dear": Case(
        {"query": "{things(first: 1000) {things(first: 1000) {name}}}"}, 400, "COST_EXCEEDED", "page things"
    ),
    "too deep": Case({"query": "{things" + "{things" * 30 + "{name}" + "}" * 31}, 400, "COST_EXCEEDED", "deep"),
    "an error of the contract": Case({"query": "{refuse}"}, 200, "CONFLICT", "moved on", {"refuse": None}),
    "an error of ours": Case({"query": "{slip}"}, 200, "INTERNAL", "the log has it as", {"slip": None}),
    "one where nothing may be null": Case({"query": "{must}"}, 200, "INTERNAL", "the log has it as", None),
    "a part fails": Case({"query": "{echo(number: 1) refuse}"}, 200, "CONFLICT", "", {"echo": "1", "refuse": None}),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_an_operation(client: AsyncClient, case: Case) -> None:
    for accept, status in ((GRAPHQL_JSON, case.status), (JSON, 200)):
        answer = await post(client, case.body, accept)
        assert answer.headers["content-type"] == accept
        assert answer.status_code == status
        errors = answer.json().get("errors", [])
        assert [error["extensions"]["code"] for error in errors] == ([case.code] if case.code else [])
        if case.code:
            assert search(case.told, errors[0]["message"])
        assert ("data" in answer.json()) == (case.status == 200)
        assert answer.json().get("data") == case.data
        assert b"hunter2" not in answer.content
        assert b"Traceback" not in answer.content


async def test_an_error_keeps_its_path_and_place(client: AsyncClient) -> None:
    [error] = (await post(client, {"query": "{\n  mine: refuse }"})).json()["errors"]
    assert error == {
        "message": "the party has moved on; read it again",
        "locations": [{"line": 2, "column": 3}],
        "path": ["mine"],
        "extensions": {"code": "CONFLICT"},
    }


DEEP = b'{"query": "query($v: JSON!) {same(value: $v)}", "variables": {"v": %s}}'

REFUSED = [
    ("nothing", b"", JSON, 400, "not JSON"),
    ("broken JSON", b'{"query"', JSON, 400, "not JSON"),
    ("no object", b'"{echo}"', JSON, 400, "an object"),
    ("null", b"null", JSON, 400, "an object"),
    ("a batch", b'[{"query": "{echo}"}]', JSON, 400, "one operation a request"),
    ("no query", b"{}", JSON, 400, "query is missing"),
    ("an empty query", b'{"query": " "}', JSON, 400, "query is missing"),
    ("a query that is a number", b'{"query": 1}', JSON, 400, "query is missing"),
    ("a query that is a list", b'{"query": ["{echo}"]}', JSON, 400, "query is missing"),
    ("variables that are text", b'{"query": "{echo}", "variables": "{}"}', JSON, 400, "variables has to be an object"),
    ("variables that are a list", b'{"query": "{echo}", "variables": []}', JSON, 400, "variables has to be an object"),
    ("a name that is a number", b'{"query": "{echo}", "operationName": 1}', JSON, 400, "operationName has to be text"),
    ("extensions that are text", b'{"query": "{echo}", "extensions": ""}', JSON, 400, "extensions has to be an object"),
    ("no UTF-8", b'{"query": "{echo\xff}"}', JSON, 400, "not JSON"),
    ("half a surrogate pair", b'{"query": "{echo(text: \\"\\ud800\\")}"}', JSON, 400, "not JSON"),
    ("variables without end", DEEP % (b"[" * 5000 + b"]" * 5000), JSON, 400, "not JSON"),
    ("too much", b'{"query": "' + b"a" * 10_000_000 + b'"}', JSON, 413, "2,000,000 bytes"),
    ("text", b"{echo}", "text/plain", 415, "not as text/plain"),
    ("a form", b"query=%7Becho%7D", "application/x-www-form-urlencoded", 415, "send the body as application/json"),
    ("no type", b'{"query": "{echo}"}', None, 415, "an unnamed type"),
    ("another alphabet", b'{"query": "{echo}"}', "application/json; charset=utf-16", 415, "UTF-8"),
]


@pytest.mark.parametrize(
    ("body", "kind", "status", "told"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
async def test_what_is_no_request(client: AsyncClient, body: bytes, kind: str | None, status: int, told: str) -> None:
    answer = await post(client, body, kind=kind)
    assert answer.status_code == status
    [error] = answer.json()["errors"]
    assert told in error["message"]
    assert len(answer.content) < 2000
    assert error["extensions"] == {"code": "BAD_INPUT"}


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", 'Application/JSON ;charset="UTF-8"'])
async def test_the_ways_to_say_json(client: AsyncClient, kind: str) -> None:
    assert (await post(client, {"query": "{echo(number: 1)}"}, kind=kind)).json() == {"data": {"echo": "1"}}


async def test_a_body_of_unknown_length_is_cut(client: AsyncClient) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"a" * 100_000

    answer = await client.post("/graphql", content=chunks(), headers={"Content-Type": JSON})
    assert answer.status_code == 413
    assert sent < 250, "it was read on and on"


async def test_an_error_does_not_send_all_of_the_input_back(client: AsyncClient) -> None:
    for query in ("{" + "x" * 150_000 + "}", '{echo(number: "' + "x" * 150_000 + '")}'):
        answer = await post(client, {"query": query})
        assert answer.status_code == 400
        assert len(answer.content) < 2000
    answer = await post(client, {"query": "query($n: Int) {echo(number: $n)}", "variables": {"n": "x" * 1_900_000}})
    assert answer.status_code == 400
    assert len(answer.content) < 2000


async def test_of_thousands_of_errors_some_are_told(client: AsyncClient) -> None:
    answer = await post(client, {"query": "{" + " ".join(f"zz{number}" for number in range(4000)) + "}"})
    assert answer.status_code == 400
    assert len(answer.json()["errors"]) < 30


async def test_packed_bodies_are_refused(client: AsyncClient) -> None:
    headers = {"Content-Type": JSON, "Content-Encoding": "gzip"}
    assert (await client.post("/graphql", content=b"", headers=headers)).status_code == 415


ACCEPTED = [
    ("", JSON),
    ("*/*", JSON),
    ("application/*", JSON),
    (JSON, JSON),
    (GRAPHQL_JSON, GRAPHQL_JSON),
    (f"{GRAPHQL_JSON}, {JSON};q=0.9", GRAPHQL_JSON),
    (f"{GRAPHQL_JSON};q=0.1, {JSON};q=0.9", JSON),
    (f"{GRAPHQL_JSON}; charset=utf-8", GRAPHQL_JSON),
    ("text/plain, */*;q=0.1", JSON),
    ("multipart/mixed, application/json", JSON),
]


@pytest.mark.parametrize(("accept", "media"), ACCEPTED)
async def test_answers_come_as_they_are_wanted(client: AsyncClient, accept: str, media: str) -> None:
    answer = await post(client, {"query": "{echo}"}, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)


@pytest.mark.parametrize("accept", ["text/plain", "text/html", "application/json;q=0", "application/json;q=x", ",;"])
async def test_what_cannot_be_answered_in(client: AsyncClient, accept: str) -> None:
    assert (await post(client, {"query": "{echo}"}, accept)).status_code == 406


async def test_queries_by_get(client: AsyncClient) -> None:
    parameters = {"query": "query A($t: String) {echo(text: $t)}", "variables": '{"t": "Ə&="}', "operationName": "A"}
    assert (await client.get("/graphql", params=parameters)).json() == {"data": {"echo": "Ə&="}}


BY_GET = [
    ("query=mutation%20%7Btake(records%3A%5B%5D)%7D", 405, "by POST"),
    ("", 400, "query is missing"),
    ("query=%7Becho%7D&variables=%7B", 400, "variables is not JSON"),
    ("query=%7Becho%7D&variables=1", 400, "variables has to be an object"),
    ("query=%ff%fe", 400, "UTF-8"),
    ("a=1&" * 30 + "query=%7Becho%7D", 400, "too many"),
    ("query=%00", 400, "U+0000"),
]


@pytest.mark.parametrize(("parameters", "status", "told"), BY_GET)
async def test_what_is_no_query_by_get(client: AsyncClient, parameters: str, status: int, told: str) -> None:
    answer = await client.get(f"/graphql?{parameters}", headers={"Accept": GRAPHQL_JSON})
    assert answer.status_code == status
    assert told in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
async def test_other_methods(client: AsyncClient, method: str) -> None:
    answer = await client.request(method, "/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


async def test_json_that_is_nested_deep_comes_back(client: AsyncClient) -> None:
    value = "[" * 400 + "]" * 400
    answer = await post(client, DEEP % value.encode())
    assert answer.json() == {"data": {"same": orjson.loads(value)}}


@pytest.mark.parametrize(
    "value", [b'"\\u0000"', b"1e308", b"123456789012345678901234567890", b'{"": null}', b'"\xf0\x9f\x8d\x93"']
)
async def test_odd_json_does_no_harm(client: AsyncClient, value: bytes) -> None:
    assert (await post(client, DEEP % value)).json() == {"data": {"same": orjson.loads(value)}}


async def test_many_at_once(client: AsyncClient) -> None:
    answers = await asyncio.gather(*(post(client, {"query": f"{{echo(number: {n})}}"}) for n in range(100)))
    assert [answer.json()["data"]["echo"] for answer in answers] == [str(n) for n in range(100)]


async def test_a_browser_gets_a_page_that_asks_nobody_else(client: AsyncClient) -> None:
    page = await client.get("/graphql?query=%7Becho%7D", headers={"Accept": HTML})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "//" not in page.text
    loaded = findall(r'(?:src|href)="([^"]+\.(?:js|css))"', page.text)
    assert len(loaded) == 7
    for name in loaded:
        plain = await client.get(f"/{name}", headers={"Accept-Encoding": "identity"})
        packed = await client.get(f"/{name}", headers={"Accept-Encoding": "gzip"})
        assert plain.status_code == packed.status_code == 200
        assert plain.content == packed.content
        assert plain.headers["content-type"].startswith("text/")


@pytest.mark.parametrize("name", ["page.html%00", "..%2f__init__.py", "__init__.py", "LICENSE-react", "nothing.js"])
async def test_nothing_else_is_handed_out(client: AsyncClient, name: str) -> None:
    assert (await client.get(f"/graphiql/{name}")).status_code == 404


async def test_the_page_can_be_turned_off(graph: Graph, settings: Settings) -> None:
    async with door(settings.model_copy(update={"graphiql": False}), graph) as client:
        answer = await client.get("/graphql?query=%7Becho%7D", headers={"Accept": HTML})
        assert answer.json() == {"data": {"echo": "None"}}
