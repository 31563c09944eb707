"""`cim map`: how the columns of a table may become records."""

from typing import Annotated

import typer

from cim_graph.intake.load import importer_named
from cim_graph.intake.sources import opened
from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import MappedImporter

application = typer.Typer(add_completion=False)


@application.command("map")
def draft(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A table, CSV or Parquet, plain or packed.")],
    source: Annotated[str, typer.Option(help="Which system the records are of, as it stands in `source`.")] = "core",
) -> None:
    """Draft a mapping for a table from its header and a sample: look it over, then `cim load table FILE --map`."""
    importer = importer_named("table")
    if not isinstance(importer, MappedImporter):
        raise BadInputError("the importer of tables that is installed takes no mapping")
    with opened(file) as stated:
        typer.echo(importer.draft(stated.stream, source), nl=False)
