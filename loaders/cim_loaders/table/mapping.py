"""A mapping: how the columns of a table become records, as a document (YAML) that is checked before anything is read.

A record of the mapping looks like one of the record format. A text with column names in braces is filled from the row
(`"{Ad} {Soyad}"`), any other text stands for itself, and an object with `column` says how a value is read. An object or
a list entry of which no column has a value is left out, so that an empty cell makes no empty identifier.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.parse import MODELS
from cim_graph.records.shape import shape_of, strangers
from cim_loaders.json_lines import Rules
from cim_loaders.table.cells import is_form

Json = dict[str, Any]

PLACE = re.compile(r"\{([^{}]+)\}")
COLUMN = "column"
_TEXT = {"type": "string", "minLength": 1}
CELL_WORDS = {
    COLUMN: _TEXT,
    "format": _TEXT,
    "values": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
    "default": {"type": "string"},
    "decimal": {"enum": [",", "."]},
    "split": _TEXT,
}
RULES = Rules.of(
    "a mapping",
    {
        "type": "object",
        "required": ["source", "records"],
        "additionalProperties": False,
        "properties": {
            "source": _TEXT,
            "encoding": _TEXT,
            "delimiter": {"type": "string", "minLength": 1, "maxLength": 1},
            "records": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["type", "key"],
                    "properties": {
                        "type": {"enum": sorted(MODELS)},
                        "source": _TEXT,
                        "key": {"type": ["string", "object"]},
                        "when": _TEXT,
                    },
                },
            },
        },
    },
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping that is sound in itself; whether its columns are there shows with a table (`check_columns`)."""

    source: str
    records: Sequence[Json]
    encoding: str | None = None
    delimiter: str | None = None

    def columns(self) -> Iterator[tuple[str, str]]:
        """Yield each column that the mapping names, with the place where it does."""
        for number, record in enumerate(self.records):
            yield from _columns(record, f"records[{number}]")


def mapping(document: bytes) -> Mapping:
    """Read a mapping; raises BadInputError that says which part of it is wrong."""
    try:
        value = yaml.safe_load(document)
    except yaml.YAMLError as error:
        raise BadInputError(f"The mapping is no YAML: {' '.join(str(error).split())}") from error
    if broken := RULES.breach(value):
        raise BadInputError(f"The mapping is not right at ${broken.path}: {broken.message}")
    for number, record in enumerate(value["records"]):
        _check(record, f"records[{number}]")
    return Mapping(value["source"], value["records"], value.get("encoding"), value.get("delimiter"))


def check_columns(mapped: Mapping, columns: Sequence[str]) -> None:
    """Raise BadInputError for a column that the table does not have; it names those that it has."""
    for place, name in mapped.columns():
        if name not in columns:
            near = get_close_matches(name, columns, 1)
            meant = f"; {near[0]!r} may be meant" if near else ""
            raise BadInputError(
                f"The mapping names the column {name!r} at {place}, which the table does not have{meant}. "
                f"It has: {', '.join(columns)}"
            )


def _check(record: Json, place: str) -> None:
    if not list(_columns(record["key"], place)):
        raise BadInputError(f'{place}.key must name a column, such as "{{ID}}", or all rows would be one record')
    if "when" in record and not PLACE.search(record["when"]):
        raise BadInputError(f'{place}.when must name a column in braces, such as "{{IBAN}}"; it is {record["when"]!r}')
    for name, near in strangers(_without_cells(record), shape_of(MODELS[record["type"]])).items():
        if name != "when":
            meant = f"; {near!r} may be meant" if near else ""
            raise BadInputError(f"A record of type {record['type']} has no field {name!r} ({place}){meant}")
    for name, value in record.items():
        _check_value(value, f"{place}.{name}")


def _without_cells(value: Any) -> Any:  # noqa: ANN401 (YAML)
    """Return a part of a mapping with a text in the place of each cell: the words of a cell are no fields."""
    if isinstance(value, dict):
        return "" if COLUMN in value else {name: _without_cells(item) for name, item in value.items()}
    return [_without_cells(item) for item in value] if isinstance(value, list) else value


def _check_value(value: object, place: str) -> None:
    if isinstance(value, list):
        for number, item in enumerate(value):
            _check_value(item, f"{place}[{number}]")
    elif isinstance(value, dict) and COLUMN in value:
        strange = sorted(value.keys() - CELL_WORDS.keys())
        if strange:
            raise BadInputError(f"{place} has {strange[0]!r}; a column may have {', '.join(CELL_WORDS)}")
        if broken := _CELL.breach(value):
            raise BadInputError(f"The mapping is not right at {place}{broken.path}: {broken.message}")
        if "format" in value and not is_form(value["format"]):
            raise BadInputError(
                f"{place}.format {value['format']!r} is no form of days; write DD.MM.YYYY, YYYYMMDD, excel or the like"
            )
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_value(item, f"{place}.{name}")


_CELL = Rules.of("a column of a mapping", {"type": "object", "properties": CELL_WORDS})


def _columns(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield from ((place, name) for name in PLACE.findall(value))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _columns(item, f"{place}[{number}]")
    elif isinstance(value, dict) and COLUMN in value:
        yield f"{place}.{COLUMN}", value[COLUMN]
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _columns(item, f"{place}.{name}")
