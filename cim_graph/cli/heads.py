"""Heads of requests that come too slowly, or never end: uvicorn waits for them for good, and keeps what has come.

So it does for trailers behind a body in chunks, and for blank lines between requests.
"""

import asyncio
from asyncio import TimerHandle
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS: Final = 10.0
"""Time from the first byte of a head to its last, and from the connection to the first head."""
MOST_HEAD_BYTES: Final = 64 << 10
TOO_SLOW: Final = b"408 Request Timeout"
TOO_LARGE: Final = b"431 Request Header Fields Too Large"


class PromptHeads(HttpToolsProtocol):
    """A connection that is closed where a head takes too long, or what is no body grows too large."""

    _awaited: TimerHandle | None = None
    _came = 0
    """Bytes since the last piece of a body, or since a head was waited for."""
    _under_way = False
    """A request has begun, and has not come as a whole."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        """Wait for the rest of a head; the first one is waited for from the connection on."""
        super().on_message_begin()
        self._under_way = True
        if self._awaited is None:
            self._wait()

    def on_headers_complete(self) -> None:
        """Take the head as it is."""
        self._end()
        self._came = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body; how large it may be is for whoever reads it."""
        self._came = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Take a request as a whole."""
        self._under_way = False
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Take bytes in; of what is no body only so many, and between requests only for a time."""
        if self._awaited is None and self._idle:
            self._wait()
        self._came += len(data)
        if self._came > MOST_HEAD_BYTES + len(data):
            self._refuse(TOO_LARGE)
            return
        super().data_received(data)

    @property
    def _idle(self) -> bool:
        """Whether nothing is asked: the time of an answer that is under way is not that of a head."""
        answering = getattr(self, "cycle", None)
        return not self._under_way and (answering is None or answering.response_complete)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._end()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._came = 0
        self._awaited = self.loop.call_later(HEAD_SECONDS, self._refuse, TOO_SLOW)

    def _end(self) -> None:
        if self._awaited is not None:
            self._awaited.cancel()
            self._awaited = None

    def _refuse(self, status: bytes) -> None:
        self._end()
        if not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 %b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" % status)
            self.transport.close()
