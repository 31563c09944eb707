"""`cim demo`: a made-up bank, loaded and served, and a tour of what can be asked of it."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic
from typing import Annotated, Any
from urllib.parse import quote, urlencode, urlsplit

import typer
import uvloop
from rich.console import Console

from cim_graph import bootstrap
from cim_graph.cli.operator import getuser
from cim_graph.cli.outline import outline
from cim_graph.cli.progress import progress
from cim_graph.cli.up import answer, check_open, listening, place
from cim_graph.graph.session import Graph
from cim_graph.intake.load import Loader, importer_named, load
from cim_graph.intake.sources import opened, size
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import SetupError, UnavailableError
from cim_graph.logs import set_up_logs
from cim_graph.settings import Auth, Settings, read_settings
from cim_graph.synthetic import Question, tour, write_bank

SEED = 1
FEWEST = 200
"""Parties that a bank needs, so that all the stories of the tour are in it."""
_SECONDS = 60
_TOKEN_SECONDS = 12 * 3600
# A small bank needs little, and a demo should start on a laptop where much else runs.
# What its log says would tear the tour apart.
_DEFAULTS = {"neo4j_heap_mb": 1024, "neo4j_pagecache_mb": 256, "log_level": "ERROR"}


def demo(
    parties: Annotated[int, typer.Option(min=FEWEST, help="How many party records the bank has.")] = 5000,
    host: Annotated[str | None, typer.Option(help="Address to listen on; CIM_HOST where it is left out.")] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port; CIM_PORT where it is left out, and a free one if that is taken."),
    ] = None,
    *,
    into_neo4j_uri: Annotated[
        bool, typer.Option("--into-neo4j-uri", help="Load the made-up bank into the server of NEO4J_URI.")
    ] = False,
) -> None:
    """Make up a bank, load it, serve it, ask it five questions, and go on answering until Ctrl-C.

    It has a database of its own for each size, in the folder `demo` of CIM_DATA_DIR, and is loaded once.
    """
    settings = _settings(read_settings(), parties, into_neo4j_uri=into_neo4j_uri)
    set_up_logs(settings)
    try:
        check_open(settings, host or settings.host)
        with _listening(settings, host or settings.host, port) as listener:
            bank = _bank(settings.data_dir, parties)
            uvloop.run(_run(settings, bank, listener))
    except KeyboardInterrupt:
        typer.echo("Interrupted; the same command goes on from here", err=True)
    else:
        typer.echo("Stopped", err=True)


def _settings(settings: Settings, parties: int, *, into_neo4j_uri: bool) -> Settings:
    if not settings.embedded and not into_neo4j_uri:
        raise SetupError(
            "NEO4J_URI is set, and a made-up bank has no place among real customers: unset it for a local server, or "
            "say --into-neo4j-uri to load the demo into that server"
        )
    if settings.embedded and into_neo4j_uri:
        raise SetupError("--into-neo4j-uri needs NEO4J_URI: set it, or leave the option out for a local server")
    defaults = {name: value for name, value in _DEFAULTS.items() if name not in settings.model_fields_set}
    return settings.model_copy(update={"data_dir": settings.data_dir / "demo" / str(parties), **defaults})


@contextmanager
def _listening(settings: Settings, host: str, port: int | None) -> Iterator[socket.socket]:
    """Bind the port that was asked for; where none was and the usual one is taken, any that is free."""
    with listening(host, _free(settings, host) if port is None else port) as listener:
        yield listener


def _free(settings: Settings, host: str) -> int:
    if "port" in settings.model_fields_set:
        return settings.port
    try:
        with listening(host, settings.port):
            return settings.port
    except SetupError:
        _tell(f"Port {settings.port} is taken; a free one is used")
        return 0


def _bank(folder: Path, parties: int) -> Path:
    """Return the file of the bank, made where it is not there yet."""
    bank = folder / "bank.jsonl.gz"
    if bank.exists():
        return bank
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"{folder} cannot be made ({error.strerror}); point CIM_DATA_DIR to a folder that you may write to"
        ) from error
    with progress("Making up a bank", parties, unit="party records") as step:
        write_bank(parties, SEED, str(bank), str(folder / "truth.jsonl"), step)
    return bank


async def _run(settings: Settings, bank: Path, listener: socket.socket) -> None:
    async with bootstrap.opened(settings, _tell) as graph:
        await _fill(settings, graph, bank)
        await answer(settings, graph, listener, lambda: _guide(settings, bank, place(listener)))


async def _fill(settings: Settings, graph: Graph, bank: Path) -> None:
    """Load the bank, unless an earlier run did."""
    loaded = bank.with_name("loaded")
    if settings.embedded and loaded.exists() and await graph.is_filled():
        _tell("The bank is there from an earlier run")
        return
    started = monotonic()
    accepted = await _load(settings, graph, bank)
    _tell(f"Loaded {accepted:,} records in {monotonic() - started:.0f} s")
    loaded.touch()


async def _load(settings: Settings, graph: Graph, bank: Path) -> int:
    loader = Loader(graph, bootstrap.commands(settings), Actor(getuser()), settings)
    accepted = read = 0
    with progress("Loading", size(str(bank)), "bytes") as step, opened(str(bank)) as source:
        async for report in load(loader, importer_named("records"), source.stream):
            accepted += report.accepted + report.unchanged
            step(source.position() - read)
            read = source.position()
    return accepted


async def _guide(settings: Settings, bank: Path, address: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    token = _token(settings)
    for number, question in enumerate(tour(), 1):
        data = await asyncio.to_thread(ask, address, question, token)
        console.rule(f"[bold]{number}. {question.title}", align="left")
        console.print("\n".join(outline(data)), markup=False)
        console.print(f"Look for: {question.look_for}", style="green", markup=False)
        if settings.graphiql:
            console.print(prefilled(address, question, token), style="blue", markup=False)
    console.rule()
    if token:
        console.print("Ask by HTTP with this header:", style="green")
        console.print(f"Authorization: Bearer {token}", markup=False)
    console.print(f"GraphQL, and GraphiQL for browsers, at {address}" if settings.graphiql else f"GraphQL at {address}")
    console.print(f"What is planted in this bank is told in {bank.with_name('truth.jsonl')}", markup=False)
    console.print("Ctrl-C stops all")


def _token(settings: Settings) -> str | None:
    """Return a token that sees and may do all, for whoever started the demo; nothing where none is asked for."""
    if settings.auth is not Auth.LOCAL:
        return None
    claims = {"sub": getuser(), "roles": ["administrator"], "azp": "cim demo"}
    return bootstrap.local_issuer(settings).token(claims, settings.audience, _TOKEN_SECONDS)


def prefilled(address: str, question: Question, token: str | None) -> str:
    """Return the address of GraphiQL with a question, its variables and a token filled in.

    The token stands behind the `#`, which browsers send to nobody.
    """
    variables = json.dumps(dict(question.variables), ensure_ascii=False, indent=2)
    asked = urlencode({"query": question.query.strip(), "variables": variables}, quote_via=quote)
    return f"{address}?{asked}" + (f"#token={token}" if token else "")


def ask(address: str, question: Question, token: str | None) -> Any:  # noqa: ANN401 (what GraphQL answers)
    """Ask the API and return the `data` of its answer; raise UnavailableError where it has none."""
    body = json.dumps({"query": question.query, "variables": dict(question.variables)})
    connection = HTTPConnection(urlsplit(address).netloc, timeout=_SECONDS)
    try:
        known = {"Authorization": f"Bearer {token}"} if token else {}
        connection.request("POST", urlsplit(address).path, body, {"Content-Type": "application/json", **known})
        answered = json.loads(connection.getresponse().read())
    except (OSError, HTTPException, ValueError) as error:
        raise UnavailableError(f"the API at {address} did not answer ({error}); start the demo again") from error
    finally:
        connection.close()
    if "errors" in answered:
        raise UnavailableError(f"the question {question.title!r} failed: {answered['errors'][0]['message']}")
    return answered["data"]


def _tell(text: str) -> None:
    typer.echo(text, err=True)
