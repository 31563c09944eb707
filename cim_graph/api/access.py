"""Who asks, and what they may do."""

import strawberry

from cim_graph.api.base import Info
from cim_graph.api.lookup import closed_of_named


async def _can(info: Info, action: str, on: strawberry.ID | None = None) -> bool:
    if not info.context.rights.can(action):
        return False
    return on is None or not await closed_of_named(info, [on])


@strawberry.type
class Caller:
    """Whoever sends a request."""

    subject: str
    roles: list[str]

    can: bool = strawberry.field(
        resolver=_can,
        description=(
            "Whether the caller may do it, so that no front end copies the rules: `read`, a mutation by its name, or "
            "`see.documents` and the like. `on`: a party or a record."
        ),
    )


def caller(info: Info) -> Caller:
    """Return who asks; whoever works on the machine itself holds no role and may do all."""
    actor = info.context.actor
    return Caller(subject=actor.subject, roles=list(actor.roles or ()))
