"""The relay on real Kafka, fed with records that no client of ours would write."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

import confluent_kafka
import pytest
from confluent_kafka import Producer
from gateway_kafka import Outside, relay
from gateway_samples import PARTITIONS, example, register, value_of

from casefile_contracts.kafka.partitioner import partition_of
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import QUARANTINE, outbox
from casefile_contracts.testing.topics import fresh_topics

pytestmark = pytest.mark.kafka

URN = "99ZZ0012326"
REQUEST = "ChargingDecisionRequested"
PLACE = partition_of(URN.encode(), PARTITIONS)


@pytest.fixture
def outside(kafka: KafkaSettings) -> Iterator[Outside]:
    fresh_topics(kafka, register(), PARTITIONS)
    outside = Outside(kafka)
    yield outside
    outside.publisher.close()


def test_a_header_whose_name_is_no_text_stops_nobody(kafka: KafkaSettings, outside: Outside, tmp_path: Path) -> None:
    _produce_in_c(kafka, outbox("police-99"), value_of(example(REQUEST)), b"\xff\xfe")
    _produce_in_c(kafka, outbox("police-99"), b"\0\0", b"\xff\xfe")
    outside.send("police-99", URN, value_of(example(REQUEST, message_id="44444444-0000-4000-8000-000000000004")))

    with relay(kafka, tmp_path):
        ledger = outside.ledger(3)

    assert [entry["outcome"] for entry in ledger] == ["REJECTED", "QUARANTINED", "ACCEPTED"]
    assert [finding["rule"] for finding in ledger[0]["findings"]] == ["E14"]
    assert [record.value for record in outside.records(QUARANTINE)] == [b"\0\0"]


def test_records_without_key_or_value_and_with_odd_headers_each_get_an_answer(
    kafka: KafkaSettings, outside: Outside, tmp_path: Path
) -> None:
    producer = Producer(
        {
            "bootstrap.servers": kafka.bootstrap_servers,
            "compression.type": "gzip",
            "message.max.bytes": 10_000_000,
        }
    )
    good = value_of(example(REQUEST))
    topic, key = outbox("police-99"), URN.encode()
    producer.produce(topic, None, None, PLACE)
    producer.produce(topic, good, None, PLACE)
    producer.produce(topic, good, b"\xff\xfe", PLACE)
    producer.produce(topic, bytes(5_000_000), key, PLACE)
    producer.produce(topic, good, key, PLACE, headers=[("x", bytes(2_000_000))])
    producer.produce(topic, good, key, PLACE, headers=[("ce_id", b"\xff\xfe")])
    producer.produce(
        topic,
        value_of(example(REQUEST, message_id="44444444-0000-4000-8000-000000000004")),
        key,
        PLACE,
        headers=[("x", None), ("x", os.urandom(30_000)), *[("y", b"")] * 200],
    )
    assert producer.flush(20) == 0

    with relay(kafka, tmp_path):
        ledger = outside.ledger(7, seconds=20)

    told = [(entry["outcome"], {finding["rule"] for finding in entry["findings"]}) for entry in ledger]
    assert told == [
        ("QUARANTINED", {"E08"}),
        ("REJECTED", {"E13"}),
        ("DUPLICATE", {"E13"}),
        ("QUARANTINED", {"E16"}),
        ("QUARANTINED", {"E16"}),
        ("DUPLICATE", {"E13"}),
        ("ACCEPTED", set()),
    ]
    assert len(outside.receipts("police-99")) == 7
    assert len(outside.records(QUARANTINE)) == 3
    (forwarded,) = outside.inbox("cps-north")
    assert len(forwarded.headers) == 202


def _produce_in_c(kafka: KafkaSettings, topic: str, value: bytes, header: bytes) -> None:
    """Produce with the C library itself: the Python client takes only text for the name of a header."""
    libraries = Path(confluent_kafka.__file__).parents[1] / "confluent_kafka.libs"
    lib = ctypes.CDLL(str(next(libraries.glob("librdkafka*"))))
    lib.rd_kafka_conf_new.restype = lib.rd_kafka_new.restype = ctypes.c_void_p
    error = ctypes.create_string_buffer(256)
    conf = ctypes.c_void_p(lib.rd_kafka_conf_new())
    lib.rd_kafka_conf_set(conf, b"bootstrap.servers", kafka.bootstrap_servers.encode(), error, ctypes.c_size_t(256))
    client = ctypes.c_void_p(lib.rd_kafka_new(0, conf, error, ctypes.c_size_t(256)))
    size = ctypes.c_size_t
    key = URN.encode()
    # Each argument after its number in rd_kafka_vtype_t: topic, partition, value, key, flags (copy), header, end.
    code = lib.rd_kafka_producev(
        *(client, 1, topic.encode(), 3, ctypes.c_int32(PLACE), 4, value, size(len(value)), 5, key, size(len(key))),
        *(7, 2, 9, header, b"v", ctypes.c_ssize_t(1), 0),
    )
    assert code == 0
    assert lib.rd_kafka_flush(client, 10_000) == 0
    lib.rd_kafka_destroy(client)
