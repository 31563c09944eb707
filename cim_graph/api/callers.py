"""Who sends a request: told by a bearer token (RFC 6750), or by nobody where everybody is let in."""

import asyncio
from contextlib import aclosing
from re import compile as compile_pattern
from typing import TYPE_CHECKING, Final

import structlog
from strawberry.types.execution import PreExecutionError

from cim_graph.access.tokens import on_behalf
from cim_graph.api.errors import translated
from cim_graph.api.request import RefusedError
from cim_graph.kernel.actor import ANONYMOUS
from cim_graph.kernel.errors import UnauthenticatedError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.requests import HTTPConnection
    from strawberry.types.execution import ExecutionResult

    from cim_graph.access.tokens import Tokens
    from cim_graph.kernel.actor import Actor

PURPOSE: Final = "X-Purpose"
LONGEST_PURPOSE: Final = 200
_OURS: Final = compile_pattern(r"(?i:localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
LOOK_SECONDS: Final = 5.0
"""How often it is looked whether the token of a silent stream still holds."""
_HOW: Final = "send a token: `Authorization: Bearer …`; `cim token --role ROLE` prints one"


class Callers:
    """Tells who sends a request. Without `tokens` everybody is let in, as `anonymous`."""

    def __init__(self, tokens: "Tokens | None") -> None:
        self._tokens = tokens

    async def of(self, request: "HTTPConnection", said: str | None = None) -> "Actor":
        """Return who sends a request; RefusedError 401 where nobody knows, 400 for a purpose that is none.

        `said` stands for the header where a browser cannot send one: over WebSockets.
        """
        if self._tokens is None:
            _check_name(request.headers.get("host", ""))
            actor = ANONYMOUS
        else:
            actor = await _known(said or request.headers.get("authorization", ""), self._tokens)
        return on_behalf(actor, _purpose(request), structlog.contextvars.get_contextvars().get("request"))

    async def while_known(
        self, request: "HTTPConnection", results: "AsyncGenerator[ExecutionResult, None]"
    ) -> "AsyncGenerator[ExecutionResult, None]":
        """Yield results as long as whoever sent a request is let in: a token may end before its answer does.

        Where no result comes for a time, it is looked in between.
        """
        async with aclosing(results):
            while True:
                coming = asyncio.ensure_future(anext(results, None))
                try:
                    await self._still_known(request, coming)
                except RefusedError as refused:
                    await _ended(coming)
                    yield PreExecutionError(None, [translated(UnauthenticatedError(str(refused)))])
                    return
                except BaseException:
                    await _ended(coming)
                    raise
                if (result := coming.result()) is None:
                    return
                yield result

    async def _still_known(self, request: "HTTPConnection", coming: "asyncio.Future[ExecutionResult | None]") -> None:
        """Return once something has come; RefusedError where whoever asked is let in no longer."""
        waits = True
        while waits:
            waits = not (await asyncio.wait({coming}, timeout=LOOK_SECONDS))[0]
            await self.of(request)


def _check_name(host: str) -> None:
    """Raise RefusedError 421 for a name that is not this machine's.

    Where nobody is asked for a token, a page of anybody's could reach the API by a name of its own that leads here.
    """
    if not _OURS.fullmatch(host):
        raise RefusedError(421, "CIM_AUTH=off answers under the names of this machine alone: localhost, 127.0.0.1")


async def _ended(coming: "asyncio.Future[ExecutionResult | None]") -> None:
    """End what is still awaited: what runs cannot be closed."""
    coming.cancel()
    await asyncio.wait({coming})


async def _known(said: str, tokens: "Tokens") -> "Actor":
    scheme, _, token = said.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _refusal(_HOW, "Bearer")
    try:
        return await tokens.caller(token.strip())
    except UnauthenticatedError as error:
        raise _refusal(str(error), 'Bearer error="invalid_token"') from error
    except UnavailableError as error:
        raise RefusedError(503, str(error), {"Retry-After": "5"}, UnavailableError.code) from error


def _refusal(text: str, challenge: str) -> RefusedError:
    return RefusedError(401, text, {"WWW-Authenticate": challenge}, UnauthenticatedError.code)


def _purpose(request: "HTTPConnection") -> str | None:
    said = request.headers.get(PURPOSE, "").strip()
    if len(said) > LONGEST_PURPOSE or not said.isprintable():
        raise RefusedError(400, f"{PURPOSE} may have {LONGEST_PURPOSE} characters that can be seen")
    return said or None
