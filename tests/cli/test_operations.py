"""`cim doctor`, `cim db shell`, `cim daily` as they are typed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest
from neo4j import GraphDatabase
from typer.testing import CliRunner, Result

from cim_graph.cli.application import application
from cim_graph.graph.local import Endpoint
from cim_graph.kernel.errors import BadInputError
from cim_graph.settings import Settings

Cim = Callable[..., Result]


@pytest.fixture
def cim(monkeypatch: pytest.MonkeyPatch, server: Endpoint, settings: Settings) -> Iterator[Cim]:
    """Type a command, on the data folder of the test server."""
    monkeypatch.setenv("CIM_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("CIM_NEO4J_HEAP_MB", str(settings.neo4j_heap_mb))
    monkeypatch.setenv("CIM_PORT", "0")

    def cim(*words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(application, list(words), input=typed)

    yield cim
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        driver.execute_query("MATCH (n) WHERE NOT n:Migration DETACH DELETE n")


def test_doctor_says_how_it_is(cim: Cim, monkeypatch: pytest.MonkeyPatch) -> None:
    told = orjson.loads(cim("doctor", "--json").stdout)
    assert told["grade"] in ("good", "worth knowing")
    assert told["settings"]["CIM_PORT"] == "0"
    assert cim("doctor").exit_code == 0
    monkeypatch.setenv("CIM_PROT", "1")
    result = cim("doctor")
    assert result.exit_code == 2
    assert "variables wrong: CIM_PROT is read by nothing; did you mean CIM_PORT?" in result.stdout
    monkeypatch.setenv("CIM_PORT", "[red]")
    result = cim("doctor")
    assert result.exit_code == 2
    assert "settings  wrong: correct these settings: CIM_PORT" in result.stdout
    assert orjson.loads(cim("doctor", "--json").stdout)["settings"] == {}


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("RETURN 1 AS a, 'x' AS b, null AS c, 1.5 AS d, true AS e", [[1, "x", None, 1.5, True]]),
        ("RETURN [1, {a: date('2026-01-01')}] AS a", [[[1, {"a": "2026-01-01"}]]]),
        ("RETURN duration('P1D') AS a, localtime('10:00') AS b", [["P1D", "10:00:00.000000000"]]),
        ("UNWIND [] AS a RETURN a", []),
        ("CALL { MATCH (n:None) RETURN n } RETURN n", []),
    ],
)
def test_the_shell_answers_in_json(cim: Cim, statement: str, rows: list[list[object]]) -> None:
    assert orjson.loads(cim("db", "shell", "--json", statement).stdout)["rows"] == rows


def test_the_shell_shows_nodes_relationships_and_paths(cim: Cim) -> None:
    cim("db", "shell", "--write", "CREATE (:Kept {a: 1})-[:NEXT {b: 2}]->(:Kept)")
    told = cim("db", "shell", "--json", "MATCH p = (n {a: 1})-[r]->(m) RETURN n, r, p")
    node, tie, path = orjson.loads(told.stdout)["rows"][0]
    assert node == {"labels": ["Kept"], "a": 1}
    assert tie == {"type": "NEXT", "b": 2}
    assert path == [node, tie, {"labels": ["Kept"]}]


def test_the_shell_writes_only_when_told_to_and_the_trail_keeps_it(cim: Cim) -> None:
    result = cim("db", "shell", "CREATE (:Kept)")
    assert isinstance(result.exception, BadInputError)
    assert "--write" in str(result.exception)
    assert cim("db", "shell", "--write", "CREATE (:Kept)").exit_code == 0
    asked = "MATCH (n:Kept), (a:AuditEntry {command: 'runStatement'}) RETURN count(n), a.detail"
    assert orjson.loads(cim("db", "shell", "--json", asked).stdout)["rows"] == [[1, '{"statement":"CREATE (:Kept)"}']]


@pytest.mark.parametrize("statement", ["MATCH (n", "RETURN $a", "nonsense", "RETURN 1/0", "\x00", "R" * 1_000_000])
def test_a_statement_that_makes_no_sense_is_told(cim: Cim, statement: str) -> None:
    for options in ([], ["--write"]):
        assert isinstance(cim("db", "shell", *options, statement).exception, BadInputError), options


def test_the_shell_reads_statements_until_a_semicolon_or_the_end(cim: Cim) -> None:
    result = cim("db", "shell", "--json", typed="RETURN 1 AS a;\n\nRETURN\n 2 AS a;\nRETURN 3 AS a")
    assert [orjson.loads(line)["rows"] for line in result.stdout.splitlines()] == [[[1]], [[2]], [[3]]]
    assert cim("db", "shell", typed="exit\nRETURN 1;").stdout == ""


def test_the_shell_cuts_and_says_so(cim: Cim) -> None:
    many = "UNWIND range(1, 5) AS a RETURN a"
    assert "2 rows, and more; --rows shows them" in cim("db", "shell", "--rows", "2", many).stdout
    assert orjson.loads(cim("db", "shell", "--rows", "5", "--json", many).stdout)["more"] is False


def test_daily_says_how_many(cim: Cim) -> None:
    assert orjson.loads(cim("daily", "--json").stdout) == {"facts": 0, "retention": []}
    assert cim("daily").stdout == "0 facts have begun or ended\n"


def test_the_server_of_the_data_folder_is_found(cim: Cim, server: Endpoint, settings: Settings) -> None:
    told = orjson.loads(cim("db", "status", "--json").stdout)
    assert (told["running"], told["uri"], Path(told["data"])) == (True, server.uri, settings.data_dir / "neo4j")
    assert cim("db", "start").stdout == f"Already running at {server.uri}\n"
