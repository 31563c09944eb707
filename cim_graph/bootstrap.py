"""Builds the objects once, for the API and for the command line."""

from typing import TYPE_CHECKING

from cim_graph.commands.service import Commands
from cim_graph.graph.migrations import migrate
from cim_graph.graph.session import Graph, connect
from cim_graph.graph.statement import check_statements
from cim_graph.intake.service import SubmitRecords, SubmitRecordsHandler
from cim_graph.kernel.times import Clock, system_clock

if TYPE_CHECKING:
    from cim_graph.settings import Settings


def commands(settings: "Settings", clock: Clock = system_clock) -> Commands:
    """Return every command with its handler."""
    return Commands({SubmitRecords: SubmitRecordsHandler(settings.source_ranks)}, clock)


async def open_graph(settings: "Settings", uri: str, user: str, password: str) -> Graph:
    """Connect to the database and bring its schema up to date; raise SetupError or UnavailableError."""
    check_statements()
    graph = await connect(uri, user, password, settings)
    await migrate(graph)
    return graph
