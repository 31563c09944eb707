"""The local database as a file, and back."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cim_graph import bootstrap
from cim_graph.cli.application import application
from cim_graph.graph.local import LocalServer, backup, restore
from cim_graph.graph.local.exchange import exchange, finish_exchange
from cim_graph.graph.local.folder import Presence
from cim_graph.kernel.errors import BadInputError, ConflictError
from cim_graph.settings import Settings

COUNT = "MATCH (n:Kept) RETURN count(n)"


def small(data: Path) -> Settings:
    return Settings(data_dir=data, neo4j_uri=None, neo4j_heap_mb=512, neo4j_pagecache_mb=64)


def kept(settings: Settings, statement: str = COUNT) -> list[list[int]]:
    """Run a statement on the running server of these settings."""

    async def ask() -> list[list[int]]:
        async with bootstrap.opened(settings, print) as graph:
            return (await graph.write("test", lambda transaction: transaction.ask(statement, 9))).rows

    return asyncio.run(ask())


def stored(server: LocalServer) -> dict[str, int]:
    """Return the files of the database, each with the moment it was last changed."""
    return {str(path): path.stat().st_mtime_ns for path in (server.home / "data").rglob("*") if path.is_file()}


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[LocalServer, LocalServer]]:
    pair = LocalServer(small(tmp_path / "one")), LocalServer(small(tmp_path / "two"))
    yield pair
    for server in pair:
        server.stop()


@pytest.mark.timeout(900)
def test_a_backup_brings_the_graph_back_elsewhere(
    servers: tuple[LocalServer, LocalServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = servers
    file = tmp_path / "kept.backup"
    with pytest.raises(BadInputError, match="nothing to keep"):
        backup(one, file, print)
    one.ensure()
    kept(one.settings, "CREATE (n:Kept) RETURN 1")
    present = Presence(one.home / ".users")
    with pytest.raises(ConflictError, match="another cim process uses the database"):
        backup(one, file, print)
    present.end()
    one.stop()
    size = backup(one, file, print)
    assert not one.status().running, "it did not run before"
    assert file.stat().st_size == size
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [file.name]

    restore(two, file, print)
    two.ensure()
    assert kept(two.settings) == [[1]]
    monkeypatch.setenv("CIM_DATA_DIR", str(two.settings.data_dir))
    refused = CliRunner().invoke(application, ["db", "restore", str(file)])
    assert isinstance(refused.exception, ConflictError)
    assert "--force" in str(refused.exception)

    whole = file.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    two.stop()
    before = stored(two)
    for broken in (b"", whole[: len(whole) // 2], bytes(flipped)):
        (tmp_path / "broken").write_bytes(broken)
        with pytest.raises(BadInputError, match="no whole backup, and nothing was changed"):
            restore(two, tmp_path / "broken", print)
        assert stored(two) == before
    assert not (two.home / "restoring").exists()


def test_what_cannot_be_a_backup_is_told(servers: tuple[LocalServer, LocalServer], tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "no" / "folder"):
        with pytest.raises(BadInputError, match="cannot be a backup"):
            backup(servers[0], place, print)
    with pytest.raises(BadInputError, match="there is no file"):
        restore(servers[0], tmp_path / "none", print)


@pytest.mark.parametrize("command", [["backup", "b"], ["restore", "b"]])
def test_another_server_is_left_to_its_own_tools(monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://db:7687")
    result = CliRunner().invoke(application, ["db", *command])
    assert "neo4j-admin database dump" in str(result.exception)


class Killed(BaseException):
    """What a test ends an exchange with."""


@pytest.mark.parametrize("had", [True, False])
@pytest.mark.parametrize("moves", range(8))
def test_an_exchange_that_is_killed_anywhere_is_undone_or_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int, had: bool
) -> None:
    home, fresh = tmp_path / "home", tmp_path / "fresh"
    for place in ("databases", "transactions"):
        for root, text in ((home / "data", "old"), (fresh, "new")):
            if had or text == "new":
                (root / place / "neo4j").mkdir(parents=True)
                (root / place / "neo4j" / "store").write_text(text)
    left = iter(range(moves))
    real = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise Killed
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    done = True
    try:
        exchange(home, fresh)
    except Killed:
        done = False
    monkeypatch.setattr(Path, "replace", real)
    finish_exchange(home)
    stores = [home / "data" / place / "neo4j" / "store" for place in ("databases", "transactions")]
    found = [store.read_text() if store.exists() else None for store in stores]
    assert found == (["new"] * 2 if done else ["old" if had else None] * 2)
    assert done == (moves >= 5)
    assert sorted(path.name for path in home.iterdir()) == ["data"]
