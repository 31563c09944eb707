"""An answer of GraphQL as a few lines of plain text: what is single on one line, lists below it, set in."""

from collections.abc import Iterator
from typing import Any

_STEP = "  "


def outline(value: Any, depth: int = 0) -> Iterator[str]:  # noqa: ANN401 (any JSON)
    """Yield the lines of an answer. A connection shows as the list of its nodes; what is null or empty is left out."""
    for name, held in _fields(value):
        if isinstance(held, dict):
            yield f"{_STEP * depth}{name}: {_line(held)}".rstrip()
            yield from outline(_nested(held), depth + 1)
        elif isinstance(held, list):
            yield f"{_STEP * depth}{name}:"
            yield from _items(held, depth + 1)
        else:
            yield f"{_STEP * depth}{name}: {held}"


def _items(items: list[Any], depth: int) -> Iterator[str]:
    for item in items:
        yield f"{_STEP * depth}- {_line(item)}".rstrip()
        yield from outline(_nested(item), depth + 1)


def _fields(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, held in value.items():
        plain = [_node(edge) for edge in held["edges"]] if isinstance(held, dict) and "edges" in held else held
        if plain not in (None, [], {}):
            yield name, plain


def _node(edge: dict[str, Any]) -> dict[str, Any]:
    """Return a node with what its edge says of it."""
    return {name: held for name, held in edge.items() if name not in {"node", "cursor"}} | dict(edge["node"])


def _line(value: Any) -> str:  # noqa: ANN401 (any JSON)
    if not isinstance(value, dict):
        return str(value)
    return ", ".join(
        text if name == "name" else f"{name} {text}" for name, held in _fields(value) if (text := _short(held))
    )


def _nested(value: Any) -> dict[str, Any]:  # noqa: ANN401 (any JSON)
    if not isinstance(value, dict):
        return {}
    return {name: held for name, held in _fields(value) if not _short(held)}


def _short(value: Any) -> str:  # noqa: ANN401 (any JSON)
    """Return what fits on the line of the object that holds it, and nothing for what needs lines of its own."""
    if isinstance(value, dict):
        return _line(value) if all(not isinstance(held, dict | list) for held in value.values()) else ""
    if isinstance(value, list):
        texts = [str(item) for item in value if not isinstance(item, dict | list)]
        return " ".join(texts) if len(texts) == len(value) else ""
    return str(value)
