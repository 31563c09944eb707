"""`cim model`: versions of the model that matches records."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Annotated, TypeVar

import orjson
import typer
import yaml
from rich.console import Console
from rich.table import Table

from cim_graph import bootstrap
from cim_graph.cli.operator import getuser
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.times import moment_text, system_clock
from cim_graph.matching.model.document import Model, shipped
from cim_graph.matching.models import ApproveModel, KeepModel, Models, version_named, versions
from cim_graph.matching.whole.base import read
from cim_graph.matching.whole.trial import Trial, trained, tried
from cim_graph.parties.service import records
from cim_graph.settings import read_settings

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph

T = TypeVar("T")

application = typer.Typer(
    help="Versions of the model that tells which records are of one party: train, try, approve.", no_args_is_help=True
)
JSON = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class _Door:
    graph: "Graph"
    commands: "Commands"
    actor: Actor


@asynccontextmanager
async def _open() -> AsyncIterator[_Door]:
    settings = read_settings()
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        yield _Door(graph, bootstrap.commands(settings), Actor(getuser()))


def _with(work: Callable[[_Door], Awaitable[T]]) -> T:
    async def run() -> T:
        async with _open() as door:
            return await work(door)

    return asyncio.run(run())


@application.command("list")
def list_(*, as_json: JSON = False) -> None:
    """Name the versions that there are, and the one that decides."""
    found = _with(lambda door: versions(door.graph))
    ours = {"version": shipped().version, "at": "", "by": "comes with the product"}
    rows = [{"version": one.version, "at": one.at, "by": one.by, "active": one.active} for one in found]
    rows.append({**ours, "active": not any(one.active for one in found)})
    if as_json:
        typer.echo(orjson.dumps(rows).decode())
        return
    table = Table("version", "made", "by", "decides")
    for row in rows:
        table.add_row(str(row["version"]), str(row["at"])[:19], str(row["by"]), "yes" if row["active"] else "")
    Console().print(table)


@application.command()
def show(
    version: Annotated[str | None, typer.Argument(help="The one that decides, where it is left out.")] = None,
) -> None:
    """Print a version: features, levels and their chances, thresholds, frequencies of common values, dropped keys."""

    async def work(door: _Door) -> Model:
        if version is not None:
            return await version_named(door.graph, version)
        return (await Models().matcher(door.graph.read)).model

    typer.echo(yaml.safe_dump(_with(work).document(), allow_unicode=True, sort_keys=False))


@application.command()
def train(*, as_json: JSON = False) -> None:
    """Estimate a version from the base itself, without labels: by expectation-maximisation over pairs that share keys.

    Frequencies of values and keys that are too common are counted and frozen with it. It decides nothing until it is
    approved; try it first.
    """

    async def work(door: _Door) -> Model:
        typer.echo("reading the records", err=True)
        base = await read(door.graph)
        start = (await Models().matcher(door.graph.read)).model
        typer.echo(f"estimating from {len(base.ids):,} records", err=True)
        made = trained(base, start, f"trained-{moment_text(system_clock())[:19]}Z")
        await door.commands.execute(door.graph, door.actor, KeepModel(made))
        return made

    made = _with(work)
    if as_json:
        typer.echo(orjson.dumps({"version": made.version, "dropped": len(made.dropped)}).decode())
        return
    typer.echo(
        f"{made.version} is kept, with {len(made.dropped):,} keys that are too common to tell anything.\n"
        f"Try it: cim model compare {made.version}"
    )


@application.command()
def compare(
    version: Annotated[str, typer.Argument(help="The version to try.")],
    against: Annotated[
        str | None, typer.Option(help="Another one; the one that decides, where it is left out.")
    ] = None,
    *,
    as_json: JSON = False,
) -> None:
    """Try a version on the base as it stands: what would be put together, and what taken apart. Nothing changes."""

    async def work(door: _Door) -> tuple[Trial, dict[str, str]]:
        other = await version_named(door.graph, version)
        one = (
            await version_named(door.graph, against)
            if against is not None
            else (await Models().matcher(door.graph.read)).model
        )
        trial = tried(await read(door.graph), one, other)
        shown = chain.from_iterable(chain.from_iterable([*trial.merged[:_SHOWN], *trial.split[:_SHOWN]]))
        names = {row.id: f"{row.source}:{row.key}" for row in await records(door.graph, sorted(set(shown)))}
        return trial, names

    trial, names = _with(work)
    if as_json:
        told = {"parties": trial.parties, "reviews": trial.reviews, "merged": trial.merged, "split": trial.split}
        typer.echo(orjson.dumps(told).decode())
        return
    typer.echo(f"parties: {trial.parties[0]:,}, then {trial.parties[1]:,}")
    typer.echo(f"pairs for a steward: {trial.reviews[0]:,}, then {trial.reviews[1]:,}")
    for title, changes in (("would be put together", trial.merged), ("would be taken apart", trial.split)):
        typer.echo(f"{title}: {len(changes):,}")
        for parts in changes[:_SHOWN]:
            typer.echo("  " + "  |  ".join(", ".join(names[id_] for id_ in part) for part in parts))


@application.command()
def approve(version: Annotated[str, typer.Argument(help="The version that is to decide.")]) -> None:
    """Let a version decide from now on. What was decided before stands until `cim resolve --all`."""
    _with(lambda door: door.commands.execute(door.graph, door.actor, ApproveModel(version)))
    typer.echo(f"{version} decides from now on; `cim resolve --all` compares all records again by it")
