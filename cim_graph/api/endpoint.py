"""`/graphql`: GraphQL over HTTP, one operation a request."""

from contextlib import suppress
from functools import cache, lru_cache, partial
from time import perf_counter
from typing import TYPE_CHECKING, Final

import orjson
from graphql import GraphQLError, OperationType
from prometheus_client import Counter, Histogram
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.types.execution import ExecutionResult, PreExecutionError

from cim_graph.api import bookmarks, graphiql
from cim_graph.api.answer import ERRORS, body_of, encoded
from cim_graph.api.budget import BudgetSpentError
from cim_graph.api.conditions import done_once
from cim_graph.api.errors import INTERNAL, translated
from cim_graph.api.execution import only
from cim_graph.api.limits import Limits
from cim_graph.api.persisted import persisted
from cim_graph.api.presence import while_wanted
from cim_graph.api.request import RefusedError, read
from cim_graph.api.seen import Seen
from cim_graph.api.sse import EVENT_STREAM, EventStream
from cim_graph.kernel.errors import BadInputError, CimError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphql import GraphQLFormattedError
    from starlette.types import Receive, Scope, Send

    from cim_graph.api.callers import Callers
    from cim_graph.api.context import Context
    from cim_graph.api.execution import Schema
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.settings import Settings

JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"
HTML: Final = "text/html"
_STANDS_FOR: Final = {
    **dict.fromkeys(("*/*", "application/*", JSON), JSON),
    **{name: name for name in (GRAPHQL_JSON, HTML, EVENT_STREAM)},
}
_STAYS: Final = f"a subscription goes on: ask for {EVENT_STREAM}, or over a WebSocket"
_REFUSED: Final = "refused"
_NOT_KEPT: Final = {"Cache-Control": "no-store"}

REQUESTS = Counter("cim_requests", "Requests to the API by kind of operation and HTTP status", ["kind", "status"])
SECONDS = Histogram("cim_request_seconds", "Time a request took", ["kind"])


class Endpoint:
    """The ASGI application at `/graphql`. `context` makes what resolvers get, for the graph and caller of a request."""

    def __init__(
        self,
        schema: "Schema",
        settings: "Settings",
        callers: "Callers",
        seen: Seen,
        context: "Callable[[Graph, Actor], Context]",
    ) -> None:
        self._schema = schema
        self._settings = settings
        self._limits = Limits.of(settings)
        self._persisted = persisted(settings.documents_file)
        self._callers = callers
        self._seen = seen
        self._context = context

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        started = perf_counter()
        request = Request(scope, receive)
        try:
            kind, response = await self._respond(request)
        except RefusedError as refused:
            kind, response = _REFUSED, _refusal(refused)
        except ClientDisconnect:
            return
        counter, seconds = _meters(kind, response.status_code)
        counter.inc()
        seconds.observe(perf_counter() - started)
        with suppress(ClientDisconnect):
            await response(scope, receive, send)

    async def _respond(self, request: Request) -> "tuple[str, Response | EventStream]":
        media = _accepted(request.headers.get("accept", ""), html=self._settings.graphiql and request.method == "GET")
        if media == HTML:
            return "page", graphiql.page(self._settings.oidc_issuer)
        actor = await self._callers.of(request)
        asked = await read(request, self._settings.max_body_bytes)
        try:
            document = self._schema.documents.measured(self._persisted.text(asked), self._limits)
            kind = document.operation(asked.operation).operation
            if kind is OperationType.MUTATION and request.method == "GET":
                raise RefusedError(405, "send mutations by POST", {"Allow": "POST"})
            if kind is OperationType.SUBSCRIPTION and media != EVENT_STREAM:
                raise BadInputError(_STAYS)
            graph = request.state.graph.following(bookmarks.parsed(request.headers.get(bookmarks.HEADER)))
        except (GraphQLError, CimError) as error:
            refused = PreExecutionError(None, [translated(error)])
            return _REFUSED, EventStream(only(refused)) if media == EVENT_STREAM else _answered(refused, media)
        context = self._context(graph, actor)
        if kind is OperationType.SUBSCRIPTION:
            followed = self._seen.followed(
                context, self._schema.follow(document, asked.operation, asked.variables, context)
            )
            return kind.value, EventStream(self._callers.while_known(request, followed))
        running = partial(self._schema.run, document, asked.operation, asked.variables, context)
        if kind is OperationType.QUERY:
            async with while_wanted(request.receive):
                result = await running()
        else:  # a mutation ends when it ends
            result = await done_once(asked, request.headers, context, running)
        result = await self._seen.kept(context, result)
        bookmark = _bookmark(graph, kind)
        if media == EVENT_STREAM:
            return kind.value, EventStream(only(result), bookmark)
        response = _answered(result, media)
        response.headers.update(bookmark)
        if context.left is not None:
            response.headers.update(context.left.headers())
        return kind.value, response


@cache
def _meters(kind: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(kind, status), SECONDS.labels(kind)


@lru_cache(maxsize=200)
def _accepted(header: str, *, html: bool) -> str:
    """Return the media type to answer in: what is wanted most of what there is; RefusedError 406 where nothing is."""
    best, quality = "", 0.0
    for part in header.split(",") if header.strip() else [JSON]:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        media = _STANDS_FOR.get(name, "")
        wanted = _quality(parameters)
        if media and wanted > quality and (html or media != HTML):
            best, quality = media, wanted
    if not best:
        raise RefusedError(406, f"answers are {GRAPHQL_JSON} or {JSON}")
    return best


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0


def _refusal(refused: RefusedError) -> Response:
    error = {"message": str(refused), "extensions": {"code": refused.code}}
    ERRORS.labels(refused.code).inc()
    return Response(orjson.dumps({"errors": [error]}), refused.status, refused.headers, JSON)


def _answered(result: ExecutionResult, media: str) -> Response:
    body = body_of(result)
    if (wait := _wait(result)) is not None:
        return Response(encoded(body), 429, {**_NOT_KEPT, "Retry-After": str(wait)}, media)
    status = 200 if media == JSON or "data" in body else _status(body["errors"])
    return Response(encoded(body), status, _NOT_KEPT, media)


def _wait(result: ExecutionResult) -> int | None:
    """Return how many seconds a caller has to wait whose budget is spent."""
    causes = (error.original_error for error in result.errors or ())
    return next((cause.wait for cause in causes if isinstance(cause, BudgetSpentError)), None)


def _status(errors: "list[GraphQLFormattedError]") -> int:
    codes = {error["extensions"]["code"] for error in errors}
    if INTERNAL in codes:
        return 500
    return 503 if UnavailableError.code in codes else 400


def _bookmark(graph: "Graph", kind: OperationType) -> dict[str, str]:
    if kind is OperationType.MUTATION and graph.bookmarks:
        return {bookmarks.HEADER: bookmarks.printed(graph.bookmarks)}
    return {}
