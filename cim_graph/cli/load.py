"""`cim load`: files of any format into the registry."""

import asyncio
import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from time import monotonic
from typing import Annotated, BinaryIO, cast

import orjson
import typer
from rich.console import Console
from rich.table import Table

from cim_graph import bootstrap
from cim_graph.intake.load import Loader, importer_named, importers
from cim_graph.intake.load import load as load_stream
from cim_graph.intake.model import Rejected, Report
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError
from cim_graph.settings import read_settings

_WITH_REJECTS = 1
_GZIP = b"\x1f\x8b"
_SECONDS_BETWEEN_LINES = 5
_MOST_PROBLEMS = 20


def load(
    format_: Annotated[
        str, typer.Argument(metavar="FORMAT", help=f"One of: {', '.join(importers())}.", show_default=False)
    ],
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files, plain or .gz; - is standard input.")],
    rejects: Annotated[Path, typer.Option(help="Where lines that are set aside go.")] = Path("rejects.jsonl"),
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")] = False,
) -> None:
    """Load files. What is bad is set aside in the rejects file with its line, field and reason; the rest is stored."""
    report = asyncio.run(_load(format_, files, rejects))
    _tell(report, rejects, as_json=as_json)
    raise typer.Exit(_WITH_REJECTS if report.rejected else 0)


async def _load(format_: str, files: list[str], rejects: Path) -> Report:
    settings = read_settings()
    importer = importer_named(format_)
    _check_files(files)
    total = Report()
    aside: list[tuple[str, Rejected]] = []
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        loader = Loader(graph, bootstrap.commands(settings), Actor(getuser()), settings)
        for name in files:
            told = monotonic()
            with _opened(name) as stream:
                async for report in load_stream(loader, importer, stream):
                    total.add(report)
                    aside += [(name, item) for item in report.rejected]
                    if monotonic() - told > _SECONDS_BETWEEN_LINES:
                        told = monotonic()
                        typer.echo(f"{name}: {total.accepted + total.unchanged:,} records", err=True)
    _write_rejects(rejects, aside)
    return total


def _check_files(files: list[str]) -> None:
    missing = [name for name in files if name != "-" and not Path(name).is_file()]
    if missing:
        raise BadInputError(f"there is no file {missing[0]}")


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
        file.seek(0)
        yield cast("BinaryIO", gzip.GzipFile(fileobj=file)) if packed else file


def _write_rejects(path: Path, aside: list[tuple[str, Rejected]]) -> None:
    if aside:
        lines = ({"file": name, "line": item.index, "field": item.field, "reason": item.reason} for name, item in aside)
        path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))


def _tell(report: Report, rejects: Path, *, as_json: bool) -> None:
    counts = {
        "accepted": report.accepted,
        "unchanged": report.unchanged,
        "waiting": report.waiting,
        "rejected": len(report.rejected),
    }
    if as_json:
        typer.echo(orjson.dumps({**counts, "problems": report.problems}).decode())
        return
    table = Table("what became of the records", "how many")
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    for problem, count in sorted(report.problems.items(), key=lambda item: -item[1])[:_MOST_PROBLEMS]:
        table.add_row(f"kept and marked: {problem}", f"{count:,}")
    Console().print(table)
    if report.rejected:
        typer.echo(f"The lines that were set aside are in {rejects}")
