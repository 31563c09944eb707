"""A receiver of webhooks that answers whatever a test wants, byte by byte."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Received:
    """One request."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        told: dict[str, Any] = orjson.loads(self.body)
        return told


Answer = Callable[[Received, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Receiver:
    """What came, and how it is answered."""

    port: int = 0
    connections: int = 0
    received: list[Received] = field(default_factory=list)
    answer: Answer | None = None

    def url(self, scheme: str = "http", host: str = "127.0.0.1") -> str:
        return f"{scheme}://{host}:{self.port}/hook"

    @property
    def places(self) -> list[int]:
        return [int(one.event["sequence"]) for one in self.received]

    def always(self, said: bytes) -> None:
        """Answer every request with these bytes."""

        async def answer(_: Received, writer: asyncio.StreamWriter) -> None:
            writer.write(said)

        self.answer = answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(OSError, asyncio.IncompleteReadError):
            while request := await _request(reader):
                self.received.append(request)
                await (self.answer or _taken)(request, writer)
                await writer.drain()
        writer.close()


async def _taken(_: Received, writer: asyncio.StreamWriter) -> None:
    writer.write(OK)


async def _request(reader: asyncio.StreamReader) -> Received | None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    line, *headers = head.rstrip().split("\r\n")
    named = {name.lower(): value.strip() for name, _, value in (header.partition(":") for header in headers)}
    return Received(line, named, await reader.readexactly(int(named["content-length"])))


@asynccontextmanager
async def receiving(context: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """Give a receiver that listens; whoever is connected in the end is cut off."""
    receiver = Receiver()
    tasks: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(asyncio.CancelledError):
            await receiver.serve(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
