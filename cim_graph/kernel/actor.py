"""Who acts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or job on whose behalf something is read or written; `subject` is the name that the trail keeps.

    `roles` is nothing for whoever works on the machine itself, with the password of the database: they may do all.
    `branches` and `segments` are those that the caller belongs to, `sources` those that it may feed (`*`: all).
    `client` is the application or key that it came through, `purpose` what it reads for, `request` the id of the
    request: what the trail keeps beside the subject. A person is one subject, whatever keys it holds.
    """

    subject: str
    roles: tuple[str, ...] | None = None
    branches: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    client: str | None = None
    purpose: str | None = None
    request: str | None = None


ANONYMOUS = Actor("anonymous")
"""Of whom nothing is asked: may do all."""
NOBODY = Actor("nobody", ())
"""Who has not said yet who they are: may do nothing."""
