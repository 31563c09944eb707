"""One delivery of one event: what is sent, and what counts as taken."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

import httpcore

from cim_graph.events.gate import Gate, GuardedNetwork
from cim_graph.events.model import Happening, cloud_event_body
from cim_graph.events.signature import secrets_in, signed
from cim_graph.kernel.errors import SetupError

if TYPE_CHECKING:
    from cim_graph.settings import Settings

MEDIA: Final = "application/cloudevents+json; charset=utf-8"
_READ: Final = 65_536
"""Bytes of an answer that are read, so that its connection serves again; nobody looks at them."""
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Destination:
    """Where events of a webhook go, and the file of the secrets that sign them."""

    url: str
    secret_file: str | None


class Courier(Protocol):
    """Whatever brings events to destinations of one kind."""

    async def bring(self, happening: Happening, destination: Destination) -> str | None:
        """Bring an event; return why that failed, and nothing where it was taken."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class HttpCourier:
    """Brings events by POST: redirects are not followed, certificates are checked, answers have their time.

    What is answered besides its status does not matter, so nothing in it can do harm.
    """

    def __init__(self, settings: "Settings", clock: Callable[[], float] = time) -> None:
        self._source = settings.event_source
        self._seconds = settings.webhook_seconds
        self._clock = clock
        self._gate = Gate.of(settings.webhook_networks)
        self._ca_file = settings.webhook_ca_file
        self._pools: dict[str, httpcore.AsyncConnectionPool] = {}

    async def bring(self, happening: Happening, destination: Destination) -> str | None:
        """Bring an event; return why that failed, and nothing where it was taken."""
        body = cloud_event_body(happening, self._source)
        try:
            headers = await self._signed(happening.id, body, destination)
            status = await self._status(destination.url, headers, body)
        except TimeoutError:
            return f"no answer within {self._seconds:g} seconds"
        except SetupError as error:
            return str(error)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            return f"{type(error).__name__}: {error}"[:_SHOWN]
        return _failure(status)

    async def close(self) -> None:
        """Let go of connections."""
        for pool in self._pools.values():
            await pool.aclose()

    async def _signed(self, id_: str, body: bytes, destination: Destination) -> Mapping[str, str]:
        headers = {"content-type": MEDIA, "user-agent": "cim-graph", "content-length": str(len(body))}
        if destination.secret_file is None:
            return headers
        secrets = await asyncio.to_thread(secrets_in, Path(destination.secret_file))
        return {**headers, **signed(id_, int(self._clock()), body, secrets)}

    async def _status(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        pool = self._pool(urlsplit(url).scheme)
        status = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                host = [("host", urlsplit(url).netloc)]
                async with pool.stream("POST", url, headers=[*host, *headers.items()], content=body) as response:
                    status = response.status
                    await _read(response)
        if not status:
            raise TimeoutError
        return status

    def _pool(self, scheme: str) -> httpcore.AsyncConnectionPool:
        if scheme not in self._pools:
            network = GuardedNetwork(self._gate, in_the_clear=scheme == "http")
            self._pools[scheme] = httpcore.AsyncConnectionPool(_trust(self._ca_file), network_backend=network)
        return self._pools[scheme]


async def _read(response: httpcore.Response) -> None:
    """Read a short answer to its end; a longer one is cut off, and its connection with it."""
    read = 0
    with suppress(httpcore.NetworkError, httpcore.ProtocolError):
        async for part in response.aiter_stream():
            read += len(part)
            if read > _READ:
                return


def _failure(status: int) -> str | None:
    if 200 <= status < 300:  # noqa: PLR2004 (what HTTP calls success)
        return None
    if 300 <= status < 400:  # noqa: PLR2004 (redirects)
        return f"answered {status}: redirects are not followed; register the address that it leads to"
    return f"answered {status}"


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise SetupError(f"CIM_WEBHOOK_CA_FILE: {ca_file} cannot be read: {error}") from error
    return context
