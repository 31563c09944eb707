"""`cim approvals`, called in this process: what waits, what it says, and what somebody else says of it."""

import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from cim_graph import bootstrap
from cim_graph.cli import approvals as command
from cim_graph.graph.local import Endpoint
from cim_graph.kernel.errors import CimError, ForbiddenError
from cim_graph.settings import Auth, Settings
from tests.approvals.desk import MAKER, bank, person, submitting
from tests.conftest import CLEAN, taking

Run = Callable[..., str]


@pytest.fixture
def run(server: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs a command as the user of this machine and gives what it prints; what it raises is raised."""
    around = {"NEO4J_URI": server.uri, "NEO4J_PASSWORD": server.password, "CIM_DATA_DIR": str(tmp_path)}
    for name, value in {**around, "CIM_AUTH": "local"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(command, "getuser", lambda: "leyla")

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(command.application, list(arguments))
        if isinstance(result.exception, CimError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


@pytest.fixture
def waiting(server: Endpoint, settings: Settings) -> Iterator[str]:
    """Give the id of a change request that waits."""

    async def propose() -> str:
        graph = await bootstrap.open_graph(settings, server.uri, server.user, server.password)
        await taking(graph, settings)([person("A"), person("B")])
        desk = bank(graph, settings, auth=Auth.LOCAL)
        proposal = await desk.proposed(submitting(person("A", "Aygün"), person("B", "Bəhram")), maker=MAKER)
        await graph.close()
        return proposal.id

    async def clean() -> None:
        graph = await bootstrap.open_graph(settings, server.uri, server.user, server.password)
        await graph.administer(CLEAN, seconds=600)
        await graph.close()

    yield asyncio.run(propose())
    asyncio.run(clean())


def test_what_waits_is_shown_and_decided(run: Run, waiting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    [row] = map(orjson.loads, run("--json").splitlines())
    assert (row["id"], row["status"], row["maker"], row["changes"]) == (waiting, "SUBMITTED", "fatma", "2")
    shown = run("show", waiting)
    assert re.search(r'before .*"names":\["Person A"\]', shown)
    assert re.search(r'after .*"names":\["Aygün"\]', shown)
    told: dict[str, Any] = orjson.loads(run("show", waiting, "--json"))
    assert told["version"] == 2
    with monkeypatch.context() as patched:
        patched.setattr(command, "getuser", lambda: "fatma")
        with pytest.raises(ForbiddenError, match="you proposed this"):
            run("approve", waiting, "--version", "2")
    done = run("approve", waiting, "--version", "2", "--leave-out", f"{waiting}.1", "--comment", "seen")
    assert f"{waiting} is APPLIED" in done
    shown = run("show", waiting)
    assert f"{waiting}.1 submitRecords, left out" in shown
    assert "approved by leyla as checker seen" in shown
    assert run("--json") == ""
    assert waiting in run("--status", "APPLIED", "--json")


def test_it_is_rejected_or_taken_back(run: Run, waiting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lent = run("delegate", "--role", "checker", "--to", "orxan", "--until", "2299-01-01")
    [id_] = re.findall(r"undelegate (\w+)", lent)
    assert "has ended" in run("undelegate", id_)
    assert "is REJECTED" in run("reject", waiting, "--version", "2", "--comment", "no document")
    monkeypatch.setattr(command, "getuser", lambda: "fatma")
    with pytest.raises(CimError, match="REJECTED"):
        run("withdraw", waiting, "--reason", "late")
    with pytest.raises(CimError, match="REJECTED"):
        run("submit", waiting)
