"""Whether somebody still waits for an answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from starlette.types import Receive

PATIENCE: Final = 0.2
"""Seconds after which it is looked whether the client is still there: most answers are given before."""


@asynccontextmanager
async def while_wanted(receive: "Receive") -> AsyncIterator[None]:
    """End what runs in the block when its client has gone, and raise ClientDisconnect; the body has been read."""
    running = asyncio.current_task()
    watching: list[asyncio.Task[None]] = []
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        if running is not None:
            running.cancel()

    look = asyncio.get_running_loop().call_later(PATIENCE, lambda: watching.append(asyncio.create_task(watch())))
    try:
        yield
    except asyncio.CancelledError:
        if not gone or running is None:
            raise
        running.uncancel()
        raise ClientDisconnect from None
    finally:
        look.cancel()
        for task in watching:
            task.cancel()
