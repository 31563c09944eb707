"""The trail: who did and saw what."""

from typing import Any

import orjson
import strawberry

from cim_graph.access import trail
from cim_graph.api.base import Connection, Info, Node, connection
from cim_graph.api.scalars import JSON, DateTime
from cim_graph.kernel.pages import Page

_SHOWN = ("roles", "client", "request", "number", "seal")


@strawberry.type
class AuditEntry(Node):
    """One thing that somebody did, or saw of special category."""

    at: DateTime
    actor: str
    action: str
    subject: strawberry.ID | None = strawberry.field(
        description="The party; of several, the first of `detail.subjects`."
    )
    purpose: str | None
    detail: JSON = strawberry.field(
        description=(
            "`told`: what was done or seen; `subjects`, `roles`, `client`, `request`; `number` and `seal` in the chain."
        )
    )


def entry_of(entry: trail.Entry) -> AuditEntry:
    """Return an entry as the API has it."""
    get = entry.properties.get
    subjects = str(get("subjects", "")).split()
    detail: dict[str, Any] = {"subjects": subjects, **{name: get(name) for name in _SHOWN if get(name) is not None}}
    told = get("detail")
    return AuditEntry(
        id=strawberry.ID(entry.id),
        at=DateTime(get("at", "")),
        actor=get("actor", ""),
        action=get("command", ""),
        subject=strawberry.ID(subjects[0]) if subjects else None,
        purpose=get("purpose"),
        detail=JSON(detail | {"told": orjson.loads(told) if told else None}),
    )


async def entries(info: Info, sought: trail.Sought, page: Page) -> Connection[AuditEntry]:
    """Return a page of the trail, the newest entry first."""
    return connection(await trail.entries(info.context.graph, sought, page), entry_of)
