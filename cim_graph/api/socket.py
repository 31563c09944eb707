"""GraphQL over WebSocket, `graphql-transport-ws`: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md.

Operations are limited, priced and run as those over HTTP are.
"""

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import orjson
from graphql import GraphQLError, OperationType
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.types.execution import ExecutionResult, PreExecutionError

from cim_graph.api.answer import SEND_SECONDS, body_of, encoded
from cim_graph.api.conditions import done_once
from cim_graph.api.errors import translated
from cim_graph.api.limits import Limits
from cim_graph.api.persisted import persisted
from cim_graph.api.request import Asked, RefusedError, asked_of
from cim_graph.events.hub import DROPPED
from cim_graph.kernel.errors import BadInputError, CimError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

    from cim_graph.api.callers import Callers
    from cim_graph.api.context import Context
    from cim_graph.api.execution import Schema
    from cim_graph.api.seen import Seen
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.settings import Settings

PROTOCOL: Final = "graphql-transport-ws"
INIT_SECONDS: Final = 5.0
MOST_OPERATIONS: Final = 50
"""Operations under way on one connection."""
_LONGEST_ID: Final = 200
_LONGEST_REASON: Final = 120
"""A closing frame holds 123 bytes of it."""


class _ClosedError(Exception):
    """The connection has to be closed: a code of the protocol, and why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason[:_LONGEST_REASON])
        self.code = code


@dataclass(frozen=True, slots=True)
class Socket:
    """The ASGI application at `/graphql` for WebSockets."""

    schema: "Schema"
    settings: "Settings"
    callers: "Callers"
    seen: "Seen"
    context: "Callable[[Graph, Actor], Context]"

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Serve one connection, until either side ends it."""
        websocket = WebSocket(scope, receive, send)
        if not _same_origin(websocket):
            await websocket.close()  # before it is accepted: the browser is told 403
            return
        if PROTOCOL not in websocket.scope["subprotocols"]:
            await websocket.accept()
            await websocket.close(4406, f"only {PROTOCOL} is spoken here")
            return
        await websocket.accept(PROTOCOL)
        await _Connection(websocket, self).serve()


class _Connection:
    def __init__(self, websocket: WebSocket, door: Socket) -> None:
        self._websocket = websocket
        self._door = door
        self._greeted = False
        self._said: str | None = None
        self._why: _ClosedError | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._mutations: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()
        self._broken = asyncio.Event()

    async def serve(self) -> None:
        reading = asyncio.create_task(self._read())
        broken = asyncio.create_task(self._broken.wait())
        try:
            await asyncio.wait({reading, broken}, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                reading.result()
            if self._why is not None:
                raise self._why
        except _ClosedError as closed:
            with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
                async with asyncio.timeout(SEND_SECONDS):
                    await self._websocket.close(closed.code, str(closed))
        except (WebSocketDisconnect, TimeoutError):
            pass
        finally:
            await self._end(reading, broken)

    async def _end(self, *tasks: "asyncio.Task[Any]") -> None:
        """Cancel what is under way, but for mutations: those end when they end."""
        under_way = [*tasks, *(task for task in self._operations.values() if task not in self._mutations)]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, *self._mutations, return_exceptions=True)

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(INIT_SECONDS):
                while not self._greeted:
                    await self._hear(await self._message())
        except TimeoutError as error:
            raise _ClosedError(4408, "Connection initialisation timeout") from error
        while True:
            await self._hear(await self._message())

    async def _message(self) -> dict[str, Any]:
        received = await self._websocket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1005))
        text = received.get("text")
        if text is None or len(text) > self._door.settings.max_body_bytes:
            raise _ClosedError(4400, "messages are JSON text, no longer than CIM_MAX_BODY_BYTES")
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise _ClosedError(4400, "messages are JSON text") from error
        if not isinstance(message, dict):
            raise _ClosedError(4400, 'a message is an object with a "type"')
        return message

    async def _hear(self, message: dict[str, Any]) -> None:
        match message.get("type"):
            case "connection_init":
                await self._greet(message.get("payload"))
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                if (task := self._operations.pop(_id(message), None)) and task not in self._mutations:
                    task.cancel()
            case _:
                raise _ClosedError(4400, "the type of this message is none of the protocol")

    async def _greet(self, payload: object) -> None:
        if self._greeted:
            raise _ClosedError(4429, "Too many initialisation requests")
        said = payload.get("Authorization") if isinstance(payload, dict) else None
        self._said = said if isinstance(said, str) else None
        await self._caller()
        self._greeted = True
        await self._send({"type": "connection_ack"})

    async def _caller(self) -> "Actor":
        """Return who asks, as their token says now: it may end before the connection does."""
        try:
            return await self._door.callers.of(self._websocket, self._said)
        except RefusedError as error:
            raise _ClosedError(4403, str(error)) from error

    async def _subscribe(self, message: dict[str, Any]) -> None:
        id_ = _id(message)
        if not self._greeted:
            raise _ClosedError(4401, "Unauthorized")
        if id_ in self._operations:
            raise _ClosedError(4409, f"Subscriber for {id_} already exists")
        try:
            asked = asked_of(message.get("payload"))
        except RefusedError as error:
            raise _ClosedError(4400, str(error)) from error
        if len(self._operations) >= MOST_OPERATIONS:
            told = f"{MOST_OPERATIONS} operations are under way on this connection; end one, or open another"
            await self._send_result(id_, PreExecutionError(None, [translated(BadInputError(told))]))
            return
        self._operations[id_] = task = asyncio.create_task(self._operate(id_, asked))
        task.add_done_callback(lambda done: self._forget(id_, done))

    def _forget(self, id_: str, done: "asyncio.Task[None]") -> None:
        if self._operations.get(id_) is done:
            del self._operations[id_]
        self._mutations.discard(done)

    async def _operate(self, id_: str, asked: Asked) -> None:
        try:
            if await self._results(id_, asked):
                await self._send({"type": "complete", "id": id_})
        except TimeoutError:
            DROPPED.inc()
            self._broken.set()
        except _ClosedError as closed:
            self._why = closed
            self._broken.set()
        except (WebSocketDisconnect, RuntimeError):
            self._broken.set()

    async def _results(self, id_: str, asked: Asked) -> bool:
        """Send what an operation comes to; return whether it came to anything but a refusal."""
        door = self._door
        try:
            text = persisted(door.settings.documents_file).text(asked)
            document = door.schema.documents.measured(text, Limits.of(door.settings))
            kind = document.operation(asked.operation).operation
        except RefusedError as error:
            return await self._send_result(id_, PreExecutionError(None, [translated(BadInputError(str(error)))]))
        except (GraphQLError, CimError) as error:
            return await self._send_result(id_, PreExecutionError(None, [translated(error)]))
        context = door.context(self._websocket.state.graph.following(()), await self._caller())
        if kind is not OperationType.SUBSCRIPTION:
            if kind is OperationType.MUTATION and (task := asyncio.current_task()):
                self._mutations.add(task)
            running = partial(door.schema.run, document, asked.operation, asked.variables, context)
            queried = kind is OperationType.QUERY
            result = await (running() if queried else done_once(asked, {}, context, running))
            return await self._send_result(id_, await door.seen.kept(context, result))
        following = door.schema.follow(document, asked.operation, asked.variables, context)
        async with aclosing(door.seen.followed(context, following)) as results:
            async for result in results:
                await self._caller()
                if not await self._send_result(id_, result):
                    return False
        return True

    async def _send_result(self, id_: str, result: ExecutionResult) -> bool:
        body = body_of(result)
        if isinstance(result, PreExecutionError):
            await self._send({"type": "error", "id": id_, "payload": body["errors"]})
            return False
        await self._send({"type": "next", "id": id_, "payload": body})
        return True

    async def _send(self, message: dict[str, Any]) -> None:
        async with asyncio.timeout(SEND_SECONDS), self._sending:
            await self._websocket.send_text(encoded(message).decode())


def _id(message: dict[str, Any]) -> str:
    id_ = message.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= _LONGEST_ID:
        raise _ClosedError(4400, f'"id" has to be text of 1 to {_LONGEST_ID} characters')
    return id_


def _same_origin(websocket: WebSocket) -> bool:
    """Whether this comes from a page of ours, or from no page: browsers let any page open a WebSocket."""
    origin = websocket.headers.get("origin")
    return origin is None or origin.partition("://")[2] == websocket.headers.get("host")
