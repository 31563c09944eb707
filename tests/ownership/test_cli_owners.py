"""`cim owners` as it is typed; once as a process of its own."""

import asyncio
import io
import subprocess
import sys
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema_rs
import orjson
import pytest
from typer.testing import CliRunner

from cim_graph.cli.application import application
from cim_graph.graph.local import Endpoint
from cim_graph.graph.session import Graph
from cim_graph.kernel.errors import CimError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW
from cim_graph.ownership import service
from cim_graph.ownership.catalogue import regime
from cim_graph.records.importer import Line
from cim_graph.settings import Settings
from cim_loaders.bods import importer
from tests.conftest import CLEAN, Submit, surroundings
from tests.ownership.lines import Record, company, owns, party, person, tie, trust

Cim = Callable[..., Awaitable[tuple[int, str, str]]]
SVG = "{http://www.w3.org/2000/svg}"

LAYERS: list[Record] = [
    person("L", names=["Leyla"], birthDate="1984-03-09"),
    person("V", names=["Vali"], flags=["pep"]),
    person("O", names=["Orxan"]),
    person("M", names=["Manager"]),
    person("N", names=[]),
    company("A", names=["Araz & <Co>"], identifiers=[{"scheme": "az-voen", "value": "1700000001"}], jurisdiction="AZ"),
    company("B", names=["Kür"], jurisdiction="CY"),
    company("D", names=["Dəniz"], flags=["listed"]),
    trust("T", names=["Family Trust"]),
    owns("L", "B", "60"),
    owns("A", "B", "5"),
    owns("M", "B", "25", voting="10"),
    owns("B", "A", "40", validFrom="2022-01-01"),
    owns("V", "A", "26", onBehalfOf="O"),
    owns("T", "A", "20"),
    owns("D", "A", minShare="0", maxShare="10"),
    owns("A", "A", "4"),
    owns("B", "B", "2"),
    owns("D", "B", "8", votingSuspended=True),
    tie("SETTLOR_OF", "M", "T"),
    tie("CONTROLS", "N", "D", means="veto"),
]


@pytest.fixture
async def layers(take: Submit) -> None:
    assert not (await take(LAYERS)).rejected


@pytest.fixture
def around(server: Endpoint, tmp_path: Path) -> dict[str, str]:
    return {**surroundings(server, tmp_path), "CIM_LOG_LEVEL": "ERROR", "COLUMNS": "100"}


@pytest.fixture
def cim(around: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Cim:
    """Type a command; return its exit status, its answer and what it said on standard error."""
    for name, value in around.items():
        monkeypatch.setenv(name, value)

    async def run(*arguments: str) -> tuple[int, str, str]:
        done = await asyncio.to_thread(CliRunner().invoke, application, ["owners", *arguments])
        if isinstance(done.exception, CimError):
            return 2, done.stdout, str(done.exception)
        assert done.exception is None, done.exception
        return done.exit_code, done.stdout, done.stderr

    return run


@pytest.mark.usefixtures("layers")
def test_it_answers_as_a_process_of_its_own(around: dict[str, str], tmp_path: Path) -> None:
    for asked, status, told in (("s:A", 0, "Orxan"), ("s:nobody", 2, "")):
        done = subprocess.run(  # noqa: S603 (our own command)
            [Path(sys.executable).with_name("cim"), "owners", asked],
            env=around,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        assert done.returncode == status
        assert told in done.stdout
        assert ("check the spelling" in done.stderr) == bool(status)
        assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("layers")
async def test_the_tree_shows_who_holds_what_and_why(cim: Cim) -> None:
    status, told, _ = await cim("az-voen:1700000001")
    assert status == 0
    assert told.splitlines()[0].startswith("Araz & <Co> (AZ)")
    assert "26 %, in the name of Vali  Orxan ★ (beneficial owner" in told
    assert "5 %  Araz & <Co>" in told
    assert "↺ a circle" in told
    assert "0 to 10 %" in told
    assert "settlor  Manager" in told
    assert "controls: veto  name not known" in told
    assert "Regulation (EU) 2024/1624" in told
    assert "NOMINEE" in told
    assert "Vali" in told.split("NOMINEE")[1]


@pytest.mark.usefixtures("layers")
@pytest.mark.parametrize("name", [party("A"), "s:A", "az-voen:1700000001"])
async def test_a_party_is_named_in_three_ways(cim: Cim, name: str) -> None:
    status, told, _ = await cim(name, "--json", "--regime", "simple", "--as-of", "2021-06-30")
    assert status == 0
    answer = orjson.loads(told)
    assert answer["subject"] == {"id": party("A"), "name": "Araz & <Co>"}
    assert [owner["name"] for owner in answer["owners"]] == ["Orxan"]
    assert answer["owners"][0]["reasons"][0]["source"]


@pytest.mark.usefixtures("layers")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("s:nobody",), "check the spelling"),
        (("nobody",), "scheme:value"),
        (("s:A", "--regime", "none"), "eu-amlr"),
        ((), "--all"),
        (("s:A", "--all"), "--all"),
        (("core:A", "--as-of", "2026-02-30"), "'2026-02-30' is no day; write it like 2026-06-30"),
        (("--all", "--format", "svg"), "--format svg draws one party; name it, or say --all --json"),
        (("s:A", "--json", "--format", "svg"), "--json and --format svg are two answers; take one of them"),
    ],
)
async def test_what_cannot_be_asked_says_what_can(cim: Cim, arguments: tuple[str, ...], told: str) -> None:
    status, _, said = await cim(*arguments)
    assert status == 2
    assert told in said


@pytest.mark.usefixtures("layers")
async def test_a_regime_of_ones_own_is_taken(cim: Cim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = (files("cim_graph") / "ownership" / "regimes" / "simple.yaml").read_text("utf-8")
    own = shipped.replace("id: simple", "id: ours").replace("threshold: 25", "threshold: 1")
    (tmp_path / "ours.yaml").write_text(own, "utf-8")
    assert "no regime" in (await cim("s:A", "--regime", "ours"))[2]
    monkeypatch.setenv("CIM_REGIMES_DIR", str(tmp_path))
    monkeypatch.setenv("CIM_REGIME", "ours")
    status, told, _ = await cim("s:A", "--json")
    assert status == 0
    answer = orjson.loads(told)
    assert answer["regime"] == "ours"
    assert {owner["name"] for owner in answer["owners"]} >= {"Leyla", "Orxan", "Manager"}


@pytest.mark.usefixtures("layers")
async def test_the_chart_has_every_party_and_every_share(cim: Cim) -> None:
    status, told, _ = await cim("s:A", "--format", "svg")
    assert status == 0
    drawn = ET.fromstring(told)  # noqa: S314 (our own)
    texts = "\n".join("".join(text.itertext()) for text in drawn.iter(f"{SVG}text"))
    for name in ("Araz & <Co>", "Kür", "Leyla", "Orxan", "Family Trust", "60 %", "0 to 10 %", "settlor", "votes"):
        assert name in texts, name
    assert len(list(drawn.iter(f"{SVG}rect"))) == 1 + 8
    arrows = [path.get("class") for path in drawn.iter(f"{SVG}path") if path.get("marker-end")]
    assert len(arrows) == 12
    assert arrows.count("line closing") == 3


@pytest.mark.usefixtures("layers")
async def test_bods_is_valid_and_comes_back_as_the_same_owners(
    cim: Cim, graph: Graph, take: Submit, settings: Settings, shared_data: Path
) -> None:
    chosen = regime(settings, "simple")
    before = await _owners(graph, party("A"), chosen)
    status, told, _ = await cim("s:A", "--format", "bods", "--regime", "simple")
    assert status == 0
    statements = orjson.loads(told)
    validator = _schema(shared_data)
    assert [(error.message, list(error.instance_path)) for error in validator.iter_errors(statements)] == []
    lines = list(importer.read(io.BytesIO(told.encode())))
    assert all(isinstance(line, Line) for line in lines), lines
    await graph.administer(CLEAN)
    assert not (await take([line.record for line in lines if isinstance(line, Line)])).rejected
    after = await _owners(graph, id_of(Kind.PARTY, "bods", party("A")), chosen)
    assert {id_of(Kind.PARTY, "bods", id_): told for id_, told in before.items()} == after
    assert before[party("L")][0] == pytest.approx(100 * 0.24 / (0.96 * 0.98 - 0.4 * 0.05))


async def _owners(graph: Graph, id_: str, chosen: Any) -> dict[str, Any]:
    view = (await service.above(graph, [id_], NOW, Rank()))[id_]
    answer = await service.beneficial_owners(view, chosen)
    return {
        one.party: (
            pytest.approx(one.ownership),
            pytest.approx(one.ownership_max),
            pytest.approx(one.voting),
            [reason.code for reason in one.reasons],
        )
        for one in answer.owners
    }


def _schema(shared_data: Path) -> jsonschema_rs.Validator:
    folder = shared_data / "bods-conformance" / "data-standard" / "schema"
    documents = [orjson.loads(path.read_bytes()) for path in folder.glob("*.json")]
    registry = jsonschema_rs.Registry([(document["$id"], document) for document in documents if "$id" in document])
    statement = orjson.loads((folder / "statement.json").read_bytes())
    return jsonschema_rs.validator_for(statement, registry=registry)


@pytest.mark.usefixtures("layers")
async def test_all_owners_are_written_for_lists_and_told(cim: Cim, graph: Graph) -> None:
    status, told, _ = await cim("--all", "--json", "--regime", "simple")
    assert status == 0
    report = orjson.loads(told)
    assert report["parties"] == 9
    [count] = await graph.administer("MATCH ()-[e:BENEFICIAL_OWNER_OF {regime: 'simple'}]->() RETURN count(e) AS n")
    assert report["owners"] == report["changed"] == count["n"] > 0
    assert "0 joined, changed or left" in (await cim("--all", "--regime", "simple"))[1]
