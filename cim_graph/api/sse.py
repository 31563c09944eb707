"""Answers as server-sent events, one connection an operation: https://github.com/enisdenjo/graphql-sse."""

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from cim_graph.api.answer import SEND_SECONDS, body_of, encoded
from cim_graph.api.presence import while_wanted
from cim_graph.events.hub import DROPPED

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from starlette.types import Receive, Scope, Send
    from strawberry.types.execution import ExecutionResult

EVENT_STREAM: Final = "text/event-stream"
HEARTBEAT_SECONDS: Final = 12.0
"""Proxies close what is silent for half a minute."""
_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)


class EventStream:
    """An answer that goes on until its operation ends, or its client goes, or takes nothing for too long."""

    status_code = 200

    def __init__(
        self, results: "AsyncGenerator[ExecutionResult, None]", headers: "Mapping[str, str] | None" = None
    ) -> None:
        self._results = results
        more = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
        self._headers = [*_HEADERS, *more]

    async def __call__(self, _: "Scope", receive: "Receive", send: "Send") -> None:
        """Send what there is, each result as an event."""
        async with aclosing(self._results), while_wanted(receive):
            await send({"type": "http.response.start", "status": self.status_code, "headers": self._headers})
            try:
                await self._all(send)
            except TimeoutError:  # whoever takes nothing gets no farewell either
                DROPPED.inc()
                return
            await send({"type": "http.response.body", "body": b"event: complete\ndata:\n\n"})

    async def _all(self, send: "Send") -> None:
        await _send(send, b":\n\n")
        while True:
            coming = asyncio.ensure_future(anext(self._results, None))
            try:
                while not (await asyncio.wait({coming}, timeout=HEARTBEAT_SECONDS))[0]:
                    await _send(send, b":\n\n")
            finally:
                if coming.cancel():  # what still runs cannot be closed
                    await asyncio.wait({coming})
            if (result := coming.result()) is None:
                return
            await _send(send, b"event: next\ndata: " + encoded(body_of(result)) + b"\n\n")


async def _send(send: "Send", text: bytes) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        await send({"type": "http.response.body", "body": text, "more_body": True})
