"""Heads of requests that trickle in, never come, or never end: each connection is closed, and others are answered."""

import asyncio
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn

from cim_graph.cli import heads
from cim_graph.cli.up import _OPTIONS

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LATE = b"HTTP/1.1 408 Request Timeout"
SECONDS = 0.4


async def app(scope: Any, receive: Any, send: Any) -> None:
    assert scope["type"] == "http"
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"well" if not body else body[:4]})


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(heads, "HEAD_SECONDS", SECONDS)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, **{**_OPTIONS, "lifespan": "off"}))
    running = asyncio.create_task(server._serve([listener]))  # noqa: SLF001 (`serve` takes the signals)
    while not server.started:  # noqa: ASYNC110 (uvicorn's own)
        await asyncio.sleep(0.01)
    yield listener.getsockname()[1]
    server.should_exit = True
    await running


@asynccontextmanager
async def opened(port: int) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def left(reader: StreamReader) -> bytes:
    """Return the first line of what comes, and wait for the server to close the connection."""
    answer = await asyncio.wait_for(reader.read(), 30)
    return answer.partition(b"\r\n")[0]


async def test_a_connection_that_says_nothing_is_closed(port: int) -> None:
    async with opened(port) as (reader, _):
        assert await left(reader) == LATE


async def test_a_head_that_trickles_is_cut_off_though_bytes_keep_coming(port: int) -> None:
    async with opened(port) as (reader, writer):

        async def trickle() -> None:
            for letter in b"GET / HTTP/1.1\r\nX: " + b"a" * 10_000:
                writer.write(bytes([letter]))
                await asyncio.sleep(SECONDS / 10)

        trickling = asyncio.create_task(trickle())
        assert await left(reader) == LATE
        trickling.cancel()


async def test_a_second_head_on_a_connection_is_waited_for_no_longer(port: int) -> None:
    async with opened(port) as (reader, writer):
        writer.write(GET)
        await reader.readuntil(b"well")
        await asyncio.sleep(SECONDS / 4)
        writer.write(GET[:10])
        assert await left(reader) == LATE


async def test_a_head_without_an_end_is_refused_before_it_fills_the_memory(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "HEAD_SECONDS", 60)
    async with opened(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\n")
        answer = asyncio.create_task(reader.readline())
        for number in range(2_000):
            if answer.done():
                break
            writer.write(b"X-%d: %b\r\n" % (number, b"a" * 1000))
            await asyncio.sleep(0)
        assert await answer == b"HTTP/1.1 431 Request Header Fields Too Large\r\n"


async def test_bodies_may_be_larger_than_heads_and_come_later(port: int) -> None:
    async with opened(port) as (reader, writer):
        size = 4 * heads.MOST_HEAD_BYTES
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size)
        await asyncio.sleep(2 * SECONDS)
        writer.write(b"b" * size)
        assert (await asyncio.wait_for(reader.readuntil(b"bbbb"), 30)).startswith(b"HTTP/1.1 200 ")


CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwell\r\n"
TAILS = {
    "trailers": (CHUNKED + b"0\r\n", b"X: %b\r\n" % (b"a" * 1000)),
    "a trailer without an end": (CHUNKED + b"0\r\nX: ", b"a" * 1000),
    "blank lines after a request": (GET, b"\r\n" * 500),
}


@pytest.mark.parametrize("tail", TAILS)
async def test_what_follows_a_request_and_never_ends_is_refused(
    port: int, monkeypatch: pytest.MonkeyPatch, tail: str
) -> None:
    monkeypatch.setattr(heads, "HEAD_SECONDS", 60)
    begin, more = TAILS[tail]
    async with opened(port) as (reader, writer):
        writer.write(begin)
        answer = asyncio.create_task(reader.readuntil(b"431 Request Header Fields Too Large"))
        for _ in range(1_000):
            if answer.done():
                break
            writer.write(more)
            await asyncio.sleep(0)
        await asyncio.wait_for(answer, 10)


async def test_blank_lines_do_not_keep_a_connection(port: int) -> None:
    async with opened(port) as (reader, writer):
        writer.write(GET)
        await reader.readuntil(b"well")

        async def trickle() -> None:
            for _ in range(10_000):
                writer.write(b"\r\n")
                await asyncio.sleep(SECONDS / 10)

        trickling = asyncio.create_task(trickle())
        assert await asyncio.wait_for(left(reader), 10) == LATE
        trickling.cancel()


async def test_short_trailers_and_a_blank_line_before_a_request_are_taken(port: int) -> None:
    async with opened(port) as (reader, writer):
        writer.write(CHUNKED + b"0\r\nX: a\r\n\r\n")
        await asyncio.wait_for(reader.readuntil(b"well"), 10)
        for piece in (b"\r\n", GET):
            writer.write(piece)
            await asyncio.sleep(SECONDS / 10)
        await asyncio.wait_for(reader.readuntil(b"well"), 10)


async def test_two_hundred_that_are_slow_at_once_hold_up_nobody(port: int) -> None:
    async with AsyncExitStack() as stack:
        slow = [await stack.enter_async_context(opened(port)) for _ in range(200)]
        for _, writer in slow:
            writer.write(GET[:5])
        async with opened(port) as (reader, writer):
            writer.write(GET)
            assert await asyncio.wait_for(reader.readuntil(b"well"), 30)
        assert {await left(reader) for reader, _ in slow} == {LATE}
