"""Events: a feed for those who come back with a cursor, and a subscription for those who stay."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import strawberry

from cim_graph.access.rights import Scope
from cim_graph.api.base import Edge, Info, PageInfo
from cim_graph.api.scalars import JSON, DateTime
from cim_graph.events import feed
from cim_graph.events.model import Happening, Wanted, cursor_of, place_key, place_of
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.pages import Slice, length

MOST_WANTED = 500


@strawberry.type
class EventParty:
    """A party that an event is about. `version`: of the party once it had happened, 0 where that was not known."""

    id: strawberry.ID
    version: int


@strawberry.type
class Event:
    """Something that became true. `subject` is the first of its parties."""

    id: strawberry.ID
    cursor: str = strawberry.field(description="What to come back with, to go on after this event.")
    name: str
    at: DateTime
    command: str = strawberry.field(description="What was done.")
    subject: strawberry.ID | None
    parties: list[EventParty]
    detail: JSON


@strawberry.type
class EventConnection:
    """A page of events. `endCursor` may lie behind the last of them: what lies between is not wanted."""

    edges: list[Edge[Event]]
    page_info: PageInfo


def wanted(names: Sequence[str] | None, parties: Sequence[str] | None = None) -> Wanted:
    """Return what is asked for; nothing stands for all, and an empty list is a mistake."""
    for what, given in (("names", names), ("parties", parties)):
        if given is not None and not 0 < len(given) <= MOST_WANTED:
            raise BadInputError(f"`{what}` has to hold 1 to {MOST_WANTED}; leave it out for all")
    return Wanted(frozenset(names or ()), frozenset(parties or ()))


async def page(info: Info, asked: Wanted, first: int, after: str | None) -> EventConnection:
    """Return a page of events in their order."""
    found = await feed.read(info.context.graph, place_of(after) or 0, length(first), asked)
    happenings = found.happenings
    part: Slice[Happening] = Slice(happenings, lambda one: place_key(one.place), found.more)
    return EventConnection(
        edges=[
            Edge(page=part, at=at, node=event_of(one, info.context.rights.scope)) for at, one in enumerate(happenings)
        ],
        page_info=PageInfo(
            has_next_page=found.more,
            has_previous_page=after is not None,
            start_cursor=happenings[0].cursor if happenings else None,
            end_cursor=cursor_of(found.until),
        ),
    )


async def followed(info: Info, asked: Wanted, after: str | None) -> AsyncGenerator[Event, None]:
    """Yield events as they come."""
    following = info.context.hub.follow(info.context.graph, place_of(after), asked)
    async with aclosing(following):
        async for happening in following:
            yield event_of(happening, info.context.rights.scope)


def event_of(happening: Happening, scope: Scope) -> Event:
    """Return an event as the API has it; what it says of its parties is for callers to whom all of them are open."""
    return Event(
        id=strawberry.ID(happening.id),
        cursor=happening.cursor,
        name=happening.name,
        at=DateTime(happening.at),
        command=happening.command,
        subject=strawberry.ID(happening.subject) if happening.subject else None,
        parties=[EventParty(id=strawberry.ID(id_), version=version) for id_, version in happening.parties.items()],
        detail=JSON(happening.detail if scope.areas is None else {}),
    )
