"""Where the partitions of a topic begin and end."""

from __future__ import annotations

import time
from dataclasses import dataclass

from confluent_kafka import IsolationLevel, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]  # missing in the stubs

from casefile_contracts.errors import KafkaUnavailableError, TopicError
from casefile_contracts.kafka import clients
from casefile_contracts.kafka.cluster import answered
from casefile_contracts.kafka.settings import KafkaSettings

REQUEST_SECONDS = 10
PAUSE_SECONDS = 0.1

_FINAL = frozenset(
    {"TOPIC_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED", "UNSUPPORTED_VERSION", "_UNSUPPORTED_FEATURE"}
)
"""What no waiting cures. All else may pass: a partition without a leader for a moment is no broker that is down."""


@dataclass(frozen=True, slots=True)
class Range:
    """The offsets that a partition holds: from `beginning` up to, not including, `end` (its high watermark)."""

    beginning: int
    end: int


def ranges(settings: KafkaSettings, topic: str, partition: int | None = None) -> dict[int, Range]:
    """What each partition of a topic holds now, or the one asked for.

    The end is the high watermark and lies behind open transactions, unlike what a read_committed consumer is told.

    Raises:
        TopicError: There is no such topic or partition, or it may not be looked at.
        KafkaUnavailableError: No broker answers, or none that can tell.
    """
    asked, deadline = clients.admin(settings), time.monotonic() + REQUEST_SECONDS
    while True:
        try:
            return _ranges(asked, topic, partition)
        except KafkaException as error:
            name = error.args[0].name()
            if name in _FINAL:
                raise TopicError(f"{topic} cannot be looked at: {name}") from error
            if time.monotonic() > deadline:
                trouble = f"{topic}: no answer from Kafka at {settings.bootstrap_servers} ({name}); is it up?"
                raise KafkaUnavailableError(trouble) from error
        time.sleep(PAUSE_SECONDS)


def _ranges(asked: AdminClient, topic: str, partition: int | None) -> dict[int, Range]:
    numbers = _partitions(asked, topic)
    wanted = numbers if partition is None else [partition]
    if not set(wanted) <= set(numbers):
        raise TopicError(f"{topic} has no partition {partition}, only {len(numbers)}")
    beginnings = _offsets(asked, topic, wanted, OffsetSpec.earliest())  # type: ignore[no-untyped-call]
    ends = _offsets(asked, topic, wanted, OffsetSpec.latest())  # type: ignore[no-untyped-call]
    return {number: Range(beginnings[number], ends[number]) for number in wanted}


def _partitions(asked: AdminClient, topic: str) -> list[int]:
    found = asked.list_topics(topic, timeout=REQUEST_SECONDS).topics[topic]
    if found.error is not None and found.error.code() != KafkaError.UNKNOWN_TOPIC_OR_PART:
        raise KafkaException(found.error)
    if not found.partitions:
        raise TopicError(f"there is no topic {topic}; `casefile topics apply` creates what is missing")
    return sorted(found.partitions)


def _offsets(asked: AdminClient, topic: str, numbers: list[int], where: OffsetSpec) -> dict[int, int]:
    answers = asked.list_offsets(
        {TopicPartition(topic, number): where for number in numbers},
        isolation_level=IsolationLevel.READ_UNCOMMITTED,
        request_timeout=REQUEST_SECONDS,
    )
    return {place.partition: int(answered(answer).offset) for place, answer in answers.items()}
