"""`cim generate`: a synthetic bank as records, and the truth behind it."""

from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from cim_graph.cli.progress import progress
from cim_graph.synthetic.output import STANDARD_OUTPUT, Summary, write_bank


def generate(
    parties: Annotated[int, typer.Option(help="How many party records; everything else belongs to them.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bank.")],
    out: Annotated[
        str, typer.Option(metavar="FILE", help="Where the records go, compressed for .gz; - is standard output.")
    ] = "bank.jsonl",
    truth: Annotated[
        str | None, typer.Option(metavar="FILE", help="Where to say who is who, and what is planted.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")] = False,
) -> None:
    """Make up a bank: persons, companies, owners, families, accounts, loans, duplicates and planted stories."""
    with progress("Generating", parties, unit="party records") as step:
        summary = write_bank(parties, seed, out, truth, step)
    # Standard output may be the bank itself.
    _tell(summary, as_json=as_json, err=out == STANDARD_OUTPUT)


def _tell(summary: Summary, *, as_json: bool, err: bool) -> None:
    if as_json:
        answer = {"records": summary.records, "truths": summary.truths}
        typer.echo(orjson.dumps(answer, option=orjson.OPT_SORT_KEYS).decode(), err=err)
        return
    table = Table("what was written", "how many")
    for kind, count in summary.records.most_common():
        table.add_row(kind, f"{count:,}")
    for kind, count in summary.truths.most_common():
        table.add_row(f"true {kind}", f"{count:,}")
    Console(stderr=err).print(table)
