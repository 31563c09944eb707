"""`cim undo`: a load is taken back by its batch."""

import asyncio
from typing import Annotated

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.cli.operator import getuser
from cim_graph.cli.progress import progress
from cim_graph.intake.undo import ListedBatch, Undone, batches
from cim_graph.intake.undo import undo as undo_batch
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError
from cim_graph.matching.models import Models
from cim_graph.settings import Settings, read_settings


def undo(
    batch: Annotated[str | None, typer.Argument(help="The batch, as a load and --list tell it.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept in the trail.")] = "taken back",
    rows: Annotated[int, typer.Option(min=1, max=1000, help="With --list: how many.")] = 20,
    *,
    listed: Annotated[bool, typer.Option("--list", help="Show the last batches.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")] = False,
) -> None:
    """Take back all that a batch brought and changed; history keeps it. The undo is a batch itself, and can be undone.

    Where newer work builds on the batch nothing is done, and what to take back first is told. One that was stopped is
    gone on with by the same command.
    """
    if listed == (batch is not None):
        raise BadInputError("name one batch, or say --list")
    settings = read_settings()
    if batch is None:
        _tell_batches(asyncio.run(_list(settings, rows)), as_json=as_json)
        return
    done = asyncio.run(_undo(settings, batch, reason))
    if as_json:
        typer.echo(orjson.dumps({"batch": batch, "undo": done.undo, "changes": done.changes}).decode())
    elif done.changes:
        typer.echo(f"{done.changes:,} changes of {batch} are taken back; cim undo {done.undo} brings them back")
    else:
        typer.echo(f"{batch} has been taken back by {done.undo}; nothing was left to do")


async def _list(settings: Settings, rows: int) -> list[ListedBatch]:
    async with bootstrap.opened(settings, _report) as graph:
        return await batches(graph, rows)


async def _undo(settings: Settings, batch: str, reason: str) -> Undone:
    from cim_graph.matching.pending import resolve_pending  # noqa: PLC0415 (NumPy and DuckDB take long to import)

    commands, actor = bootstrap.commands(settings), Actor(getuser())
    async with bootstrap.opened(settings, _report) as graph:
        with progress("Taking back", None, "changes") as step:
            done = await undo_batch(graph, commands, actor, batch, reason, step)
        await resolve_pending(graph, commands, actor, Models(), _report)
    return done


def _tell_batches(found: list[ListedBatch], *, as_json: bool) -> None:
    if as_json:
        for one in found:
            typer.echo(orjson.dumps(one))
        return
    for one in found:
        began = one.at[:19].replace("T", " ")
        counts = f"{one.born:,} brought, {one.changed:,} changed"
        typer.echo("  ".join(filter(None, (one.id, f"{began} UTC", one.by, counts, _what(one), _standing(one)))))


def _what(one: ListedBatch) -> str:
    return f"{one.what} of {one.undoes}" if one.undoes else f"{one.what} {' '.join(one.files)}".strip()


def _standing(one: ListedBatch) -> str:
    if one.undone_by:
        return f"taken back by {one.undone_by}"
    return "not finished" if one.undoes and one.finished_at is None else ""


def _report(text: str) -> None:
    typer.echo(text, err=True)
