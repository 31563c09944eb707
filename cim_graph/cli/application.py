"""The commands and their options."""

import typer

from cim_graph.cli import db
from cim_graph.cli.generate import generate
from cim_graph.cli.load import load
from cim_graph.cli.schema import schema
from cim_graph.cli.up import up

application = typer.Typer(
    name="cim", help="CIM Graph: the unified customer registry as a graph.", no_args_is_help=True, add_completion=False
)
application.add_typer(db.application, name="db")
application.command()(load)
application.command()(up)
application.command()(generate)
application.command()(schema)
