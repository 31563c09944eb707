"""`cim up`: the API, and the database under it."""

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final

import structlog
import typer
import uvicorn
import uvloop
from starlette.applications import Starlette

from cim_graph import bootstrap
from cim_graph.api.schema import schema
from cim_graph.app import create_app, sharing
from cim_graph.cli.background import background
from cim_graph.cli.heads import PromptHeads
from cim_graph.cli.workers import share
from cim_graph.graph.session import Graph
from cim_graph.kernel.errors import SetupError
from cim_graph.kernel.garbage import collect_seldom
from cim_graph.settings import Auth, Settings, read_settings

_OPTIONS: Final[dict[str, Any]] = {
    "http": PromptHeads,
    "ws": "websockets-sansio",
    "ws_per_message_deflate": False,
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "backlog": 2048,
    "timeout_graceful_shutdown": 10,
}

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")

log = structlog.get_logger(__name__)

Guide = Callable[[], Awaitable[None]]


def up(
    host: Annotated[str | None, typer.Option(help="Address to listen on; CIM_HOST where it is left out.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port, 0 for a free one; CIM_PORT where it is left out.")
    ] = None,
) -> None:
    """Serve the API until Ctrl-C, and run the database with it where none runs yet."""
    settings = read_settings()
    address = host or settings.host
    check_open(settings, address)
    try:
        with listening(address, settings.port if port is None else port) as listener:
            uvloop.run(serve(settings, listener))
    except KeyboardInterrupt:
        typer.echo("Stopped", err=True)


def check_open(settings: Settings, address: str) -> None:
    """Say aloud that everybody is let in; raise SetupError where others than this machine could come."""
    if settings.auth is not Auth.OFF:
        return
    if address not in _LOOPBACK:
        raise SetupError(
            f"CIM_AUTH=off lets everybody in, so it is for this machine alone, and {address} is not; leave CIM_AUTH "
            "out, or listen on 127.0.0.1"
        )
    log.warning("auth", off="everybody is let in, may do all and sees all", address=address)


async def serve(settings: Settings, listener: socket.socket) -> None:
    """Open the graph and answer on a bound socket until SIGINT or SIGTERM, then finish what is under way and close."""
    async with bootstrap.opened(settings, _tell) as graph:
        _tell(f"GraphQL at {place(listener)}" + (", GraphiQL there for browsers" if settings.graphiql else ""))
        if settings.workers == 1:
            await answer(settings, graph, listener)
        else:
            with background(settings, graph):
                await share(settings, listener, **_options(settings))


async def answer(settings: Settings, graph: Graph, listener: socket.socket, guide: Guide | None = None) -> None:
    """Answer on a bound socket until SIGINT or SIGTERM; `guide` is run once answers are to be had."""
    collect_seldom()
    server = _server(create_app(settings, schema, sharing(graph)), settings)
    with _signals_to(server), background(settings, graph):
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            if guide is not None:
                await _guided(guide, server, serving)
        finally:
            await serving


async def _guided(guide: Guide, server: "_Server", serving: "asyncio.Task[None]") -> None:
    """Run the guide while the server answers; a guide that fails ends the server."""

    async def when_ready() -> None:
        await server.ready.wait()
        await guide()

    guiding = asyncio.create_task(when_ready())
    await asyncio.wait({guiding, serving}, return_when=asyncio.FIRST_COMPLETED)
    if not guiding.done():
        guiding.cancel()
    elif guiding.exception() is not None:
        server.should_exit = True
        guiding.result()


class _Server(uvicorn.Server):
    """A server that tells when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer."""
        await super().startup(sockets)
        self.ready.set()


def place(listener: socket.socket) -> str:
    """Return the address of the API behind a bound socket; one that is bound to all addresses is reached at home."""
    address, port = listener.getsockname()[:2]
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 (read, not bound)
    return f"http://{f'[{address}]' if ':' in address else address}:{port}/graphql"


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Give a socket bound to an address; SetupError where that is not to be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise SetupError(
                f"cannot listen on {host}, port {port} ({error.strerror}); end what holds it, or choose another with "
                "`--host` and `--port`, or CIM_HOST and CIM_PORT"
            ) from error
        yield listener


def _server(app: Starlette, settings: Settings) -> _Server:
    return _Server(uvicorn.Config(app, **_options(settings)))


def _options(settings: Settings) -> dict[str, Any]:
    return {**_OPTIONS, "ws_max_size": settings.max_body_bytes}


@contextmanager
def _signals_to(server: uvicorn.Server) -> Iterator[None]:
    """Let the server end on signals; those that it raises again when it has ended must not cut the closing off."""
    before = {
        number: signal.signal(number, lambda *_: setattr(server, "should_exit", True))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(text: str) -> None:
    typer.echo(text, err=True)
