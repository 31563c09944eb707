"""One row of a table as the records that a mapping makes of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cim_graph.records.parse import RecordError
from cim_loaders.table.cells import day, number
from cim_loaders.table.mapping import COLUMN, PLACE

Row = Mapping[str, str]
Record = dict[str, Any]

DAMAGED = re.compile(r"\d(?:[.,]\d+)?[Ee][+]\d+")
"""What a spreadsheet makes of a long number; the digits are lost."""
_PAST = frozenset({"birthDate", "deathDate"})
_KEYED = ("key", "number")
_ESSENTIAL = ("value", "key")
"""What an identifier, a contact or a reference is nothing without."""


def records(templates: Sequence[Record], source: str, row: Row) -> Iterator[Record]:
    """Yield the records of a row; raises RecordError where what names one is empty or was damaged by a spreadsheet."""
    for template in templates:
        if "when" in template and not _filled(template["when"], row):
            continue
        if lacking := [name for name in _needed(template["key"]) if not row[name]]:
            raise RecordError("key", f"The column {lacking[0]!r}, which names the record, is empty")
        made = {
            name: _made(value, row, is_past=name in _PAST)
            for name, value in template.items()
            if name not in ("when", "source")
        }
        record = {"source": _made(template.get("source", source), row)} | {
            name: value for name, value in made.items() if value is not None
        }
        for name in _KEYED:
            if isinstance(value := record.get(name), str) and DAMAGED.search(value):
                raise RecordError(
                    name, f"{value[:40]!r} was damaged by a spreadsheet: its digits are lost. Export it as text"
                )
        yield record


def _needed(key: str | Mapping[str, Any]) -> list[str]:
    """Return the columns of which none may be empty, or rows that differ would be one record."""
    if isinstance(key, str):
        return PLACE.findall(key)
    return [key[COLUMN]] if COLUMN in key and "default" not in key else []


def _made(value: object, row: Row, *, is_past: bool = False) -> Any:  # noqa: ANN401 (any JSON)
    """Return what a template gives for a row; nothing where none of its columns has a value.

    `is_past`: whether a day that it gives cannot be to come.
    """
    if isinstance(value, str):
        return _filled(value, row)
    if isinstance(value, list):
        return [item for made in (_made(item, row) for item in value) for item in _items(made)] or None
    if isinstance(value, dict):
        if COLUMN in value:
            return _cell(value, row, is_past=is_past)
        made = {name: item for name, template in value.items() if (item := _made(template, row)) is not None}
        asked = [name for name, template in value.items() if _asks(template)]
        lacking = any(name in asked and name not in made for name in _ESSENTIAL)
        return None if lacking or (asked and not any(name in made for name in asked)) else made
    return value


def _items(made: object) -> list[Any]:
    return [] if made is None else made if isinstance(made, list) else [made]


def _asks(template: object) -> bool:
    """Whether a template takes anything from the row."""
    if isinstance(template, str):
        return PLACE.search(template) is not None
    if isinstance(template, dict):
        return COLUMN in template or any(map(_asks, template.values()))
    return isinstance(template, list) and any(map(_asks, template))


def _filled(template: str, row: Row) -> str | None:
    names = PLACE.findall(template)
    if not names:
        return template
    if not any(row[name] for name in names):
        return None
    return " ".join(PLACE.sub(lambda match: row[match[1]], template).split())


def _cell(said: Mapping[str, Any], row: Row, *, is_past: bool) -> str | list[str] | None:
    text = row[said[COLUMN]] or said.get("default", "")
    if not text:
        return None
    if "split" in said:
        parts = [read for part in text.split(said["split"]) if (read := _read(said, part.strip(), is_past=is_past))]
        return parts or None
    return _read(said, text, is_past=is_past)


def _read(said: Mapping[str, Any], text: str, *, is_past: bool) -> str | None:
    if "values" in said:
        values = {str(name).casefold(): value for name, value in said["values"].items()}
        if text.casefold() in values:
            found: str | None = values[text.casefold()]
            return found
    if "format" in said:
        return day(text, said["format"], is_past=is_past)
    return number(text, said["decimal"]) if "decimal" in said else text
