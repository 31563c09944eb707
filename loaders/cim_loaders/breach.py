"""The first rule of a JSON schema that a value breaks, said such that its author finds the place."""

from collections.abc import Sequence
from dataclasses import dataclass

import jsonschema_rs

_LONGEST_MESSAGE = 200


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a value breaks: the keyword of JSON Schema, where (a JSON path from the value), and why."""

    rule: str
    path: str
    message: str


def first_breach(validator: jsonschema_rs.Draft202012Validator, value: object) -> Breach | None:
    """Return the outermost rule that a value breaks, the first where several lie equally deep; None when valid."""
    try:
        if validator.is_valid(value):
            return None
        error = min(validator.iter_errors(value), key=lambda error: len(error.instance_path))
    except ValueError:
        return Breach("depth", "", "values lie too deep in each other")
    message = error.message
    if len(message) > _LONGEST_MESSAGE:
        message = message[:_LONGEST_MESSAGE] + "…"
    return Breach(str(error.schema_path[-1]), _json_path(error.instance_path), message)


def _json_path(steps: Sequence[str | int]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
