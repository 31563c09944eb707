"""Reading BODS statements: a JSON array, read whole, or JSON Lines, read line by line."""

import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import Rejection
from cim_loaders.bods.rules import breach

# Lines looked at to tell JSON Lines, of which some may be damaged, from one object written over several lines.
_HEAD = 100


@dataclass(frozen=True, slots=True)
class Numbered:
    """A valid statement and its number: the line, or the place in the array, from 1."""

    number: int
    statement: dict[str, Any]


def statements(reader: io.BufferedReader) -> Iterator[Numbered | Rejection]:
    """Yield the valid statements and a rejection for each other.

    JSON paths start at `$`: the array of a JSON document, the statement of a line of JSON Lines.
    Raises BadInputError for an array that is no JSON, since nothing in it can be told apart.
    """
    head = list(itertools.islice(reader, _HEAD))
    first = next((line.strip() for line in head if line.strip()), b"")
    if not first:
        raise BadInputError("The file holds white space only. Give a JSON array of BODS statements, or one a line.")
    if first.startswith(b"["):
        yield from _of_array(b"".join(head) + reader.read())
    elif any(_is_object(line) for line in head):
        yield from _of_lines(itertools.chain(head, reader))
    else:
        yield _not_an_array(b"".join(head) + reader.read())


def _is_object(text: bytes) -> bool:
    try:
        return isinstance(orjson.loads(text), dict)
    except orjson.JSONDecodeError:
        return False


def _of_array(document: bytes) -> Iterator[Numbered | Rejection]:
    try:
        items = orjson.loads(document)
    except orjson.JSONDecodeError as error:
        raise BadInputError(
            f"The JSON array cannot be read ({error}). If it breaks off, fetch it again; "
            "a file of one statement a line (JSON Lines) loses only its damaged lines."
        ) from error
    for index, item in enumerate(items):
        yield _checked(item, index + 1, f"$[{index}]", None)


def _of_lines(lines: Iterator[bytes]) -> Iterator[Numbered | Rejection]:
    for position, line in enumerate(lines, 1):
        if not line.strip():
            continue
        text = line.decode(errors="replace").rstrip("\r\n")
        try:
            statement = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            yield Rejection(position, "$", f"The line is no JSON ({error}).", text)
        else:
            yield _checked(statement, position, "$", text)


def _not_an_array(document: bytes) -> Rejection:
    try:
        orjson.loads(document)
    except orjson.JSONDecodeError as error:
        raise BadInputError(
            f"The file is neither a JSON array of BODS statements nor one statement a line ({error}). "
            "If it breaks off, fetch it again."
        ) from error
    return Rejection(1, "$", "$ breaks the rule type of BODS 0.4: the document must be an array of statements.")


def _checked(statement: object, number: int, root: str, text: str | None) -> Numbered | Rejection:
    broken = breach(statement)
    if broken is None:
        return Numbered(number, statement)  # type: ignore[arg-type]  # the schema has shown it to be an object
    path = root + broken.path
    reason = f"{path} breaks the rule {broken.rule} of BODS 0.4: {broken.message}.{_older(statement)}"
    return Rejection(number, path, reason, text or orjson.dumps(statement).decode())


def _older(statement: object) -> str:
    """Statements before 0.4 carried `statementType`; who gives such a file is told so."""
    if isinstance(statement, dict) and "statementType" in statement and "recordType" not in statement:
        return " It looks like a statement of an older version; convert the file to BODS 0.4."
    return ""
