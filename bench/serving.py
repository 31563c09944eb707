"""The API as a process of its own, and a client that asks it over HTTP."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from cim_graph.settings import Settings

HEAD = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n"


class Connection:
    """One kept-alive HTTP connection, as little of a client as will do: the server is what is measured."""

    def __init__(self, port: int, token: str | None = None) -> None:
        self._port = port
        self._known = f"Authorization: Bearer {token}\r\n" if token else ""
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, body: bytes) -> bytes:
        """Send a request and return the body of the answer."""
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 24)
        self._writer.write(HEAD.format(self._known, len(body)).encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        return await self._reader.readexactly(length)

    def close(self) -> None:
        """Close the connection."""
        if self._writer is not None:
            self._writer.close()


@dataclass(frozen=True, slots=True)
class Server:
    """A `cim up` of its own."""

    port: int
    process: psutil.Process

    def busy(self) -> float:
        """Return the seconds of processor time that it has taken so far."""
        times = self.process.cpu_times()
        return times.user + times.system


@contextmanager
def served(settings: Settings) -> Iterator[Server]:
    """Give a server on the settings' data folder, with their executor."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    own = {
        "CIM_DATA_DIR": str(settings.data_dir), "CIM_COLUMNAR": str(settings.columnar), "CIM_LOG_LEVEL": "ERROR",
        "CIM_AUTH": settings.auth.value, "CIM_CALLER_BUDGET": str(settings.caller_budget),
    }  # fmt: skip
    process = subprocess.Popen(  # noqa: S603 (our own command)
        [Path(sys.executable).parent / "cim", "up", "--port", str(port)],
        env=os.environ | own,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(30)


async def ready(port: int) -> None:
    """Wait until the API answers."""
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise TimeoutError("`cim up` did not answer within a minute")
