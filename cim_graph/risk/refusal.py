"""Why a document is no scheme: where, what was expected there, and what was found, in a few words."""

from collections.abc import Callable, Mapping, Sequence
from json import dumps
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

LONGEST: Final = 80
"""Characters of what was found that are repeated."""
_LONGEST_PLACE: Final = 160


def refusal(wrong: "ValidationError", schema: Mapping[str, Any]) -> str:
    """Return what is wrong with a document that a schema refuses."""
    stated: Any = schema
    for part in wrong.schema_path:
        stated = stated[part]
    expected, found = _expected(wrong, stated)
    return f"at {_place(wrong.instance_path)} it expects {expected}, and finds {shown(found)}"


def shown(value: Any) -> str:  # noqa: ANN401 (whatever was sent)
    """Return a value as JSON, shortened."""
    text = dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _place(path: Sequence[str | int]) -> str:
    text = f"/{'/'.join(map(str, path))}"
    return text if len(text) <= _LONGEST_PLACE else f"{text[: _LONGEST_PLACE - 1]}…"


def _expected(wrong: "ValidationError", stated: Any) -> tuple[str, Any]:  # noqa: ANN401 (a part of a schema)
    """Return what is expected in words, and what is there instead."""
    kind: Any = wrong.kind
    keyword = str(wrong.schema_path[-1])
    if keyword == "required":
        return f"`{kind.property}`", wrong.instance
    if keyword == "additionalProperties":
        return "no such name", kind.unexpected[0]
    expected = _WORDS.get(keyword, str)(stated)
    return (
        (f"names that are {expected}", kind.error.instance)
        if kind.name == "propertyNames"
        else (expected, wrong.instance)
    )


def _one_of(branches: Sequence[Mapping[str, Any]]) -> str:
    """Return which fields exclude each other: schemes choose among fields, and among nothing else."""
    names = [f"`{name}`" for branch in branches for name in branch["required"]]
    return f"exactly one of {', '.join(names)}"


_WORDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "oneOf": _one_of,
    "type": lambda kind: f"something of the type {kind}",
    "enum": lambda words: f"one of {', '.join(map(str, words))}",
    "pattern": lambda pattern: f"text like {pattern}",
    "minimum": lambda bound: f"{bound} at least",
    "exclusiveMinimum": lambda bound: f"more than {bound}",
    "maximum": lambda bound: f"{bound} at most",
    "minLength": lambda bound: f"{bound} characters at least",
    "maxLength": lambda bound: f"{bound} characters at most",
    "minItems": lambda bound: f"{bound} entries at least",
    "maxItems": lambda bound: f"{bound} entries at most",
    "maxProperties": lambda bound: f"{bound} names at most",
}
