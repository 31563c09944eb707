"""Events to a topic of Kafka, `kafka://broker:9092/topic`, keyed by the party that an event is about."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from cim_graph.events.courier import MEDIA, Destination
from cim_graph.events.model import Happening, cloud_event_body
from cim_graph.kernel.errors import SetupError

if TYPE_CHECKING:
    from cim_graph.settings import Settings

_SHOWN: Final = 200


class Producer(Protocol):
    """What is needed of a client of Kafka."""

    async def send_and_wait(
        self, topic: str, value: bytes, *, key: bytes | None, headers: Sequence[tuple[str, bytes]]
    ) -> object:
        """Send, and wait until the brokers have it."""
        ...

    async def stop(self) -> None:
        """End."""
        ...


Opened = Callable[[str, Mapping[str, Any]], Awaitable[Producer]]


def security(settings: "Settings") -> dict[str, Any]:
    """Return how brokers are spoken to: in the clear, over TLS, and as whom. SetupError for files that are none."""
    protocol = ("SASL_" if settings.kafka_user else "") + ("SSL" if settings.kafka_tls else "PLAINTEXT")
    options: dict[str, Any] = {"security_protocol": protocol}
    if settings.kafka_tls:
        options["ssl_context"] = _context(settings)
    if settings.kafka_user:
        password = settings.kafka_password.get_secret_value() if settings.kafka_password else ""
        options |= {"sasl_mechanism": settings.kafka_mechanism, "sasl_plain_username": settings.kafka_user}
        options["sasl_plain_password"] = password
    return options


def _context(settings: "Settings") -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.kafka_ca_file)
        if settings.kafka_cert_file is not None:
            context.load_cert_chain(settings.kafka_cert_file, settings.kafka_key_file)
    except OSError as error:  # errors of ssl are some, too
        told = f"the certificates for Kafka cannot be read: {error}"
        raise SetupError(f"{told}; correct CIM_KAFKA_CA_FILE, CIM_KAFKA_CERT_FILE or CIM_KAFKA_KEY_FILE") from error
    return context


async def opened(brokers: str, security: Mapping[str, Any]) -> Producer:
    """Connect to brokers; SetupError without the extra `kafka`."""
    try:
        from aiokafka import AIOKafkaProducer  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise SetupError("events to Kafka need an extra; install cim-graph[kafka]") from error
    producer = AIOKafkaProducer(bootstrap_servers=brokers, acks="all", enable_idempotence=True, **security)
    try:
        await producer.start()
    except BaseException:
        await producer.stop()
        raise
    started: Producer = producer
    return started


class KafkaCourier:
    """Brings events to topics; a producer for each set of brokers."""

    def __init__(self, settings: "Settings", opened: Opened = opened) -> None:
        self._source = settings.event_source
        self._seconds = settings.webhook_seconds
        self._opened = opened
        self._security = cache(partial(security, settings))
        self._opening = asyncio.Lock()
        self._producers: dict[str, Producer] = {}

    async def bring(self, happening: Happening, destination: Destination) -> str | None:
        """Bring an event; return why that failed, and nothing where the brokers have it."""
        address = urlsplit(destination.url)
        key = happening.subject.encode() if happening.subject else None
        body = cloud_event_body(happening, self._source)
        try:
            async with asyncio.timeout(self._seconds):
                producer = await self._producer(address.netloc)
                headers = [("content-type", MEDIA.encode())]
                await producer.send_and_wait(address.path.strip("/"), body, key=key, headers=headers)
        except TimeoutError:
            return f"no answer within {self._seconds:g} seconds"
        except Exception as error:  # noqa: BLE001 (whatever the client raises, it is tried again)
            return f"{type(error).__name__}: {error}"[:_SHOWN]
        return None

    async def close(self) -> None:
        """Let go of connections."""
        for producer in self._producers.values():
            await producer.stop()
        self._producers.clear()

    async def _producer(self, brokers: str) -> Producer:
        async with self._opening:
            if brokers not in self._producers:
                self._producers[brokers] = await self._opened(brokers, self._security())
            return self._producers[brokers]
