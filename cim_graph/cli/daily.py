"""`cim daily`: what a new day brings."""

import asyncio
from getpass import getuser
from typing import Annotated

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.approvals.service import approvals_of
from cim_graph.intake.daily import daily as do_daily
from cim_graph.kernel.actor import Actor
from cim_graph.settings import read_settings


def daily(*, as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")] = False) -> None:
    """Draw relationships again that begin or end today; apply what was approved, and end what nobody decided in time.

    Safe to run twice; `cim up` does it by itself.
    """
    facts = asyncio.run(_daily())
    typer.echo(orjson.dumps({"facts": facts}).decode() if as_json else f"{facts:,} facts have begun or ended")


async def _daily() -> int:
    settings = read_settings()
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        commands = bootstrap.commands(settings)
        await approvals_of(commands).catch_up(graph)
        return await do_daily(graph, commands, Actor(getuser()))
