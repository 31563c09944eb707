"""The API in this process, over a schema that is small enough to see through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

import strawberry
from httpx import ASGITransport, AsyncClient
from strawberry.types import Info

from cim_graph import bootstrap
from cim_graph.api.context import Context
from cim_graph.api.execution import Schema
from cim_graph.app import create_app, sharing
from cim_graph.graph.session import Graph
from cim_graph.graph.statement import Ids
from cim_graph.intake.service import submit
from cim_graph.kernel.errors import ConflictError
from cim_graph.parties.landing import CARRIED
from cim_graph.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

ENDED: list[str] = []
JSON = strawberry.scalars.JSON


@strawberry.type
class Thing:
    """Something with something of its kind inside."""

    name: str

    @strawberry.field
    def things(self, first: int = 2) -> list["Thing"]:
        """Return more of them."""
        return [Thing(name=f"{self.name}{number}") for number in range(first)]


@strawberry.type
class Query:
    """What can be asked of the small schema."""

    @strawberry.field
    def echo(self, text: str | None = None, number: int | None = None) -> str | None:
        """Return what was sent."""
        return text or str(number)

    @strawberry.field
    def same(self, value: JSON) -> JSON:
        """Return any JSON."""
        return value

    @strawberry.field
    def things(self, first: int = 2) -> list[Thing]:
        """Return things."""
        return [Thing(name=str(number)) for number in range(first)]

    @strawberry.field
    def slip(self) -> str | None:
        """Fail in a way that nobody foresaw."""
        raise ValueError("bolt://10.0.0.1 password=hunter2")

    @strawberry.field
    def must(self) -> str:
        """Fail where nothing may be null."""
        raise ValueError("hunter2")

    @strawberry.field
    def refuse(self) -> str | None:
        """Fail in a way that the contract knows."""
        raise ConflictError("the party has moved on; read it again")

    @strawberry.field
    async def endless(self) -> str | None:
        """Never answer; `ENDED` hears of the end."""
        try:
            await asyncio.sleep(3600)
        finally:
            ENDED.append("endless")
        return None

    @strawberry.field
    async def carried(self, info: Info[Context, None], ids: list[str]) -> list[str]:
        """Ask the database."""
        return [row.id for row in await info.context.graph.read(CARRIED(Ids(ids)))]


@strawberry.type
class Mutation:
    """What can be changed through the small schema."""

    @strawberry.mutation
    async def take(self, info: Info[Context, None], records: list[JSON]) -> int:
        """Take records in."""
        context = info.context
        ranks = context.settings.source_ranks
        return (await submit(context.graph, context.commands, context.actor, cast("Any", records), ranks)).accepted


SCHEMA = Schema(Query, Mutation)


def bearer(settings: Settings, role: str, **claims: Any) -> dict[str, str]:
    """Return the header with a token of the local issuer."""
    token = bootstrap.local_issuer(settings).token({"sub": "leyla", "roles": [role], **claims}, settings.audience, 60)
    return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def application(settings: Settings, graph: Graph, schema: Schema = SCHEMA) -> "AsyncIterator[ASGIApp]":
    """Give the API on a graph, as a server calls it."""
    app = create_app(settings, schema, sharing(graph))
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope: "Scope", receive: "Receive", send: "Send") -> None:
            await app({**scope, "state": dict(cast("dict[str, Any]", state))}, receive, send)

        yield with_state


@asynccontextmanager
async def door(settings: Settings, graph: Graph, schema: Schema = SCHEMA) -> AsyncIterator[AsyncClient]:
    """Give a client of the API on a graph."""
    async with application(settings, graph, schema) as with_state:
        transport = ASGITransport(cast("Any", with_state), raise_app_exceptions=True)
        async with AsyncClient(transport=transport, base_url="http://localhost") as client:
            yield client
