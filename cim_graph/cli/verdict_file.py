"""A file of decisions on pairs: a line each, as CSV with headings or as JSON objects."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any

import orjson

from cim_graph.intake.sources import opened
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.matching.verdicts import Decision

VERDICTS = {"same": True, "different": False}
NEEDED = ("left", "right")


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What holds for a line that does not say it itself."""

    same: bool | None = None
    reason: str = ""


@contextmanager
def decisions(name: str, otherwise: Otherwise) -> Iterator[Iterator[Decision]]:
    """Give the decisions of a file, packed or not, or of standard input (`-`).

    A line that cannot be read is a decision with a fault. Raises BadInputError for a file that cannot be read at all.
    """
    with opened(name) as source, io.TextIOWrapper(source.stream, "utf-8-sig", "replace", newline="") as text:
        lines = enumerate(text, 1)
        number, first = next(((number, line) for number, line in lines if line.strip()), (1, ""))
        is_json = first.lstrip().startswith("{")
        rows = _objects(chain([(number, first)], lines)) if is_json else _table(name, number, first, text)
        yield (_decision(number, row, otherwise) for number, row in rows)


def _objects(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            yield number, f"this is no JSON: {error}"
            continue
        yield number, row if isinstance(row, dict) else "this is no JSON object"


def _table(name: str, number: int, heading: str, lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Yield the rows below the heading, which is the line `number` of the file, each with its last line."""
    apart = ";" if ";" in heading and "," not in heading else ","
    try:
        names = [one.strip().lower() for one in next(csv.reader([heading], delimiter=apart), [])]
    except csv.Error as error:
        raise BadInputError(f"the headings of {name} cannot be read: {error}") from error
    if missing := [one for one in NEEDED if one not in names]:
        raise BadInputError(
            f"{name} has no column {missing[0]!r}; its headings have to be left, right, verdict, reason"
        )
    reader = csv.reader(lines, delimiter=apart)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number + reader.line_num, f"this row cannot be read: {error}"
            continue
        if any(cell.strip() for cell in cells):
            yield number + reader.line_num, dict(zip(names, cells, strict=False))


def _decision(number: int, row: Mapping[str, Any] | str, otherwise: Otherwise) -> Decision:
    if isinstance(row, str):
        return Decision(number, "", "", None, "", row)
    left, right, verdict, reason = (str(row.get(name) or "").strip() for name in (*NEEDED, "verdict", "reason"))
    same = VERDICTS.get(verdict.lower()) if verdict else otherwise.same
    named = (_named(left), _named(right))
    return Decision(number, *named, same, reason or otherwise.reason, _fault(left, right, verdict, same))


def _named(text: str) -> str:
    """Return the id of a record that is named by source:key, as it is shown in reviews; any other text as it is."""
    source, colon, key = text.partition(":")
    return id_of(Kind.RECORD, source, key) if colon and source and key else text


def _fault(left: str, right: str, verdict: str, same: bool | None) -> str | None:
    if not left or not right:
        return "`left` and `right` have to name two records or parties"
    if same is None:
        return f"the verdict is {verdict[:40]!r}; write same or different" if verdict else "there is no verdict"
    return None
