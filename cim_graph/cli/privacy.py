"""Doing a command about the personal data of one party."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from cim_graph import bootstrap
from cim_graph.cli.operator import getuser
from cim_graph.kernel.actor import Actor
from cim_graph.parties.service import named
from cim_graph.settings import read_settings

if TYPE_CHECKING:
    from cim_graph.commands.service import Command


async def done(party: str, command: Callable[[str], "Command[str]"]) -> str:
    """Do what is to be done with a party, as the user of the machine; ProposedError where others have to approve it."""
    settings = read_settings()
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        id_ = await named(graph, party, settings.rank)
        return await bootstrap.commands(settings).execute(graph, Actor(getuser()), command(id_))
