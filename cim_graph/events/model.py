"""What an event is to those who hear of it, and who hears of which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from cim_graph.kernel.pages import decode_cursor, encode_cursor, place

PARTIES_CHANGED: Final = "parties.changed"
REGISTRY_CHANGED: Final = "registry.changed"
"""What a command tells that has no name of its own for it: parties have a new version, or none has."""
WEBHOOK_CHANGED: Final = "webhook.changed"

_LIST: Final = "events/"


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: `place` is its number among all, `parties` tells those that it is about with their versions.

    A version is 0 where the command did not know it.
    """

    place: int
    id: str
    at: str
    command: str
    name: str
    parties: Mapping[str, int]
    detail: Mapping[str, Any]

    @property
    def cursor(self) -> str:
        """What to come back with."""
        return cursor_of(self.place)

    @property
    def subject(self) -> str | None:
        """The party that it is about first."""
        return next(iter(self.parties), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who hears of what: names of events and ids of parties; nothing stands for all.

    Whatever leaves by a feed, a subscription or a webhook has passed here, so here is where a scope holds.
    """

    names: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()

    def __contains__(self, happening: Happening) -> bool:
        """Whether this is heard of."""
        named = not self.names or happening.name in self.names
        return named and (not self.parties or not self.parties.isdisjoint(happening.parties))


EVERYTHING: Final = Wanted()


def cursor_of(place: int) -> str:
    """Return what a reader comes back with who has seen all up to this number."""
    return encode_cursor(place_key(place))


def place_key(place: int) -> str:
    """Return the key of a number in the list of all events."""
    return f"{_LIST}{place}"


def place_of(cursor: str | None) -> int | None:
    """Return the number behind a cursor; BadInputError for a text that is no cursor of events."""
    return None if cursor is None else place(decode_cursor(cursor), read_place)


def read_place(key: str) -> int:
    """Read the key of a number; ValueError for any other text."""
    digits = key.removeprefix(_LIST)
    if not key.startswith(_LIST) or not (digits.isascii() and digits.isdecimal()) or len(digits) > len(str(1 << 53)):
        raise ValueError(key)
    return int(digits)


def cloud_event(happening: Happening, source: str) -> dict[str, Any]:
    """Return an event as CloudEvents 1.0 has it, in JSON."""
    told: dict[str, Any] = {
        "specversion": "1.0",
        "id": happening.id,
        "source": source,
        "type": happening.name,
        "time": happening.at,
        "datacontenttype": "application/json",
        "sequence": f"{happening.place:016}",
        "cursor": happening.cursor,
        "data": {
            "command": happening.command,
            "parties": [{"id": id_, "version": version} for id_, version in happening.parties.items()],
            "detail": happening.detail,
        },
    }
    return told if happening.subject is None else {**told, "subject": happening.subject}


def cloud_event_body(happening: Happening, source: str) -> bytes:
    """Return the same as it travels."""
    return orjson.dumps(cloud_event(happening, source))
