"""What the database and its driver refuse, in the words of the product, with what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DatabaseError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
)

from cim_graph.kernel.errors import BadInputError, CimError, SetupError, UnavailableError

_CONSTRAINT = "Neo.ClientError.Schema.ConstraintValidationFailed"
_NOT_CAUGHT_UP = "Neo.TransientError.Transaction.BookmarkTimeout"
_ENDED_BY_ITSELF = "Neo.DatabaseError.Transaction."
_STOPPED = (
    "the database has stopped itself, as it does when its disk is full; free some space, then `cim db start`, or start "
    "a server of your own again; nothing that was answered is lost"
)

_TOLD: Final = (
    (
        "Neo.ClientError.Transaction.TransactionTimedOut",
        UnavailableError,
        "this took longer than is allowed; ask for less, or raise CIM_QUERY_SECONDS, for writes CIM_WRITE_SECONDS",
    ),
    (
        _NOT_CAUGHT_UP,
        UnavailableError,
        "the database has not reached this bookmark yet; try again, or read without it",
    ),
    (
        "Neo.ClientError.Transaction.InvalidBookmark",
        BadInputError,
        "this is no bookmark of this database; send what an answer had, or none",
    ),
    (
        "Neo.ClientError.Procedure.ProcedureCallFailed",
        BadInputError,
        "the database could not make sense of the text that was searched for",
    ),
    (_ENDED_BY_ITSELF, UnavailableError, _STOPPED),
)
"""How codes begin, and what is said of them."""

log = structlog.get_logger(__name__)


@contextmanager
def explained(uri: str, user: str) -> Iterator[None]:
    """Raise SetupError or UnavailableError for what keeps a server from being used."""
    try:
        yield
    except AuthError as error:
        raise SetupError(f"{uri} refuses the user {user}; check NEO4J_USER and NEO4J_PASSWORD") from error
    except (ConfigurationError, ClientError, ValueError) as error:
        raise SetupError(
            f"{uri} cannot be used: {error}; check NEO4J_URI, NEO4J_PASSWORD and NEO4J_DATABASE"
        ) from error
    except DatabaseError as error:
        told = _STOPPED if str(error.code).startswith(_ENDED_BY_ITSELF) else f"{error.message}; its log says more"
        raise UnavailableError(f"{uri}: {told}") from error
    except (Neo4jError, DriverError, OSError) as error:
        raise UnavailableError(f"no database answers at {uri}; start it, or correct NEO4J_URI") from error


def is_passing(error: Neo4jError | DriverError) -> bool:
    """Whether the same may go well a moment later."""
    code = error.code if isinstance(error, Neo4jError) else None
    return code == _CONSTRAINT or (error.is_retryable() and code != _NOT_CAUGHT_UP)


def translated(error: Neo4jError | DriverError) -> CimError:
    """Return what is told of an error; one that nobody foresaw is in the log."""
    code = str(error.code) if isinstance(error, Neo4jError) else ""
    for begin, kind, text in _TOLD:
        if code.startswith(begin):
            return kind(text)
    if isinstance(error, ServiceUnavailable) or error.is_retryable():
        return UnavailableError("the database cannot be reached just now; try again in a moment")
    log.error("statement.failed", error=str(error))
    return CimError("the database refused a statement of ours; the log says which")
