"""Errors as the contract has them: a code, a text that says what to do, the path, and no internals."""

from secrets import token_hex

import structlog
from graphql import GraphQLError

from cim_graph.kernel.errors import BadInputError, CimError

INTERNAL = CimError.code
LONGEST_TEXT = 1000

log = structlog.get_logger(__name__)


def translated(error: GraphQLError | CimError) -> GraphQLError:
    """Return an error as a caller may see it.

    What the product raised keeps its text and code. What is said of a document or of variables, by
    graphql-core or by a scalar, is BAD_INPUT. Anything else is INTERNAL with an id, under which the log has the whole.
    """
    if isinstance(error, CimError):
        return GraphQLError(shortened(str(error)), original_error=error, extensions={"code": error.code})
    if error.extensions and "code" in error.extensions:
        return error
    cause = _cause(error)
    if isinstance(cause, CimError):
        return _told(error, str(cause), cause.code)
    if not error.path and (cause is None or isinstance(cause, ValueError | TypeError)):
        return _told(error, error.message, BadInputError.code)
    return _unexpected(error, cause or error)


def shortened(text: str) -> str:
    """Return a text without the tail that only repeats a caller's input."""
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"


def _cause(error: GraphQLError) -> BaseException | None:
    """Return what was raised first; strawberry and graphql-core wrap it, sometimes twice."""
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return None if isinstance(cause, GraphQLError) else cause


def _told(error: GraphQLError, message: str, code: str) -> GraphQLError:
    return GraphQLError(
        shortened(message),
        error.nodes,
        error.source,
        error.positions,
        error.path,
        error.original_error,
        {**(error.extensions or {}), "code": code},
    )


def _unexpected(error: GraphQLError, cause: BaseException) -> GraphQLError:
    number = token_hex(6)
    log.error("request.failed", error=number, path=error.path, exc_info=cause)
    return _told(error, f"something went wrong on our side; the log has it as {number}", INTERNAL)
