"""A case lives on the partition that a Java producer and librdkafka put it on."""

from __future__ import annotations

import random
import uuid

import pytest

from casefile_contracts.kafka import clients
from casefile_contracts.kafka.administration import Administration
from casefile_contracts.kafka.declaring import TopicSpec
from casefile_contracts.kafka.partitioner import partition_of
from casefile_contracts.kafka.settings import KafkaSettings

# The hashes that Apache Kafka's own unit tests expect of its Java client.
JAVA_HASHES = {
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    b"abc": 479470107,
}


@pytest.mark.parametrize("key", JAVA_HASHES)
@pytest.mark.parametrize("partitions", [1, 2, 6, 12, 1000])
def test_a_key_has_the_partition_that_the_java_client_gives_it(key: bytes, partitions: int) -> None:
    assert partition_of(key, partitions) == (JAVA_HASHES[key] & 0x7FFFFFFF) % partitions


@pytest.mark.kafka
def test_a_producer_puts_every_keyed_record_where_the_partitioner_says(kafka: KafkaSettings) -> None:
    topic = f"partitioner-{uuid.uuid4().hex}"
    Administration(kafka).create([TopicSpec(topic, 7)])
    chance = random.Random(20_250_101)
    keys = [chance.randbytes(chance.choice([0, 1, 5, 11, 11, 11, 40])) for _ in range(500)]

    written: list[tuple[bytes | None, int | None]] = []
    producer = clients.producer(kafka, "test")
    for key in keys:
        producer.produce(
            topic, b"", key, on_delivery=lambda _error, message: written.append((message.key(), message.partition()))
        )
    producer.flush(30)
    producer.close()

    assert len(written) == len(keys)
    assert [(key, partition) for key, partition in written if partition_of(key or b"", 7) != partition] == []
