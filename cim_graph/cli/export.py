"""`cim export`: the registry into a file of the record format, or of another one."""

import asyncio
import gzip
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Annotated, BinaryIO, cast

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.cli.outlet import beside, check_free
from cim_graph.cli.progress import progress
from cim_graph.kernel.errors import BadInputError
from cim_graph.reports.export import Export, formats
from cim_graph.reports.export import export as lines_of
from cim_graph.settings import read_settings

_STANDARD_OUTPUT = "-"


def export(
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of: {', '.join(formats())}.")],
    out: Annotated[
        str, typer.Argument(metavar="OUT", help="The file to write, packed where it ends in .gz; - is stdout.")
    ],
    *,
    force: Annotated[bool, typer.Option(help="Write over a file that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Tell what was written as JSON, for machines.")] = False,
) -> None:
    """Write the registry to a file. `records` gives back all that sources state today; what others cannot is told."""
    if format_ not in formats():
        raise BadInputError(f"{format_!r} is no format to write; known are {', '.join(formats())}")
    started = monotonic()
    with opened(out, force=force) as file:
        told = asyncio.run(_export(format_, file))
    _tell(told, monotonic() - started, as_json=as_json)


async def _export(format_: str, file: BinaryIO) -> Export:
    settings = read_settings()
    told = Export()
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        with progress("Writing", None, "objects") as step:
            async for lines in lines_of(graph, format_, settings.rank, told):
                file.write(lines)
                step(lines.count(b"\n"))
    return told


@contextmanager
def opened(out: str, *, force: bool) -> Iterator[BinaryIO]:
    """Give the file to write; it takes its name when all of it is written, so that a part never passes for all."""
    if out == _STANDARD_OUTPUT:
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # whoever reads has had enough, and must not be told again when Python ends
            sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        return
    path = Path(out)
    check_free(path, force=force)
    with beside(path) as part, part.open("xb") as plain:
        if path.suffix == ".gz":
            with gzip.GzipFile(filename="", mode="wb", fileobj=plain, mtime=0) as packed:
                yield cast("BinaryIO", packed)
        else:
            yield plain


def _tell(told: Export, seconds: float, *, as_json: bool) -> None:
    left_out = dict(sorted(told.left_out.items()))
    if as_json:
        answer = {"written": told.written, "leftOut": left_out, "seconds": round(seconds, 3)}
        typer.echo(orjson.dumps(answer).decode(), err=True)
        return
    typer.echo(f"{told.written:,} objects were written", err=True)
    for kind, count in left_out.items():
        typer.echo(
            f"{count:,} relationships of the kind {kind} were left out: the format has no words for them", err=True
        )
