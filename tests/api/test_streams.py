"""Streams: they end with the token that opened them, cost what they show, and leave what they show in the trail."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import orjson
import pytest
import strawberry
from httpx import ASGITransport, AsyncClient
from strawberry.types import Info

from cim_graph import bootstrap
from cim_graph.access.trail import Sought, entries
from cim_graph.api.context import Context
from cim_graph.api.execution import Schema
from cim_graph.app import create_app, sharing
from cim_graph.graph.session import Graph
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.pages import Page
from cim_graph.settings import Auth, Settings
from tests.api.doors import Query, Thing, bearer

ALI = id_of(Kind.PARTY, "core", "A")
CLOSED: list[str] = []


@strawberry.type
class Subscription:
    """What can be heard of the small schema."""

    @strawberry.subscription
    async def silence(self) -> AsyncGenerator[int, None]:
        """Say nothing, for ever."""
        try:
            await asyncio.sleep(3600)
            yield 1
        finally:
            CLOSED.append("silence")

    @strawberry.subscription
    async def shown(self, info: Info[Context, None], times: int) -> AsyncGenerator[Thing, None]:
        """Show documents of one party, time and again."""
        for number in range(times):
            info.context.seen[ALI].add("documents")
            yield Thing(name=str(number))


@asynccontextmanager
async def door(settings: Settings, graph: Graph, **more: Any) -> AsyncIterator[AsyncClient]:
    own = settings.model_copy(update={"auth": Auth.LOCAL, **more})
    app = create_app(own, Schema(Query, subscription=Subscription), sharing(graph))
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "state": dict(cast("Any", state))}, receive, send)

        transport = ASGITransport(with_state)
        async with AsyncClient(transport=transport, base_url="http://localhost", timeout=20) as client:
            yield client


async def heard(client: AsyncClient, query: str, known: dict[str, str]) -> list[Any]:
    """Return what a stream told until it ended."""
    headers = {**known, "Accept": "text/event-stream"}
    text = (await client.post("/graphql", json={"query": query}, headers=headers)).text
    assert text.endswith("event: complete\ndata:\n\n")
    told = [part.split("data: ")[1] for part in text.split("\n\n") if part.startswith("event: next")]
    return [orjson.loads(one) for one in told]


async def test_a_silent_stream_ends_with_its_token(
    graph: Graph, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cim_graph.api.callers.LOOK_SECONDS", 0.1)
    CLOSED.clear()
    async with door(settings, graph) as client:
        known = bearer(settings, "steward")
        listening = asyncio.create_task(heard(client, "subscription { silence }", known))
        await asyncio.sleep(0.3)
        assert not listening.done()
        bootstrap.local_issuer(settings).renew()
        [told] = await asyncio.wait_for(listening, 10)
    assert told["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert CLOSED == ["silence"]


async def test_each_event_is_in_the_trail_before_it_leaves(graph: Graph, settings: Settings) -> None:
    async with door(settings, graph) as client:
        known = bearer(settings, "steward")
        told = await heard(client, "subscription { shown(times: 3) { name } }", known)
    assert [one["data"]["shown"]["name"] for one in told] == ["0", "1", "2"]
    found = (await entries(graph, Sought(ALI), Page(10))).items
    assert [entry.properties["command"] for entry in found] == ["read"] * 3


async def test_each_event_is_paid_for(graph: Graph, settings: Settings) -> None:
    async with door(settings, graph, caller_budget=3) as client:
        known = bearer(settings, "steward")
        told = await heard(client, "subscription { shown(times: 50) { name } }", known)
        assert told[-1]["errors"][0]["extensions"]["code"] == "COST_EXCEEDED"
        assert len(told) < 10
        again = await heard(client, "subscription { shown(times: 1) { name } }", known)
    assert again[0]["errors"][0]["extensions"]["code"] == "COST_EXCEEDED"
