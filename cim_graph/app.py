"""The API as an ASGI application: routes, middleware, lifespan."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from re import compile as compile_pattern
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute

from cim_graph import bootstrap
from cim_graph.access.oidc import OidcIssuer
from cim_graph.api import graphiql
from cim_graph.api.afterwards import Afterwards
from cim_graph.api.budget import Budgets
from cim_graph.api.callers import Callers
from cim_graph.api.context import Context
from cim_graph.api.endpoint import Endpoint
from cim_graph.api.match import MatchEndpoint
from cim_graph.api.room import Room
from cim_graph.api.seen import Seen
from cim_graph.api.socket import Socket
from cim_graph.events.hub import Hub
from cim_graph.events.service import attended
from cim_graph.graph.migrations import pending_migrations
from cim_graph.kernel.errors import CimError
from cim_graph.matching.models import Models
from cim_graph.profiles.convoy import Convoys

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from cim_graph.api.execution import Schema
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.settings import Settings

READY_SECONDS: Final = 3.0
REQUEST_ID: Final = "X-Request-ID"
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
_KNOWN_ID = compile_pattern(r"[A-Za-z0-9._-]{1,64}")

log = structlog.get_logger(__name__)

Opened = Callable[["Settings", Callable[[str], None]], AbstractAsyncContextManager["Graph"]]


def sharing(graph: "Graph") -> Opened:
    """Return what lends `create_app` a graph that somebody else has opened and will close."""

    @asynccontextmanager
    async def lent(_settings: "Settings", _report: Callable[[str], None]) -> AsyncIterator["Graph"]:
        yield graph

    return lent


def create_app(
    settings: "Settings", schema: "Schema", opened: Opened = bootstrap.opened, *, shared: bool = False
) -> Starlette:
    """Return the API. It opens the graph when it starts and closes it when it ends; `shared`: others answer too."""
    commands = bootstrap.commands(settings)
    convoys, room, models, afterwards, hub = Convoys(), Room(settings.max_cost), Models(), Afterwards(), Hub()
    budgets, seen = Budgets(settings.caller_budget), Seen()
    issuer = bootstrap.issuer(settings)
    callers = Callers(None if issuer is None else bootstrap.tokens(settings, issuer))

    def context(graph: "Graph", actor: "Actor") -> Context:
        return Context(graph, commands, actor, settings, convoys, room, models, afterwards, hub, budgets)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with (
            opened(settings, lambda text: log.info("start", doing=text)) as graph,
            attended(graph, commands, hub, settings, deliver=settings.deliver),
        ):
            yield {"graph": graph}
            await afterwards.end()

    routes = [
        Route("/graphql", Endpoint(schema, settings, callers, seen, context)),
        WebSocketRoute("/graphql", Socket(schema, settings, callers, seen, context)),
        Route("/match/{dataset}", MatchEndpoint(settings, models, callers), methods=["POST"]),
        Route("/", lambda _: RedirectResponse("/graphql")),
        Route("/graphiql/entry.json", graphiql.entry(settings, issuer if isinstance(issuer, OidcIssuer) else None)),
        Route("/graphiql/{name}", graphiql.file),
        Route("/healthz", _healthz),
        Route("/readyz", _readyz),
        Route("/metrics", _metrics_of_all if shared else _metrics),
    ]
    return Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(Envelope)])


async def _healthz(_: Request) -> Response:
    return JSONResponse({"status": "alive"})


async def _readyz(request: Request) -> Response:
    reason = await _unready(request.state.graph)
    if reason is None:
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "not ready", "reason": reason}, 503)


async def _unready(graph: "Graph") -> str | None:
    try:
        async with asyncio.timeout(READY_SECONDS):
            pending = await pending_migrations(graph)
    except TimeoutError:
        return f"the database did not answer within {READY_SECONDS:g} seconds"
    except CimError as error:
        return str(error)
    return f"migration {pending[0].number:04} has not been applied; start `cim up` again" if pending else None


async def _metrics(_: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _metrics_of_all(_: Request) -> Response:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # prometheus_client leaves it untyped
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class Envelope:
    """Gives every request an id, which its log lines and its answer carry, and every answer its security headers."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope).get(REQUEST_ID, "")
        request = asked if _KNOWN_ID.fullmatch(asked) else token_hex(8)

        own = (*_HEADERS, (b"x-request-id", request.encode()))

        async def send_with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *own]
            await send(message)

        structlog.contextvars.bind_contextvars(request=request)  # the server runs each request in a task of its own
        await self._app(scope, receive, send_with_headers)
