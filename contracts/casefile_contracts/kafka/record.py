"""One record of a Kafka topic, as every program of the exchange handles it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from confluent_kafka import Message

Headers = list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Record:
    """What stood at one place of a topic, untouched.

    `timestamp` is the broker's time of appending, in milliseconds UTC. A header without a value is an empty one.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp: int


def record_of(message: Message) -> Record:
    """The record that the client delivered in a message without an error."""
    return Record(
        topic=message.topic() or "",
        partition=message.partition() or 0,
        offset=message.offset() or 0,
        key=message.key(),
        value=message.value(),
        headers=[(name, value or b"") for name, value in cast("Headers", message.headers() or [])],
        timestamp=message.timestamp()[1],
    )
