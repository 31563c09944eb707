"""Fields of a record that a source gives; those that it leaves empty are left out."""

from typing import Any


def given(**values: object) -> dict[str, Any]:
    """Return the values that say something, by their names."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
