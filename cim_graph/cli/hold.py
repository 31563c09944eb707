"""`cim hold`: what is kept on a party must not be erased."""

import asyncio
from typing import Annotated

import typer

from cim_graph.cli.days import typed_day
from cim_graph.cli.privacy import done
from cim_graph.privacy.commands import HoldParty, ReleaseHold


def hold(
    party: Annotated[str, typer.Argument(metavar="PARTY", help="An id, source:key or scheme:value.")],
    reason: Annotated[str, typer.Option(help="Why, for the trail.")],
    until: Annotated[str | None, typer.Option(help="The last day on which it holds.")] = None,
    *,
    release: Annotated[bool, typer.Option("--release", help="Release all that holds it.")] = False,
) -> None:
    """Hold what is kept on a party, so that neither an erasure nor the end of its retention touches it."""
    if release:
        typer.echo(f"{asyncio.run(done(party, lambda id_: ReleaseHold(id_, reason)))} is held no longer")
        return
    typer.echo(f"hold {asyncio.run(done(party, lambda id_: HoldParty(id_, reason, typed_day(until))))}")
