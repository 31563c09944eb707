"""Rows with headings, told in several ways: on the terminal, as CSV, as an Excel file, as JSON."""

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TextIO

import orjson
import typer
import xlsxwriter
from rich.console import Console
from rich.table import Table
from rich.text import Text

Cell = str | int | bool | Decimal | None

MOST_SHOWN = 50
"""Rows that a terminal shows."""
LARGEST_SHEET = 1_048_575
"""Rows below the headings that an Excel sheet can hold."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under headings."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def show(sheet: Sheet) -> None:
    """Print the first rows on the terminal; say how many there are."""
    table = Table(*sheet.headings, title=sheet.title)
    for row in sheet.rows[:MOST_SHOWN]:
        table.add_row(*(Text(_shown(cell), overflow="fold") for cell in row))
    Console().print(table)
    if len(sheet.rows) > MOST_SHOWN:
        typer.echo(f"{MOST_SHOWN} of {len(sheet.rows):,}; --format csv, xlsx or json has all", err=True)


def write_csv(sheet: Sheet, out: Path | None) -> None:
    """Write comma-separated values, to a file or to standard output."""
    with _opened(out) as stream:
        writer = csv.writer(stream)
        writer.writerow(sheet.headings)
        writer.writerows([plain(cell) for cell in row] for row in sheet.rows)


def write_json(sheets: Sequence[Sheet], out: Path | None) -> None:
    """Write an object with a list of objects for each sheet; numbers stay exact, as text."""
    told = {
        sheet.title: [
            {
                name: f"{cell:f}" if isinstance(cell, Decimal) else cell
                for name, cell in zip(sheet.headings, row, strict=True)
            }
            for row in sheet.rows
        ]
        for sheet in sheets
    }
    with _opened(out) as stream:
        stream.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n")


def write_xlsx(sheets: Sequence[Sheet], out: Path) -> None:
    """Write an Excel file with a sheet each; text never becomes a formula or a link."""
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(str(out), safe) as book:
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.title[:31])
            page.freeze_panes(1, 0)
            page.write_row(0, 0, sheet.headings, bold)
            for number, row in enumerate(sheet.rows[:LARGEST_SHEET], 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, Decimal):
                        page.write_number(number, column, float(cell), money)
                    else:
                        page.write(number, column, cell)


@contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    if out is None:
        yield sys.stdout
        return
    with out.open("w", encoding="utf-8", newline="") as stream:
        yield stream


def plain(cell: Cell) -> str:
    """Return a cell as a text file has it; one that a spreadsheet would take for a formula is quoted."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def _shown(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else ""
    return f"{cell:,.2f}" if isinstance(cell, Decimal) else plain(cell)
