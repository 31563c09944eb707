"""`cim schema`: the public contract."""

import typer

from cim_graph.api.schema import schema as public_schema


def schema() -> None:
    """Print the GraphQL schema."""
    typer.echo(public_schema.as_str())
