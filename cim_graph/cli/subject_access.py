"""`cim subject-access`: all that is kept on one party."""

import asyncio
from typing import Annotated, Any

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.cli.export import opened
from cim_graph.cli.operator import getuser
from cim_graph.kernel.actor import Actor
from cim_graph.reports.subject import subject_access as kept_on
from cim_graph.settings import read_settings


def subject_access(
    party: Annotated[str, typer.Argument(metavar="PARTY", help="An id, source:key or scheme:value.")],
    out: Annotated[str, typer.Argument(metavar="OUT", help="The file, packed if it ends in .gz; - is stdout.")],
    *,
    force: Annotated[bool, typer.Option(help="Write over a file that is there.")] = False,
) -> None:
    """Write all that is kept on a party, as JSON: what sources say and said, relationships, decisions, the trail.

    Suspicion is left out: who is suspected must not be told so.

    Other people stand in relationships and accounts, too: look through it before it is handed over.
    """
    with opened(out, force=force) as file:
        file.write(orjson.dumps(asyncio.run(_kept(party)), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


async def _kept(party: str) -> dict[str, Any]:
    settings = read_settings()
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        return await kept_on(graph, Actor(getuser()), party, settings.rank, bootstrap.ledger(settings))
