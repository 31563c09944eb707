"""From a line to a record, or to the reason why it is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson
from pydantic import ValidationError

from cim_graph.kernel.ids import name_digest
from cim_graph.records.format import (
    AccountRecord,
    CapitalRecord,
    ExposureRecord,
    PartyRecord,
    RateRecord,
    Record,
    RelationshipRecord,
    Retraction,
    TransactionRecord,
)
from cim_graph.records.shape import shape_of, strangers

LONGEST_LINE = 4_000_000
"""Bytes; a longer line is set aside, so that one line cannot take the memory of a load."""

MODELS: dict[str, type[Record]] = {
    "person": PartyRecord,
    "organization": PartyRecord,
    "arrangement": PartyRecord,
    "relationship": RelationshipRecord,
    "account": AccountRecord,
    "exposure": ExposureRecord,
    "transaction": TransactionRecord,
    "rate": RateRecord,
    "capital": CapitalRecord,
    "retract": Retraction,
}
_MESSAGES = {
    "missing": "is needed",
    "string_type": "must be text",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "bool_type": "must be true or false",
    "string_too_short": "must not be empty",
}


class RecordError(ValueError):
    """A record that cannot be taken: the field that is wrong, as a dotted path, and the reason."""

    def __init__(self, field: str | None, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Parsed:
    """A record that is well formed: `digest` stands for its source and key, `hash` for its content.

    `payload` is the record as JSON text with sorted keys, and `unknown` names the fields that the format does not have,
    at whatever depth, each with the one that may be meant.
    """

    record: Record
    digest: str
    hash: str
    payload: str
    unknown: Mapping[str, str | None]


def parse(line: bytes | str | object) -> Parsed:
    """Read and check one record, given as JSON text or as the object; raise RecordError."""
    raw = _object(line)
    model = _model(raw.get("type"))
    try:
        record = model.model_validate(raw)
        payload = orjson.dumps(raw, option=orjson.OPT_SORT_KEYS)
    except ValidationError as error:
        raise _record_error(error) from None
    except (TypeError, ValueError, RecursionError) as error:
        raise RecordError(None, f"cannot be written as JSON: {error}") from None
    if len(payload) > LONGEST_LINE:
        raise RecordError(None, f"is longer than {LONGEST_LINE:,} bytes")
    return Parsed(
        record,
        name_digest(record.source, record.key),
        blake2b(payload, digest_size=16).hexdigest(),
        payload.decode(),
        strangers(raw, shape_of(model)),
    )


def reread(payload: str) -> Record:
    """Read a record that was checked when it was stored: its digest and hash are known."""
    raw = _object(payload)
    return _model(raw.get("type")).model_validate(raw)


def _object(line: bytes | str | object) -> dict[str, Any]:
    if isinstance(line, (bytes, str)):
        if len(line) > LONGEST_LINE:
            raise RecordError(None, f"is longer than {LONGEST_LINE:,} bytes")
        try:
            line = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise RecordError(None, f"is not JSON: {error}") from None
    if not isinstance(line, dict):
        raise RecordError(None, "must be an object: {…}")
    return line


def _model(type_: object) -> type[Record]:
    if type_ is None:
        raise RecordError("type", "is needed")
    model = MODELS.get(type_) if isinstance(type_, str) else None
    if model is None:
        known = ", ".join(MODELS)
        raise RecordError("type", f"{str(type_)[:40]!r} is unknown; known are {known}")
    return model


def _record_error(error: ValidationError) -> RecordError:
    first = error.errors(include_url=False, include_context=True)[0]
    field = ".".join(str(part) for part in first["loc"]) or None
    reason = _MESSAGES.get(first["type"])
    if reason is None:
        reason = first["msg"].removeprefix("Value error, ")
        reason = reason[0].lower() + reason[1:] if reason.startswith("Input") else reason
    if field is None and ": " in reason:
        field, reason = reason.split(": ", 1)
    return RecordError(field, reason)
