"""`cim webhooks`: who is told of events, how far each has come, and what was given up."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.cli.operator import getuser
from cim_graph.events.model import PARTIES_CHANGED, REGISTRY_CHANGED, cursor_of
from cim_graph.events.webhook_store import Dead, Webhook
from cim_graph.events.webhooks import AddWebhook, PauseWebhook, RemoveWebhook, ReplayWebhook, ResumeWebhook
from cim_graph.events.webhooks import dead_letters as dead_letters_of
from cim_graph.events.webhooks import webhooks as all_webhooks
from cim_graph.kernel.actor import Actor
from cim_graph.settings import read_settings

START: Final = "start"
_SHOWN: Final = 5

application = typer.Typer(
    help="Who is told of events, and how far each has come.", add_completion=False, no_args_is_help=True
)

Id = Annotated[str, typer.Argument(metavar="ID", help="The webhook, as `cim webhooks list` tells it.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for machines.")]
_FROM: Final = f"The cursor of an event, after which to begin; `{START}`: before the first."


@application.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="https://host/path, or kafka://broker:9092/topic.")],
    events: Annotated[
        list[str] | None, typer.Option("--events", help="A name as party.merged; say it again for more. All without.")
    ] = None,
    secret_file: Annotated[
        Path | None,
        typer.Option("--secret-file", help="The file of the secret; its place is kept, not the secret."),
    ] = None,
    after: Annotated[str | None, typer.Option("--from", metavar="CURSOR", help=f"{_FROM} From now on without.")] = None,
) -> None:
    """Deliver events to an address, from now on. The file holds one secret (`whsec_…`), or two while they change."""
    file = str(secret_file.absolute()) if secret_file else None
    typer.echo(_do(AddWebhook(url, tuple(events or ()), file, _cursor(after))))


@application.command("list")
def list_webhooks(*, as_json: AsJson = False) -> None:
    """List webhooks, how far they have come, what they are owed, and what was given up."""
    found = asyncio.run(_webhooks())
    if as_json:
        _tell([{**_told(webhook), "cursor": cursor_of(webhook.cursor)} for webhook in found])
    else:
        _say(map(_line, found))


@application.command()
def pause(id_: Id) -> None:
    """Deliver nothing more until it is resumed."""
    _do(PauseWebhook(id_))


@application.command()
def resume(id_: Id) -> None:
    """Go on where it stopped; what has failed is tried at once."""
    _do(ResumeWebhook(id_))


@application.command()
def replay(id_: Id, after: Annotated[str, typer.Option("--from", metavar="CURSOR", help=_FROM)]) -> None:
    """Deliver all after a cursor again, what was given up as well."""
    _do(ReplayWebhook(id_, _cursor(after) or ""))


@application.command()
def remove(id_: Id) -> None:
    """Deliver nothing more, and forget what is owed."""
    _do(RemoveWebhook(id_))


@application.command()
def dead(id_: Id, *, as_json: AsJson = False) -> None:
    """List what was given up, with its last error; `replay --from` a cursor brings it again."""
    found = asyncio.run(_dead(id_))
    if as_json:
        _tell([{**_told(letter), "cursor": cursor_of(letter.place), "before": _before(letter)} for letter in found])
    else:
        _say(map(_dead_line, found))


def _do(command: Any) -> str:  # noqa: ANN401 (any command whose answer is an id)
    return asyncio.run(_done(command))


async def _done(command: Any) -> str:  # noqa: ANN401 (any command whose answer is an id)
    settings = read_settings()
    async with bootstrap.opened(settings, _report) as graph:
        id_: str = await bootstrap.commands(settings).execute(graph, Actor(getuser()), command)
        return id_


async def _webhooks() -> list[Webhook]:
    async with bootstrap.opened(read_settings(), _report) as graph:
        return await all_webhooks(graph)


async def _dead(id_: str) -> list[Dead]:
    async with bootstrap.opened(read_settings(), _report) as graph:
        return await dead_letters_of(graph, id_)


def _cursor(after: str | None) -> str | None:
    return cursor_of(0) if after == START else after


def _before(letter: Dead) -> str:
    return cursor_of(letter.place - 1)


def _told(row: Webhook | Dead) -> dict[str, Any]:
    told: dict[str, Any] = orjson.loads(orjson.dumps(row))
    return told


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _tell(objects: Sequence[dict[str, Any]]) -> None:
    for one in objects:
        typer.echo(orjson.dumps(one).decode())


def _line(one: Webhook) -> str:
    counts = f"{one.delivered:,} delivered, {one.owed:,} waiting, {one.dead:,} given up"
    stands = f"paused since {one.paused_at[:19]}" if one.paused_at else f"after {cursor_of(one.cursor)}"
    error = f"last failure {one.failed_at[:19]}: {one.error}" if one.failed_at else None
    return "  ".join(filter(None, (one.id, one.url, " ".join(one.events) or "all events", stands, counts, error)))


def _dead_line(one: Dead) -> str:
    name = one.event or (PARTIES_CHANGED if one.parties else REGISTRY_CHANGED)
    tries = f"{one.attempts} tries until {one.died_at[:19]}: {one.error}"
    return "  ".join((name, one.id, " ".join(one.parties[:_SHOWN]), tries, f"replay --from {_before(one)}"))


def _report(text: str) -> None:
    typer.echo(text, err=True)
