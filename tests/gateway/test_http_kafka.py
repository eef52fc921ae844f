"""The door on a real broker."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from confluent_kafka import Consumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext
from http_door import PARTICIPANTS, answered, encoded, running_server

from casefile_contracts.contract import Contract, Message
from casefile_contracts.errors import TopicError
from casefile_contracts.kafka.partitioner import partition_of
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.reading import read_to_end
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import LEDGER, topics_for
from casefile_contracts.testing.broker import LocalBroker
from casefile_contracts.testing.topics import PARTITIONS, fresh_topics
from casefile_gateway.http.server import listen, prepare
from casefile_schemas import ROOT

pytestmark = pytest.mark.kafka

OUTBOX = "casefile.police-99.outbox"


@contextmanager
def opened(settings: KafkaSettings, folder: Path) -> Iterator[httpx.Client]:
    with listen("127.0.0.1", 0) as listener:
        server = prepare(settings, Contract.load(), PARTICIPANTS, data=folder)
        with (
            running_server(server, listener),
            httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=30) as client,
        ):
            yield client


@pytest.fixture
def exchange(kafka: KafkaSettings) -> KafkaSettings:
    fresh_topics(kafka, PARTICIPANTS)
    return kafka


def test_a_submitted_message_stands_in_the_outbox_on_the_partition_of_its_case(
    exchange: KafkaSettings, tmp_path: Path
) -> None:
    document = answered()
    with opened(exchange, tmp_path) as client:
        assert client.post("/messages", json=document).status_code == 202

    [record] = read_to_end(exchange, OUTBOX)
    assert (record.key, record.value) == (b"99ZZ0000126", encoded(document))
    assert record.partition == partition_of(b"99ZZ0000126", PARTITIONS)
    assert dict(record.headers)["ce_id"].decode() == document["envelope"]["message_id"]


def test_the_status_follows_the_ledger_and_is_there_again_after_a_restart(
    exchange: KafkaSettings, tmp_path: Path
) -> None:
    document = answered()
    with opened(exchange, tmp_path) as client:
        location = client.post("/messages", json=document).headers["Location"]
        assert client.get(location).json()["outcome"] == "RECEIVED"
        write_ledger(exchange, decided(document, "ACCEPTED"))
        assert eventually(client, location, "outcome", "ACCEPTED")

    acknowledged = decided(document, "DELIVERED", sender="cps-north", recipient="police-99")
    write_ledger(exchange, acknowledged)
    with opened(exchange, tmp_path) as client:
        assert eventually(client, location, "delivery", "DELIVERED")


def test_a_stock_client_reads_every_message_type_from_every_topic(exchange: KafkaSettings, tmp_path: Path) -> None:
    contract = Contract.load()
    sent = list(_examples(contract))
    names = [spec.name for spec in topics_for(PARTICIPANTS)]
    with Publisher(exchange) as publisher:
        for topic in names:
            for message in sent:
                publisher.send(topic, b"99ZZ0000126", contract.write(message))

    with opened(exchange, tmp_path) as client, SchemaRegistryClient({"url": str(client.base_url)}) as registry:
        deserialize = AvroDeserializer(registry)
        for topic in names:
            read = [
                deserialize(value, SerializationContext(topic, MessageField.VALUE)) for value in values(exchange, topic)
            ]
            assert len(read) == len(sent)
            assert all(isinstance(one, dict) for one in read)


def test_without_topics_the_door_does_not_open(kafka: KafkaSettings, tmp_path: Path) -> None:
    from casefile_contracts.kafka.administration import Administration

    Administration(kafka).delete([LEDGER])

    with pytest.raises(TopicError, match="casefile topics apply"):
        prepare(kafka, Contract.load(), PARTICIPANTS, data=tmp_path)


@pytest.mark.faults
def test_an_outage_is_503_and_not_ready_and_passes_by_itself(tmp_path: Path) -> None:
    with LocalBroker() as broker:
        fresh_topics(broker.settings, PARTICIPANTS)
        with opened(broker.settings, tmp_path) as client:
            assert client.post("/messages", json=answered()).status_code == 202
            assert becomes(client, 200)
            broker.kill()

            refused = client.post("/messages", json=answered())
            assert (refused.status_code, refused.json()["code"]) == (503, "kafka.unavailable")
            assert becomes(client, 503)
            assert client.get("/health/live").status_code == 200
            assert client.post("/check", json=answered()).status_code == 200

            broker.restart()
            assert becomes(client, 200)
            assert client.post("/messages", json=answered()).status_code == 202


def becomes(client: httpx.Client, status: int) -> bool:
    deadline = time.monotonic() + 60
    while client.get("/health/ready").status_code != status:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def eventually(client: httpx.Client, location: str, name: str, value: str) -> bool:
    deadline = time.monotonic() + 20
    while client.get(location).json().get(name) != value:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def decided(document: dict[str, Any], outcome: str, **changes: Any) -> dict[str, Any]:
    entry: dict[str, Any] = orjson.loads((ROOT / "draft" / "examples" / "LedgerRecord.json").read_bytes())
    about = entry["about"] | {"message_id": document["envelope"]["message_id"], "topic": OUTBOX}
    return {**entry, "about": about, "outcome": outcome, "sender": "police-99", "recipient": "cps-north"} | changes


def write_ledger(settings: KafkaSettings, entry: dict[str, Any]) -> None:
    contract = Contract.load()
    with Publisher(settings) as publisher:
        publisher.send_confirmed(LEDGER, b"99ZZ0000126", contract.write(_ledger_record(contract, entry)))


def _ledger_record(contract: Contract, entry: dict[str, Any]) -> Message:
    from casefile_contracts.codec.jsonform import from_json

    message_type = contract.release.messages["LedgerRecord"]
    raw, findings = from_json(message_type.schema, entry)
    assert raw is not None, findings
    return Message(message_type, raw)


def _examples(contract: Contract) -> Iterator[Message]:
    for name in contract.release.messages:
        document = orjson.loads((ROOT / "draft" / "examples" / f"{name}.json").read_bytes())
        if name == "LedgerRecord":
            yield _ledger_record(contract, document)
            continue
        message, findings = contract.from_json(document)
        assert message is not None, findings
        yield message


def values(settings: KafkaSettings, topic: str) -> list[bytes]:
    """Every value, read by a plain client that knows nothing of the exchange."""
    plain = {
        "bootstrap.servers": settings.bootstrap_servers,
        "group.id": f"stock-{topic}",
        "auto.offset.reset": "earliest",
    }
    found: list[bytes] = []
    with Consumer(plain | {"auto.offset.reset": "earliest", "enable.partition.eof": True}) as consumer:
        consumer.subscribe([topic])
        ends = 0
        while ends < PARTITIONS:
            message = consumer.poll(10)
            assert message is not None
            ends += message.error() is not None
            found += [] if message.error() else [message.value() or b""]
    return found
