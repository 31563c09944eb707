"""JSON Lines of a foreign format: each line an object that keeps its schema, or set aside with place and rule."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import jsonschema_rs
import orjson

from cim_graph.records.importer import Line, Rejection
from cim_loaders.breach import Breach, first_breach
from cim_loaders.records import RecordLines
from cim_loaders.source_file import opened

Json = dict[str, Any]
Translate = Callable[[Json], Iterable[Json]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What each object of a format must keep: `format` is what people call it, `schema` a JSON schema (2020-12)."""

    format: str
    validator: jsonschema_rs.Draft202012Validator

    @classmethod
    def of(cls, format_: str, schema: Json) -> "Rules":
        """Return the rules that a schema says."""
        return cls(format_, jsonschema_rs.Draft202012Validator(schema, validate_formats=True))

    def breach(self, value: object) -> Breach | None:
        """Return the first rule that a value breaks, nothing when it keeps them."""
        return first_breach(self.validator, value)


def objects(stream: BinaryIO, rules: Rules) -> Iterator[tuple[int, Json] | Rejection]:
    """Yield the numbered objects that keep the rules, and a rejection for each other line."""
    for line in RecordLines().read(opened(stream)):
        yield line if isinstance(line, Rejection) else _object(line, rules)


def translated(stream: BinaryIO, rules: Rules, translate: Translate) -> Iterator[Line | Rejection]:
    """Yield the records that each object of a stream is translated into, or why it is set aside."""
    for item in objects(stream, rules):
        if isinstance(item, Rejection):
            yield item
        else:
            number, value = item
            for record in translate(value):
                yield Line(number, record)


def _object(line: Line, rules: Rules) -> tuple[int, Json] | Rejection:
    text = line.record if isinstance(line.record, bytes) else b""
    shown = text.decode(errors="replace")
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return Rejection(line.number, "$", f"The line is no JSON ({error}).", shown)
    if broken := rules.breach(value):
        path = f"${broken.path}"
        reason = f"{path} breaks the rule {broken.rule} of {rules.format}: {broken.message}."
        return Rejection(line.number, path, reason, shown)
    return line.number, value
