"""`cim db shell`: Cypher, one statement or many."""

import asyncio
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cim_graph import bootstrap
from cim_graph.cli.operator import getuser
from cim_graph.commands.shell import RunStatement
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError
from cim_graph.settings import read_settings
from cim_graph.signals import interruptible

if TYPE_CHECKING:
    from cim_graph.graph.adhoc import Answer
    from cim_graph.graph.session import Graph
    from cim_graph.settings import Settings

_MOST = 1000
_ENDS = ("exit", "quit", ":exit", ":quit")
_PROMPT = "cypher> "
_CONTINUED = "   ...> "


def shell(
    statement: Annotated[
        str | None, typer.Argument(help="One statement; without it they are read from the input.")
    ] = None,
    rows: Annotated[int, typer.Option(min=1, max=1_000_000, help="Most rows to show.")] = _MOST,
    *,
    write: Annotated[bool, typer.Option("--write", help="Let statements write; the audit trail keeps them.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, one line a statement.")] = False,
) -> None:
    """Ask the database in Cypher. Statements end with a semicolon; `exit` or Ctrl-D ends the shell."""
    asyncio.run(_shell([statement] if statement else None, rows, write=write, as_json=as_json))


async def _shell(statements: list[str] | None, rows: int, *, write: bool, as_json: bool) -> None:
    settings = read_settings()
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        for statement in filter(None, (text.strip().rstrip(";") for text in statements or _typed())):
            try:
                answer = await _answer(graph, settings, RunStatement(statement, rows), write=write)
            except BadInputError as error:
                if statements or not sys.stdin.isatty():
                    raise
                typer.echo(f"cim: {error}", err=True)
                continue
            _show(answer, as_json=as_json)


async def _answer(graph: "Graph", settings: "Settings", command: RunStatement, *, write: bool) -> "Answer":
    if write:
        return await bootstrap.commands(settings).execute(graph, Actor(getuser()), command)
    return await graph.ask(command.text, command.most)


def _typed() -> Iterator[str]:
    """Yield the statements of the input, each up to a semicolon that ends a line, or up to the end."""
    lines: list[str] = []
    for line in _lines(lines):
        if not lines and line.strip().lower() in _ENDS:
            return
        lines.append(line)
        if line.rstrip().endswith(";"):
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


def _lines(before: list[str]) -> Iterator[str]:
    typed = sys.stdin.isatty()
    if typed:
        import readline  # noqa: F401, PLC0415 (gives `input` its history and arrow keys)
    while True:
        with interruptible():
            line = _typed_line(_CONTINUED if before else _PROMPT) if typed else sys.stdin.readline()
        if not line:
            return
        yield line


def _typed_line(prompt: str) -> str:
    try:
        return input(prompt) + "\n"
    except EOFError:
        return ""


def _show(answer: "Answer", *, as_json: bool) -> None:
    if as_json:
        typer.echo(orjson.dumps({"columns": answer.columns, "rows": answer.rows, "more": answer.more}).decode())
        return
    if answer.columns:
        table = Table(*answer.columns)
        for row in answer.rows:
            table.add_row(*(Text(_cell(value)) for value in row))
        Console().print(table)
    typer.echo(f"{len(answer.rows):,} rows" + (", and more; --rows shows them" if answer.more else ""))


def _cell(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
