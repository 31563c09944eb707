"""Statements: Cypher text in a file, bound to the class of its parameters and the class of its rows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from functools import cached_property
from operator import attrgetter
from re import MULTILINE
from re import compile as compile_pattern
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from cim_graph.kernel.errors import SetupError
from cim_graph.resources import CYPHER

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

P = TypeVar("P", bound="DataclassInstance")
R = TypeVar("R", bound="DataclassInstance")

_HEAD = compile_pattern(r"^\s*//.*$\n?", MULTILINE)
PARAMETER = compile_pattern(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Empty:
    """Parameters or rows of a statement that has none."""


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids to look for."""

    ids: list[str]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows to write, or to look for."""

    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Closing:
    """What is known no longer, and since when."""

    rows: list[dict[str, Any]]
    at: str


@dataclass(frozen=True, slots=True)
class StatedBy:
    """What a source states: the first ids after one, in order."""

    source: str
    after: str
    first: int


@dataclass(frozen=True, slots=True)
class Found:
    """An id that was found."""

    id: str


@dataclass(frozen=True, slots=True)
class Versioned:
    """What was locked, or changed and so locked, and its version after that."""

    id: str
    version: int


class _Statement(Generic[P, R]):
    """A file of `cypher/` by its path without the ending, and the classes that its parameters and rows fit."""

    declared: ClassVar[dict[str, "_Statement[Any, Any]"]] = {}

    def __init__(self, name: str, parameters: type[P], row: type[R]) -> None:
        if name in self.declared:
            raise SetupError(f"the statement {name} is bound twice; import the first binding instead")
        self.name = name
        self.row = row
        self.parameters = tuple(field.name for field in fields(parameters))
        self.columns = tuple(field.name for field in fields(row))
        self._values = attrgetter(*self.parameters) if self.parameters else None
        self.declared[name] = self

    @cached_property
    def text(self) -> str:
        """The Cypher of the file without its head, checked against the parameters."""
        path = CYPHER / f"{self.name}.cypher"
        try:
            text = _HEAD.sub("", path.read_text("utf-8")).strip()
        except FileNotFoundError as error:
            raise SetupError(f"{path} is missing; install cim-graph again") from error
        named = set(PARAMETER.findall(text))
        if named != set(self.parameters):
            raise SetupError(f"{path} names {sorted(named)}, but is bound to {sorted(self.parameters)}")
        return text

    def arguments(self, parameters: P) -> dict[str, Any]:
        """Return the parameters as the driver wants them."""
        if self._values is None:
            return {}
        values = self._values(parameters)
        return dict(zip(self.parameters, values if len(self.parameters) > 1 else (values,), strict=True))


@dataclass(frozen=True, slots=True)
class BoundRead(Generic[R]):
    """A read with its parameters, ready to run."""

    statement: "Read[Any, R]"
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BoundWrite(Generic[R]):
    """A write with its parameters, ready to run inside a command."""

    statement: "Write[Any, R]"
    arguments: dict[str, Any]


Ask = Callable[[BoundRead[Any]], Awaitable[list[Any]]]
"""Runs a read: of a transaction, or of the graph as it stands."""


class Read(_Statement[P, R]):
    """A statement that changes nothing."""

    def __call__(self, parameters: P) -> BoundRead[R]:
        """Bind parameters."""
        return BoundRead(self, self.arguments(parameters))


class Write(_Statement[P, R]):
    """A statement that changes the graph: inside a command, or by itself where it may be done twice (`Graph.add`)."""

    def __call__(self, parameters: P) -> BoundWrite[R]:
        """Bind parameters."""
        return BoundWrite(self, self.arguments(parameters))


def check_statements() -> None:
    """Read every declared statement once; raise SetupError where a file and its binding disagree."""
    for statement in _Statement.declared.values():
        _ = statement.text


def declared_statements() -> dict[str, _Statement[Any, Any]]:
    """Return every declared statement by its name."""
    return dict(_Statement.declared)
