"""`cim doctor`: what is wrong with this machine or configuration, and how to mend it."""

from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cim_graph.diagnosis.model import Finding, Grade, worst
from cim_graph.diagnosis.service import diagnose
from cim_graph.kernel.errors import SetupError
from cim_graph.settings import in_force, read_settings

_WRONG = 2
_MARKS = {Grade.GOOD: "[green]good[/]", Grade.NOTE: "[yellow]worth knowing[/]", Grade.WRONG: "[red]wrong[/]"}


def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")] = False) -> None:
    """Look at this machine and its configuration: what is wrong, and how to mend it. Changes nothing."""
    found = list(diagnose())
    if as_json:
        typer.echo(orjson.dumps(_document(found)).decode())
    else:
        _print(found)
    raise typer.Exit(_WRONG if worst(finding for _, finding in found) is Grade.WRONG else 0)


def _document(found: list[tuple[str, Finding]]) -> dict[str, object]:
    return {
        "grade": worst(finding for _, finding in found),
        "checks": [{"name": name, "grade": finding.grade, "text": finding.text} for name, finding in found],
        "settings": _settings(),
    }


def _print(found: list[tuple[str, Finding]]) -> None:
    console = Console(soft_wrap=True)
    for name, finding in found:
        console.print(f"{name:<10}{_MARKS[finding.grade]}", end=": ")
        console.print(finding.text, markup=False, highlight=False)
    if settings := _settings():
        table = Table("setting", "in force", title="Settings", title_justify="left")
        for variable, value in settings.items():
            table.add_row(variable, Text(value))
        console.print(table)


def _settings() -> dict[str, str]:
    try:
        return in_force(read_settings())
    except SetupError:
        return {}
