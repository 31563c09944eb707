"""Who sends a request: told by a bearer token (RFC 6750), or by nobody where everybody is let in."""

from contextlib import aclosing
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
_HOW: Final = "send a token: `Authorization: Bearer …`; `cim token --role ROLE` prints one"


class Callers:
    """Tells who sends a request. Without `tokens` everybody is let in, as `anonymous`."""

    def __init__(self, tokens: "Tokens | None") -> None:
        self._tokens = tokens

    async def of(self, request: "HTTPConnection", said: str | None = None) -> "Actor":
        """Return who sends a request; RefusedError 401 where nobody knows, 400 for a purpose that is none.

        `said` stands for the header where a browser cannot send one: over WebSockets.
        """
        said = said or request.headers.get("authorization", "")
        actor = ANONYMOUS if self._tokens is None else await _known(said, self._tokens)
        return on_behalf(actor, _purpose(request), structlog.contextvars.get_contextvars().get("request"))

    async def while_known(
        self, request: "HTTPConnection", results: "AsyncGenerator[ExecutionResult, None]"
    ) -> "AsyncGenerator[ExecutionResult, None]":
        """Yield results as long as whoever sent a request is let in: a token may end before its answer does."""
        async with aclosing(results):
            async for result in results:
                try:
                    await self.of(request)
                except RefusedError as refused:
                    yield PreExecutionError(None, [translated(UnauthenticatedError(str(refused)))])
                    return
                yield result


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
