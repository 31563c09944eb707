"""Days as they are typed."""

from datetime import date

from cim_graph.kernel.errors import BadInputError


def typed_day(text: str | None) -> str | None:
    """Return a day in ISO 8601; BadInputError where the text is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadInputError(f"{text!r} is no day; write it like 2026-06-30") from error
