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


def committed(bootstrap: str, *topics: str) -> dict[str, list[Seen]]:
    """All committed records of each topic, partition by partition, in offset order."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "outsider",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
            "auto.offset.reset": "earliest",
            "fetch.wait.max.ms": 10,
        }
    )
    try:
        known = consumer.list_topics(timeout=20).topics
        places = [(topic, partition) for topic in topics for partition in known[topic].partitions]
        consumer.assign([TopicPartition(topic, partition, 0) for topic, partition in places])
        seen = sorted(_to_all_ends(consumer, set(places)), key=lambda one: (one.partition, one.offset))
        return {topic: [one for one in seen if one.topic == topic] for topic in topics}
    finally:
        consumer.close()


def _to_all_ends(consumer: Consumer, unfinished: set[tuple[str, int]]) -> Iterator[Seen]:
    while unfinished:
        message = consumer.poll(20)
        if message is None:
            raise TimeoutError(f"nothing more from {sorted(unfinished)}, not even an end")
        error = message.error()
        if error is None:
            headers = tuple((name, value or b"") for name, value in message.headers() or ())
            place = (message.topic(), message.partition(), message.offset())
            yield Seen(*place, message.key(), message.value() or b"", headers)
        elif error.name() == "_PARTITION_EOF":
            unfinished.discard((message.topic(), message.partition()))
        else:
            raise KafkaException(error)
