"""Events to Kafka, with a client that stands for brokers: none runs here."""

import asyncio
import ssl
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from cim_graph.events.courier import Destination
from cim_graph.events.kafka import KafkaCourier, opened, security
from cim_graph.events.model import Happening, cloud_event
from cim_graph.kernel.errors import SetupError
from cim_graph.settings import Settings

PARTY = Happening(7, "0a", "2026-11-26T10:00:00.000000Z", "judgeMatch", "party.merged", {"p1": 3}, {})
NOBODY = Happening(8, "0b", "2026-11-26T10:00:00.000000Z", "keepModel", "registry.changed", {}, {})
TOPIC = Destination("kafka://broker-1:9092,broker-2:9092/parties", None)


class Brokers:
    """Takes what is sent, until it has a reason not to."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.sent: list[tuple[Any, ...]] = []
        self.error: Exception | None = None
        self.stopped = 0
        self.security: Mapping[str, Any] = {}

    async def open(self, brokers: str, security: Mapping[str, Any]) -> "Brokers":
        self.opened.append(brokers)
        self.security = security
        return self

    async def send_and_wait(
        self, topic: str, value: bytes, *, key: bytes | None, headers: Sequence[tuple[str, bytes]]
    ) -> None:
        if self.error:
            raise self.error
        self.sent.append((topic, orjson.loads(value), key, dict(headers)))

    async def stop(self) -> None:
        self.stopped += 1


async def test_an_event_is_keyed_by_its_party(settings: Settings) -> None:
    brokers = Brokers()
    courier = KafkaCourier(settings, brokers.open)
    assert [await courier.bring(one, TOPIC) for one in (PARTY, NOBODY)] == [None, None]
    media = {"content-type": b"application/cloudevents+json; charset=utf-8"}
    assert brokers.sent == [
        ("parties", cloud_event(PARTY, "urn:cim-graph"), b"p1", media),
        ("parties", cloud_event(NOBODY, "urn:cim-graph"), None, media),
    ]
    await courier.close()
    assert (brokers.opened, brokers.stopped) == (["broker-1:9092,broker-2:9092"], 1)


@pytest.mark.parametrize(("error", "told"), [(OSError("no brokers"), "no brokers"), (TimeoutError(), "within")])
async def test_what_brokers_do_not_take_is_told(settings: Settings, error: Exception, told: str) -> None:
    brokers = Brokers()
    brokers.error = error
    assert told in (await KafkaCourier(settings, brokers.open).bring(PARTY, TOPIC) or "")


async def test_brokers_that_never_answer_are_not_waited_for(settings: Settings) -> None:
    async def never(_: str, __: Mapping[str, Any]) -> Brokers:
        await asyncio.sleep(3600)
        return Brokers()

    courier = KafkaCourier(settings.model_copy(update={"webhook_seconds": 0.05}), never)
    assert await courier.bring(PARTY, TOPIC) == "no answer within 0.05 seconds"


async def test_without_the_extra_it_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aiokafka", None)
    with pytest.raises(SetupError, match=r"cim-graph\[kafka\]"):
        await opened("broker:9092", {})
    assert "cim-graph[kafka]" in (await KafkaCourier(settings).bring(PARTY, TOPIC) or "")


async def test_brokers_are_spoken_to_over_tls_and_by_name(settings: Settings) -> None:
    own = settings.model_copy(
        update={
            "kafka_tls": True,
            "kafka_user": "cim",
            "kafka_password": SecretStr("s3cret"),
            "kafka_mechanism": "PLAIN",
        }
    )
    brokers = Brokers()
    await KafkaCourier(own, brokers.open).bring(PARTY, TOPIC)
    told = dict(brokers.security)
    context = told.pop("ssl_context")
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert told == {
        "security_protocol": "SASL_SSL", "sasl_mechanism": "PLAIN", "sasl_plain_username": "cim",
        "sasl_plain_password": "s3cret",
    }  # fmt: skip


def test_in_the_clear_by_itself(settings: Settings) -> None:
    assert security(settings) == {"security_protocol": "PLAINTEXT"}


def test_certificates_that_are_none_are_told(settings: Settings, tmp_path: Path) -> None:
    own = settings.model_copy(update={"kafka_tls": True, "kafka_ca_file": tmp_path / "none.pem"})
    with pytest.raises(SetupError, match="CIM_KAFKA_CA_FILE"):
        security(own)
