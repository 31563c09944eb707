"""Doing a command: one transaction holds the change, its entry in the trail and its entry in the outbox."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

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

T = TypeVar("T")
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


class Gate(Protocol):
    """Tells which commands need the approval of other people, and turns such a command into a proposal."""

    async def holds(self, command: Command[Any], context: Context) -> bool:
        """Whether a command has to wait for approval."""
        ...

    async def propose(self, graph: "Graph", actor: "Actor", command: Command[T_co]) -> T_co:
        """Raise ProposedError once the command waits; return its answer where it would change nothing."""
        ...


class Doing:
    """Does commands inside a transaction that is open already, each with its entry in the trail and in the outbox.

    The handlers are looked up when they are needed, so that one of them may do other commands.
    """

    def __init__(self, handlers: dict[type, Handler[Any]], clock: Clock = system_clock) -> None:
        self.handlers = handlers
        self._clock = clock
        self.committed = asyncio.Event()
        """Set when something has been committed that nobody was told of yet."""

    def context(self, transaction: "Transaction", actor: "Actor") -> Context:
        """Return who does something in a transaction, and that it is done now."""
        return Context(transaction, actor, moment_text(self._clock()))

    async def write(self, graph: "Graph", actor: "Actor", command: Command[T_co]) -> T_co:
        """Do a command in a transaction of its own; whether the actor may has been asked before."""

        async def work(transaction: "Transaction") -> Outcome[T_co]:
            return await self(command, self.context(transaction, actor))

        return self.ended(await graph.write(command.name, work))

    def ended(self, outcome: Outcome[T]) -> T:
        """Return the answer of what has been committed, and wake who tells of it."""
        if outcome.changed:
            self.committed.set()
        return outcome.answer

    async def __call__(
        self, command: Command[Any], context: Context, note: Mapping[str, Any] = MappingProxyType({})
    ) -> Outcome[Any]:
        """Do a command; the trail keeps the note with it."""
        outcome = await self.handlers[type(command)](command, context)
        if outcome.changed:
            told = replace(outcome, detail={**outcome.detail, **note}) if note else outcome
            await context.transaction.run(_remembered(command.name, context, told))
        return outcome


class Commands:
    """Every command with its handler. Handlers are given by bootstrap, so that this room knows none of them.

    `gate` tells which of them wait for approval; without one, none does.
    """

    def __init__(self, do: Doing, roles: "Roles", gate: Gate | None = None, request: "Request | None" = None) -> None:
        self.do = do
        self._roles = roles
        self._request = request
        self.gate = gate

    def within(self, request: "Request") -> "Commands":
        """Return the same for the commands of one request."""
        return Commands(self.do, self._roles, self.gate, request)

    async def committed(self, seconds: float) -> None:
        """Wait until something has been committed that nobody was told of yet, or so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # wait_for can lose a cancellation that comes with the commit
                await self.do.committed.wait()
        self.do.committed.clear()

    async def follow(self, graph: "Graph", actor: "Actor", command: Command[T_co]) -> T_co:
        """Do what a command brings with it that somebody was allowed to do: nobody holds a role for that."""
        return await self.do.write(graph, actor, command)

    async def execute(self, graph: "Graph", actor: "Actor", command: Command[T_co]) -> T_co:
        """Do a command and return its answer; all of it becomes true, or nothing.

        Raises ForbiddenError where no role of the actor holds the command, ProposedError where it has to be approved.
        """
        self._roles.rights(actor).need(command.name)
        step = self._request.step(command.name) if self._request else None

        async def work(transaction: "Transaction") -> Outcome[Any] | None:
            context = self.do.context(transaction, actor)
            if step is not None and (done := await step.done(context, command.answer_type())):
                return done
            if self.gate is not None and await self.gate.holds(command, context):
                return None
            outcome = await self.do(command, context)
            if step is not None:
                await step.keep(context, outcome.answer)
            return outcome

        outcome = await graph.write(command.name, work)
        if outcome is None and self.gate is not None:
            return await self.gate.propose(graph, actor, command)
        return self.do.ended(cast("Outcome[T_co]", outcome))


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
