"""What an outsider sees on the topics: raw records, read with the plain client and decoded with fastavro.

Shares no code with the relay: schemas come from the released files, framing is undone by hand.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fastavro
from confluent_kafka import Consumer, KafkaException, TopicPartition

import casefile_schemas

RELEASES = Path(casefile_schemas.ROOT) / "releases"


@dataclass(frozen=True)
class Seen:
    """One committed record of a topic."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes
    headers: tuple[tuple[str, bytes], ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.value).hexdigest()


class Schemas:
    """Every released schema by its id, for fastavro."""

    def __init__(self) -> None:
        self._by_id: dict[int, Any] = {}
        lock = json.loads((Path(casefile_schemas.ROOT) / "lock.json").read_text(encoding="utf-8"))
        for version, release in lock["releases"].items():
            for name, entry in release["messages"].items():
                schema = json.loads((RELEASES / version / f"{name}.avsc").read_text(encoding="utf-8"))
                self._by_id[entry["id"]] = fastavro.parse_schema(schema)

    def read(self, value: bytes) -> dict[str, Any]:
        """The datum of a framed value; raises whatever fastavro raises on bytes that are none."""
        if value[:1] != b"\0":
            raise ValueError("not framed")
        body = io.BytesIO(value[5:])
        return fastavro.schemaless_reader(body, self._by_id[int.from_bytes(value[1:5], "big")], None)


def committed(bootstrap: str, topic: str) -> list[Seen]:
    """All committed records of a topic, partition by partition, in offset order."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "outsider",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
            "auto.offset.reset": "earliest",
        }
    )
    try:
        partitions = sorted(consumer.list_topics(topic, timeout=20).topics[topic].partitions)
        return [seen for partition in partitions for seen in _partition(consumer, topic, partition)]
    finally:
        consumer.close()


def _partition(consumer: Consumer, topic: str, partition: int) -> Iterator[Seen]:
    consumer.assign([TopicPartition(topic, partition, 0)])
    while True:
        message = consumer.poll(20)
        if message is None:
            raise TimeoutError(f"nothing more from {topic} {partition}, not even its end")
        error = message.error()
        if error is not None:
            if error.name() == "_PARTITION_EOF":
                return
            raise KafkaException(error)
        headers = tuple((name, value or b"") for name, value in message.headers() or ())
        yield Seen(topic, partition, message.offset(), message.key(), message.value() or b"", headers)
