"""What an operator does to webhooks: each a command, so the trail tells who sent customers' news where, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

from cim_graph.commands.model import Event, Outcome
from cim_graph.events.feed import kept_from
from cim_graph.events.model import WEBHOOK_CHANGED, cursor_of, place_of
from cim_graph.events.signature import secrets_in
from cim_graph.events.store import OF_WEBHOOKS, OUTBOX, PRUNED, TURN
from cim_graph.events.webhook_store import (
    ADD,
    DEAD,
    PAUSE,
    REMOVE,
    REPLAY,
    RESUME,
    WEBHOOKS,
    Adding,
    Dead,
    Known,
    One,
    Pausing,
    Replaying,
    Webhook,
)
from cim_graph.graph.statement import BoundWrite, Empty
from cim_graph.kernel.errors import BadInputError, ConflictError, NotFoundError

if TYPE_CHECKING:
    from cim_graph.commands.model import Context
    from cim_graph.graph.session import Graph

SIGNED: Final = frozenset({"http", "https"})
SCHEMES: Final = SIGNED | {"kafka"}


@dataclass(frozen=True, slots=True)
class AddWebhook:
    """Events are to be delivered to an address: those of some names or all, after a cursor or from now on."""

    url: str
    events: Sequence[str] = ()
    secret_file: str | None = None
    after: str | None = None
    name: str = field(default="addWebhook", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the webhook."""
        return str


@dataclass(frozen=True, slots=True)
class PauseWebhook:
    """Nothing is to be delivered until the webhook is resumed."""

    id: str
    name: str = field(default="pauseWebhook", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id."""
        return str


@dataclass(frozen=True, slots=True)
class ResumeWebhook:
    """Deliveries go on where they stopped, and those that failed are tried at once."""

    id: str
    name: str = field(default="resumeWebhook", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id."""
        return str


@dataclass(frozen=True, slots=True)
class ReplayWebhook:
    """All after a cursor is to be delivered again."""

    id: str
    after: str
    name: str = field(default="replayWebhook", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id."""
        return str


@dataclass(frozen=True, slots=True)
class RemoveWebhook:
    """A webhook is to be no more."""

    id: str
    name: str = field(default="removeWebhook", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id."""
        return str


async def add_webhook(command: AddWebhook, context: "Context") -> Outcome[str]:
    """Register; BadInputError for an address that cannot be one, SetupError for secrets that are none."""
    address = _address(command.url)
    if address.scheme in SIGNED:
        _check_secrets(command.secret_file)
    id_ = f"w{token_hex(4)}"
    place = await _begin(context, command.after)
    webhook = {
        "id": id_,
        "url": command.url,
        "events": list(command.events),
        "secretFile": command.secret_file,
        "cursor": place,
        "createdAt": context.at,
        "createdBy": context.actor.subject,
    }
    await context.transaction.run(ADD(Adding(webhook)))
    return _done(id_, "added", url=command.url, events=list(command.events), cursor=cursor_of(place))


async def pause_webhook(command: PauseWebhook, context: "Context") -> Outcome[str]:
    """Pause."""
    return _done(command.id, "paused", url=await _changed(PAUSE(Pausing(command.id, context.at)), context, command.id))


async def resume_webhook(command: ResumeWebhook, context: "Context") -> Outcome[str]:
    """Resume; ConflictError where it was paused for so long that events which it has not had are kept no longer."""
    await _check_kept(command.id, context)
    return _done(command.id, "resumed", url=await _changed(RESUME(One(command.id)), context, command.id))


async def replay_webhook(command: ReplayWebhook, context: "Context") -> Outcome[str]:
    """Go back, or forward, to a cursor."""
    place = await _begin(context, command.after)
    url = await _changed(REPLAY(Replaying(command.id, place)), context, command.id)
    return _done(command.id, "replayed", url=url, cursor=cursor_of(place))


async def remove_webhook(command: RemoveWebhook, context: "Context") -> Outcome[str]:
    """Remove."""
    return _done(command.id, "removed", url=await _changed(REMOVE(One(command.id)), context, command.id))


async def webhooks(graph: "Graph") -> list[Webhook]:
    """Return all webhooks."""
    return await graph.read(WEBHOOKS(Empty()))


async def dead_letters(graph: "Graph", id_: str) -> list[Dead]:
    """Return what was given up for a webhook; NotFoundError where there is none of this id."""
    if id_ not in {webhook.id for webhook in await webhooks(graph)}:
        raise _unknown(id_)
    return await graph.read(DEAD(One(id_)))


async def _begin(context: "Context", after: str | None) -> int:
    """Return the number after which to begin; the last one where no cursor says so."""
    [turn] = await context.transaction.run(TURN(OUTBOX))
    place = place_of(after)
    if place is not None and place > turn.last:
        raise BadInputError("this cursor lies ahead of all events; take the one of an event")
    [pruned] = await context.transaction.run(PRUNED(Empty()))
    return turn.last if place is None else kept_from(place, pruned.last)


async def _check_kept(id_: str, context: "Context") -> None:
    await context.transaction.run(TURN(OUTBOX))
    [pruned] = await context.transaction.run(PRUNED(Empty()))
    cursors = [one.cursor for one in await context.transaction.run(WEBHOOKS(Empty())) if one.id == id_]
    if any(cursor < pruned.last for cursor in cursors):
        raise ConflictError(
            f"events behind the cursor of webhook {id_} are gone: it was paused for longer than they are kept. Let its "
            f"receiver read anew what it keeps a copy of, `cim webhooks replay {id_} --from {cursor_of(pruned.last)}`, "
            "and resume it then"
        )


async def _changed(change: BoundWrite[Known], context: "Context", id_: str) -> str:
    await context.transaction.run(TURN(OF_WEBHOOKS))
    found = await context.transaction.run(change)
    if not found:
        raise _unknown(id_)
    return found[0].url


def _unknown(id_: str) -> NotFoundError:
    return NotFoundError(f"there is no webhook {id_}; `cim webhooks list` tells those that there are")


def _done(id_: str, became: str, **detail: Any) -> Outcome[str]:  # noqa: ANN401 (any JSON)
    told = {"webhook": id_, "became": became, **detail}
    return Outcome(id_, changed=True, detail=told, events=[Event(WEBHOOK_CHANGED, {}, told)])


def _check_secrets(file: str | None) -> None:
    if file is None:
        raise BadInputError("what is delivered is signed; name the file of the secret with --secret-file")
    secrets_in(Path(file))


def _address(url: str) -> SplitResult:
    try:
        address = urlsplit(url)
        good = address.scheme in SCHEMES and address.hostname and address.port != 0 and url.isascii()
    except ValueError as error:
        raise BadInputError(f"{url!r} is no address: {error}") from error
    if not good or not url.isprintable() or " " in url:
        raise BadInputError(f"{url!r} is no address of a webhook: https://host/path, or kafka://broker:9092/topic")
    if address.username is not None or address.password is not None or address.fragment:
        raise BadInputError("an address of a webhook has neither user nor password nor #: deliveries are signed")
    return address
