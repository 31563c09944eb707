"""A request that may be sent again: what it did is kept with what it changed, so that nothing is done twice.

Each command of a request is a step. A step keeps its answer in its own transaction: whoever sends the request again,
be it after a kill between commit and answer, gets the answers of the steps that were done, and does the others.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import orjson
from pydantic import TypeAdapter

from cim_graph.commands.model import Outcome
from cim_graph.commands.request_store import (
    CLAIM_REQUEST,
    CLAIM_STEP,
    FORGET_REQUESTS,
    KEEP_ANSWER,
    VERSIONS_NOW,
    Answered,
    Before,
    Claim,
    Claimed,
    StepClaim,
)
from cim_graph.graph.statement import Ids
from cim_graph.kernel.errors import ConflictError
from cim_graph.kernel.times import moment_text

if TYPE_CHECKING:
    from cim_graph.commands.model import Context

REMEMBERED: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """A request begins under a key, with what it asks in a digest; or is sent again."""

    id: str
    digest: str
    name: str = field(default="claimRequest", init=False)

    def answer_type(self) -> type[Claimed]:
        """Return the class of the answer."""
        return Claimed


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """A request has been answered."""

    id: str
    answer: str
    name: str = field(default="answerRequest", init=False)

    def answer_type(self) -> type[bool]:
        """Return the class of the answer."""
        return bool


async def claim_request(command: ClaimRequest, context: "Context") -> Outcome[Claimed]:
    """Claim; ConflictError where something else was asked under this key within a day."""
    before = moment_text(datetime.fromisoformat(context.at) - REMEMBERED)
    await context.transaction.run(FORGET_REQUESTS(Before(before)))
    claim = Claim(command.id, command.digest, context.at, before)
    [claimed] = await context.transaction.run(CLAIM_REQUEST(claim))
    if claimed.digest != command.digest:
        raise ConflictError("this idempotency key stands for another request; send each request under a key of its own")
    return Outcome(claimed, changed=False)


async def answer_request(command: AnswerRequest, context: "Context") -> Outcome[bool]:
    """Keep the answer."""
    await context.transaction.run(KEEP_ANSWER(Answered(command.id, command.answer)))
    return Outcome(answer=True, changed=False)


@dataclass(slots=True)
class Request:
    """What the commands of one request share: its id if it may be sent again, versions that it was made against.

    The versions are looked at by its first command.
    """

    id: str | None = None
    expected: Mapping[str, int] = field(default_factory=dict)
    steps: int = 0

    def step(self, name: str) -> "Step":
        """Return the next step, which is a command of this name."""
        self.steps += 1
        id_ = None if self.id is None else f"{self.id}/{self.steps}/{name}"
        return Step(id_, self.expected if self.steps == 1 else {})


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a request."""

    id: str | None
    expected: Mapping[str, int]

    async def done(self, context: "Context", answer_type: type[Any]) -> Outcome[Any] | None:
        """Return what this came to if it has been done; ConflictError where a party has another version."""
        if self.id is not None:
            [claimed] = await context.transaction.run(CLAIM_STEP(StepClaim(self.id, context.at)))
            if claimed.answer is not None:
                answer = TypeAdapter(answer_type).validate_python(json.loads(claimed.answer))
                return Outcome(answer, changed=False)
        if self.expected:
            await self._check(context)
        return None

    async def keep(self, context: "Context", answer: Any) -> None:  # noqa: ANN401 (of whatever command)
        """Keep the answer with what was done."""
        if self.id is not None:
            await context.transaction.run(KEEP_ANSWER(Answered(self.id, _text(answer))))

    async def _check(self, context: "Context") -> None:
        rows = await context.transaction.run(VERSIONS_NOW(Ids(sorted(self.expected))))
        found = {row.id: row.version for row in rows}
        for id_, version in self.expected.items():
            if id_ not in found:
                raise ConflictError(f"there is no party {id_} any more; read again what it is now")
            if found[id_] != version:
                raise ConflictError(f"{id_} has version {found[id_]} now, not {version}; read it again")


def _text(answer: Any) -> str:  # noqa: ANN401 (of whatever command)
    try:
        return orjson.dumps(answer).decode()
    except TypeError:  # what was set aside may hold half of a surrogate pair, which no database keeps
        return json.dumps(TypeAdapter(type(answer)).dump_python(answer))
