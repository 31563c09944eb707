"""The commands and their options."""

from contextlib import suppress

import typer

from cim_graph.cli import db, groups
from cim_graph.cli.daily import daily
from cim_graph.cli.demo import demo
from cim_graph.cli.doctor import doctor
from cim_graph.cli.generate import generate
from cim_graph.cli.load import load
from cim_graph.cli.owners import owners
from cim_graph.cli.schema import schema
from cim_graph.cli.up import up
from cim_graph.kernel.errors import SetupError
from cim_graph.logs import set_up_logs
from cim_graph.settings import read_settings

application = typer.Typer(
    name="cim", help="CIM Graph: the unified customer registry as a graph.", no_args_is_help=True, add_completion=False
)
application.add_typer(db.application, name="db")
application.add_typer(groups.application, name="groups")
for command in (daily, demo, doctor, generate, load, owners, schema, up):
    application.command()(command)


@application.callback()
def prepare() -> None:
    """Set the logs up; settings that make no sense are told by the command that needs them."""
    with suppress(SetupError):
        set_up_logs(read_settings())
