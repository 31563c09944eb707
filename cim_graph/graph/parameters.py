"""Parameters on their way to the server."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class _Sent(list[Any]):
    """A list that is told in a word: the driver spells out all parameters for its debug log, read or not.

    For a batch that takes as long as packing it does.
    """

    def __repr__(self) -> str:
        return f"[{len(self)} of them]"


def told_in_a_word(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same parameters, with lists that the driver does not spell out."""
    return {name: _Sent(value) if isinstance(value, list) else value for name, value in arguments.items()}


@contextmanager
def sent(arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give parameters for one use, and let go of their lists afterwards.

    The driver's results refer to themselves and to the parameters: without this a batch lives until the collector of
    garbage comes by.
    """
    given = told_in_a_word(arguments)
    try:
        yield given
    finally:
        for value in given.values():
            if isinstance(value, _Sent):
                value.clear()
