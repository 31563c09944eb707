"""Who acts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or job on whose behalf something is read or written; `subject` is the name that the trail keeps."""

    subject: str


ANONYMOUS = Actor("anonymous")
