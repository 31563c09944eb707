"""`cim db`: the database server of the data folder."""

from typing import Annotated

import orjson
import typer

from cim_graph.graph.local import LocalServer
from cim_graph.settings import read_settings

application = typer.Typer(help="The database server that the registry runs by itself.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]


@application.command()
def start() -> None:
    """Start the server, or say where it already answers."""
    endpoint, started = LocalServer(read_settings()).ensure(typer.echo)
    typer.echo(f"{'Started' if started else 'Already running'} at {endpoint.uri}")


@application.command()
def stop() -> None:
    """Stop the server."""
    typer.echo("Stopped" if LocalServer(read_settings()).stop() else "It was not running")


@application.command()
def status(*, as_json: AsJson = False) -> None:
    """Say whether the server runs, and where it answers."""
    now = LocalServer(read_settings()).status()
    if as_json:
        answer = {"running": now.running, "pid": now.pid, "uri": now.uri, "version": now.version, "data": str(now.data)}
        typer.echo(orjson.dumps(answer).decode())
        return
    typer.echo(f"Neo4j {now.version}, data in {now.data}")
    typer.echo(f"running at {now.uri} as process {now.pid}" if now.running else "not running; `cim db start` starts it")
