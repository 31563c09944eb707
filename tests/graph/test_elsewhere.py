"""A server of one's own at NEO4J_URI."""

from typing import TYPE_CHECKING

import pytest

from cim_graph import bootstrap
from cim_graph.graph.local import Endpoint
from cim_graph.graph.session import Graph
from cim_graph.kernel.errors import CimError, SetupError, UnavailableError
from cim_graph.relationships.schedule import DUE, Due
from cim_graph.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CREATE = "CREATE (:Kept {n: 1})"
COUNT = "MATCH (n:Kept) RETURN count(n) AS n"


def at(server: Endpoint, **changed: str) -> Settings:
    """Return settings that lead to the test server, some of them changed."""
    given = {"neo4j_uri": server.uri, "neo4j_user": server.user, "neo4j_password": server.password} | changed
    return Settings(**given)  # type: ignore[arg-type]


def silent(text: str) -> None:
    raise AssertionError(f"nothing is started, so there is nothing to tell: {text}")


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
async def test_it_is_used_and_left_running(graph: Graph, server: Endpoint, scheme: str) -> None:
    settings = at(server, neo4j_uri=server.uri.replace("bolt", scheme))
    assert not settings.embedded
    async with bootstrap.opened(settings, silent) as other:
        await other.administer(CREATE)
    assert await graph.administer(COUNT) == [{"n": 1}]


@pytest.mark.parametrize(
    ("changed", "error", "told"),
    [
        ({"neo4j_password": "wrong"}, SetupError, "NEO4J_PASSWORD"),
        ({"neo4j_user": "nobody"}, SetupError, "refuses the user nobody"),
        ({"neo4j_uri": "bolt://127.0.0.1:9"}, UnavailableError, "no database answers at bolt://127.0.0.1:9"),
        ({"neo4j_uri": "neo4j://127.0.0.1:9"}, UnavailableError, "no database answers at neo4j://127.0.0.1:9"),
        ({"neo4j_uri": "bolt://127.0.0.1:none"}, SetupError, "NEO4J_URI"),
        ({"neo4j_uri": "bolt://127.0.0.1:9?a=b"}, SetupError, "NEO4J_URI"),
        ({"neo4j_uri": "bolt://nobody.invalid:9"}, UnavailableError, "no database answers"),
        ({"neo4j_database": "elsewhere"}, SetupError, "NEO4J_DATABASE"),
        ({"neo4j_database": "\x00" * 3}, SetupError, "NEO4J_DATABASE"),
        ({"neo4j_password": "x" * 1_000_000}, SetupError, "NEO4J_PASSWORD"),
    ],
)
async def test_what_is_wrong_is_said(
    server: Endpoint, changed: dict[str, str], error: type[CimError], told: str
) -> None:
    with pytest.raises(error, match=told):
        async with bootstrap.opened(at(server, **changed), silent):
            pass


@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+ssc"])
async def test_encryption_that_the_server_does_not_speak_is_said(server: Endpoint, scheme: str) -> None:
    with pytest.raises((SetupError, UnavailableError), match="NEO4J_URI"):
        async with bootstrap.opened(at(server, neo4j_uri=server.uri.replace("bolt", scheme)), silent):
            pass


async def test_the_wrong_scheme_is_refused_before_anything_is_asked(server: Endpoint) -> None:
    with pytest.raises(ValueError, match="must begin with one of bolt"):
        at(server, neo4j_uri=server.uri.replace("bolt", "http"))


async def test_what_one_process_wrote_another_reads_by_its_bookmarks(
    graph: Graph, server: Endpoint, settings: Settings
) -> None:
    async with bootstrap.opened(at(server), silent) as writer, bootstrap.opened(at(server), silent) as reader:
        await writer.write("test", lambda transaction: transaction.ask(CREATE, 1))
        assert writer.bookmarks
        follower = reader.following(writer.bookmarks)
        assert (await follower.ask(COUNT, 1)).rows == [[1]]
        assert await follower.read(DUE(Due("2026-01-01", 1))) == []
    assert graph.settings is settings


async def test_bookmarks_that_nobody_gave_are_refused_in_words(graph: Graph) -> None:
    with pytest.raises(CimError):
        await graph.following(["nonsense"]).read(DUE(Due("2026-01-01", 1)))


@pytest.mark.parametrize("way", ["read", "administer", "write"])
async def test_whatever_is_asked_ends_in_time_and_says_what_to_raise(server: Endpoint, way: str) -> None:
    endless = "UNWIND range(1, 1000000000000) AS n RETURN count(n)"
    settings = at(server, query_seconds="1", write_seconds="1")
    async with bootstrap.opened(at(server), silent) as opened:
        graph = Graph(opened.driver, settings)
        asked: dict[str, Callable[[], Awaitable[object]]] = {
            "read": lambda: graph.ask(endless, 1),
            "administer": lambda: graph.administer(endless),
            "write": lambda: graph.write("test", lambda transaction: transaction.ask(endless, 1)),
        }
        with pytest.raises(UnavailableError, match="CIM_QUERY_SECONDS, for writes CIM_WRITE_SECONDS"):
            await asked[way]()
