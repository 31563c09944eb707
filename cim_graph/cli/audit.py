"""`cim audit`: the trail sealed, written out, and proven."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cim_graph import bootstrap
from cim_graph.access.chain import BrokenChainError, prove
from cim_graph.access.chain import lines_of as lines_in
from cim_graph.access.trail import export as exported
from cim_graph.access.trail import seal as seal_all
from cim_graph.cli.export import opened
from cim_graph.kernel.errors import BadInputError
from cim_graph.settings import read_settings

application = typer.Typer(
    help="The trail of who did and saw what: sealed in order, written out, proven.", no_args_is_help=True
)


@application.command()
def export(
    out: Annotated[
        str, typer.Argument(metavar="OUT", help="The file to write, packed where it ends in .gz; - is stdout.")
    ],
    *,
    after: Annotated[int, typer.Option(min=0, help="Leave out the entries up to this number.")] = 0,
    force: Annotated[bool, typer.Option(help="Write over a file that is there.")] = False,
) -> None:
    """Seal what is not sealed yet and write the trail to a file that `cim audit verify` proves."""
    asyncio.run(_export(out, after, force=force))


async def _export(out: str, after: int, *, force: bool) -> None:
    async with bootstrap.opened(read_settings(), lambda text: typer.echo(text, err=True)) as graph:
        await seal_all(graph)
        with opened(out, force=force) as file:
            async for line in exported(graph, after):
                file.write(line.encode())


@application.command()
def verify(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="An export.")],
    *,
    seal: Annotated[str | None, typer.Option(help="The seal that it has to end with, noted down earlier.")] = None,
) -> None:
    """Prove that nothing in an export was changed, left out or put in; name the first entry that does not fit."""
    try:
        proof = prove(lines_in(path))
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise BadInputError(f"{path} cannot be read: {error}") from error
    except BrokenChainError as error:
        raise BadInputError(f"NOT PROVEN: {error}") from error
    if seal is not None and proof.seal != seal:
        raise BadInputError(f"NOT PROVEN: the export ends with the seal {proof.seal}, and not with the one expected")
    told = f", {proof.erased:,} of them erased by law" if proof.erased else ""
    typer.echo(f"{proof.entries:,} entries fit{told}; the last is {proof.last}, sealed {proof.seal}")


@application.command()
def seal() -> None:
    """Seal what is not sealed yet; `cim up` does so each second."""
    typer.echo(f"{asyncio.run(_seal()):,} entries were sealed")


async def _seal() -> int:
    async with bootstrap.opened(read_settings(), lambda text: typer.echo(text, err=True)) as graph:
        return await seal_all(graph)
