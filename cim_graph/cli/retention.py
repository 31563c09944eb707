"""`cim retention`: what need not be kept any longer is erased."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Final

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.cli.operator import getuser
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.times import today
from cim_graph.privacy.due import Found, Verdict
from cim_graph.privacy.retention import retention as terms_in_force
from cim_graph.privacy.service import keep_no_longer, looked_over
from cim_graph.settings import read_settings

TOLD: Final = {
    Verdict.ERASE: "erased",
    Verdict.TELL: "over, and nobody asked to erase it",
    Verdict.HELD: "over, and held",
    Verdict.RESUMED: "to be erased, and a customer again: lift it with cim erase --lift",
    Verdict.LATER: "over, and moved just now: the next run erases it",
}


def retention(
    *,
    dry: Annotated[bool, typer.Option("--dry-run", help="Tell what would be erased, and erase nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for machines.")] = False,
) -> None:
    """Erase parties whose time is over, and tell which others somebody should look at.

    Those are erased that somebody asked to erase, and with `erase: true` in the terms also the others. Safe to run
    twice, and to stop: each party is erased as a whole, and a run goes on with those that are left.
    """
    found = asyncio.run(_found(dry=dry))
    for one in found:
        typer.echo(orjson.dumps(asdict(one)).decode() if as_json else _line(one, dry=dry))
    if not as_json:
        typer.echo(summary(found, dry=dry))


def summary(found: Iterable[Found], *, dry: bool = False) -> str:
    """Return how many parties came to what."""
    counts = Counter(one.verdict for one in found)
    erased = "parties are to be erased" if dry else "parties were erased"
    return f"{counts[Verdict.ERASE]:,} {erased}, {counts.total() - counts[Verdict.ERASE]:,} others should be looked at"


def _line(one: Found, *, dry: bool) -> str:
    told = "to be erased" if dry and one.verdict is Verdict.ERASE else TOLD[one.verdict]
    return f"{one.party}  {told}" + (f", since {one.since}: {one.term}" if one.since else "")


async def _found(*, dry: bool) -> list[Found]:
    settings = read_settings()
    terms = terms_in_force(settings.retention_file)
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        if dry:
            return [one async for one in looked_over(graph, terms, today())]
        return await keep_no_longer(graph, bootstrap.commands(settings), Actor(getuser()), terms)
