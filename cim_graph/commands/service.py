"""Doing a command: one transaction holds the change, its entry in the trail and its entry in the outbox."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import orjson

from cim_graph.access.trail import told_of
from cim_graph.commands.model import Context, Event, Handler, Outcome
from cim_graph.commands.store import LINES_DONE, REMEMBER, TELL, Entry, Load, Told
from cim_graph.graph.statement import BoundWrite, Empty
from cim_graph.kernel.ids import sequence_id
from cim_graph.kernel.times import Clock, moment_text, system_clock

if TYPE_CHECKING:
    from cim_graph.access.roles import Roles
    from cim_graph.commands.request import Request
    from cim_graph.graph.session import Graph, Transaction
    from cim_graph.kernel.actor import Actor

T_co = TypeVar("T_co", covariant=True)


class Command(Protocol[T_co]):
    """A typed value that says what is to become true; `name` is what the trail calls it."""

    @property
    def name(self) -> str:
        """What the trail calls it."""
        ...

    def answer_type(self) -> type[T_co]:
        """Return the class of what doing it answers."""
        ...


class Commands:
    """Every command with its handler. Handlers are given by bootstrap, so that this room knows none of them."""

    def __init__(
        self,
        handlers: Mapping[type, Handler[Any]],
        roles: "Roles",
        clock: Clock = system_clock,
        request: "Request | None" = None,
        committed: asyncio.Event | None = None,
    ) -> None:
        self._handlers = dict(handlers)
        self._roles = roles
        self._clock = clock
        self._committed = committed or asyncio.Event()
        self._request = request

    def within(self, request: "Request") -> "Commands":
        """Return the same for the commands of one request."""
        return Commands(self._handlers, self._roles, self._clock, request, self._committed)

    async def committed(self, seconds: float) -> None:
        """Wait until something has been committed that nobody was told of yet, or so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # wait_for can lose a cancellation that comes with the commit
                await self._committed.wait()
        self._committed.clear()

    async def execute(self, graph: "Graph", actor: "Actor", command: Command[T_co]) -> T_co:
        """Do a command and return its answer; all of it becomes true, or nothing.

        Raises ForbiddenError where no role of the actor holds the command.
        """
        self._roles.rights(actor).need(command.name)
        handler = self._handlers[type(command)]
        step = self._request.step(command.name) if self._request else None

        async def work(transaction: "Transaction") -> Outcome[Any]:
            context = Context(transaction, actor, moment_text(self._clock()))
            if step is not None and (done := await step.done(context, command.answer_type())):
                return done
            outcome = await handler(command, context)
            if outcome.changed:
                await transaction.run(_remembered(command.name, context, outcome))
            if step is not None:
                await step.keep(context, outcome.answer)
            return outcome

        outcome = await graph.write(command.name, work)
        if outcome.changed:
            self._committed.set()
        answer: T_co = outcome.answer
        return answer


async def lines_done(graph: "Graph", load: str) -> list[tuple[int, int]]:
    """Return the first and the last line of each batch of a load that the trail holds."""
    return [(row.first, row.last) for row in await graph.read(LINES_DONE(Load(load)))]


def _remembered(name: str, context: Context, outcome: Outcome[Any]) -> BoundWrite[Empty]:
    entry = {
        "id": sequence_id(),
        "at": context.at,
        **told_of(context.actor),
        "command": name,
        "detail": orjson.dumps(outcome.detail).decode(),
        **outcome.progress,
    }
    told = (party for event in outcome.events for party in event.parties)
    if about := {*outcome.parties, *outcome.about, *told}:
        entry["subjects"] = " ".join(sorted(about))
    if not outcome.events:
        return REMEMBER(Entry(entry, list(outcome.parties), list(outcome.parties.values())))
    events = [_told(event, number, entry) for number, event in enumerate(outcome.events)]
    named = {party for event in outcome.events for party in event.parties}
    if others := {party: version for party, version in outcome.parties.items() if party not in named}:
        changed = {"id": entry["id"], "at": entry["at"], "command": name}
        events.append({**changed, "parties": list(others), "versions": list(others.values())})
    return TELL(Told(entry, events))


def _told(event: Event, number: int, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{entry['id']}.{number:06}",
        "at": entry["at"],
        "command": entry["command"],
        "event": event.name,
        "parties": list(event.parties),
        "versions": list(event.parties.values()),
        "detail": orjson.dumps(event.detail).decode(),
    }
