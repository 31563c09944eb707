"""What a typology found, and what it looks at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Hit:
    """A typology fired at somebody, on a day: a sentence, and the numbers behind it.

    `who` are those it is about: parties by their ids, or accounts where nobody is known to hold them.
    """

    who: Sequence[str]
    day: str
    text: str
    evidence: Mapping[str, Any]
    paths: Sequence[Sequence[str]] = ()
    """Ids of relationships along which it came, where it did."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which what fires must come to its end: from one, and before another."""

    begin: str
    end: str

    def parameters(self) -> dict[str, str]:
        """Return what statements are asked."""
        return {"begin": self.begin, "end": self.end}


Find = Callable[["DuckDBPyConnection", Any, Window], list[Hit]]


def rows(connection: "DuckDBPyConnection", query: str, thresholds: Mapping[str, Any], window: Window) -> list[Any]:
    """Ask one of our own queries for those of thresholds and window that it names.

    It looks at what `payments.py` says.
    """
    given = {**thresholds, **window.parameters()}
    return connection.execute(query, {name: value for name, value in given.items() if f"${name}" in query}).fetchall()
