"""`cim events`: deliveries by a process of their own."""

import asyncio
import signal

import typer

from cim_graph import bootstrap
from cim_graph.events.hub import Hub
from cim_graph.events.service import attended
from cim_graph.settings import read_settings

application = typer.Typer(help="What happens, delivered.", add_completion=False, no_args_is_help=True)


@application.callback()
def events() -> None:
    """Stand for more than one command."""


@application.command()
def deliver() -> None:
    """Deliver events to webhooks until Ctrl-C, for where CIM_DELIVER keeps `cim up` from it; run as many as needed."""
    asyncio.run(_deliver())
    typer.echo("Stopped", err=True)


async def _deliver() -> None:
    settings = read_settings()
    commands = bootstrap.commands(settings)
    async with (
        bootstrap.opened(settings, _report) as graph,
        attended(graph, commands, Hub(), settings, deliver=True),
    ):
        _report("Delivering")
        await _asked_to_end()


async def _asked_to_end() -> None:
    """Wait for SIGINT or SIGTERM, also where whoever started this ignores the first."""
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    await asked.wait()


def _report(text: str) -> None:
    typer.echo(text, err=True)
