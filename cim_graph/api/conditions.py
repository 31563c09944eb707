"""What a mutation may say beside its text: a key under which it is done once, and versions that it was made against.

In headers, `Idempotency-Key` and `If-Match`, or in `extensions`, `idempotencyKey` and `ifMatch`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from re import compile as compile_pattern
from typing import TYPE_CHECKING, Any, Final

import orjson
from strawberry.types.execution import ExecutionResult, PreExecutionError

from cim_graph.api.answer import body_of, encoded
from cim_graph.api.errors import translated
from cim_graph.api.lookup import EXISTENCE
from cim_graph.commands.request import AnswerRequest, ClaimRequest, Request
from cim_graph.kernel.errors import BadInputError, CimError, ForbiddenError
from cim_graph.kernel.ids import name_digest
from cim_graph.profiles.model import Part, Want
from cim_graph.profiles.today import today

if TYPE_CHECKING:
    from cim_graph.api.context import Context
    from cim_graph.api.request import Asked
    from cim_graph.kernel.actor import Actor

KEY: Final = "Idempotency-Key"
IF_MATCH: Final = "If-Match"
LARGEST_KEPT: Final = 1_000_000
"""Characters of an answer that are kept; a larger one is put together again from what its commands came to."""
MOST_EXPECTED: Final = 100
_KEY = compile_pattern(r"[\x21-\x7e]{1,255}")
_TAG = compile_pattern(r'"([A-Za-z0-9]{1,100})/([0-9]{1,15})"')

Run = Callable[[], Awaitable[ExecutionResult]]


@dataclass(frozen=True, slots=True)
class Conditions:
    """A key, and versions of parties."""

    key: str | None = None
    expected: Mapping[str, int] = field(default_factory=dict)


def conditions(headers: Mapping[str, str], extensions: Mapping[str, Any]) -> Conditions:
    """Read what headers and extensions say; BadInputError where that makes no sense."""
    tags = headers.get(IF_MATCH)
    expected = _tagged(tags) if tags is not None else _stated(extensions.get("ifMatch"))
    return Conditions(_key(headers.get(KEY, extensions.get("idempotencyKey"))), expected)


async def done_once(asked: "Asked", headers: Mapping[str, str], context: "Context", run: Run) -> ExecutionResult:
    """Run a mutation under its conditions; what was done under its key before is answered as it was then."""
    try:
        return await _done(asked, conditions(headers, asked.extensions), context, run)
    except CimError as error:
        return PreExecutionError(None, [translated(error)])


async def _done(asked: "Asked", said: Conditions, context: "Context", run: Run) -> ExecutionResult:
    if said == Conditions():
        return await run()
    commands = context.commands
    if said.key is None:
        await _check_open(context, said.expected)
        context.commands = commands.within(Request(expected=said.expected))
        return await run()
    id_ = name_digest(context.actor.subject, said.key)
    claimed = await commands.follow(
        context.graph, context.actor, ClaimRequest(id_, _digest(asked, said, context.actor))
    )
    if claimed.answer is not None:
        return ExecutionResult(orjson.loads(claimed.answer)["data"], None)
    await _check_open(context, said.expected)
    context.commands = commands.within(Request(f"{id_}/{claimed.at}", said.expected))
    result = await run()
    answer = "" if result.errors else encoded(body_of(result)).decode()
    if 0 < len(answer) <= LARGEST_KEPT:
        await commands.follow(context.graph, context.actor, AnswerRequest(id_, answer))
    return result


async def _check_open(context: "Context", expected: Mapping[str, int]) -> None:
    """Raise ForbiddenError for a version of a party that is closed to the caller: a CONFLICT would tell it."""
    scope = context.rights.scope
    if scope.whole or not expected:
        return
    want = Want(Part.PARTY)
    rows = (await today(context.graph, {want: list(expected)}))[want]
    if shut := [id_ for id_, row in rows.items() if row is not None and not scope.opens(row.branch, row.segment)]:
        for id_ in shut:
            context.seen[id_].add(EXISTENCE)
        raise ForbiddenError(f"{min(shut)} is a party that is closed to you; ask for access to its branch")


def _digest(asked: "Asked", said: Conditions, actor: "Actor") -> str:
    """Return what stands for a request, and for what its caller may see: with other rights the answer was another."""
    areas = [sorted(words) for words in (actor.branches, actor.segments, actor.sources)]
    rights = [actor.roles, areas, bool(actor.purpose)]
    body = [asked.query, asked.operation, asked.variables, said.expected, rights]
    return sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _key(given: object) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str) or not _KEY.fullmatch(given):
        raise BadInputError(f"{KEY} has to be 1 to 255 characters of ASCII without blanks, as a UUID is")
    return given


def _tagged(header: str) -> dict[str, int]:
    tags = [_TAG.fullmatch(part.strip()) for part in header.split(",", MOST_EXPECTED + 1)]
    found = {tag[1]: int(tag[2]) for tag in tags if tag is not None}
    if len(found) != len(tags) or len(tags) > MOST_EXPECTED:
        raise BadInputError(f'{IF_MATCH} has to name versions of parties, at most {MOST_EXPECTED}: "p…/3", "p…/7"')
    return found


def _stated(given: object) -> dict[str, int]:
    if given is None:
        return {}
    if not isinstance(given, dict) or not 0 < len(given) <= MOST_EXPECTED:
        raise BadInputError(f'ifMatch has to be an object of 1 to {MOST_EXPECTED} parties and versions: {{"p…": 3}}')
    if not all(isinstance(version, int) and not isinstance(version, bool) for version in given.values()):
        raise BadInputError("a version in ifMatch is a whole number")
    return given
