"""The first start, with a repository that behaves in every way."""

import hashlib
import os
from collections.abc import Iterator
from errno import ENOSPC
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from cim_graph.graph.local import LocalServer, jars
from cim_graph.kernel.errors import SetupError
from cim_graph.settings import Settings

PLACE = "/org/neo4j/neo4j/2026.09.0/neo4j-2026.09.0"
POM = (
    b"<project><modelVersion>4.0.0</modelVersion>"
    b"<groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>2026.09.0</version></project>"
)
PORTAL = b"<html><body>Please log in<br></body></html>"


def summed(content: bytes) -> bytes:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest().encode()


WHOLE = {
    f"{PLACE}.pom": POM,
    f"{PLACE}.pom.sha1": summed(POM),
    f"{PLACE}.jar": b"jar",
    f"{PLACE}.jar.sha1": summed(b"jar"),
}


class Repository:
    """What a repository on loopback answers, and what it was asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.otherwise = 404
        self.asked: list[str] = []


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    said = Repository()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said.asked.append(self.path)
            content = said.files.get(self.path)
            self.send_response(said.otherwise if content is None else 200)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/"
        monkeypatch.setattr(jars, "_repositories", lambda: {"central": address})
        monkeypatch.setattr(jars, "sleep", lambda _: None)
        yield said
        server.shutdown()
        thread.join()


@pytest.fixture
def local(tmp_path: Path) -> LocalServer:
    return LocalServer(Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", neo4j_uri=None))


@pytest.mark.parametrize(
    ("files", "otherwise", "told"),
    [
        pytest.param({}, 404, "check CIM_NEO4J_VERSION", id="there is no such version"),
        pytest.param({}, 503, r"HTTP 503 at .* The first start needs the network", id="it is out of order"),
        pytest.param({}, 407, "HTTP 407 at .*HTTPS_PROXY", id="a proxy wants a password"),
        pytest.param({f"{PLACE}.pom": PORTAL}, 404, "cannot be read: .*login page", id="a portal answers instead"),
        pytest.param({f"{PLACE}.pom": b"\x00" * 99}, 404, "cannot be read: .*login page", id="null bytes"),
        pytest.param(WHOLE | {f"{PLACE}.jar.sha1": summed(b"x")}, 404, "does not match its checksum", id="damaged"),
        pytest.param(WHOLE | {f"{PLACE}.pom.sha1": b"\xff"}, 404, "does not match its checksum", id="a damaged sum"),
    ],
)
def test_a_repository_that_fails_is_told_with_what_to_do(
    repository: Repository, local: LocalServer, files: dict[str, bytes], otherwise: int, told: str
) -> None:
    repository.files, repository.otherwise = files, otherwise
    with pytest.raises(SetupError, match=told):
        local.install()
    repository.files = WHOLE
    assert [jar.read_bytes() for jar in local.install()] == [b"jar"], "the next try is not spoiled by this one"


def test_no_network_is_told_with_what_to_do(local: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "_repositories", lambda: {"central": "http://127.0.0.1:9"})
    monkeypatch.setattr(jars, "sleep", lambda _: None)
    with pytest.raises(SetupError, match=r"could not be downloaded: ConnectionError .* set NEO4J_URI"):
        local.install()


def test_what_was_downloaded_is_not_asked_for_again(repository: Repository, local: LocalServer) -> None:
    repository.files = WHOLE
    [jar] = local.install()
    assert jar.read_bytes() == b"jar"
    repository.asked.clear()
    assert local.install() == [jar]
    assert repository.asked == []
    jar.write_bytes(b"j")
    jar.unlink()
    assert local.install() == [jar]
    assert all(".pom" not in path for path in repository.asked)


def test_a_disk_that_fills_up_is_told_and_leaves_no_half_file(
    repository: Repository, local: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(ENOSPC, os.strerror(ENOSPC))

    repository.files = WHOLE
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(SetupError, match=r"the disk of .*cache is full; free some space"):
        local.install()
    assert [path.name for path in local.settings.cache_dir.rglob("*") if path.is_file()] == [".lock"]
