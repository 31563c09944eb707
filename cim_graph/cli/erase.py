"""`cim erase`: what is kept on a party is to be erased, once the law lets it."""

import asyncio
from typing import Annotated

import typer

from cim_graph.cli.privacy import done
from cim_graph.privacy.commands import EraseParty, LiftRestriction


def erase(
    party: Annotated[str, typer.Argument(metavar="PARTY", help="An id, source:key or scheme:value.")],
    reason: Annotated[str, typer.Option(help="Why, for the trail.")],
    *,
    lift: Annotated[bool, typer.Option("--lift", help="Not after all: open it to ordinary work again.")] = False,
) -> None:
    """Restrict what is kept on a party, and erase it when it need not be kept any longer.

    Until that day it is closed to everybody without the permission `restricted`; sources go on to feed it.
    """
    if lift:
        typer.echo(f"{asyncio.run(done(party, lambda id_: LiftRestriction(id_, reason)))} is open again")
        return
    until = asyncio.run(done(party, lambda id_: EraseParty(id_, reason)))
    typer.echo(f"restricted; `cim retention` erases it from {until} on")
