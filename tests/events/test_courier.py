"""Deliveries to receivers that are slow, dead, or lie; and to addresses that are none of the receiver's."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import trustme

from cim_graph.events.courier import Destination, HttpCourier
from cim_graph.events.gate import Gate
from cim_graph.events.model import Happening, cloud_event
from cim_graph.events.signature import secrets_in, signed
from cim_graph.kernel.errors import SetupError
from cim_graph.settings import Settings
from tests.events.receiver import Received, receiving
from tests.events.test_signature import SECRET

HOME = ["127.0.0.0/8", "::1/128"]
EVENT = Happening(
    7, "0a", "2026-11-26T10:00:00.000000Z", "judgeMatch", "party.merged", {"p1": 3, "p2": 9}, {"by": "Əli"}
)


@asynccontextmanager
async def courier(settings: Settings, **changed: Any) -> AsyncIterator[HttpCourier]:
    changed = {"webhook_networks": HOME, "webhook_seconds": 0.3, **changed}
    courier = HttpCourier(settings.model_copy(update=changed), clock=lambda: 1_700_000_000.9)
    yield courier
    await courier.close()


async def brought(settings: Settings, url: str, secret: Path | None = None, **changed: Any) -> str | None:
    async with courier(settings, **changed) as one:
        return await one.bring(EVENT, Destination(url, str(secret) if secret else None))


async def test_what_a_receiver_gets(settings: Settings, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    async with receiving() as receiver:
        assert await brought(settings, receiver.url() + "?a=b", secret) is None
    [received] = receiver.received
    assert received.line == "POST /hook?a=b HTTP/1.1"
    assert received.event == cloud_event(EVENT, "urn:cim-graph")
    assert received.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert received.headers["host"] == f"127.0.0.1:{receiver.port}"
    expected = signed("0a", 1_700_000_000, received.body, secrets_in(secret))
    assert {name: received.headers[name] for name in expected} == dict(expected)


def test_a_cloud_event() -> None:
    assert cloud_event(EVENT, "urn:bank") == {
        "specversion": "1.0",
        "id": "0a",
        "source": "urn:bank",
        "type": "party.merged",
        "subject": "p1",
        "time": "2026-11-26T10:00:00.000000Z",
        "datacontenttype": "application/json",
        "sequence": "0000000000000007",
        "cursor": EVENT.cursor,
        "data": {
            "command": "judgeMatch",
            "parties": [{"id": "p1", "version": 3}, {"id": "p2", "version": 9}],
            "detail": {"by": "Əli"},
        },
    }


ANSWERS = {
    "taken": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", None),
    "taken without a body": (b"HTTP/1.1 204 No Content\r\n\r\n", None),
    "taken, and garbage": (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n\0\xff\xfe{{[\r\n\0", None),
    "taken, in broken chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", None),
    "taken, and ended too early": (b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nok", None),
    "taken, and never ended": (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nok", None),
    "huge": (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 3_000_000, None),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", "ProtocolError"),
    "a huge head": (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 3_000_000, "ProtocolError"),
    "nothing": (b"", "no answer within 0.3 seconds"),
    "half a head": (b"HTTP/1.1 200", "no answer within 0.3 seconds"),
    "only hints": (b"HTTP/1.1 100 Continue\r\n\r\n" * 9, "no answer within 0.3 seconds"),
    "a redirect": (b"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "not followed"),
    "refused": (b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "answered 403"),
    "broken": (b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "answered 500"),
}


@pytest.mark.parametrize("case", ANSWERS)
async def test_answers(settings: Settings, case: str) -> None:
    said, told = ANSWERS[case]
    ends = case == "taken, and ended too early"

    async def answer(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        if ends:
            await writer.drain()
            writer.close()

    async with receiving() as receiver:
        receiver.answer = answer
        started = monotonic()
        failure = await brought(settings, receiver.url())
        assert monotonic() - started < 5
    assert failure is None if told is None else told in (failure or "")
    assert len(receiver.received) == 1


async def test_an_answer_that_trickles_is_not_waited_for(settings: Settings) -> None:
    async def answer(_: Received, writer: asyncio.StreamWriter) -> None:
        for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100:
            writer.write(bytes([letter]))
            await writer.drain()
            await asyncio.sleep(0.02)

    async with receiving() as receiver:
        receiver.answer = answer
        assert await brought(settings, receiver.url()) == "no answer within 0.3 seconds"


async def test_a_receiver_that_is_dead(settings: Settings) -> None:
    async with receiving() as receiver:
        pass
    assert "ConnectError" in (await brought(settings, receiver.url()) or "")


async def test_a_connection_serves_again_and_one_that_was_closed_does_no_harm(settings: Settings) -> None:
    async with receiving() as receiver, courier(settings) as one:
        for _ in range(3):
            assert await one.bring(EVENT, Destination(receiver.url(), None)) is None
        assert receiver.connections == 1
        receiver.always(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nok")
        for _ in range(2):
            assert await one.bring(EVENT, Destination(receiver.url(), None)) is None
    assert (len(receiver.received), receiver.connections) == (5, 2)


async def test_a_secret_that_is_gone_sends_nothing(settings: Settings, tmp_path: Path) -> None:
    async with receiving() as receiver:
        assert "cannot be read" in (await brought(settings, receiver.url(), tmp_path / "none") or "")
    assert receiver.connections == 0


SHUT = [
    "0.0.0.0",  # noqa: S104 (looked at, not bound)
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254",
    "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1",
    "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "2002:a00:1::", "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1",
]  # fmt: skip
OPEN = ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", SHUT)
def test_addresses_that_are_shut(address: str) -> None:
    assert not Gate().opens(ip_address(address))


@pytest.mark.parametrize("address", OPEN)
def test_addresses_that_are_open(address: str) -> None:
    assert Gate().opens(ip_address(address))


def test_networks_that_the_operator_names() -> None:
    gate = Gate.of(["10.2.0.0/16", "fd00::/64"])
    told = ["10.2.9.9", "::ffff:10.2.0.1", "fd00::7", "10.3.0.1", "fd01::7", "127.0.0.1"]
    assert [gate.opens(ip_address(address)) for address in told] == [True, True, True, False, False, False]
    with pytest.raises(SetupError, match="CIM_WEBHOOK_NETWORKS"):
        Gate.of(["10.2.0.1/16"])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0", "[::ffff:127.0.0.1]"])
async def test_ways_to_write_an_address_of_this_machine(settings: Settings, host: str) -> None:
    async with receiving() as receiver:
        failure = await brought(settings, receiver.url(host=host), webhook_networks=[])
    assert "not on the open internet" in (failure or "")
    assert receiver.connections == 0


async def test_a_name_that_leads_elsewhere_the_second_time(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked once, and what was looked at is what is connected to; one bad address among good ones is enough."""
    asked: list[str] = []

    async def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = ["93.184.215.14"] if len(asked) > 1 else ["93.184.215.14", "169.254.169.254"]
        return [(0, 0, 0, "", (address, port)) for address in found]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    failure = await brought(settings, "https://hooks.example/x")
    assert "hooks.example leads to 169.254.169.254" in (failure or "")
    assert asked == ["hooks.example"]


async def test_the_clear_is_for_networks_that_are_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(_: str, port: int, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", ("93.184.215.14", port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    assert "without TLS" in (await brought(settings, "http://hooks.example/x") or "")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return authority, file


def serving(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


async def test_certificates_are_checked(settings: Settings, authority: tuple[trustme.CA, Path]) -> None:
    signer, file = authority
    async with (
        receiving(serving(signer, "localhost")) as receiver,
        receiving(serving(signer, "other.example")) as other,
    ):
        url = receiver.url("https", "localhost")
        assert "CERTIFICATE_VERIFY_FAILED" in (await brought(settings, url) or "")
        assert await brought(settings, url, webhook_ca_file=file) is None
        wrong = await brought(settings, other.url("https", "localhost"), webhook_ca_file=file)
        assert "Hostname mismatch" in (wrong or "")
    assert (len(receiver.received), len(other.received)) == (1, 0)


async def test_a_file_of_authorities_that_is_none(settings: Settings, tmp_path: Path) -> None:
    failure = await brought(settings, "https://localhost/", webhook_ca_file=tmp_path / "none")
    assert "CIM_WEBHOOK_CA_FILE" in (failure or "")
