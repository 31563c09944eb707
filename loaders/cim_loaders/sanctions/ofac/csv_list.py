"""OFAC's list as CSV (`sdn.csv`): twelve columns without a header, `-0-` where there is nothing, Ctrl-Z at the end."""

import csv
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import Rejection
from cim_loaders.sanctions.listed import Entry
from cim_loaders.sanctions.ofac.remarks import take_remarks

COLUMNS = 12
_TYPES = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
_EMPTY = "-0-"
_END = "\x1a"
_VESSEL = ("callSign", "vesselType", "tonnage", "grossRegisterTonnage", "vesselFlag", "vesselOwner")


def csv_entries(stream: BinaryIO) -> Iterator[tuple[int, Entry] | Rejection]:
    """Yield the entries of the list with the numbers of their lines, and a rejection for each row that is none.

    Raises BadInputError where the file is another one, and, before anything, where it breaks off: a list that ends
    without its mark would take whoever is missing off the list.
    """
    lines = [_text(line) for line in stream]
    first = _row(lines[0]) if lines else []
    if len(first) != COLUMNS or not first[0].strip().isdecimal():
        raise BadInputError(
            "The file is not OFAC's sdn.csv, which has twelve columns and no header, nor its sdn.xml. Aliases and "
            "addresses (alt.csv, add.csv) are in sdn.xml: give that."
        )
    if not lines[-1].startswith(_END):
        raise BadInputError(
            f"The list breaks off at line {len(lines)}: OFAC's ends with a mark of its own (Ctrl-Z). Fetch it again."
        )
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith(_END):
            continue
        row = [_value(value) for value in _row(line)]
        if len(row) == COLUMNS and row[0].isdecimal() and row[1]:
            yield number, _entry(row)
        else:
            reason = f"The row has {len(row)} columns of {COLUMNS}, or no number or name."
            yield Rejection(number, None, reason, line.rstrip("\r\n"))


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _row(line: str) -> list[str]:
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def _value(text: str) -> str:
    text = text.strip()
    return "" if text == _EMPTY else text


def _entry(row: Sequence[str]) -> Entry:
    key, name, type_, programmes, title, *vessel, remarks = row
    entry = Entry(key, _TYPES.get(type_.lower(), "organization"))
    entry.names.append(_name(name, is_person=entry.type == "person"))
    entry.attributes["programmes"] = [part.strip() for part in programmes.split("] [") if part.strip()]
    if title:
        entry.attributes["titles"] = [part.strip() for part in title.split(";")]
    if stated := {field: value for field, value in zip(_VESSEL, vessel, strict=True) if value}:
        entry.attributes["vessel"] = stated
    take_remarks(entry, remarks)
    return entry


def _name(text: str, *, is_person: bool) -> dict[str, str]:
    """Return a name; a person's is written with the family name first: `AL-UBAYDI, Intissar`."""
    last, comma, first = text.partition(", ")
    if not is_person or not comma:
        return {"full": text, "kind": "primary"}
    return {"full": f"{first} {last}", "kind": "primary", "first": first, "last": last}
