"""Errors that reach a caller: each with a code of the public contract and a text that says what to do."""

from typing import ClassVar


class CimError(Exception):
    """A failure that a caller can understand; its text is safe to show."""

    code: ClassVar[str] = "INTERNAL"


class BadInputError(CimError):
    """An argument that makes no sense."""

    code = "BAD_INPUT"


class NotFoundError(CimError):
    """Something that the request needs does not exist."""

    code = "NOT_FOUND"


class ConflictError(CimError):
    """The state has moved on since the caller looked."""

    code = "CONFLICT"


class ProposedError(CimError):
    """What was asked needs the approval of other people: it waits as a change request, and nothing else was done."""

    code = "PROPOSED"

    def __init__(self, request: str) -> None:
        super().__init__(f"this needs approval; it waits as the change request {request}, and nothing else was done")
        self.request = request


class UnauthenticatedError(CimError):
    """Nobody knows who asks."""

    code = "UNAUTHENTICATED"


class ForbiddenError(CimError):
    """The caller may not do this, or not with that."""

    code = "FORBIDDEN"


class CostExceededError(CimError):
    """A query that would cost more than is allowed."""

    code = "COST_EXCEEDED"


class UnavailableError(CimError):
    """The database, or something else that is needed, cannot be reached just now."""

    code = "UNAVAILABLE"


class SetupError(CimError):
    """This machine or its configuration has to be changed; the text says how."""

    code = "SETUP"
