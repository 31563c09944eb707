"""Webhooks end to end: at least once, in order for each party, whatever receivers and processes do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from cim_graph.events.courier import HttpCourier
from cim_graph.events.delivery import Dispatcher
from cim_graph.events.hub import Hub
from cim_graph.events.model import cursor_of
from cim_graph.events.rounds import Patience
from cim_graph.events.stream import Stream
from cim_graph.events.webhooks import (
    AddWebhook,
    PauseWebhook,
    RemoveWebhook,
    ReplayWebhook,
    ResumeWebhook,
    dead_letters,
    webhooks,
)
from cim_graph.graph.session import Graph
from cim_graph.kernel.errors import BadInputError, NotFoundError, SetupError
from cim_graph.settings import Settings
from tests.events.receiver import OK, Received, Receiver, receiving
from tests.events.teller import Teller
from tests.events.test_signature import SECRET

PATIENCE = Patience(pauses=(0.02, 0.04))
BROKEN = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
def secret(tmp_path: Path) -> str:
    (tmp_path / "secret").write_text(SECRET)
    return str(tmp_path / "secret")


@pytest.fixture
def here(settings: Settings) -> Settings:
    return settings.model_copy(update={"webhook_networks": ["127.0.0.0/8"], "webhook_seconds": 2})


def dispatcher(teller: Teller, settings: Settings, patience: Patience = PATIENCE) -> Dispatcher:
    courier = HttpCourier(settings)
    return Dispatcher(teller.graph, teller.commands, {"http": courier, "https": courier}, patience, 1)


async def once(teller: Teller, settings: Settings, patience: Patience = PATIENCE) -> None:
    """Deliver all that is to be delivered now."""
    one = dispatcher(teller, settings, patience)
    await one.take()
    await one.served()
    await one.end()


@asynccontextmanager
async def running(teller: Teller, settings: Settings) -> AsyncIterator[None]:
    """Run what `cim up` runs."""
    one = dispatcher(teller, settings)
    stream = Stream(teller.graph, teller.commands, Hub(), one.wake)
    tasks = [asyncio.create_task(one.run()), asyncio.create_task(stream.run())]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def until(true: Callable[[], bool], seconds: float = 100) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 (what is waited for happens in sockets)
            await asyncio.sleep(0.01)


async def until_dead(graph: Graph, id_: str, number: int) -> None:
    async with asyncio.timeout(100):
        while len(await dead_letters(graph, id_)) < number:  # noqa: ASYNC110 (it happens in the database)
            await asyncio.sleep(0.02)


async def test_what_is_wanted_comes_in_order(teller: Teller, receiver: Receiver, here: Settings, secret: str) -> None:
    await teller.tell(("party.merged", {"p": 1}))
    await teller.do(AddWebhook(receiver.url(), ("party.merged", "party.split"), secret))
    await teller.tell(*[(name, {"p": 2}) for name in ("party.merged", "owner.changed", "party.split") * 3])
    await once(teller, here)
    assert [one.event["type"] for one in receiver.received] == ["party.merged", "party.split"] * 3
    assert receiver.places == sorted(receiver.places)
    [webhook] = await webhooks(teller.graph)
    assert (webhook.delivered, webhook.owed, webhook.dead, webhook.cursor) == (6, 0, 0, 11)
    await once(teller, here)
    assert len(receiver.received) == 6


async def test_from_the_beginning(teller: Teller, receiver: Receiver, here: Settings, secret: str) -> None:
    await teller.tell(*[("party.merged", {"p": version}) for version in range(1, 251)])
    await teller.do(AddWebhook(receiver.url(), (), secret, after=cursor_of(0)))
    await once(teller, here)
    assert receiver.places == list(range(1, 251))


async def test_a_commit_is_delivered_within_a_second(
    teller: Teller, receiver: Receiver, here: Settings, settings: Settings, secret: str
) -> None:
    """Be it of this process, or of another one."""
    await teller.do(AddWebhook(receiver.url(), ("party.merged",), secret))
    async with running(teller, here):
        await teller.say(("party.merged", {"p": 1}))
        await until(lambda: len(receiver.received) == 1)
        await Teller(teller.graph, settings).say(("party.merged", {"p": 2}))
        await until(lambda: len(receiver.received) == 2)


async def test_one_that_is_refused_holds_up_its_own_party_only(
    teller: Teller, receiver: Receiver, here: Settings, secret: str
) -> None:
    refused = 2

    async def answer(one: Received, writer: asyncio.StreamWriter) -> None:
        nonlocal refused
        bad = "p" in [party["id"] for party in one.event["data"]["parties"]] and refused
        refused -= bool(bad)
        writer.write(BROKEN if bad else OK)

    receiver.answer = answer
    await teller.do(AddWebhook(receiver.url(), ("x",), secret, after=cursor_of(0)))
    await teller.tell(("x", {"p": 1}), ("x", {"q": 1}), ("x", {"p": 2, "q": 2}), ("x", {"r": 1}), ("x", {"q": 3}))
    first = 2  # 1 tells of the webhook
    await once(teller, here)
    assert sorted(receiver.places) == [first, first + 1, first + 3]
    [webhook] = await webhooks(teller.graph)
    assert (webhook.owed, webhook.cursor, webhook.error) == (3, 6, "answered 500")
    async with running(teller, here):
        await until(lambda: len(receiver.received) == 7)
    assert receiver.places[3:] == [first, first, first + 2, first + 4]


async def test_what_nobody_takes_is_given_up_and_can_be_replayed(
    teller: Teller, receiver: Receiver, here: Settings, secret: str
) -> None:
    receiver.always(BROKEN)
    id_ = await teller.do(AddWebhook(receiver.url(), ("x",), secret))
    await teller.tell(("x", {"p": 1}), ("x", {"p": 2}))
    async with running(teller, here):
        await until(lambda: len(receiver.received) == 6)
        await until_dead(teller.graph, id_, 2)
    assert receiver.places == [2, 2, 2, 3, 3, 3]
    [first, _] = await dead_letters(teller.graph, id_)
    assert (first.place, first.attempts, first.error, first.parties) == (2, 3, "answered 500", ["p"])
    receiver.answer = None
    await teller.do(ReplayWebhook(id_, cursor_of(1)))
    await teller.number()
    await once(teller, here)
    assert receiver.places[6:] == [2, 3]
    assert await dead_letters(teller.graph, id_) == []


async def test_a_webhook_that_is_away_keeps_no_more_than_so_many(
    teller: Teller, receiver: Receiver, here: Settings, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cim_graph.events.delivery.MOST_KEPT", 5)
    receiver.always(BROKEN)
    id_ = await teller.do(AddWebhook(receiver.url(), ("x",), secret))
    await teller.tell(*[("x", {f"p{number}": 1}) for number in range(12)])
    await once(teller, here, Patience(pauses=(60,)))
    await once(teller, here, Patience(pauses=(60,)))
    [webhook] = await webhooks(teller.graph)
    assert (webhook.owed, webhook.cursor, len(receiver.received)) == (5, 6, 5)
    receiver.answer = None
    await teller.do(ResumeWebhook(id_))
    await once(teller, here)
    assert sorted(receiver.places[5:]) == list(range(2, 14))


async def test_a_process_that_dies_between_a_delivery_and_its_note_delivers_again(
    teller: Teller, receiver: Receiver, here: Settings, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await teller.do(AddWebhook(receiver.url(), ("x",), secret))
    await teller.tell(("x", {"p": 1}))

    async def dead(*_: Any) -> None:
        await asyncio.sleep(3600)

    one = dispatcher(teller, here)
    with monkeypatch.context() as patched:
        patched.setattr("cim_graph.events.delivery.last_place", dead)
        patched.setattr(one, "_commands", _Deaf(teller))
        await one.take()
        await until(lambda: len(receiver.received) == 1)
        for task in one._serving:  # noqa: SLF001 (as a kill does)
            task.cancel()
        await one.end()
    await once(teller, here)
    assert len(receiver.received) == 1  # it is held by the one that died
    await teller.graph.administer("MATCH (w:Webhook) SET w.heldUntil = timestamp() - 1")
    await once(teller, here)
    assert receiver.places == [2, 2]


class _Deaf:
    """Commands that claim, and never come to note anything."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller

    async def execute(self, graph: Graph, actor: Any, command: Any) -> Any:
        if command.name == "settleRound":
            await asyncio.sleep(3600)
        return await self._teller.commands.execute(graph, actor, command)


async def test_of_many_processes_one_delivers(
    teller: Teller, receiver: Receiver, here: Settings, settings: Settings, secret: str
) -> None:
    await teller.do(AddWebhook(receiver.url(), ("x",), secret))
    await teller.tell(*[("x", {f"p{number % 3}": number}) for number in range(30)])
    await asyncio.gather(*(once(Teller(teller.graph, settings), here) for _ in range(4)))
    assert sorted(receiver.places) == list(range(2, 32))


async def test_what_is_noted_late_counts_no_longer(
    teller: Teller, receiver: Receiver, here: Settings, secret: str
) -> None:
    """The operator has sent it back meanwhile."""
    go = asyncio.Event()

    async def answer(_: Received, writer: asyncio.StreamWriter) -> None:
        await go.wait()
        writer.write(OK)

    receiver.answer = answer
    await teller.tell(("x", {"p": 1}))
    id_ = await teller.do(AddWebhook(receiver.url(), ("x",), secret))
    await teller.tell(("x", {"p": 2}))
    one = dispatcher(teller, here)
    await one.take()
    await until(lambda: len(receiver.received) == 1)
    await teller.do(ReplayWebhook(id_, cursor_of(0)))
    go.set()
    await one.served()
    [webhook] = await webhooks(teller.graph)
    assert (webhook.cursor, webhook.delivered) == (0, 0)
    await once(teller, here)
    assert receiver.places == [3, 1, 3]
    await one.end()


async def test_one_that_is_paused_gets_nothing(teller: Teller, receiver: Receiver, here: Settings, secret: str) -> None:
    id_ = await teller.do(AddWebhook(receiver.url(), ("x",), secret))
    await teller.do(PauseWebhook(id_))
    await teller.tell(("x", {"p": 1}))
    await once(teller, here)
    assert receiver.connections == 0
    await teller.do(ResumeWebhook(id_))
    await once(teller, here)
    assert len(receiver.received) == 1


async def test_one_that_is_removed_leaves_nothing(
    teller: Teller, receiver: Receiver, here: Settings, secret: str
) -> None:
    receiver.always(BROKEN)
    id_ = await teller.do(AddWebhook(receiver.url(), ("x",), secret))
    await teller.tell(("x", {"p": 1}))
    await once(teller, here)
    await teller.do(RemoveWebhook(id_))
    left = await teller.graph.administer("MATCH (n) WHERE n:Webhook OR n:Delivery RETURN count(n) AS left")
    assert left == [{"left": 0}]
    told = await teller.graph.administer(
        "MATCH (a:AuditEntry) WHERE a.command ENDS WITH 'Webhook' RETURN a.detail AS d"
    )
    assert len(told) == 2
    assert SECRET not in str(told)


async def test_one_that_is_slow_does_not_keep_others_waiting(
    teller: Teller, receiver: Receiver, here: Settings, secret: str
) -> None:
    receiver.always(b"")
    async with receiving() as other:
        for one in (receiver, other):
            await teller.do(AddWebhook(one.url(), ("x",), secret))
        async with running(teller, here.model_copy(update={"webhook_seconds": 1.5})):
            await teller.say(("x", {"p": 1}))
            await until(lambda: len(other.received) == 1, 1.4)
            [slow, _] = await webhooks(teller.graph)
            assert slow.delivered == 0


BAD_ADDRESSES = [
    "", "hooks.example", "ftp://hooks.example/x", "file:///etc/passwd", "https://", "https:///x", "https://a b/",
    "https://user:pw@hooks.example/", "https://hooks.example/#x", "https://hooks.example:99999/", "https://[::1/",
    "https://hooks.example/\r\nX: y", "https://hooks.example:0/", "https://hookſ.example/",
]  # fmt: skip


@pytest.mark.parametrize("url", BAD_ADDRESSES)
async def test_an_address_that_is_none(teller: Teller, secret: str, url: str) -> None:
    with pytest.raises(BadInputError):
        await teller.do(AddWebhook(url, (), secret))


async def test_what_an_operator_gets_wrong(teller: Teller, secret: str) -> None:
    with pytest.raises(BadInputError, match="--secret-file"):
        await teller.do(AddWebhook("https://hooks.example/x"))
    with pytest.raises(SetupError, match="cannot be read"):
        await teller.do(AddWebhook("https://hooks.example/x", (), f"{secret}.none"))
    with pytest.raises(BadInputError, match="lies ahead"):
        await teller.do(AddWebhook("https://hooks.example/x", (), secret, cursor_of(7)))
    for command in (PauseWebhook("w0"), ResumeWebhook("w0"), ReplayWebhook("w0", cursor_of(0)), RemoveWebhook("w0")):
        with pytest.raises(NotFoundError, match="cim webhooks list"):
            await teller.do(command)
    with pytest.raises(NotFoundError):
        await dead_letters(teller.graph, "w0")
