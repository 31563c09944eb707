"""What a benchmark says at its end: a table for people, one line of JSON for machines."""

import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table


def machine() -> str:
    """Return what the figures were measured on."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def report(name: str, rows: Sequence[dict[str, Any]], out: Path | None) -> None:
    """Print rows as a table, and write them where asked."""
    table = Table(*rows[0], title=f"{name}: {machine()}")
    for row in rows:
        table.add_row(*(f"{value:,}" if isinstance(value, int | float) else str(value) for value in row.values()))
    Console().print(table)
    line = orjson.dumps({"bench": name, "at": datetime.now(UTC).isoformat(), "machine": machine(), "rows": rows})
    if out is not None:
        out.write_bytes(line + b"\n")
    sys.stdout.write(line.decode() + "\n")
