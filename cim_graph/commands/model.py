"""What a command is, and what doing it brought about."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.kernel.actor import Actor

T = TypeVar("T")
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Context:
    """Who does something and when, inside the transaction in which it is done."""

    transaction: "Transaction"
    actor: "Actor"
    at: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that became true: what it is called (`owner.changed`), the parties it is about, and what it says."""

    name: str
    parties: Mapping[str, int]
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a handler did: its answer, the parties it changed with their new versions, and what the trail keeps of it.

    `changed` is false where everything was as asked already: then neither the trail nor the outbox gets an entry.
    `about` are the parties that the trail is asked by, besides those that changed.
    The outbox gets an entry for each of `events`, and one for the parties that no event is about.
    """

    answer: T
    changed: bool
    parties: Mapping[str, int] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)
    progress: Mapping[str, Any] = field(default_factory=dict)
    events: Sequence[Event] = ()
    about: Sequence[str] = ()


Handler = Callable[[C, Context], Awaitable[Outcome[Any]]]
