"""One server for a data folder: found when it runs, started when it does not, stopped cleanly."""

import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from os import SEEK_END
from pathlib import Path
from shlex import split
from time import monotonic, sleep
from typing import TYPE_CHECKING

import psutil

from cim_graph.graph.local.configuration import configure, configured_port
from cim_graph.graph.local.exchange import DATABASE, finish_exchange
from cim_graph.graph.local.folder import Presence, locked, make_folder, somebody_present, told, write_whole
from cim_graph.graph.local.health import has_stopped
from cim_graph.graph.local.jars import download_jars, installed_jars
from cim_graph.graph.local.java import CONFIGURATION, Java, home_argument
from cim_graph.graph.local.needs import (
    HOST,
    NEW_STORE_MB,
    ROOM_MB,
    check_disk,
    check_memory,
    check_version,
    free_port,
)
from cim_graph.graph.local.state import State, found_state, read_state, state_of
from cim_graph.kernel.errors import SetupError
from cim_graph.settings import Settings

if TYPE_CHECKING:
    import subprocess

Report = Callable[[str], None]

USER = "neo4j"
_PAUSE = 0.1
_LOG_LINES = 8
_STOP_SECONDS = 60
_FULL = (b"No space left on device", b"running out of disk space")
_TAIL = 65536


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the server answers, and to whom."""

    uri: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """Whether the server of a data folder runs, as which process, and where it answers.

    `stopped`: it runs, and its database has stopped itself.
    """

    running: bool
    stopped: bool
    pid: int | None
    uri: str | None
    version: str
    data: Path


class LocalServer:
    """The server of one data folder. Every call blocks; what one process starts the others find and use."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.home = settings.data_dir / "neo4j"
        self._state = self.home / "server.json"
        self._password = self.home / "password"
        self._users = self.home / ".users"
        self._child: subprocess.Popen[bytes] | None = None

    def ensure(self, report: Report = lambda _: None) -> tuple[Endpoint, bool]:
        """Return where the server answers, and whether this call started it; it stays until `stop`.

        Raises SetupError with what to do where it cannot be started.
        """
        with self.alone():
            endpoint, started = self._found_or_started(report)
            if (state := self.running()) is not None and not state.stays:
                replace(state, stays=True).write(self._state)
            return endpoint, started

    @contextmanager
    def used(self, report: Report = lambda _: None) -> Iterator[Endpoint]:
        """Use the server for a while. One that was started for this is stopped by the last process that leaves."""
        with self.alone():
            endpoint, _ = self._found_or_started(report)
            presence = Presence(self._users)
        try:
            yield endpoint
        finally:
            with self.alone():
                presence.end()
                state = self.running()
                if state is not None and not state.stays and not self.in_use():
                    self.halt()

    def revive(self, report: Report = lambda _: None) -> None:
        """Start the server again where it has ended, at the port where those who use it look for it."""
        with self.alone():
            if self.running() is None and self.in_use():
                before = read_state(self._state)
                port = before.port if before else self.settings.neo4j_bolt_port
                self.start(report, stays=before is not None and before.stays, port=port)

    def has_data(self) -> bool:
        """Whether the data folder holds a database, be it empty."""
        return (self.home / "data" / "databases" / DATABASE).is_dir()

    def endpoint(self) -> Endpoint | None:
        """Return where the server answers, while it runs."""
        state = self.running()
        return self._endpoint(state) if state else None

    def install(self, report: Report = lambda _: None) -> list[Path]:
        """Return the server's jars, downloaded first where they are missing."""
        cache = self.settings.cache_dir
        make_folder(cache)
        with told(cache), locked(cache / ".lock"):
            version = self.settings.neo4j_version
            return installed_jars(cache, version) or download_jars(cache, version, report)

    def status(self) -> ServerStatus:
        """Say whether the server runs."""
        state = self.running()
        uri = f"bolt://{HOST}:{state.port}" if state else None
        return ServerStatus(
            state is not None,
            state is not None and self._has_stopped(state),
            state.pid if state else None,
            uri,
            self.settings.neo4j_version,
            self.home,
        )

    def stop(self, seconds: float = _STOP_SECONDS) -> bool:
        """Stop the server and wait until it is gone; answer whether there was one."""
        with self.alone():
            return self.halt(seconds)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes from starting and stopping the server meanwhile."""
        make_folder(self.home)
        with told(self.home), locked(self.home / ".lock"):
            yield

    def running(self) -> State | None:
        """Return the state of the server while it runs.

        One whose starter was killed before it could leave the state is found among the processes.
        """
        state = read_state(self._state)
        if state is not None and state.process() is not None:
            return state
        port = configured_port(self.home / CONFIGURATION)
        return None if port is None else found_state(home_argument(self.home), port)

    def in_use(self) -> bool:
        """Whether some process uses the server."""
        return somebody_present(self._users)

    def halt(self, seconds: float = _STOP_SECONDS) -> bool:
        """Stop the server, within `alone`."""
        state = self.running()
        if state is not None:
            _end(state, seconds)
            replace(state, stays=False).write(self._state)  # who finds it dead otherwise knows that it was to stay
        self._bury()
        return state is not None

    def start(self, report: Report, *, stays: bool, port: int = 0) -> State:
        """Start the server, within `alone`, and wait until it answers; at no other port, where one is named."""
        java = self.java(report)
        finish_exchange(self.home)
        check_version(self.home, self.settings.neo4j_version)
        check_memory(self.settings)
        check_disk(self.home, ROOM_MB if self.has_data() else NEW_STORE_MB, "CIM_DATA_DIR")
        report(f"Starting Neo4j {self.settings.neo4j_version}")
        before = read_state(self._state)
        port = free_port(port or self.settings.neo4j_bolt_port, before.port if before else 0)
        configure(java.configuration, port, self.settings)
        self._set_password(java)
        self._bury()
        self._child = process = java.serve()
        try:
            state = state_of(process.pid, port, stays=stays)
            state.write(self._state)
            self._await(state)
        except BaseException:
            process.terminate()
            process.wait(_STOP_SECONDS)
            raise
        write_whole(self.home / "version", self.settings.neo4j_version.encode())
        return state

    def java(self, report: Report) -> Java:
        """Return how Neo4j's programs run in this data folder."""
        jars, options = tuple(self.install(report)), tuple(split(self.settings.neo4j_jvm_options or ""))
        return Java(jars, self.settings.neo4j_heap_mb, options, self.home)

    def _bury(self) -> None:
        """Wait for a server that this process started and that is ending: its threads may outlive its first one."""
        if self._child is not None:
            self._child.wait(_STOP_SECONDS)
            self._child = None

    def _found_or_started(self, report: Report) -> tuple[Endpoint, bool]:
        if (state := self.running()) is not None:
            self._await(state)
            if not self._has_stopped(state):
                return self._endpoint(state), False
            report("Neo4j's database had stopped itself, as on a full disk; it is started again")
            self.halt()
            return self._endpoint(self.start(report, stays=state.stays)), True
        before = read_state(self._state)
        return self._endpoint(self.start(report, stays=before is not None and before.stays)), True

    def _has_stopped(self, state: State) -> bool:
        endpoint = self._endpoint(state)
        return has_stopped(endpoint.uri, endpoint.user, endpoint.password)

    def _endpoint(self, state: State) -> Endpoint:
        try:
            password = self._password.read_text("utf-8").strip()
        except FileNotFoundError as error:
            raise SetupError(
                f"{self._password} is gone, and with it the database's password; put it back from a copy"
            ) from error
        return Endpoint(f"bolt://{HOST}:{state.port}", USER, password)

    def _set_password(self, java: Java) -> None:
        """Give a new data folder its password; the server reads it at its first start.

        neo4j-admin takes it from a file that only its owner reads: arguments of a process are seen by everybody.
        """
        if self._password.exists():
            return
        first = self._password.with_suffix(".first")
        write_whole(first, secrets.token_hex(24).encode(), mode=0o600)
        if (why := java.administer(["dbms", "set-initial-password", f"@{first}"])) is not None:
            raise SetupError(f"the password of a new database could not be set: {why}")
        first.replace(self._password)

    def _await(self, state: State) -> None:
        deadline = monotonic() + self.settings.neo4j_start_seconds
        while monotonic() < deadline:
            if state.process() is None:
                raise SetupError(f"Neo4j ended while it started: {self._last_words()}")
            with suppress(OSError), socket.create_connection((HOST, state.port), timeout=1):
                return
            sleep(_PAUSE)
        if self._disk_is_full():
            raise SetupError(f"Neo4j cannot start since the disk of {self.home} is full; free some space")
        raise SetupError(
            f"Neo4j did not answer within {self.settings.neo4j_start_seconds:g} seconds; raise "
            f"CIM_NEO4J_START_SECONDS, or see why: {self._last_words()}"
        )

    def _disk_is_full(self) -> bool:
        """Whether the server says so: it goes on without a database then, and never answers."""
        with suppress(OSError), (self.home / "logs" / "debug.log").open("rb") as log:
            log.seek(max(0, log.seek(0, SEEK_END) - _TAIL))
            said = log.read()
            return any(text in said for text in _FULL)
        return False

    def _last_words(self) -> str:
        lines: list[str] = []
        for log in (self.home / "console.log", self.home / "logs" / "neo4j.log"):
            with suppress(OSError):
                lines += log.read_text(errors="replace").splitlines()[-_LOG_LINES:]
        return "\n".join(lines) or f"nothing was logged in {self.home}"


def _end(state: State, seconds: float) -> None:
    """Ask the process to end, and end it where it does not; one that nobody has buried yet (a zombie) has ended."""
    for ask in (psutil.Process.terminate, psutil.Process.kill):
        deadline = monotonic() + seconds
        with suppress(psutil.NoSuchProcess):
            if (process := state.process()) is not None:
                ask(process)
        while state.process() is not None and monotonic() < deadline:
            sleep(_PAUSE)
