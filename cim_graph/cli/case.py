"""`cim case`: a case with all of its evidence, as one document."""

import asyncio
from typing import Annotated, Any, Final

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.cli.export import opened
from cim_graph.cli.operator import getuser
from cim_graph.kernel.actor import Actor
from cim_graph.monitoring.casefile import case_file
from cim_graph.monitoring.printed import printed
from cim_graph.settings import read_settings

_OPTIONS: Final = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def case(
    id_: Annotated[str, typer.Argument(metavar="CASE", help="The id of a case.")],
    out: Annotated[str, typer.Argument(metavar="OUT", help="The file, packed if it ends in .gz; - is stdout.")],
    *,
    force: Annotated[bool, typer.Option(help="Write over a file that is there.")] = False,
) -> None:
    """Write a case as JSON, or as PDF where OUT ends in .pdf.

    Notes, alerts with the evidence as of then, what sources said then, and the payments named.

    It tells of suspicion: whoever it is about must not learn of it.
    """
    with opened(out, force=force) as file:
        told = asyncio.run(_told(id_))
        file.write(printed(told) if out.endswith(".pdf") else orjson.dumps(told, option=_OPTIONS))


async def _told(id_: str) -> dict[str, Any]:
    settings = read_settings()
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        return await case_file(graph, bootstrap.ledger(settings), Actor(getuser()), id_)
