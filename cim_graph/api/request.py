"""What a caller sends, read as GraphQL over HTTP has it: https://graphql.github.io/graphql-over-http/draft/."""

from asyncio import timeout
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from cim_graph.kernel.errors import BadInputError

METHODS: Final = "GET, POST"
_JSON: Final = "application/json"
_MOST_PARAMETERS: Final = 20
_PATIENCE: Final = 10
"""So many times the largest body are read and thrown away: a client that is cut off in sending sees no answer."""
BODY_SECONDS: Final = 30.0
_UTF8: Final = ("utf-8", "utf8")


class RefusedError(Exception):
    """A request that is none of GraphQL's: an HTTP status, a code, and a text that says what to send instead."""

    def __init__(
        self, status: int, text: str, headers: dict[str, str] | None = None, code: str = BadInputError.code
    ) -> None:
        super().__init__(text)
        self.status = status
        self.headers = headers or {}
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation as it was sent; `document` names one that is kept, whose text need not be sent."""

    query: str
    variables: dict[str, Any] | None
    operation: str | None
    extensions: dict[str, Any]
    document: str | None = None


async def read(request: Request, most_bytes: int) -> Asked:
    """Return what is asked; RefusedError 400, 405, 408, 413 or 415 where that cannot be made out."""
    if request.method == "GET":
        return asked_of(_parameters(request))
    if request.method != "POST":
        raise RefusedError(405, f"send GraphQL by {METHODS}", {"Allow": METHODS})
    return asked_of(await body_of(request, most_bytes))


async def body_of(request: Request, most_bytes: int) -> Any:  # noqa: ANN401 (any JSON)
    """Return the JSON of a body; RefusedError 400, 408, 413 or 415 where there is none."""
    _check_type(request)
    return _json(await _body(request, most_bytes), "the body")


def _parameters(request: Request) -> dict[str, Any]:
    try:
        text = request.scope["query_string"].decode("ascii")
        found: dict[str, Any] = dict(
            parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
        )
    except ValueError as error:
        raise RefusedError(400, "the address has parameters that are not UTF-8, or too many") from error
    for name in ("variables", "extensions"):
        if found.get(name):
            found[name] = _json(found[name].encode(), name)
        else:
            found.pop(name, None)
    return found


def _check_type(request: Request) -> None:
    kind, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    if kind != _JSON:
        raise RefusedError(415, f"send the body as {_JSON}, not as {kind or 'an unnamed type'}")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "charset" and value.strip('"') not in _UTF8:
            raise RefusedError(415, "send the body as UTF-8")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise RefusedError(415, "send the body without compression")


async def _body(request: Request, most_bytes: int) -> bytes:
    declared = request.headers.get("content-length", "")
    body = bytearray()
    too_large = RefusedError(
        413, f"the body may have {most_bytes:,} bytes; send less at once, or raise CIM_MAX_BODY_BYTES"
    )
    wanted = int(declared) <= most_bytes if declared.isdecimal() else True
    read = 0
    try:
        async with timeout(BODY_SECONDS):
            async for chunk in request.stream():
                read += len(chunk)
                wanted = wanted and read <= most_bytes
                if wanted:
                    body += chunk
                elif read > most_bytes * _PATIENCE:
                    break
    except TimeoutError as error:
        raise RefusedError(
            408, f"the body did not come within {BODY_SECONDS:g} seconds", {"Connection": "close"}
        ) from error
    if not wanted:
        raise too_large
    return bytes(body)


def _json(text: bytes, what: str) -> Any:  # noqa: ANN401 (any JSON)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise RefusedError(400, f"{what} is not JSON: {error}") from error


def asked_of(sent: object) -> Asked:
    """Return an operation; RefusedError 400 where it cannot be made out."""
    if isinstance(sent, list):
        raise RefusedError(400, "send one operation a request; several fields fit into one operation")
    if not isinstance(sent, dict):
        raise RefusedError(400, 'the body has to be an object: {"query": "…"}')
    variables = _of_type(sent, "variables", dict, "an object")
    extensions = _of_type(sent, "extensions", dict, "an object") or {}
    document, query = _document(sent, extensions), sent.get("query")
    if document is None and (not isinstance(query, str) or not query.strip()):
        raise RefusedError(400, "query is missing: it holds the text of the operation")
    text = query if isinstance(query, str) else ""
    return Asked(text, variables, _of_type(sent, "operationName", str, "text") or None, extensions, document)


def _document(sent: dict[str, Any], extensions: dict[str, Any]) -> str | None:
    """Return the id of a kept document, by either way in which clients send it."""
    persisted = extensions.get("persistedQuery")
    hashed = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    return _of_type(sent, "documentId", str, "text") or (hashed if isinstance(hashed, str) else None)


def _of_type(sent: dict[str, Any], name: str, wanted: type, told: str) -> Any:  # noqa: ANN401 (any JSON)
    value = sent.get(name)
    if value is not None and not isinstance(value, wanted):
        raise RefusedError(400, f"{name} has to be {told}, or left out")
    return value
