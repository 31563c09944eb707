"""Requests that may be sent again, and versions that they were made against."""

from dataclasses import dataclass

from cim_graph.graph.statement import Empty, Ids, Write


@dataclass(frozen=True, slots=True)
class Claim:
    """A request by its id, what it asks, the moment, and the oldest moment that counts."""

    id: str
    digest: str
    at: str
    since: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """Since when a request is known, what it asked, and what it was answered."""

    at: str
    digest: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class StepClaim:
    """A step, and the moment."""

    id: str
    at: str


@dataclass(frozen=True, slots=True)
class StepClaimed:
    """What a step came to."""

    answer: str | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What a request or a step came to."""

    id: str
    answer: str


@dataclass(frozen=True, slots=True)
class Before:
    """What is older than this."""

    before: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A party and its version."""

    id: str
    version: int


CLAIM_REQUEST = Write("commands/claim_request", Claim, Claimed)
CLAIM_STEP = Write("commands/claim_step", StepClaim, StepClaimed)
KEEP_ANSWER = Write("commands/keep_answer", Answered, Empty)
FORGET_REQUESTS = Write("commands/forget_requests", Before, Empty)
VERSIONS_NOW = Write("commands/versions_now", Ids, Standing)
