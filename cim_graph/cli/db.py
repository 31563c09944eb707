"""`cim db`: the database server of the data folder."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.cli.shell import shell
from cim_graph.graph import local
from cim_graph.graph.local import LocalServer
from cim_graph.kernel.errors import ConflictError, SetupError
from cim_graph.settings import Settings, read_settings

application = typer.Typer(
    help="The database server that the registry runs by itself.", no_args_is_help=True, add_completion=False
)

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]
Force = Annotated[bool, typer.Option("--force", help="Even while others use the database, or what is there is lost.")]

application.command()(shell)


@application.command()
def start() -> None:
    """Start the server, or say where it already answers."""
    endpoint, started = LocalServer(read_settings()).ensure(typer.echo)
    typer.echo(f"{'Started' if started else 'Already running'} at {endpoint.uri}")


@application.command()
def stop() -> None:
    """Stop the server."""
    server = LocalServer(read_settings())
    typer.echo("Stopped" if server.stop() else "It was not running")
    if server.in_use():
        typer.echo("`cim up` and others use it, and start it again: end them first to keep it down", err=True)


@application.command()
def status(*, as_json: AsJson = False) -> None:
    """Say whether the server runs, and where it answers."""
    now = LocalServer(read_settings()).status()
    if as_json:
        typer.echo(orjson.dumps({**asdict(now), "data": str(now.data)}).decode())
        return
    typer.echo(f"Neo4j {now.version}, data in {now.data}")
    if not now.running:
        typer.echo("not running; `cim db start` starts it")
    elif now.stopped:
        typer.echo(f"running as process {now.pid}, but its database has stopped itself; `cim db start` mends it")
    else:
        typer.echo(f"running at {now.uri} as process {now.pid}")


@application.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")], *, force: Force = False, as_json: AsJson = False
) -> None:
    """Write the database to one file. The server is stopped for it, and started again if it ran."""
    if file.exists() and not force:
        raise ConflictError(f"{file} exists and would be lost; choose another name, or --force replaces it")
    size = local.backup(_local_server(), file, _tell, force=force)
    _answer({"file": str(file), "bytes": size}, f"{file} holds the database, {size:,} bytes", as_json=as_json)


@application.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `cim db backup` wrote.")],
    *,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Put the database of a backup in place of what is there; what is there is refused to be lost without --force."""
    server = _local_server()
    if not file.is_file():
        raise SetupError(f"there is no file {file}; name one that `cim db backup` wrote")
    if not force and server.has_data() and asyncio.run(_is_filled(server.settings)):
        raise ConflictError(f"{server.home} holds a filled database, which would be lost; --force replaces it")
    local.restore(server, file, _tell, force=force)
    _answer({"file": str(file)}, f"The database is that of {file}", as_json=as_json)


def _local_server() -> LocalServer:
    settings = read_settings()
    if not settings.embedded:
        raise SetupError(
            "the server of NEO4J_URI keeps its own backups: run `neo4j-admin database dump` or `load` where it runs, "
            "or unset NEO4J_URI for the local server"
        )
    return LocalServer(settings)


async def _is_filled(settings: Settings) -> bool:
    async with bootstrap.opened(settings, _tell) as graph:
        return await graph.is_filled()


def _answer(document: dict[str, object], text: str, *, as_json: bool) -> None:
    typer.echo(orjson.dumps(document).decode() if as_json else text)


def _tell(text: str) -> None:
    typer.echo(text, err=True)
