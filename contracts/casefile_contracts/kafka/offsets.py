"""Where the partitions of a topic begin and end."""

from __future__ import annotations

import time
from dataclasses import dataclass

from confluent_kafka import IsolationLevel, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]  # missing in the stubs

from casefile_contracts.errors import KafkaUnavailableError, TopicError
from casefile_contracts.kafka import clients
from casefile_contracts.kafka.settings import KafkaSettings

REQUEST_SECONDS = 10
PAUSE_SECONDS = 0.1

_MOVING = {KafkaError.NOT_LEADER_FOR_PARTITION, KafkaError.LEADER_NOT_AVAILABLE, KafkaError.UNKNOWN_TOPIC_OR_PART}


@dataclass(frozen=True, slots=True)
class Range:
    """The offsets that a partition holds: from `beginning` up to, not including, `end` (its high watermark)."""

    beginning: int
    end: int


def ranges(settings: KafkaSettings, topic: str, partition: int | None = None) -> dict[int, Range]:
    """What each partition of a topic holds now, or the one asked for.

    The end is the high watermark and lies behind open transactions, unlike what a read_committed consumer is told.

    Raises:
        TopicError: There is no such topic or partition.
        KafkaUnavailableError: No broker answers.
    """
    asked = clients.admin(settings)
    try:
        numbers = _partitions(asked, topic)
        wanted = numbers if partition is None else [partition]
        if not set(wanted) <= set(numbers):
            raise TopicError(f"{topic} has no partition {partition}, only {len(numbers)}")
        return _patiently(asked, topic, wanted)
    except KafkaException as error:
        raise KafkaUnavailableError(f"no Kafka broker answers at {settings.bootstrap_servers}; is it up?") from error


def _partitions(asked: AdminClient, topic: str) -> list[int]:
    found = asked.list_topics(topic, timeout=REQUEST_SECONDS).topics[topic]
    if not found.partitions:
        raise TopicError(f"there is no topic {topic}; `casefile topics apply` creates what is missing")
    return sorted(found.partitions)


def _patiently(asked: AdminClient, topic: str, numbers: list[int]) -> dict[int, Range]:
    """Wait while leaders move: a partition without one for a moment is no broker that is down."""
    deadline = time.monotonic() + REQUEST_SECONDS
    while True:
        try:
            return _ranges(asked, topic, numbers)
        except KafkaException as error:
            if error.args[0].code() not in _MOVING or time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_SECONDS)


def _ranges(asked: AdminClient, topic: str, numbers: list[int]) -> dict[int, Range]:
    beginnings = _offsets(asked, topic, numbers, OffsetSpec.earliest())  # type: ignore[no-untyped-call]
    ends = _offsets(asked, topic, numbers, OffsetSpec.latest())  # type: ignore[no-untyped-call]
    return {number: Range(beginnings[number], ends[number]) for number in numbers}


def _offsets(asked: AdminClient, topic: str, numbers: list[int], where: OffsetSpec) -> dict[int, int]:
    answers = asked.list_offsets(
        {TopicPartition(topic, number): where for number in numbers},
        isolation_level=IsolationLevel.READ_UNCOMMITTED,
        request_timeout=REQUEST_SECONDS,
    )
    return {place.partition: int(answer.result().offset) for place, answer in answers.items()}
