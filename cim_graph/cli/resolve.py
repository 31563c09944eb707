"""`cim resolve`: records find their parties."""

import asyncio
from time import monotonic
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from cim_graph import bootstrap
from cim_graph.cli.operator import getuser
from cim_graph.kernel.actor import Actor
from cim_graph.matching.models import Models
from cim_graph.matching.pending import resolve_pending
from cim_graph.matching.whole.run import Ran
from cim_graph.settings import read_settings

_MOST_KEYS = 10


def resolve(
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Compare all records again, not only what is left.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")] = False,
) -> None:
    """Let records that were loaded with `--resolve later` find their parties; with --all, every record again.

    What comes of it is the same as if each record had been resolved when it came, in any order. Stewards' judgements
    stand. Safe to run at any time and twice.
    """
    started = monotonic()
    ran = asyncio.run(_resolve(everything=everything))
    tell(ran, monotonic() - started, as_json=as_json)


async def _resolve(*, everything: bool) -> Ran:
    settings = read_settings()

    def told(text: str) -> None:
        typer.echo(text, err=True)

    async with bootstrap.opened(settings, told) as graph:
        commands, actor = bootstrap.commands(settings), Actor(getuser())
        return await resolve_pending(graph, commands, actor, Models(), told, everything=everything)


def tell(ran: Ran, seconds: float, *, as_json: bool) -> None:
    """Tell what a run did."""
    counts = {"records": ran.records, "moved": ran.moved}
    if ran.parties:
        counts |= {"compared": ran.compared, "same": ran.same, "reviews": ran.reviews, "parties": ran.parties}
    if as_json:
        typer.echo(orjson.dumps({**counts, "crowded": ran.crowded, "seconds": round(seconds, 3)}).decode())
        return
    table = Table("what was resolved", "how many")
    for name, count in counts.items():
        table.add_row(_NAMES[name], f"{count:,}")
    Console().print(table)
    if ran.crowded:
        shown = ", ".join(f"{key} ({count:,})" for key, count in list(ran.crowded.items())[:_MOST_KEYS])
        typer.echo(f"{len(ran.crowded):,} keys have become too common to tell anything, and count no more: {shown}")


_NAMES = {
    "records": "records looked at",
    "moved": "records that belong to another party now",
    "compared": "pairs compared",
    "same": "pairs of one party",
    "reviews": "pairs that a steward has to judge",
    "parties": "parties",
}
