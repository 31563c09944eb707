"""What is found in events as they come: who owns or controls a customer now, and what became of a group."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cim_graph.monitoring.typologies.hit import Hit

if TYPE_CHECKING:
    from cim_graph.events.model import Happening

Find = Callable[[Any, "Happening"], "Iterator[tuple[str, Hit]]"]


@dataclass(frozen=True, slots=True)
class NewOwner:
    """Owners by a regime; an empty one takes all."""

    regime: str


@dataclass(frozen=True, slots=True)
class GroupChanged:
    """What became of a group, apart by blanks: FORMED, JOINED, MERGED, LIMIT_CROSSED and so on."""

    changes: str


@dataclass(frozen=True, slots=True)
class EventKind:
    """The event that it looks at, the class of its thresholds, and how it is found."""

    event: str
    thresholds: type[Any]
    find: Find


def new_owner(said: NewOwner, told: "Happening") -> "Iterator[tuple[str, Hit]]":
    """Find companies that have a beneficial owner or controller whom they had not."""
    joined = list(told.detail.get("joined") or ())
    regime = str(told.detail.get("regime"))
    if joined and said.regime in {"", regime}:
        for who in told.parties:
            numbers = {"owners": joined, "regime": regime, "left": list(told.detail.get("left") or ())}
            yield who, Hit([who], told.at, f"{len(joined)} who own or control it in the end are new", numbers)


def group_changed(said: GroupChanged, told: "Happening") -> "Iterator[tuple[str, Hit]]":
    """Find those whose group grew, or came to its limit."""
    change = str(told.detail.get("change"))
    if change not in said.changes.split() or not str(told.detail.get("group", "g")).startswith("g"):
        return
    paths = [[one] for one in told.detail.get("relationships") or ()]
    numbers = {"change": change, "groups": list(told.detail.get("groups") or ())}
    for who in told.parties:
        yield who, Hit([who], told.at, str(told.detail.get("text") or change), numbers, paths)


EVENTS: Final[Mapping[str, EventKind]] = {
    "new-owner": EventKind("owner.changed", NewOwner, new_owner),
    "group-changed": EventKind("group.changed", GroupChanged, group_changed),
}
